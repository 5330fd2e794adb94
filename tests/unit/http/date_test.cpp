#include "http/date.hpp"

#include "base/platform.hpp"

#include <gtest/gtest.h>

#include <ctime>

using namespace kestrun::http;

namespace {

std::string text(std::int64_t seconds)
{
    const auto date = format_http_date(seconds);
    return {date.data(), date.size()};
}

TEST(Date, FormatsTheFixedForm)
{
    EXPECT_EQ(text(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(text(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(text(-1), "Wed, 31 Dec 1969 23:59:59 GMT");
    EXPECT_EQ(text(951782400), "Tue, 29 Feb 2000 00:00:00 GMT");
    EXPECT_EQ(text(4107542400), "Mon, 01 Mar 2100 00:00:00 GMT");
}

TEST(Date, AgreesWithTheSystemsCalendar)
{
    // Windows' own has no times before 1970.
    for (std::int64_t when = kestrun::base::sys::on_windows ? 0 : -2'000'000'000; when < 8'000'000'000; when += 86'413 * 97) {
        const auto time = static_cast<std::time_t>(when);
        const std::tm parts = *std::gmtime(&time);
        char expected[64];
        std::strftime(expected, sizeof expected, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        ASSERT_EQ(text(when), expected);
        ASSERT_EQ(parse_http_date(expected), when);
    }
}

TEST(Date, ReadsAllThreeFormsAndCookieDates)
{
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
    EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
    EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), 784111777);
    EXPECT_EQ(parse_http_date("Sun, 06-Nov-1994 08:49:37 GMT"), 784111777);
    for (const char* bad : {"", "now", "Sun, 06 Nov 1994", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 25:00:00 GMT", "06 06 06 06:06:06", "Sun, 06 Nov 1994 08:49 GMT"})
        EXPECT_FALSE(parse_http_date(bad)) << bad;
}

TEST(Date, TheCurrentDateIsNow)
{
    const auto now = parse_http_date(current_http_date());
    ASSERT_TRUE(now);
    EXPECT_NEAR(static_cast<double>(*now), static_cast<double>(std::time(nullptr)), 2.0);
}

} // namespace
