#include "cmdlets/core/start_queue.hpp"

namespace kestrun::cmdlets {

void StartQueue::set_limit(size_t limit)
{
    {
        const std::lock_guard lock(mutex_);
        limit_ = limit;
    }
    start_waiting();
}

void StartQueue::add(std::shared_ptr<ChildSession> child)
{
    child->on_end([queue = shared_from_this()] {
        {
            const std::lock_guard lock(queue->mutex_);
            --queue->running_;
        }
        queue->start_waiting();
    });
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(child));
    }
    start_waiting();
}

void StartQueue::start_waiting()
{
    for (;;) {
        std::shared_ptr<ChildSession> next;
        {
            const std::lock_guard lock(mutex_);
            while (!waiting_.empty() && waiting_.front()->done()) waiting_.pop_front(); // stopped while it waited
            if (waiting_.empty() || running_ >= limit_) return;
            next = std::move(waiting_.front());
            waiting_.pop_front();
            ++running_;
        }
        if (next->start()) continue;
        const std::lock_guard lock(mutex_);
        --running_;
    }
}

} // namespace kestrun::cmdlets
