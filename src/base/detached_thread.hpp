#pragma once

#include "base/function.hpp"

namespace kestrun::base {

/// Starts a thread that nobody waits for; nothing may be thrown by it. Throws std::system_error when the system has no more threads.
void start_detached(UniqueFunction<void()> work);

} // namespace kestrun::base
