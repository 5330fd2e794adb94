#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace kestrun::base {
namespace {

using namespace std::chrono_literals;

TEST(Deadline, NeverNeverPasses)
{
    EXPECT_TRUE(Deadline::never().is_never());
    EXPECT_FALSE(Deadline::never().passed());
    EXPECT_EQ(Deadline::never().remaining(), Duration::max());
}

TEST(Deadline, ImmediateHasPassed)
{
    EXPECT_TRUE(Deadline::immediate().passed());
    EXPECT_EQ(Deadline::immediate().remaining(), Duration::zero());
}

TEST(Deadline, DurationsTooLongToCountMeanNever)
{
    EXPECT_TRUE(Deadline::after(Duration::max()).is_never());
    EXPECT_TRUE(Deadline::after(-1s).passed());
    Deadline later = Deadline::after(1h);
    EXPECT_FALSE(later.passed());
    EXPECT_GT(later.remaining(), 59min);
    EXPECT_LT(Deadline::after(1s), later);
}

} // namespace
} // namespace kestrun::base
