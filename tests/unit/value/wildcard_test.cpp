#include "value/error.hpp"
#include "value/operators.hpp"
#include <gtest/gtest.h>

namespace kestrun::value {
namespace {

TEST(Wildcard, Matches)
{
    const char* fitting[][2] = {{"*", ""},      {"a*", "abc"},      {"A?C", "abc"},     {"[a-b]bc", "abc"}, {"[[]", "["},    {"a]", "a]"},
                                {"[a-]", "-"},  {"a`b", "ab"},      {"a`*b", "a*b"},    {"`[x`]", "[x]"},   {"a*b", "a\nb"}, {"É", "é"},
                                {"[A-C]", "b"}, {"*.txt", "x.txt"}, {"a*b*c", "aXbYc"}, {"?", "é"},         {"[!a]", "a"},   {"", ""}};
    for (const auto& [pattern, text] : fitting) EXPECT_TRUE(wildcard_match(pattern, text)) << pattern << " " << text;
    const char* other[][2] = {{"a", "b"}, {"a`*b", "axb"}, {"?", ""}, {"a?", "a"}, {"*a", "b"}, {"", "a"}, {"[a-c]", "d"}, {"a*b", "ac"}};
    for (const auto& [pattern, text] : other) EXPECT_FALSE(wildcard_match(pattern, text)) << pattern << " " << text;
    EXPECT_FALSE(wildcard_match("h*", "Hello", false));
    EXPECT_FALSE(wildcard_match("[a-c]", "B", false));
}

TEST(Wildcard, ASetMustEnd) { EXPECT_THROW(wildcard_match("[abc", "abc"), ScriptError); }

TEST(Wildcard, ManyStarsStayCheap)
{
    std::string pattern, text(20000, 'a');
    for (int i = 0; i < 50; ++i) pattern += "*a";
    pattern += "*b";
    EXPECT_FALSE(wildcard_match(pattern, text));
}

TEST(Wildcard, IsSeen)
{
    EXPECT_TRUE(has_wildcards("a*"));
    EXPECT_TRUE(has_wildcards("[a]"));
    EXPECT_FALSE(has_wildcards("a`*"));
    EXPECT_FALSE(has_wildcards("abc"));
}

} // namespace
} // namespace kestrun::value
