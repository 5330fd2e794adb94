// Sessions for embedding programs: what PowerShell calls a runspace.
#pragma once
#include "engine/context.hpp"
#include <memory>
#include <span>

namespace kestrun::engine {

/// Variables, functions, aliases and modules of a session at one moment, immutable and shared: what the sessions of requests start from.
class Snapshot;

struct SessionOptions
{
    Host* host = nullptr;                     // must outlive the session; null: discards
    std::shared_ptr<const Snapshot> snapshot; // null: a fresh session
    std::string name = "ConsoleHost";
    uint32_t hidden_commands = 0; // built-in commands with one of these C::Flags do not exist in this session
};

/// How a script ended.
struct RunResult
{
    bool ok = true;         // false: a terminating error or parse errors were shown
    int exit_code = 0;      // `exit n`
    bool exited = false;    // by `exit`
    Ref<ErrorRecord> error; // the terminating error
};

class Session
{
public:
    static std::unique_ptr<Session> create(const SessionOptions& options);
    virtual ~Session() = default;

    virtual Context& context() = 0;
    /// Runs script text in the global scope; its output goes to the sink, or to the host's default display when null.
    virtual RunResult run(std::string_view text, std::string_view file, const ScriptOptions& options, Sink* output = nullptr) = 0;
    /// Calls a block; errors are returned, not shown.
    virtual RunResult call(ScriptBlock& block, const ScriptOptions& options, Sink& output) = 0;
    /// What is defined now, for sessions on other threads. Everything in it is marked shared. Names that match one of the wildcards are
    /// left out.
    virtual std::shared_ptr<const Snapshot> capture(std::span<const std::string> exclude_variables) = 0;
    /// Any thread: ends what runs with PipelineStoppedException at its next safepoint.
    virtual void stop() = 0;
};

/// Default display (Out-Default) is a matter of the format commands: they register themselves here.
class DisplayFormatter
{
public:
    virtual ~DisplayFormatter() = default;
    virtual void push(const Value& item) = 0;
    virtual void finish() = 0;
};
using MakeFormatter = std::unique_ptr<DisplayFormatter> (*)(Context& context);
void set_display_hook(MakeFormatter make);
/// A variable every session starts with, from a library above the engine ($PSStyle, $Host); made when the session is first asked for it.
/// `name` must live for ever; before the first session. computed: made anew at every read and read-only ($PWD).
void add_automatic_variable(const char* name, Value (*make)(Context& context), bool computed = false);
/// ConciseView text of an error record, as the host shows it.
std::string error_text(Context& context, const ErrorRecord& record);

} // namespace kestrun::engine
