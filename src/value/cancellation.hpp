// System.Threading.CancellationToken and its source. All functions are thread-safe.
#pragma once
#include "base/clock.hpp"
#include "base/sync.hpp"
#include "value/members.hpp"
#include "value/type.hpp"
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace kestrun::value {

/// What a source and its tokens share.
class CancelSignal
{
public:
    bool cancelled() const;
    /// Runs the callbacks, in the order in which they came, on the caller's task. The first call only.
    void cancel();
    /// Cancels by itself at that moment.
    void cancel_at(base::Deadline deadline);
    /// Returns a number for forget(); runs the callback at once when it is cancelled already (and returns 0).
    uint64_t on_cancel(std::function<void()> callback);
    void forget(uint64_t registration);

private:
    mutable std::mutex mutex_;
    bool cancelled_ = false;
    base::Deadline deadline_ = base::Deadline::never();
    uint64_t last_ = 0;
    std::map<uint64_t, std::function<void()>> callbacks_;
};
using CancelSignalRef = std::shared_ptr<CancelSignal>;

class CancellationToken final : public Object, public Comparable
{
public:
    explicit CancellationToken(CancelSignalRef signal) : signal_(std::move(signal)) {}
    const Type& type() const override;
    /// Null for CancellationToken.None.
    const CancelSignalRef& signal() const { return signal_; }
    bool cancelled() const { return signal_ && signal_->cancelled(); }
    bool equals(const Value& other) const override;
    uint32_t hash() const override;

private:
    CancelSignalRef signal_;
};

Value cancellation_token(CancelSignalRef signal);
[[noreturn]] void throw_cancelled();

/// Waits on a queue for a condition; also wakes for the token's cancellation and then throws OperationCanceledException. False when the
/// deadline passed. The lock guards the condition.
bool wait_with_token(std::unique_lock<std::mutex>& lock, base::WaitQueue& queue, base::Deadline deadline, const CancelSignalRef& token,
                     const std::function<bool()>& condition);
/// The deadline of an int of milliseconds (-1: never) or a TimeSpan argument.
base::Deadline timeout_of(const Value& value);

} // namespace kestrun::value
