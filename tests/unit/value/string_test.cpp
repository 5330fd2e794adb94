#include "value/string.hpp"
#include <gtest/gtest.h>

namespace kestrun::value {
namespace {

TEST(String, CountsUtf16Units)
{
    EXPECT_EQ(String::make("abc")->length(), 3U);
    EXPECT_TRUE(String::make("abc")->is_ascii());
    EXPECT_EQ(String::make("é")->length(), 1U);
    EXPECT_EQ(String::make("😀")->length(), 2U);
    EXPECT_FALSE(String::make("aé")->is_ascii());
    EXPECT_EQ(String::make("")->length(), 0U);
}

TEST(String, UnitsAndSubstrings)
{
    const auto text = String::make("a😀b");
    EXPECT_EQ(text->unit(0), u'a');
    EXPECT_EQ(text->unit(1), 0xd83d);
    EXPECT_EQ(text->unit(2), 0xde00);
    EXPECT_EQ(text->unit(3), u'b');
    EXPECT_EQ(text->substring(1, 2)->view(), "😀");
    EXPECT_EQ(text->substring(3, 1)->view(), "b");
    const auto high = text->substring(0, 2);
    EXPECT_EQ(high->length(), 2U);
    EXPECT_EQ(high->unit(1), 0xd83d);
    EXPECT_EQ(String::concat(high->view(), text->substring(2, 2)->view())->view(), "a😀b");
}

TEST(String, RepairsMalformedText)
{
    EXPECT_EQ(String::make("a\xffz")->view(), "a\xef\xbf\xbdz");
    EXPECT_EQ(String::make("\xe2\x82")->length(), 2U);
    EXPECT_EQ(String::make("\xf0\x9f\x98")->view(), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    EXPECT_EQ(String::make("\xed\xa0\xbd\xed\xb8\x80")->view(), "😀"); // a pair in two sequences
}

TEST(String, Utf16RoundTrip)
{
    const std::u16string units = u"x\u00e9\U0001F600\xd800y";
    EXPECT_EQ(String::from_utf16(units)->utf16(), units);
    EXPECT_EQ(String::from_utf16(units)->length(), units.size());
}

TEST(String, ComparesWithoutCase)
{
    EXPECT_TRUE(equals_ignore_case("Content-Type", "content-type"));
    EXPECT_TRUE(equals_ignore_case("ÄÖÜ", "äöü"));
    EXPECT_FALSE(equals_ignore_case("abc", "abd"));
    EXPECT_FALSE(equals_ignore_case("abc", "abcd"));
    EXPECT_FALSE(equals_ignore_case("[", "{")); // differ by the case bit, but are no letters
    EXPECT_FALSE(equals_ignore_case("ſ", "s")); // as in .NET
    EXPECT_EQ(hash_ignore_case("Some-Longer-Name"), hash_ignore_case("SOME-longer-NAME"));
    EXPECT_EQ(hash_ignore_case("Ä1"), hash_ignore_case("ä1"));
    EXPECT_NE(hash_ignore_case("a"), hash_ignore_case("b"));
}

TEST(String, OrdersByUtf16Units)
{
    EXPECT_LT(compare_ordinal("A", "a"), 0);
    EXPECT_GT(compare_ordinal("\uffee", "😀"), 0); // surrogates stand before U+E000
    EXPECT_EQ(compare_ordinal_ignore_case("ABC", "abc"), 0);
    EXPECT_LT(compare_ordinal_ignore_case("a", "B"), 0);
    EXPECT_GT(compare_ordinal_ignore_case("abc", "ab"), 0);
}

} // namespace
} // namespace kestrun::value
