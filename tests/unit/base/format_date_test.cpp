#include "base/format_date.hpp"

#include "test_data.hpp"

#include <gtest/gtest.h>

namespace kestrun::base {
namespace {

std::string shown(DateFormatResult result, const std::string& text)
{
    switch (result) {
    case DateFormatResult::ok: return "ok:" + text;
    case DateFormatResult::bad_format: return "ex:Input string was not in a correct format.";
    case DateFormatResult::unmatched_quote: return "ex:Cannot find a matching quote character for the character '''.";
    }
    return "?";
}

// Recorded from .NET 10 in UTC: kind (n unspecified, z UTC, o offset, t time span), ticks, offset in minutes, culture, format, text.
TEST(FormatDate, AgreesWithDotNet)
{
    const auto rows = test::read_tsv("date_formats.tsv");
    ASSERT_GT(rows.size(), 3000u);
    for (const auto& row : rows) {
        ASSERT_EQ(row.size(), 6u) << row[0];
        const Culture* culture = find_culture(row[3]);
        ASSERT_NE(culture, nullptr) << row[3];
        std::string out;
        DateFormatResult result{};
        const std::int64_t ticks = std::stoll(row[1]);
        if (row[0] == "t") {
            result = format_time_span(out, ticks, row[4], culture->number);
        } else {
            const DateKind kind = row[0] == "z" ? DateKind::utc : row[0] == "o" ? DateKind::offset : DateKind::unspecified;
            result = format_date(out, {ticks, kind, std::stoi(row[2])}, row[4], culture->date);
        }
        EXPECT_EQ(shown(result, out), row[5]) << row[0] << ' ' << row[1] << " culture '" << row[3] << "' format " << row[4];
    }
}

TEST(FormatDate, LeavesTheOutputAloneWhenTheFormatIsBad)
{
    std::string out = "kept";
    EXPECT_EQ(format_date(out, {}, "yyyy ffffffff", invariant_culture().date), DateFormatResult::bad_format);
    EXPECT_EQ(format_time_span(out, 0, "hh:mm", invariant_culture().number), DateFormatResult::bad_format);
    EXPECT_EQ(out, "kept");
}

TEST(FormatDate, ShowsTheZoneOfLocalTimes)
{
    std::string out;
    format_date(out, {638452444291234567, DateKind::local, -570}, "o", invariant_culture().date);
    out += ' ';
    format_date(out, {638452444291234567, DateKind::local, -570}, "U", invariant_culture().date);
    EXPECT_EQ(out, "2024-03-05T14:07:09.1234567-09:30 Tuesday, 05 March 2024 23:37:09");
}

} // namespace
} // namespace kestrun::base
