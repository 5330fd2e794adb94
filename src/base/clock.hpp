#pragma once
// Monotonic time and deadlines. Every wait of the program takes a Deadline; none means "for ever" by accident.

#include <chrono>
#include <cstdint>

namespace kestrun::base {

using Clock = std::chrono::steady_clock;
using Duration = Clock::duration; // nanoseconds
using TimePoint = Clock::time_point;

// A point in monotonic time after which a wait gives up. A trivially copyable 8-byte value.
class Deadline
{
public:
    // No deadline: say so in words where it is meant.
    static constexpr Deadline never() noexcept { return Deadline(TimePoint::max()); }
    static constexpr Deadline at(TimePoint when) noexcept { return Deadline(when); }
    // From now on; a negative duration has passed already, one too long to count is never().
    static Deadline after(Duration duration) noexcept { return from(Clock::now(), duration); }
    static constexpr Deadline from(TimePoint start, Duration duration) noexcept
    {
        return duration > TimePoint::max() - start ? never() : Deadline(start + duration);
    }
    // Already passed: the operation is tried once and does not wait.
    static constexpr Deadline immediate() noexcept { return Deadline(TimePoint::min()); }

    constexpr bool is_never() const noexcept { return when_ == TimePoint::max(); }
    constexpr TimePoint when() const noexcept { return when_; }
    bool passed() const noexcept { return !is_never() && (when_ == TimePoint::min() || Clock::now() >= when_); }
    constexpr bool passed(TimePoint now) const noexcept { return !is_never() && now >= when_; }
    // What is left, never negative; Duration::max() for never().
    Duration remaining() const noexcept
    {
        if (is_never()) return Duration::max();
        TimePoint now = Clock::now();
        return now >= when_ ? Duration::zero() : when_ - now;
    }

    friend constexpr auto operator<=>(const Deadline&, const Deadline&) noexcept = default;

private:
    explicit constexpr Deadline(TimePoint when) noexcept : when_(when) {}

    TimePoint when_;
};

// Milliseconds since 1970-01-01T00:00:00Z by the wall clock.
std::int64_t unix_time_ms() noexcept;

} // namespace kestrun::base
