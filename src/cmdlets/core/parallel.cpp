#include "cmdlets/core/parallel.hpp"
#include "base/scheduler.hpp"
#include "engine/session.hpp"

namespace kestrun::cmdlets {

struct ParallelRunner::State
{
    int64_t throttle = 5;
};

ParallelRunner::ParallelRunner(Context&, ScriptBlock&, int64_t throttle, int64_t) : state_(std::make_shared<State>())
{
    state_->throttle = throttle;
    value::throw_runtime("NotImplemented", "ForEach-Object -Parallel is not available yet.", ErrorCategory::NotImplemented);
}
ParallelRunner::~ParallelRunner() = default;
void ParallelRunner::add(const Value&, const Write&) {}
void ParallelRunner::finish(const Write&) {}

} // namespace kestrun::cmdlets
