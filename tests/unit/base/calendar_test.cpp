#include "base/calendar.hpp"

#include <cstdlib>
#include <ctime>
#include <gtest/gtest.h>

namespace kestrun::base {
namespace {

TEST(Calendar, TakesTicksApartAndBack)
{
    for (int year = 1; year <= 9999; year += year % 97 == 0 ? 1 : 3) {
        for (int month = 1; month <= 12; ++month) {
            const int last = days_in_month(year, month);
            for (const int day : {1, 15, last}) {
                const DateParts parts = date_parts(date_ticks(year, month, day) + ticks_per_hour * 23);
                ASSERT_EQ(parts.year, year);
                ASSERT_EQ(parts.month, month);
                ASSERT_EQ(parts.day, day);
                ASSERT_EQ(parts.hour, 23);
            }
        }
    }
}

TEST(Calendar, KnowsItsEnds)
{
    const DateParts first = date_parts(0);
    EXPECT_EQ(first.year * 10000 + first.month * 100 + first.day, 10101);
    EXPECT_EQ(first.day_of_week, 1);
    const DateParts last = date_parts(max_date_ticks);
    EXPECT_EQ(last.year, 9999);
    EXPECT_EQ(last.day, 31);
    EXPECT_EQ(last.second, 59);
    EXPECT_EQ(last.fraction, 9'999'999);
    EXPECT_EQ(day_of_year(last), 365);
    EXPECT_EQ(date_ticks(1970, 1, 1), unix_epoch_ticks);
}

TEST(Calendar, AgreesWithTheSystemAboutNow)
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    utc = *std::gmtime(&now);
    const DateParts parts = date_parts(unix_epoch_ticks + now * ticks_per_second);
    EXPECT_EQ(parts.year, utc.tm_year + 1900);
    EXPECT_EQ(parts.month, utc.tm_mon + 1);
    EXPECT_EQ(parts.day, utc.tm_mday);
    EXPECT_EQ(parts.day_of_week, utc.tm_wday);
    EXPECT_EQ(parts.hour, utc.tm_hour);
    EXPECT_NEAR(static_cast<double>(utc_now_ticks()), static_cast<double>(unix_epoch_ticks + now * ticks_per_second), 2e7);
}

} // namespace
} // namespace kestrun::base
