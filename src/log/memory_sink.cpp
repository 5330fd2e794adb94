#include "log/sinks.hpp"

namespace kestrun::log {

void MemorySink::emit(const Event& event)
{
    const std::lock_guard lock(mutex_);
    if (events_.size() >= capacity_ && !events_.empty()) events_.pop_front();
    if (capacity_ > 0) events_.push_back(event);
}

std::vector<Event> MemorySink::events() const
{
    const std::lock_guard lock(mutex_);
    return {events_.begin(), events_.end()};
}

std::vector<std::string> MemorySink::messages() const
{
    std::vector<std::string> texts;
    for (const Event& event : events()) texts.push_back(render_message(event));
    return texts;
}

void MemorySink::clear()
{
    const std::lock_guard lock(mutex_);
    events_.clear();
}

} // namespace kestrun::log
