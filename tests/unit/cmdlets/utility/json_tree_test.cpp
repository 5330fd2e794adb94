#include "cmdlets/utility/json_tree.hpp"
#include <gtest/gtest.h>

namespace kestrun::cmdlets {

namespace {

std::string again(std::string_view text)
{
    const auto tree = parse_json_tree(text);
    return tree ? json_tree_text(*tree) : "no JSON";
}

TEST(JsonTree, KeepsOrderAndHowNumbersAreWritten)
{
    EXPECT_EQ(again(R"( { "b" : 1.50, "a" : [ true, null, -0e1 ] } )"), R"({"b":1.50,"a":[true,null,-0e1]})");
    EXPECT_EQ(again(R"({"a":1,"b":2,"a":3})"), R"({"b":2,"a":3})");
}

TEST(JsonTree, ReadsEscapesAndSurrogates)
{
    const auto tree = parse_json_tree(R"("\u00e9\ud83d\ude00\n\/")");
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->text, "é😀\n/");
    EXPECT_EQ(json_tree_text(*tree), R"("\u00E9\uD83D\uDE00\n/")");
}

TEST(JsonTree, IsAsStrictAsTheRfc)
{
    for (const char* wrong : {"", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "'x'", "{a:1}", "[1 2]", "tru", "\"a\nb\"", "\"\\x\"",
                              "1 2", "/*c*/1", "\"\\ud83d\\u0041\"", "nullx"})
        EXPECT_EQ(again(wrong), "no JSON") << wrong;
    EXPECT_EQ(again(std::string(2000, '[') + std::string(2000, ']')), "no JSON");
}

TEST(JsonTree, AllowsCommentsAndTrailingCommasWhenAsked)
{
    EXPECT_TRUE(parse_json_tree("[1, /* two */ 2, // three\n 3,]", {.comments = true, .trailing_commas = true}));
    EXPECT_FALSE(parse_json_tree("[1,,]", {.comments = true, .trailing_commas = true}));
    EXPECT_FALSE(parse_json_tree("[1 /* open", {.comments = true, .trailing_commas = true}));
}

TEST(JsonTree, ComparesNumbersByValueAndObjectsWithoutOrder)
{
    EXPECT_EQ(*parse_json_tree("[1.0, {\"a\":1,\"b\":2}]"), *parse_json_tree("[1, {\"b\":2,\"a\":1}]"));
    EXPECT_FALSE(*parse_json_tree("1") == *parse_json_tree("\"1\""));
}

} // namespace

} // namespace kestrun::cmdlets
