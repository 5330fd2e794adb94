#include "base/task.hpp"

#include "base/scheduler.hpp"

#include <algorithm>

namespace kestrun::base {

namespace {

// One lock for all lists of joiners: a task's end is rare, and the lock outlives every task.
std::mutex& joiners_mutex() noexcept
{
    static std::mutex& mutex = *new std::mutex;
    return mutex;
}

} // namespace

const char* to_string(CancelReason reason) noexcept
{
    switch (reason) {
    case CancelReason::none: return "none";
    case CancelReason::timeout: return "timeout";
    case CancelReason::client_gone: return "client gone";
    case CancelReason::stopping: return "stopping";
    case CancelReason::interrupted: return "interrupted";
    case CancelReason::stopped: return "stopped";
    }
    return "?";
}

void CancelState::request(CancelReason reason) noexcept
{
    CancelReason expected = CancelReason::none;
    if (reason == CancelReason::none || !reason_.compare_exchange_strong(expected, reason, std::memory_order_acq_rel)) return;
    task_.raise_poll();
    task_.unpark();
}

void Task::finish() noexcept
{
    std::lock_guard guard(joiners_mutex());
    done_.store(true, std::memory_order_release);
    while (joiners_.serve() != nullptr) {
    }
}

bool Task::join(Deadline deadline)
{
    detail::Waiter waiter{&current_task()};
    if (waiter.task == this) return false;
    {
        std::lock_guard guard(joiners_mutex());
        if (done()) return true;
        joiners_.push(waiter);
    }
    return joiners_.wait(joiners_mutex(), waiter, deadline);
}

// A shielded or already cancelled task is not woken by its limit: it would be woken again and again.
Deadline Task::effective_deadline(Deadline deadline) const noexcept
{
    if (limit_.is_never() || cancel_.shields_ > 0 || cancel_.reason() != CancelReason::none) return deadline;
    return std::min(deadline, limit_);
}

void Task::check_limit(TimePoint now) noexcept
{
    if (limit_.passed(now)) cancel_.request(CancelReason::timeout);
}

CancelShield::CancelShield() noexcept : task_(current_task()) { ++task_.cancel_state().shields_; }

CancelShield::~CancelShield()
{
    CancelState& cancel = task_.cancel_state();
    if (--cancel.shields_ == 0 && cancel.reason() != CancelReason::none) task_.raise_poll();
}

TimeLimit::TimeLimit(Deadline deadline) noexcept : task_(current_task()), outer_(task_.limit_), deadline_(deadline)
{
    task_.limit_ = std::min(deadline, outer_);
    task_.limit_changed();
}

TimeLimit::~TimeLimit()
{
    task_.limit_ = outer_;
    task_.limit_changed();
    if (task_.cancel_state().reason() == CancelReason::timeout && !outer_.passed()) task_.cancel_state().clear();
}

bool TimeLimit::expired() const noexcept { return deadline_.passed(); }

} // namespace kestrun::base
