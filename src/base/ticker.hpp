#pragma once
// Looks after time slices: raises the safepoint flag of threads whose running fiber has had its slice. See poll.hpp for the whole story.

#include "base/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace kestrun::base {

// How long a fiber may run while others wait.
inline constexpr Duration time_slice = std::chrono::milliseconds(2);

// One per thread that runs fibers. The thread counts `turn` up when it starts and when it stops running one: odd means that one runs.
struct TickerSlot
{
    std::atomic<std::uint64_t> turn{0};
    std::atomic<bool>* flag = nullptr;

    // The ticker's own.
    std::uint64_t seen_turn = 0;
    unsigned seen_times = 0;
    TickerSlot* next = nullptr;
};

namespace ticker {

namespace detail {
extern constinit std::atomic<bool> awake;
}

// Any thread. A slot must be removed before it dies.
void add(TickerSlot& slot);
void remove(TickerSlot& slot) noexcept;

// Whether the ticker thread runs; when it does not, safepoints have to look at the clock themselves and call wake() for long runs.
inline bool awake() noexcept { return detail::awake.load(std::memory_order_relaxed); }
// Starts the thread when there is none yet. When the system has no more threads, safepoints go on looking at the clock.
void wake() noexcept;

} // namespace ticker

} // namespace kestrun::base
