// Child sessions that wait for their turn: at most so many run at a time.
#pragma once
#include "cmdlets/core/child_session.hpp"

namespace kestrun::cmdlets {

/// All functions may be called from any thread.
class StartQueue : public std::enable_shared_from_this<StartQueue>
{
public:
    explicit StartQueue(size_t limit) : limit_(limit) {}
    void set_limit(size_t limit);
    /// Starts the session, at once or when others have ended. The queue lives as long as sessions that it has been given.
    void add(std::shared_ptr<ChildSession> child);

private:
    void start_waiting();

    std::mutex mutex_;
    size_t limit_;
    size_t running_ = 0;
    std::deque<std::shared_ptr<ChildSession>> waiting_;
};

} // namespace kestrun::cmdlets
