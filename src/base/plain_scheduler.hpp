#pragma once
// The scheduler of threads without an event loop: waiting blocks the thread, and a cancellation from elsewhere wakes it.

#include "base/scheduler.hpp"

namespace kestrun::base {

// The calling thread's; made at first use.
Scheduler& plain_scheduler() noexcept;

} // namespace kestrun::base
