// ForEach-Object -Parallel: a bounded number of child sessions side by side.
#pragma once
#include "base/clock.hpp"
#include "cmdlets/core/child_session.hpp"
#include <functional>

namespace kestrun::cmdlets {

class ParallelRunner
{
public:
    using Write = std::function<void(Stream, Value)>;
    /// timeout in seconds, 0: none.
    ParallelRunner(Context& context, ScriptBlock& block, int64_t throttle, int64_t timeout);
    ~ParallelRunner(); // ends what still runs
    /// Starts one run, waiting for a free place first; writes what has come out so far. On the caller's fiber.
    void add(const Value& item, const Write& write);
    /// Waits for the rest. False when the time was over and runs were stopped.
    bool finish(const Write& write);

private:
    void drain(const Write& write);
    void wait_for_one(const Write& write);

    Context& context_;
    Ref<ScriptBlock> block_;
    size_t throttle_;
    base::Deadline deadline_;
    std::vector<std::shared_ptr<ChildSession>> running_;
};

} // namespace kestrun::cmdlets
