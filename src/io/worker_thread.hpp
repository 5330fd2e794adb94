#pragma once
// Threads that work for others.

#include "base/function.hpp"

namespace kestrun::io {

// Runs the function on a new thread that nobody waits for. Signals go to the threads that run loops, not to this one. Throws
// std::system_error when the system has no more threads.
void start_worker(base::UniqueFunction<void()> work);

} // namespace kestrun::io
