#include "value/decimal.hpp"
#include "value/error.hpp"
#include "value/number_parse.hpp"
#include <gtest/gtest.h>

namespace kestrun::value {
namespace {

Decimal of(std::string_view text)
{
    Decimal d;
    EXPECT_EQ(parse_decimal(text, number_style::Float | number_style::Thousands, d), ParseStatus::Ok) << text;
    return d;
}

TEST(Decimal, KeepsItsPlaces)
{
    EXPECT_EQ(of("1.10").text(), "1.10");
    EXPECT_EQ(of("-0.050").text(), "-0.050");
    EXPECT_EQ(of("1e3").text(), "1000");
    EXPECT_EQ(of("1,234.50").text(), "1234.50");
    EXPECT_EQ(decimal_add(of("1.10"), of("1.1")).text(), "2.20");
    EXPECT_EQ(decimal_subtract(of("1.10"), of("1.1")).text(), "0.00");
    EXPECT_EQ(decimal_multiply(of("1.10"), of("2")).text(), "2.20");
}

TEST(Decimal, DividesWithAsManyPlacesAsItTakes)
{
    EXPECT_EQ(decimal_divide(of("10.0"), of("4")).text(), "2.5");
    EXPECT_EQ(decimal_divide(of("1.10"), of("1")).text(), "1.10");
    EXPECT_EQ(decimal_divide(of("1"), of("0.5")).text(), "2");
    EXPECT_EQ(decimal_divide(of("1.25"), of("3")).text(), "0.4166666666666666666666666667");
    EXPECT_EQ(decimal_divide(of("1.25"), of("97")).text(), "0.0128865979381443298969072165");
    EXPECT_EQ(decimal_remainder(of("-7.5"), of("2")).text(), "-1.5");
}

TEST(Decimal, RoundsInEveryMode)
{
    EXPECT_EQ(decimal_round(of("2.5"), 0, DecimalRounding::ToEven).text(), "2");
    EXPECT_EQ(decimal_round(of("2.345"), 2, DecimalRounding::ToEven).text(), "2.34");
    EXPECT_EQ(decimal_round(of("2.5"), 0, DecimalRounding::AwayFromZero).text(), "3");
    EXPECT_EQ(decimal_round(of("-2.7"), 0, DecimalRounding::ToZero).text(), "-2");
    EXPECT_EQ(decimal_round(of("-2.1"), 0, DecimalRounding::ToNegativeInfinity).text(), "-3");
    EXPECT_EQ(decimal_round(of("2.1"), 0, DecimalRounding::ToPositiveInfinity).text(), "3");
    EXPECT_EQ(decimal_round(of("2.1"), 4, DecimalRounding::ToEven).text(), "2.1");
}

TEST(Decimal, EndsInOverflow)
{
    const Decimal most = of("79228162514264337593543950335");
    EXPECT_EQ(most.text(), "79228162514264337593543950335");
    EXPECT_THROW(decimal_add(most, of("1")), ScriptError);
    EXPECT_EQ(decimal_add(most, of("0.4")).text(), most.text());
    EXPECT_THROW(decimal_multiply(most, of("2")), ScriptError);
    EXPECT_THROW(decimal_divide(most, of("0")), ScriptError);
    Decimal d;
    EXPECT_EQ(parse_decimal("79228162514264337593543950336", number_style::Number, d), ParseStatus::Overflow);
    EXPECT_EQ(parse_decimal("1e29", number_style::Float, d), ParseStatus::Overflow);
    EXPECT_EQ(parse_decimal("0.00000000000000000000000000001", number_style::Float, d), ParseStatus::Ok);
    EXPECT_TRUE(d.is_zero());
}

TEST(Decimal, ComesFromRealsByTheirFirstDigits)
{
    Decimal d;
    ASSERT_TRUE(Decimal::from_double(0.1, d));
    EXPECT_EQ(d.text(), "0.1");
    ASSERT_TRUE(Decimal::from_double(123456789.123456789, d));
    EXPECT_EQ(d.text(), "123456789.123457");
    ASSERT_TRUE(Decimal::from_double(-1e15, d));
    EXPECT_EQ(d.text(), "-1000000000000000");
    EXPECT_FALSE(Decimal::from_double(1e30, d));
    EXPECT_FALSE(Decimal::from_double(std::numeric_limits<double>::quiet_NaN(), d));
    EXPECT_DOUBLE_EQ(of("0.1").to_double(), 0.1);
}

TEST(Decimal, ComparesByValue)
{
    EXPECT_EQ(decimal_compare(of("1.0"), of("1.00")), 0);
    EXPECT_LT(decimal_compare(of("-1"), of("0.5")), 0);
    EXPECT_GT(decimal_compare(of("0.1000000000000000000000000001"), of("0.1")), 0);
    EXPECT_EQ(decimal_compare(of("-0"), of("0")), 0);
    int64_t i = 0;
    EXPECT_TRUE(of("-9223372036854775808").truncate_to_int64(i));
    EXPECT_EQ(i, std::numeric_limits<int64_t>::min());
    EXPECT_FALSE(of("9223372036854775808").truncate_to_int64(i));
}

} // namespace
} // namespace kestrun::value
