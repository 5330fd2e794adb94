#include "http/ascii.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace kestrun::http;

namespace {

std::vector<std::string> members(std::string_view list)
{
    std::vector<std::string> all;
    for_each_list_member(list, [&](std::string_view member) { all.emplace_back(member); });
    return all;
}

TEST(Ascii, TokensAreTheCharactersOfTheRfc)
{
    EXPECT_TRUE(is_token("X-Trace!#$%&'*+.^_`|~09"));
    for (const char* bad : {"", "a b", "a:b", "a/b", "a\x7f", "\xc3\xa9", "a\t", "a=b", "(a)", "a\"b"}) EXPECT_FALSE(is_token(bad)) << bad;
}

TEST(Ascii, FieldValuesExcludeOnlyNulAndLineBreaks)
{
    EXPECT_TRUE(is_field_value("a\x01\tb\xff"));
    EXPECT_FALSE(is_field_value(std::string_view("a\0b", 3)));
    EXPECT_FALSE(is_field_value("a\rb"));
    EXPECT_FALSE(is_field_value("a\nb"));
}

TEST(Ascii, ComparesWithoutCaseInAsciiOnly)
{
    EXPECT_TRUE(iequals("Content-LENGTH", "content-length"));
    EXPECT_FALSE(iequals("a", "ab"));
    EXPECT_FALSE(iequals("@", "`")); // 0x20 apart and no letters
    EXPECT_TRUE(istarts_with("TEXT/plain", "text/"));
    EXPECT_TRUE(iends_with("photo.JPG", ".jpg"));
}

TEST(Ascii, DecimalsRefuseSignsBlanksAndOverflow)
{
    EXPECT_EQ(parse_decimal("0"), 0u);
    EXPECT_EQ(parse_decimal("9223372036854775807"), 9223372036854775807u);
    for (const char* bad : {"", "+1", "-1", " 1", "1 ", "0x1", "1.0", "9223372036854775808", "99999999999999999999"})
        EXPECT_FALSE(parse_decimal(bad)) << bad;
}

TEST(Ascii, ListsSplitAtCommasOutsideQuotes)
{
    EXPECT_EQ(members(" a , ,b;x=\"1,2\", \"q\\\",r\" ,c"), (std::vector<std::string>{"a", "b;x=\"1,2\"", "\"q\\\",r\"", "c"}));
    EXPECT_TRUE(members("").empty());
    EXPECT_TRUE(members(" , ,").empty());
    EXPECT_EQ(members("\"open, never closed"), (std::vector<std::string>{"\"open, never closed"}));
    EXPECT_EQ(members("\"ends in escape\\"), (std::vector<std::string>{"\"ends in escape\\"}));
    EXPECT_TRUE(list_contains("gzip, Chunked", "chunked"));
    EXPECT_FALSE(list_contains("gzip, xchunked", "chunked"));
}

} // namespace
