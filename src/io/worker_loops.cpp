#include "io/worker_loops.hpp"

#include "io/loop.hpp"

#include <memory>
#include <mutex>
#include <system_error>
#include <utility>

namespace kestrun::io {

namespace {

struct Shared
{
    std::mutex mutex;
    std::unique_ptr<LoopGroup> group;
    std::size_t holders = 0;
};

Shared& shared()
{
    static Shared state;
    return state;
}

// The loop is one of the group's own: what runs there must not hold the group.
bool is_worker(LoopGroup* group) noexcept
{
    const EventLoop* const here = EventLoop::current();
    for (std::size_t i = 0; group != nullptr && here != nullptr && i < group->size(); ++i)
        if (&(*group)[i] == here) return true;
    return false;
}

} // namespace

base::TaskHandle WorkerLoops::spawn(base::UniqueFunction<void()>& function, base::SpawnOptions options)
{
    Shared& state = shared();
    const std::lock_guard lock(state.mutex);
    if (!holds_ && !is_worker(state.group.get())) {
        try {
            if (!state.group) state.group = std::make_unique<LoopGroup>();
        } catch (const std::system_error&) {
            return {};
        }
        ++state.holders;
        holds_ = true;
    }
    if (!state.group) return {};
    options.any_thread = false;
    return state.group->next().spawn(std::move(function), options);
}

void WorkerLoops::release() noexcept
{
    if (!std::exchange(holds_, false)) return;
    Shared& state = shared();
    std::unique_ptr<LoopGroup> last; // ends without the lock: its tasks may spawn while they are cancelled
    {
        const std::lock_guard lock(state.mutex);
        if (--state.holders == 0) last = std::move(state.group);
    }
}

} // namespace kestrun::io
