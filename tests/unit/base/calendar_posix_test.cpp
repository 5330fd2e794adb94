#include "base/calendar.hpp"

#include <cstdlib>
#include <ctime>
#include <gtest/gtest.h>
#include <string>

namespace kestrun::base {
namespace {

TEST(Calendar, FollowsSummerTime)
{
    const char* old = std::getenv("TZ");
    const std::string kept = old ? old : "";
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
    EXPECT_EQ(local_offset_minutes(date_ticks(2024, 3, 31) + 30 * ticks_per_minute), 60);
    EXPECT_EQ(local_offset_minutes(date_ticks(2024, 3, 31) + ticks_per_hour), 120);
    EXPECT_EQ(local_offset_minutes_of_local(date_ticks(2024, 3, 31) + ticks_per_hour), 60);
    EXPECT_EQ(local_offset_minutes_of_local(date_ticks(2024, 3, 31) + 4 * ticks_per_hour), 120);
    // 02:30 on October 27 exists twice; .NET takes standard time.
    EXPECT_EQ(local_offset_minutes_of_local(date_ticks(2024, 10, 27) + 150 * ticks_per_minute), 60);
    EXPECT_EQ(local_offset_minutes_of_local(date_ticks(2024, 10, 27) + ticks_per_hour), 120);
    if (old)
        setenv("TZ", kept.c_str(), 1);
    else
        unsetenv("TZ");
    tzset();
    EXPECT_EQ(date_ticks(2024, 1, 1) % ticks_per_day, 0);
}

} // namespace
} // namespace kestrun::base
