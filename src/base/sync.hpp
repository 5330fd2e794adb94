#pragma once
// Waiting for one another across fibers and threads. A std::mutex is right for a few instructions and must never be held while a fiber
// waits or polls; these are for everything longer.

#include "base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>

namespace kestrun::base {

class Task;

namespace detail {

struct Waiter
{
    Task* task = nullptr;
    Waiter* previous = nullptr;
    Waiter* next = nullptr;
    bool served = false; // taken out of the list by whoever served it
};

// First come, first served. Guarded by its owner's mutex, except wait(), which takes it.
class WaiterList
{
public:
    bool empty() const noexcept { return first_ == nullptr; }
    void push(Waiter& waiter) noexcept;
    void remove(Waiter& waiter) noexcept;
    // Takes the first out, marks it served and wakes its task; nullptr when there is none.
    Task* serve() noexcept;
    // Waits until `waiter` (in the list already) is served: true; false when the deadline passed, throws Cancelled, and takes it out then.
    bool wait(std::mutex& mutex, Waiter& waiter, Deadline deadline);

private:
    Waiter* first_ = nullptr;
    Waiter* last_ = nullptr;
};

} // namespace detail

// A condition variable for tasks. All functions: any thread.
class WaitQueue
{
public:
    WaitQueue() = default;
    WaitQueue(const WaitQueue&) = delete;
    WaitQueue& operator=(const WaitQueue&) = delete;

    // Waits until notified (true) or the deadline has passed (false). Throws Cancelled. The lock guards the caller's condition: it is
    // released when the task is in the queue, so no notification is lost, and held again on return and when it throws.
    bool wait(std::unique_lock<std::mutex>& lock, Deadline deadline = Deadline::never());
    // The same for a condition: true when it holds, false when the deadline passed and it does not.
    template <class Condition>
    bool wait(std::unique_lock<std::mutex>& lock, Deadline deadline, Condition&& condition)
    {
        while (!condition()) {
            if (!wait(lock, deadline)) return condition();
        }
        return true;
    }
    // Without a condition of its own: notifications before the call are lost.
    bool wait(Deadline deadline = Deadline::never());

    // In the order in which they came. Return how many were woken.
    std::size_t notify_one() noexcept;
    std::size_t notify_all() noexcept;

private:
    std::mutex mutex_;
    detail::WaiterList waiters_;
};

// Mutual exclusion between tasks (not threads): may be held while waiting. Re-entrant for the same task, as scripts expect of a lock;
// handed to waiters in the order in which they came. Usable with std::unique_lock and std::lock_guard.
class FiberMutex
{
public:
    // Throws Cancelled.
    void lock() { try_lock_until(Deadline::never()); }
    bool try_lock();
    // False when the deadline passed. Throws Cancelled.
    bool try_lock_until(Deadline deadline);
    // Only by the task that holds it; throws std::logic_error otherwise.
    void unlock();
    bool held_by_current_task() const noexcept;

private:
    mutable std::mutex mutex_;
    detail::WaiterList waiters_;
    Task* owner_ = nullptr;
    std::uint32_t depth_ = 0;
};

// A flag to wait for; stays set until reset(). All functions: any thread.
class Event
{
public:
    void set() noexcept;
    void reset() noexcept;
    bool is_set() const noexcept;
    // True when set, false when the deadline passed. Throws Cancelled.
    bool wait(Deadline deadline = Deadline::never());

private:
    mutable std::mutex mutex_;
    WaitQueue queue_;
    bool set_ = false;
};

} // namespace kestrun::base
