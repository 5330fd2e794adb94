#include "base/format_number.hpp"

#include "test_data.hpp"

#include <charconv>
#include <gtest/gtest.h>
#include <limits>

namespace kestrun::base {
namespace {

template <typename Number>
Number parse(const std::string& text)
{
    if (text == "NaN") return std::numeric_limits<Number>::quiet_NaN();
    if (text == "Infinity") return std::numeric_limits<Number>::infinity();
    if (text == "-Infinity") return -std::numeric_limits<Number>::infinity();
    Number number{};
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// "1.10" as the digits and scale of a System.Decimal.
Digits parse_decimal(std::string text)
{
    Digits number;
    number.kind = DigitsKind::decimal;
    number.negative = text.starts_with('-');
    if (number.negative) text.erase(0, 1);
    const std::size_t point = text.find('.');
    const int places = point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
    if (point != std::string::npos) text.erase(point, 1);
    text.erase(0, text.find_first_not_of('0'));
    number.digits = text;
    number.scale = static_cast<int>(text.size()) - places;
    return number;
}

std::string format(const std::string& kind, const std::string& number, const std::string& format, const Culture& culture)
{
    std::string out;
    FormatResult result{};
    switch (kind[0]) {
    case 'd': result = format_double(out, parse<double>(number), format, culture.number); break;
    case 'f': result = format_single(out, parse<float>(number), format, culture.number); break;
    case 'i': result = format_int64(out, parse<std::int64_t>(number), 4, format, culture.number); break;
    case 'l': result = format_int64(out, parse<std::int64_t>(number), 8, format, culture.number); break;
    case 'm': result = format_digits(out, parse_decimal(number), format, culture.number); break;
    default: result = format_double(out, parse<double>(number), format, culture.number);
    }
    return result == FormatResult::ok ? out : "(refused)";
}

// Recorded from .NET 10: kind, number, format, text in two cultures (invariant and en-US; fr-FR and sv-SE in rows of kind c).
TEST(FormatNumber, AgreesWithDotNet)
{
    const auto rows = test::read_tsv("number_formats.tsv");
    ASSERT_GT(rows.size(), 4000u);
    for (const auto& row : rows) {
        ASSERT_EQ(row.size(), 5u) << row[0];
        const bool other = row[0] == "c";
        const Culture& first = other ? *find_culture("fr-FR") : invariant_culture();
        const Culture& second = other ? *find_culture("sv-SE") : en_us_culture();
        EXPECT_EQ(format(row[0], row[1], row[2], first), row[3]) << row[0] << ' ' << row[1] << " format " << row[2];
        EXPECT_EQ(format(row[0], row[1], row[2], second), row[4]) << row[0] << ' ' << row[1] << " format " << row[2];
    }
}

TEST(FormatNumber, RefusesWhatDotNetRefuses)
{
    std::string out;
    const NumberCulture& culture = invariant_culture().number;
    EXPECT_EQ(format_double(out, 1.5, "D3", culture), FormatResult::bad_specifier);
    EXPECT_EQ(format_double(out, 1.5, "X", culture), FormatResult::bad_specifier);
    EXPECT_EQ(format_double(out, 1.5, "B", culture), FormatResult::bad_specifier);
    EXPECT_EQ(format_int64(out, 5, 4, "Q", culture), FormatResult::bad_specifier);
    EXPECT_EQ(format_int64(out, 5, 4, "D1000000001", culture), FormatResult::bad_specifier);
    EXPECT_EQ(format_digits(out, parse_decimal("1.5"), "D", culture), FormatResult::bad_specifier);
    EXPECT_EQ(format_int64(out, 5, 4, "D999999999", culture), FormatResult::too_long);
    EXPECT_EQ(out, "");
}

TEST(FormatNumber, ShowsNegativeIntegersInTheirOwnWidth)
{
    std::string out;
    const NumberCulture& culture = invariant_culture().number;
    format_int64(out, -1, 1, "X", culture);
    format_int64(out, -1, 2, "x", culture);
    format_int64(out, -1, 2, "B", culture);
    format_int64(out, -1, 8, "X", culture);
    EXPECT_EQ(out, "FFffff1111111111111111FFFFFFFFFFFFFFFF");
}

TEST(FormatNumber, WritesLargeIntegersFromTheirDigits)
{
    Digits number{"12345678901234567890123456789", 30, true, DigitsKind::integer};
    const NumberCulture& culture = invariant_culture().number;
    const auto text = [&](std::string_view format) {
        std::string out;
        EXPECT_EQ(format_digits(out, number, format, culture), FormatResult::ok);
        return out;
    };
    EXPECT_EQ(text("G"), "-123456789012345678901234567890");
    EXPECT_EQ(text("R"), "-123456789012345678901234567890");
    EXPECT_EQ(text("N0"), "-123,456,789,012,345,678,901,234,567,890");
    EXPECT_EQ(text("E3"), "-1.235E+029");
    EXPECT_EQ(text("D32"), "-00123456789012345678901234567890");
    EXPECT_EQ(text("#,##0.0"), "-123,456,789,012,345,678,901,234,567,890.0");
}

TEST(FormatNumber, HasShortcutsForTheDefault)
{
    std::string out;
    append_double(out, 0.1 + 0.2);
    out += ' ';
    append_double(out, -0.0);
    out += ' ';
    append_single(out, 0.1f);
    out += ' ';
    append_int64(out, std::numeric_limits<std::int64_t>::min());
    out += ' ';
    append_uint64(out, std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(out, "0.30000000000000004 -0 0.1 -9223372036854775808 18446744073709551615");
}

TEST(Culture, IsFoundByNameWithoutCaseOrByLanguage)
{
    EXPECT_EQ(find_culture("EN-us"), &en_us_culture());
    EXPECT_EQ(find_culture(""), &invariant_culture());
    ASSERT_NE(find_culture("de"), nullptr);
    EXPECT_EQ(find_culture("de")->name, "de-DE");
    EXPECT_EQ(find_culture("xx-YY"), nullptr);
    EXPECT_EQ(find_culture("xx"), nullptr);
}

} // namespace
} // namespace kestrun::base
