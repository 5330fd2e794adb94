#pragma once
// Fibers as seen from outside: base::spawn, base::TaskHandle and base::sleep_for do the work (base/scheduler.hpp); here is what only an
// event loop's fibers have.

#include <cstddef>

namespace kestrun::io {

// Address space of a fiber's stack. Mapped lazily: a fiber costs what it touches, 10,000 of them are fine.
inline constexpr std::size_t default_stack_size = std::size_t{8} << 20;

// True on a fiber of an event loop.
bool on_fiber() noexcept;

// Gives back to the system what earlier, deeper calls have left behind of the running fiber's stack. For fibers that live long and are
// about to wait long (a connection that goes idle). Costs one system call; does nothing when not on a fiber.
void trim_stack() noexcept;

struct StackUsage
{
    std::size_t mapped = 0; // stacks that exist on this thread's loops, in use or pooled
    std::size_t pooled = 0;
};
StackUsage stack_usage() noexcept;

} // namespace kestrun::io
