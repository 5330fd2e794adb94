#pragma once
// A task is one flow of control that can wait: a fiber of an event loop, or a plain thread. It can be cancelled from anywhere.

#include "base/clock.hpp"
#include "base/sync.hpp"

#include <atomic>
#include <cstdint>
#include <exception>
#include <utility>

namespace kestrun::base {

enum class CancelReason : std::uint8_t
{
    none,
    timeout,     // its time limit passed
    client_gone, // whom it works for hung up
    stopping,    // the server or the program stops
    interrupted, // Ctrl+C
    stopped,     // somebody asked this very task to stop (Stop-Job)
};

// "timeout", "client gone", ...
const char* to_string(CancelReason reason) noexcept;

// Unwinds a cancelled task. Not a std::exception on purpose, so that a handler for errors does not swallow it: let it pass, or stop it at
// the border of the request with an explicit handler.
class Cancelled
{
public:
    explicit Cancelled(CancelReason reason) noexcept : reason_(reason) {}
    CancelReason reason() const noexcept { return reason_; }

private:
    CancelReason reason_;
};

class Task;

// Whether somebody wants a task to end. Level-triggered: once requested, every wait and safepoint of the task fails until clear().
class CancelState
{
public:
    explicit CancelState(Task& task) noexcept : task_(task) {}
    CancelState(const CancelState&) = delete;
    CancelState& operator=(const CancelState&) = delete;

    // Any thread. Wakes the task when it waits and raises its safepoint flag when it runs. The first reason stays until clear().
    void request(CancelReason reason) noexcept;
    // What was requested; a shield does not hide it. Any thread.
    CancelReason reason() const noexcept { return reason_.load(std::memory_order_acquire); }
    // The task itself: requested, and not shielded.
    bool requested() const noexcept { return reason() != CancelReason::none && shields_ == 0; }
    // The task itself: throws Cancelled when requested().
    void check() const
    {
        if (requested()) [[unlikely]]
            throw Cancelled(reason());
    }
    // The task itself: goes on living after it was cancelled (the connection after its request).
    void clear() noexcept { reason_.store(CancelReason::none, std::memory_order_release); }

private:
    friend class CancelShield;
    friend class Task;

    Task& task_;
    std::atomic<CancelReason> reason_{CancelReason::none};
    int shields_ = 0; // touched by the task only
};

// Reference-counted; see TaskHandle. Everything but the functions marked "any thread" belongs to the task itself.
class Task
{
public:
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

    CancelState& cancel_state() noexcept { return cancel_; }

    // Any thread: lets the task's current or next park() return. Wake-ups may be spurious: whoever parks checks its own condition.
    virtual void unpark() noexcept = 0;
    // Any thread: raises the safepoint flag of the thread the task lives on.
    virtual void raise_poll() noexcept = 0;
    // Any thread.
    bool done() const noexcept { return done_.load(std::memory_order_acquire); }

    // The running time limit (see TimeLimit); never() when there is none.
    Deadline limit() const noexcept { return limit_; }

    void retain() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
    void release() noexcept
    {
        if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy();
    }

protected:
    Task() noexcept : cancel_(*this) {}
    virtual ~Task() = default;
    virtual void destroy() noexcept { delete this; }
    // Wakes those who join. Called once, by the task as its last act.
    void finish() noexcept;
    // A time limit was set or taken back: plain threads have nobody who looks at the clock for them.
    virtual void limit_changed() noexcept {}

public:
    // The deadline that a park() of this task obeys; expire() follows when limit() was the earlier one.
    Deadline effective_deadline(Deadline deadline) const noexcept;
    // Requests cancellation when the limit has passed.
    void check_limit(TimePoint now) noexcept;

private:
    friend class TaskHandle;
    friend class TimeLimit;

    bool join(Deadline deadline);

    CancelState cancel_;
    Deadline limit_ = Deadline::never();
    std::atomic<std::uint32_t> references_{1};
    std::atomic<bool> done_{false};
    detail::WaiterList joiners_; // guarded by a lock in task.cpp
};

// Owns a reference to a task. Dropping it does not end the task.
class TaskHandle
{
public:
    TaskHandle() noexcept = default;
    // Adds a reference.
    explicit TaskHandle(Task& task) noexcept : task_(&task) { task.retain(); }
    // Takes over a reference that exists already.
    static TaskHandle adopt(Task& task) noexcept
    {
        TaskHandle handle;
        handle.task_ = &task;
        return handle;
    }
    TaskHandle(const TaskHandle& other) noexcept : task_(other.task_)
    {
        if (task_ != nullptr) task_->retain();
    }
    TaskHandle(TaskHandle&& other) noexcept : task_(std::exchange(other.task_, nullptr)) {}
    TaskHandle& operator=(TaskHandle other) noexcept
    {
        std::swap(task_, other.task_);
        return *this;
    }
    ~TaskHandle()
    {
        if (task_ != nullptr) task_->release();
    }

    explicit operator bool() const noexcept { return task_ != nullptr; }
    Task* get() const noexcept { return task_; }
    // Any thread.
    bool done() const noexcept { return task_ == nullptr || task_->done(); }
    // Any thread.
    void cancel(CancelReason reason) const noexcept
    {
        if (task_ != nullptr) task_->cancel_state().request(reason);
    }
    // Any other task: waits for its end; false when the deadline passed first. Throws Cancelled when the waiting task is cancelled.
    bool join(Deadline deadline = Deadline::never()) const { return task_ == nullptr || task_->join(deadline); }

private:
    Task* task_ = nullptr;
};

// While one lives, the running task is not cancelled: for clean-up that has to wait. Nests.
class CancelShield
{
public:
    CancelShield() noexcept;
    ~CancelShield();
    CancelShield(const CancelShield&) = delete;
    CancelShield& operator=(const CancelShield&) = delete;

private:
    Task& task_;
};

// While one lives, the running task is cancelled with CancelReason::timeout at the deadline, whether it waits or computes. Nests: the
// earliest deadline counts. Its end takes back the limit, and the cancellation when it was this limit that caused it. Costs no timer.
class TimeLimit
{
public:
    explicit TimeLimit(Deadline deadline) noexcept;
    ~TimeLimit();
    TimeLimit(const TimeLimit&) = delete;
    TimeLimit& operator=(const TimeLimit&) = delete;

    // True when this limit passed (and so cancelled the task).
    bool expired() const noexcept;

private:
    Task& task_;
    Deadline outer_;
    Deadline deadline_;
};

} // namespace kestrun::base
