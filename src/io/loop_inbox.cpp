#include "io/loop_inbox.hpp"

#include "io/fiber_task.hpp"
#include "io/reactor.hpp"

#include <utility>

namespace kestrun::io {

// The loop says that it sleeps and then looks whether something is pending; here it is the other way round. One of the two sees the other.
void LoopInbox::notify_locked() noexcept
{
    pending_.store(true, std::memory_order_seq_cst);
    if (sleeping_.exchange(false, std::memory_order_seq_cst) && reactor_ != nullptr) reactor_->wake();
}

void LoopInbox::notify() noexcept
{
    std::lock_guard guard(mutex_);
    notify_locked();
}

bool LoopInbox::post(base::UniqueFunction<void()> function)
{
    std::lock_guard guard(mutex_);
    if (reactor_ == nullptr) return false;
    posts_.push_back(std::move(function));
    notify_locked();
    return true;
}

void LoopInbox::wake(Fiber& fiber) noexcept
{
    if (fiber.in_inbox_.exchange(true, std::memory_order_acq_rel)) return;
    std::lock_guard guard(mutex_);
    if (reactor_ == nullptr) return;
    fiber.retain();
    fiber.next_in_inbox_ = nullptr;
    *end_ = &fiber;
    end_ = &fiber.next_in_inbox_;
    notify_locked();
}

void LoopInbox::raise_poll() noexcept
{
    std::lock_guard guard(mutex_);
    if (poll_flag_ != nullptr) poll_flag_->store(true, std::memory_order_relaxed);
}

void LoopInbox::take(Fiber*& fibers, std::vector<base::UniqueFunction<void()>>& posts)
{
    std::lock_guard guard(mutex_);
    pending_.store(false, std::memory_order_relaxed);
    fibers = std::exchange(first_, nullptr);
    end_ = &first_;
    posts.swap(posts_);
}

void LoopInbox::set_poll_flag(std::atomic<bool>* flag) noexcept
{
    std::lock_guard guard(mutex_);
    poll_flag_ = flag;
}

void LoopInbox::close() noexcept
{
    std::lock_guard guard(mutex_);
    reactor_ = nullptr;
}

} // namespace kestrun::io
