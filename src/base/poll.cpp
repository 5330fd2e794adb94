#include "base/poll.hpp"

#include "base/scheduler.hpp"

#if defined(_WIN32)
#include <windows.h>
#else
#include <pthread.h>
#endif

namespace kestrun::base {

namespace detail {

constinit thread_local PollState poll_state;

namespace {

// With `ulimit -s unlimited` the system names no end; this much is certainly there.
constexpr std::size_t assumed_stack = std::size_t{64} << 20;

std::uintptr_t thread_stack_limit() noexcept
{
    std::uintptr_t here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    std::uintptr_t fallback = here > (std::size_t{512} << 10) ? here - (std::size_t{512} << 10) : 0;
#if defined(__APPLE__)
    std::uintptr_t top = reinterpret_cast<std::uintptr_t>(pthread_get_stackaddr_np(pthread_self()));
    std::size_t size = pthread_get_stacksize_np(pthread_self());
    return size < top ? top - size : fallback;
#elif defined(_WIN32)
    // The lowest pages are kept for the guard and for handling the overflow itself.
    ULONG_PTR bottom = 0;
    ULONG_PTR top = 0;
    GetCurrentThreadStackLimits(&bottom, &top);
    constexpr std::uintptr_t kept = std::uintptr_t{16} << 10;
    return bottom != 0 && bottom + kept < here ? bottom + kept : fallback;
#else
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return fallback;
    void* base = nullptr;
    std::size_t size = 0;
    std::size_t guard = 0;
    bool known = pthread_attr_getstack(&attributes, &base, &size) == 0 && size > 0;
    pthread_attr_getguardsize(&attributes, &guard);
    pthread_attr_destroy(&attributes);
    if (!known) return fallback;
    std::uintptr_t bottom = reinterpret_cast<std::uintptr_t>(base) + guard;
    return here - bottom > assumed_stack ? here - assumed_stack : bottom;
#endif
}

} // namespace

bool stack_exhausted_slow(std::size_t reserve) noexcept
{
    if (poll_state.stack_limit == UINTPTR_MAX) poll_state.stack_limit = thread_stack_limit();
    std::uintptr_t here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    return here < reserve || here - reserve <= poll_state.stack_limit;
}

} // namespace detail

std::uintptr_t stack_limit() noexcept
{
    detail::stack_exhausted_slow(0);
    return detail::poll_state.stack_limit;
}

void poll_slow() { current_scheduler().safepoint(); }

} // namespace kestrun::base
