#include "io/timer_wheel.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <vector>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using base::TimePoint;

struct Probe : TimerNode
{
    Probe() : TimerNode(&Probe::hit) {}
    static void hit(TimerNode& node) { ++static_cast<Probe&>(node).fired; }
    int fired = 0;
};

TEST(TimerWheel, FiresOnceNotBeforeItsTime)
{
    TimePoint start{};
    TimerWheel wheel(start);
    Probe probe;
    wheel.arm(probe, start + 10ms);
    wheel.advance(start + 9ms);
    EXPECT_EQ(probe.fired, 0);
    wheel.advance(start + 12ms);
    EXPECT_EQ(probe.fired, 1);
    wheel.advance(start + 1h);
    EXPECT_EQ(probe.fired, 1);
    EXPECT_TRUE(wheel.next().is_never());
}

TEST(TimerWheel, DisarmedTimersDoNotFire)
{
    TimePoint start{};
    TimerWheel wheel(start);
    Probe first;
    Probe second;
    wheel.arm(first, start + 10ms);
    wheel.arm(second, start + 10ms);
    wheel.disarm(first);
    wheel.disarm(first);
    wheel.advance(start + 1s);
    EXPECT_EQ(first.fired, 0);
    EXPECT_EQ(second.fired, 1);
}

TEST(TimerWheel, TimesInThePastFireAtTheNextTick)
{
    TimePoint start{};
    TimerWheel wheel(start);
    wheel.advance(start + 5s);
    Probe probe;
    wheel.arm(probe, start);
    wheel.advance(start + 5s + 3ms);
    EXPECT_EQ(probe.fired, 1);
}

// Against a plain list: random times from a millisecond to a year, random steps; whoever wakes only when next() says loses nothing.
TEST(TimerWheel, AgreesWithAList)
{
    std::mt19937_64 random(20240607);
    TimePoint start{};
    TimerWheel wheel(start);
    constexpr Duration tick = 2ms;
    struct Entry
    {
        std::unique_ptr<Probe> probe;
        TimePoint when;
    };
    std::vector<Entry> entries;
    TimePoint now = start;
    for (int round = 0; round < 3000; ++round) {
        if (round < 2000) {
            Duration far = Duration(static_cast<std::int64_t>(random() % (std::uint64_t{1} << (20 + random() % 34))));
            Entry& entry = entries.emplace_back(Entry{std::make_unique<Probe>(), now + far});
            wheel.arm(*entry.probe, entry.when);
        }
        base::Deadline next = wheel.next();
        if (next.is_never()) break;
        now = random() % 2 == 0 ? std::max(now, next.when()) : now + Duration(static_cast<std::int64_t>(random() % 50'000'000));
        wheel.advance(now);
        for (const Entry& entry : entries) {
            bool late = entry.when + tick <= now && entry.probe->fired != 1;
            bool early = entry.when > now && entry.probe->fired != 0;
            ASSERT_FALSE(late) << "in round " << round;
            ASSERT_FALSE(early) << "in round " << round;
        }
        std::erase_if(entries, [](const Entry& entry) { return entry.probe->fired > 0; });
    }
    wheel.advance(now + std::chrono::hours(24 * 365));
    for (const Entry& entry : entries) EXPECT_EQ(entry.probe->fired, 1);
}

TEST(TimerWheel, FiringMayArmAndDisarmOthers)
{
    TimePoint start{};
    static TimerWheel* wheel_of_test = nullptr;
    TimerWheel wheel(start);
    wheel_of_test = &wheel;
    static Probe* victim = nullptr;
    struct Killer : TimerNode
    {
        Killer()
            : TimerNode([](TimerNode& node) {
                  wheel_of_test->disarm(*victim);
                  wheel_of_test->arm(node, TimePoint{} + 50ms);
                  ++static_cast<Killer&>(node).fired;
              })
        {
        }
        int fired = 0;
    };
    Probe probe;
    victim = &probe;
    Killer killer;
    wheel.arm(probe, start + 10ms);
    wheel.arm(killer, start + 10ms); // the newest of a slot fires first
    wheel.advance(start + 20ms);
    EXPECT_EQ(killer.fired, 1);
    EXPECT_EQ(probe.fired, 0);
    EXPECT_TRUE(killer.armed());
    wheel.disarm(killer);
}

} // namespace
} // namespace kestrun::io
