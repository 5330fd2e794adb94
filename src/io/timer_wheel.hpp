#pragma once
// Timers of one loop. Nearly every wait sets a deadline and nearly none passes, so setting and taking back must cost next to nothing:
// a hierarchical wheel, seven levels of 64 slots, each level 64 times as coarse as the one below. A timer lies in the level of the highest
// group of six bits in which its tick differs from the present one, and moves down when time gets there. A tick is about a millisecond.

#include "base/clock.hpp"

#include <array>
#include <bit>
#include <cstdint>

namespace kestrun::io {

// Embedded in what it wakes. Fires at its time or up to a tick later, never before.
struct TimerNode
{
    using Fire = void (*)(TimerNode&);

    explicit TimerNode(Fire function) noexcept : fire(function) {}
    TimerNode(const TimerNode&) = delete;
    TimerNode& operator=(const TimerNode&) = delete;

    bool armed() const noexcept { return armed_; }

    Fire fire;

private:
    friend class TimerWheel;

    TimerNode* previous_ = nullptr;
    TimerNode* next_ = nullptr;
    std::uint64_t tick_ = 0;
    std::uint8_t level_ = 0;
    std::uint8_t slot_ = 0;
    bool armed_ = false;
};

class TimerWheel
{
public:
    explicit TimerWheel(base::TimePoint origin) noexcept : origin_(origin) {}
    TimerWheel(const TimerWheel&) = delete;
    TimerWheel& operator=(const TimerWheel&) = delete;

    // Replaces an earlier time.
    void arm(TimerNode& node, base::TimePoint when) noexcept;
    void disarm(TimerNode& node) noexcept;
    // Fires what is due. Functions called may arm and disarm any node.
    void advance(base::TimePoint now);
    // When advance() has to be called next: no later than the earliest timer; never() when there is none.
    base::Deadline next() const noexcept;

private:
    static constexpr unsigned levels = 7;
    static constexpr unsigned bits = 6;
    static constexpr unsigned tick_shift = 20; // nanoseconds: 1.05 ms

    struct Place
    {
        unsigned level;
        unsigned slot;
        std::uint64_t tick; // at which the slot's time begins
    };

    bool first(Place& place) const noexcept;
    void link(TimerNode& node) noexcept;
    void unlink(TimerNode& node) noexcept;

    base::TimePoint origin_;
    std::uint64_t now_tick_ = 0;
    std::array<std::uint64_t, levels> occupied_{};
    std::array<std::array<TimerNode*, 64>, levels> slots_{};
};

} // namespace kestrun::io
