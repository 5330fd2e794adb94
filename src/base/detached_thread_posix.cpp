#include "base/detached_thread.hpp"

#include <thread>
#include <utility>

namespace kestrun::base {

void start_detached(UniqueFunction<void()> work) { std::thread(std::move(work)).detach(); }

} // namespace kestrun::base
