// ForEach-Object -Parallel: a bounded number of sessions side by side, each a task of its own with a copy of nothing but functions,
// $using: values and the current folder.
#pragma once
#include "cmdlets/support/common.hpp"
#include <functional>
#include <memory>

namespace kestrun::cmdlets {

class ParallelRunner
{
public:
    using Write = std::function<void(Value)>;
    /// timeout in seconds, 0: none. The block's $using: values are taken now.
    ParallelRunner(Context& context, ScriptBlock& block, int64_t throttle, int64_t timeout);
    ~ParallelRunner();
    /// Starts one run, waiting for a free place first; writes what has come out so far. On the caller's fiber.
    void add(const Value& item, const Write& write);
    /// Waits for the rest.
    void finish(const Write& write);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace kestrun::cmdlets
