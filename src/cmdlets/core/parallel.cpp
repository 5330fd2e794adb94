#include "cmdlets/core/parallel.hpp"

namespace kestrun::cmdlets {

ParallelRunner::ParallelRunner(Context& context, ScriptBlock& block, int64_t throttle, int64_t timeout)
    : context_(context), block_(&block), throttle_(static_cast<size_t>(throttle)),
      deadline_(timeout > 0 ? base::Deadline::after(std::chrono::seconds(timeout)) : base::Deadline::never())
{
}

ParallelRunner::~ParallelRunner()
{
    for (const auto& child : running_) child->stop();
}

void ParallelRunner::drain(const Write& write)
{
    for (size_t i = 0; i < running_.size();) {
        // Looked at before the output is taken: what came last is not lost.
        const bool done = running_[i]->done();
        ChildOutput out;
        while (running_[i]->take(out)) write(out.stream, std::move(out.item));
        if (done)
            running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
        else
            ++i;
    }
}

void ParallelRunner::wait_for_one(const Write& write)
{
    drain(write);
    if (running_.empty()) return;
    // The oldest is the likeliest to end; the others are looked at now and then.
    running_.front()->wait(std::min(deadline_, base::Deadline::after(std::chrono::milliseconds(running_.size() > 1 ? 5 : 200))));
    drain(write);
}

void ParallelRunner::add(const Value& item, const Write& write)
{
    drain(write);
    while (running_.size() >= throttle_ && !deadline_.passed()) wait_for_one(write);
    if (deadline_.passed()) return;
    ChildOptions options;
    options.item = item;
    options.failure_id = "PSTaskException";
    const std::shared_ptr<ChildSession> child = ChildSession::create(context_, *block_, std::move(options));
    running_.push_back(child);
    child->start();
}

bool ParallelRunner::finish(const Write& write)
{
    while (!running_.empty() && !deadline_.passed()) wait_for_one(write);
    if (running_.empty()) return true;
    for (const auto& child : running_) child->stop();
    for (const auto& child : running_) child->wait_end(base::Deadline::after(std::chrono::seconds(2)));
    drain(write);
    return false;
}

} // namespace kestrun::cmdlets
