#include "base/text.hpp"

#include <gtest/gtest.h>

namespace kestrun::base {
namespace {

using namespace std::string_literals;

TEST(Text, DecodesEveryCodePointItEncodes)
{
    for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 37) {
        std::string text;
        append_utf8(text, c);
        std::size_t position = 0;
        ASSERT_EQ(decode_utf8(text, position), c);
        ASSERT_EQ(position, text.size());
        ASSERT_EQ(utf16_length(text), c >= 0x10000 ? 2u : 1u);
    }
}

TEST(Text, ReplacesTheLongestWrongPart)
{
    // The example of the Unicode standard, section 3.9, table 3-11, and bytes that never occur.
    EXPECT_EQ(well_formed_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\x41");
    EXPECT_EQ(well_formed_utf8("\xC0\xAF\xFF"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(well_formed_utf8("a\xED\xA0\x80"), "a\xEF\xBF\xBD");
}

TEST(Text, KnowsWellFormedText)
{
    EXPECT_TRUE(is_utf8("plain"));
    EXPECT_TRUE(is_utf8("gr\u00fc\u00df \u20ac \U0001F600"));
    EXPECT_TRUE(is_utf8("\uFFFD"));
    EXPECT_FALSE(is_utf8("\xC3"));
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
    EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));
    EXPECT_FALSE(is_utf8("\xC0\xAF"));
    EXPECT_TRUE(is_ascii("sixteen bytes ok"));
    EXPECT_FALSE(is_ascii("sixteen bytes n\xC3\xA4"));
}

TEST(Text, KeepsLoneSurrogatesThroughUtf16)
{
    const std::u16string units = u"a\xD83D\xDE00 b\xD800 c\xDC00";
    const std::string utf8 = to_utf8(units);
    EXPECT_EQ(utf8, "a\U0001F600 b\xED\xA0\x80 c\xED\xB0\x80"s);
    EXPECT_EQ(to_utf16(utf8), units);
    EXPECT_EQ(utf16_length(utf8), units.size());
}

TEST(Text, CutsBetweenCharacters)
{
    EXPECT_EQ(utf8_prefix("a\u20acb", 2), "a");
    EXPECT_EQ(utf8_prefix("a\u20acb", 4), "a\u20ac");
    EXPECT_EQ(utf8_prefix("ab", 9), "ab");
}

TEST(Text, ComparesAsciiWithoutCase)
{
    EXPECT_TRUE(ascii_iequals("Content-TYPE", "content-type"));
    EXPECT_FALSE(ascii_iequals("@", "`"));
    EXPECT_FALSE(ascii_iequals("a", "ab"));
}

} // namespace
} // namespace kestrun::base
