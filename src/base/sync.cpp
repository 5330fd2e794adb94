#include "base/sync.hpp"

#include "base/scheduler.hpp"

#include <stdexcept>

namespace kestrun::base {

namespace detail {

void WaiterList::push(Waiter& waiter) noexcept
{
    waiter.previous = last_;
    (last_ != nullptr ? last_->next : first_) = &waiter;
    last_ = &waiter;
}

void WaiterList::remove(Waiter& waiter) noexcept
{
    (waiter.previous != nullptr ? waiter.previous->next : first_) = waiter.next;
    (waiter.next != nullptr ? waiter.next->previous : last_) = waiter.previous;
    waiter.previous = waiter.next = nullptr;
}

// The task is woken under the owner's mutex: it takes that mutex before it returns from wait(), so it cannot be gone by then.
Task* WaiterList::serve() noexcept
{
    Waiter* waiter = first_;
    if (waiter == nullptr) return nullptr;
    remove(*waiter);
    waiter->served = true;
    waiter->task->unpark();
    return waiter->task;
}

bool WaiterList::wait(std::mutex& mutex, Waiter& waiter, Deadline deadline)
{
    Scheduler& scheduler = current_scheduler();
    CancelState& cancel = waiter.task->cancel_state();
    while (true) {
        {
            std::lock_guard guard(mutex);
            // Served wins over cancelled: a notification is never lost, and the next wait or safepoint throws.
            if (waiter.served) return true;
            bool cancelled = cancel.requested();
            if (cancelled || deadline.passed()) {
                remove(waiter);
                if (cancelled) throw Cancelled(cancel.reason());
                return false;
            }
        }
        scheduler.park(deadline);
    }
}

} // namespace detail

bool WaitQueue::wait(std::unique_lock<std::mutex>& lock, Deadline deadline)
{
    detail::Waiter waiter{&current_task()};
    {
        std::lock_guard guard(mutex_);
        waiters_.push(waiter);
    }
    struct Relock
    {
        explicit Relock(std::unique_lock<std::mutex>& l) : lock(l) { lock.unlock(); }
        ~Relock() { lock.lock(); }
        Relock(const Relock&) = delete;
        Relock& operator=(const Relock&) = delete;
        std::unique_lock<std::mutex>& lock;
    } relock(lock);
    return waiters_.wait(mutex_, waiter, deadline);
}

bool WaitQueue::wait(Deadline deadline)
{
    detail::Waiter waiter{&current_task()};
    {
        std::lock_guard guard(mutex_);
        waiters_.push(waiter);
    }
    return waiters_.wait(mutex_, waiter, deadline);
}

std::size_t WaitQueue::notify_one() noexcept
{
    std::lock_guard guard(mutex_);
    return waiters_.serve() != nullptr ? 1 : 0;
}

std::size_t WaitQueue::notify_all() noexcept
{
    std::lock_guard guard(mutex_);
    std::size_t count = 0;
    while (waiters_.serve() != nullptr) ++count;
    return count;
}

bool FiberMutex::try_lock()
{
    std::lock_guard guard(mutex_);
    Task* self = &current_task();
    if (owner_ != nullptr && owner_ != self) return false;
    owner_ = self;
    ++depth_;
    return true;
}

bool FiberMutex::try_lock_until(Deadline deadline)
{
    detail::Waiter waiter{&current_task()};
    {
        std::lock_guard guard(mutex_);
        if (owner_ == nullptr || owner_ == waiter.task) {
            owner_ = waiter.task;
            ++depth_;
            return true;
        }
        waiters_.push(waiter);
    }
    return waiters_.wait(mutex_, waiter, deadline); // unlock() has made us the owner
}

void FiberMutex::unlock()
{
    std::lock_guard guard(mutex_);
    if (owner_ != &current_task()) throw std::logic_error("FiberMutex::unlock() by a task that does not hold it");
    if (--depth_ > 0) return;
    owner_ = waiters_.serve();
    if (owner_ != nullptr) depth_ = 1;
}

bool FiberMutex::held_by_current_task() const noexcept
{
    std::lock_guard guard(mutex_);
    return owner_ == &current_task();
}

void Event::set() noexcept
{
    std::lock_guard guard(mutex_);
    set_ = true;
    queue_.notify_all();
}

void Event::reset() noexcept
{
    std::lock_guard guard(mutex_);
    set_ = false;
}

bool Event::is_set() const noexcept
{
    std::lock_guard guard(mutex_);
    return set_;
}

bool Event::wait(Deadline deadline)
{
    std::unique_lock lock(mutex_);
    return queue_.wait(lock, deadline, [this] { return set_; });
}

} // namespace kestrun::base
