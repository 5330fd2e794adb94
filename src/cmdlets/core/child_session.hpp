// A script block that runs in a session of its own beside its caller: behind ForEach-Object -Parallel and jobs.
//
// The child starts fresh: it has the caller's current folder and the values of its $using: expressions, nothing else. What it writes is
// marked shared and waits in a queue until somebody takes it. All functions may be called from any thread.
#pragma once
#include "base/sync.hpp"
#include "base/task.hpp"
#include "cmdlets/support/common.hpp"
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace kestrun::cmdlets {

struct ChildOutput
{
    Stream stream = Stream::Output;
    Value item;
};

enum class ChildState : unsigned char
{
    NotStarted,
    Running,
    Completed,
    Failed,
    Stopped
};

struct ChildOptions
{
    std::string failure_id; // of the error that ends the run; empty: its own
    std::vector<Value> arguments;
    std::optional<Value> item; // $_
    std::vector<Value> input;  // pipeline input
    bool has_input = false;
    Ref<ScriptBlock> first; // -InitializationScript
    std::string directory;
};

class ChildSession : public std::enable_shared_from_this<ChildSession>
{
public:
    /// Takes the $using: values from the caller's scope. Does not start yet.
    static std::shared_ptr<ChildSession> create(Context& caller, ScriptBlock& block, ChildOptions options);
    /// One that runs nothing: what deliver() puts in waits to be taken. Behind the jobs of events.
    static std::shared_ptr<ChildSession> queue();
    void deliver(Stream stream, Value item) { push(stream, std::move(item)); }
    /// It has begun to run, unless it has ended.
    void begin();
    void finish(ChildState how);
    /// False when it has started before or was stopped.
    bool start();
    /// What is done when a run that started has ended, on its thread. Before start().
    void on_end(std::function<void()> what) { ended_ = std::move(what); }
    /// Asks it to end; it does at its next safepoint or wait.
    void stop();
    /// The next output, if there is one.
    bool take(ChildOutput& out);
    /// Copies of what waits, which stays.
    std::vector<ChildOutput> peek() const;
    bool has_output() const;
    ChildState state() const;
    bool done() const { return state() >= ChildState::Completed; }
    /// Waits for output or the end; false when the deadline passed. Throws Cancelled.
    bool wait(base::Deadline deadline);
    /// Waits for the end.
    bool wait_end(base::Deadline deadline);
    int64_t begin_ticks = 0, end_ticks = 0; // of the run, UTC
    /// The error that ended the run; null when none did.
    Ref<ErrorRecord> failure() const;

private:
    friend class ChildRun;
    void push(Stream stream, Value item);

    Ref<ScriptBlock> block_;
    ChildOptions options_;
    std::vector<std::pair<std::string, Value>> using_;

    mutable std::mutex mutex_;
    base::WaitQueue changed_;
    std::deque<ChildOutput> output_;
    ChildState state_ = ChildState::NotStarted;
    bool stop_requested_ = false;
    Ref<ErrorRecord> failure_;
    void (*stop_session_)(void*) = nullptr;
    void* session_ = nullptr;
    base::TaskHandle task_;
    std::function<void()> ended_;
};

} // namespace kestrun::cmdlets
