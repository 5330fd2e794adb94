#pragma once
// What other threads want of a loop. Outlives the loop as long as a handle of one of its fibers lives.

#include "base/function.hpp"

#include <atomic>
#include <mutex>
#include <vector>

namespace kestrun::io {

class Fiber;
class Reactor;

class LoopInbox
{
public:
    explicit LoopInbox(Reactor& reactor) noexcept : reactor_(&reactor) {}

    // Any thread. A closed inbox drops what it gets; post() says false then.
    bool post(base::UniqueFunction<void()> function);
    void wake(Fiber& fiber) noexcept;
    void raise_poll() noexcept;
    // Ends the loop's sleep.
    void notify() noexcept;

    // The loop's thread.
    bool pending() const noexcept { return pending_.load(std::memory_order_relaxed); }
    // Before it sleeps and after: true when there is something to do first.
    bool fall_asleep() noexcept
    {
        sleeping_.store(true, std::memory_order_seq_cst);
        return pending_.load(std::memory_order_seq_cst);
    }
    void awoke() noexcept { sleeping_.store(false, std::memory_order_relaxed); }
    // The fibers come as a list linked by next_in_inbox_, each with a reference that the taker releases.
    void take(Fiber*& fibers, std::vector<base::UniqueFunction<void()>>& posts);
    // The safepoint flag of the thread that runs the loop; nullptr while none does.
    void set_poll_flag(std::atomic<bool>* flag) noexcept;
    void close() noexcept;

private:
    void notify_locked() noexcept;

    std::mutex mutex_;
    Reactor* reactor_; // nullptr once closed
    std::atomic<bool>* poll_flag_ = nullptr;
    std::vector<base::UniqueFunction<void()>> posts_;
    Fiber* first_ = nullptr;
    Fiber** end_ = &first_;
    std::atomic<bool> pending_{false};
    std::atomic<bool> sleeping_{false};
};

} // namespace kestrun::io
