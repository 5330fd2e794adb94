// [powershell] and [runspacefactory]: commands that a script puts together and runs in a session of its own, at once or beside it.
//
// A runspace keeps its session on the thread that opened it. What is started with BeginInvoke runs as a task; where tasks are threads it
// gets a fresh session with the variables and functions the runspace was given, because objects of a session stay with its thread.
#pragma once
#include "base/sync.hpp"
#include "cmdlets/support/common.hpp"
#include <memory>
#include <mutex>
#include <thread>

namespace kestrun::cmdlets {

/// One command of a pipeline: a name, or script text.
struct ShellCommand
{
    std::string text;
    bool is_script = false;
    bool local_scope = false;
    std::vector<std::pair<std::string, Value>> arguments; // without a name: positional
    bool ends_statement = false;
};

/// What a new session is given: [initialsessionstate] and SetVariable.
struct ShellSetup
{
    std::vector<std::pair<std::string, Value>> variables;
    std::vector<std::pair<std::string, std::string>> functions;
    std::vector<std::string> modules;
    void set_variable(const std::string& name, const Value& value);
};

/// Where a run's streams go, by Stream.
struct ShellStreams
{
    Ref<value::List> lists[8];
};

class ShellHost;

/// A session and what its Write-Host goes to.
class ShellSession
{
public:
    explicit ShellSession(const ShellSetup& setup);
    ~ShellSession();
    Context& context() const;
    /// Runs the commands; throws ScriptError for what ends them.
    void run(const std::vector<ShellCommand>& commands, const std::vector<Value>& input, bool has_input, const ShellStreams& streams,
             bool shared, engine::Sink& output);
    void stop();

private:
    std::unique_ptr<ShellHost> host_;
    std::unique_ptr<engine::Session> session_;
};

/// Runs the commands in the context of the caller.
void run_in_context(Context& context, const std::vector<ShellCommand>& commands, const std::vector<Value>& input, bool has_input,
                    engine::Sink& output);

enum class RunspaceState : unsigned char
{
    BeforeOpen,
    Opened,
    Closed
};

class RunspaceObject final : public value::Object
{
public:
    explicit RunspaceObject(ShellSetup setup, bool is_caller = false);
    ~RunspaceObject() override;
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override;
    /// The session, when this thread may use it; null: make one from setup.
    std::shared_ptr<ShellSession> session_here();
    void open();
    void close();
    ShellSetup setup;
    RunspaceState state = RunspaceState::BeforeOpen;
    bool is_caller; // the session that asks: [runspace]::DefaultRunspace
    int32_t id;
    std::string name;
    Value instance;
    std::string apartment = "Unknown", thread_options = "Default";

private:
    std::shared_ptr<ShellSession> session_;
    std::thread::id thread_;
};

class RunspacePoolObject final : public value::Object
{
public:
    RunspacePoolObject(ShellSetup given, int32_t least, int32_t most);
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override;
    /// Waits for a place; leave() gives it back. Any thread.
    void enter();
    void leave();
    int32_t available() const;
    ShellSetup setup;
    RunspaceState state = RunspaceState::BeforeOpen;
    int32_t least, most;
    std::string apartment = "Unknown", thread_options = "Default";

private:
    mutable std::mutex mutex_;
    base::WaitQueue freed_;
    int32_t running_ = 0;
};

std::span<const value::TypeDef> powershell_types();
std::span<const value::TypeDef> runspace_types();

} // namespace kestrun::cmdlets
