#include "io/worker_thread.hpp"

#include <thread>

namespace kestrun::io {

void start_worker(base::UniqueFunction<void()> work) { std::thread(std::move(work)).detach(); }

} // namespace kestrun::io
