// System.Threading.Tasks.Task: a result that is there or comes. Other folders complete tasks from native code.
#pragma once
#include "value/cancellation.hpp"
#include "value/error.hpp"

namespace kestrun::value {

class TaskObject final : public Object
{
public:
    /// result_type null: Task, else Task<T>.
    explicit TaskObject(const Type* result_type = nullptr);
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override;
    // Any thread; the first of them counts. A result that comes from another thread has to be shared.
    void complete(Value result);
    void fail(Ref<ExceptionObject> exception);
    void cancel();
    /// True when it is complete. Throws base::Cancelled.
    bool wait(base::Deadline deadline, const CancelSignalRef& token = {});
    /// Waits, then gives the result or throws the exception as it is.
    Value get();
    bool completed() const;
    bool faulted() const;
    bool cancelled() const;
    Ref<ExceptionObject> exception() const;
    /// Runs the function when the task is complete (at once when it is).
    void then(std::function<void()> continuation);
    int32_t id() const { return id_; }

private:
    enum class State : uint8_t
    {
        Running,
        Done,
        Faulted,
        Cancelled,
    };
    void finish(State state, Value result, Ref<ExceptionObject> exception);
    const Type* type_;
    mutable std::mutex mutex_;
    base::WaitQueue queue_;
    State state_ = State::Running;
    Value result_;
    Ref<ExceptionObject> exception_;
    std::vector<std::function<void()>> continuations_;
    int32_t id_;
};

/// A task that has its result.
Value completed_task(Value result);

} // namespace kestrun::value
