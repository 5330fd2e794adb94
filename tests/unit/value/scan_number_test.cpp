#include <gtest/gtest.h>

#include "value/number_parse.hpp"
#include "value_text.hpp"

namespace kestrun::value {
namespace {

std::string scanned(std::string_view text)
{
    const auto number = scan_number(text);
    return number ? show(*number) : "none";
}

TEST(ScanNumber, ReadsWhatStandsInSource)
{
    const std::pair<const char*, const char*> cases[] = {
        {"42", "System.Int32|42"},
        {" -7\n", "System.Int32|-7"},
        {"2147483648", "System.Int64|2147483648"},
        {"-2147483648", "System.Int32|-2147483648"},
        {"-9223372036854775808", "System.Int64|-9223372036854775808"},
        {"9223372036854775808", "System.Decimal|9223372036854775808"},
        {"9999999999999999999999999999999999", "System.Double|1E+34"},
        {"1.5", "System.Double|1.5"},
        {".5", "System.Double|0.5"},
        {"5.", "System.Double|5"},
        {"1e3", "System.Double|1000"},
        {"1e400", "System.Double|Infinity"},
        {"1.10d", "System.Decimal|1.10"},
        {"1kb", "System.Int32|1024"},
        {"1.5kb", "System.Double|1536"},
        {"5dkb", "System.Decimal|5120"},
        {"1pb", "System.Int64|1125899906842624"},
        {"5y", "System.SByte|5"},
        {"5uy", "System.Byte|5"},
        {"5us", "System.UInt16|5"},
        {"5l", "System.Int64|5"},
        {"5u", "System.UInt32|5"},
        {"4294967296u", "System.UInt64|4294967296"},
        {"5ULGB", "System.UInt64|5368709120"},
        {"1.5l", "System.Int64|2"},
        {"12n", "System.Numerics.BigInteger|12"},
        {"0xFF", "System.Int32|255"},
        {"0xFFFFFFFF", "System.Int32|-1"},
        {"-0x80000000", "System.Int64|2147483648"},
        {"0xFFFFFFFFFFFFFFFF", "System.Int64|-1"},
        {"0x1FFFFFFFF", "System.Int64|8589934591"},
        {"0xFFd", "System.Int32|4093"},
        {"0xFFkb", "System.Int32|261120"},
        {"0xFFy", "System.SByte|-1"},
        {"0b101", "System.Int32|5"},
        {"0b11111111", "System.Int32|-1"},
    };
    for (const auto& [text, expected] : cases) EXPECT_EQ(scanned(text), expected) << text;
}

TEST(ScanNumber, RefusesOtherText)
{
    for (const char* text : {"", "abc", "1_0", "- 5", "--5", "5 kb", "1e", "e1", "0x", "0b2", "300uy", "-5u", "5f", "1kbl", "1e30d", ".",
                             "18446744073709551616u", "NaN", "1,000"})
        EXPECT_EQ(scanned(text), "none") << text;
}

TEST(ParseInteger, FollowsNumberStyles)
{
    Value out;
    EXPECT_EQ(parse_integer(" -12 ", number_style::Integer, Tag::Int32, out), ParseStatus::Ok);
    EXPECT_EQ(out.as_int32(), -12);
    EXPECT_EQ(parse_integer("1,234", number_style::Integer, Tag::Int32, out), ParseStatus::Format);
    EXPECT_EQ(parse_integer("1,234", number_style::Number, Tag::Int32, out), ParseStatus::Ok);
    EXPECT_EQ(out.as_int32(), 1234);
    EXPECT_EQ(parse_integer("ff", number_style::HexSpecifier, Tag::Int32, out), ParseStatus::Ok);
    EXPECT_EQ(out.as_int32(), 255);
    EXPECT_EQ(parse_integer("FFFFFFFF", number_style::HexSpecifier, Tag::Int32, out), ParseStatus::Ok);
    EXPECT_EQ(out.as_int32(), -1);
    EXPECT_EQ(parse_integer("256", number_style::Integer, Tag::Byte, out), ParseStatus::Overflow);
    EXPECT_EQ(parse_integer("-1", number_style::Integer, Tag::UInt64, out), ParseStatus::Overflow);
    EXPECT_EQ(parse_integer("18446744073709551615", number_style::Integer, Tag::UInt64, out), ParseStatus::Ok);
    EXPECT_EQ(parse_integer("99999999999999999999999999999999999999999999", number_style::Integer, Tag::Int64, out), ParseStatus::Overflow);
}

TEST(ParseDouble, FollowsNumberStyles)
{
    double d = 0;
    EXPECT_EQ(parse_double("1,234.5", number_style::Float | number_style::Thousands, d), ParseStatus::Ok);
    EXPECT_DOUBLE_EQ(d, 1234.5);
    EXPECT_EQ(parse_double("-1e-3", number_style::Float, d), ParseStatus::Ok);
    EXPECT_DOUBLE_EQ(d, -0.001);
    EXPECT_EQ(parse_double("Infinity", number_style::Float, d), ParseStatus::Ok);
    EXPECT_TRUE(std::isinf(d));
    EXPECT_EQ(parse_double("(5)", number_style::Float | number_style::Parentheses, d), ParseStatus::Ok);
    EXPECT_DOUBLE_EQ(d, -5);
    EXPECT_EQ(parse_double("1.2.3", number_style::Float, d), ParseStatus::Format);
    EXPECT_EQ(parse_double("", number_style::Float, d), ParseStatus::Format);
}

} // namespace
} // namespace kestrun::value
