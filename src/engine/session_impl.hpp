// The session's inside: what compiled code and commands need of it. Everything here belongs to one fiber at a time.
#pragma once
#include "base/poll.hpp"
#include "engine/command.hpp"
#include "engine/session.hpp"
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/cycles.hpp"
#include <array>
#include <unordered_map>

namespace kestrun::engine {

enum class ActionPreference : uint8_t
{
    SilentlyContinue,
    Stop,
    Continue,
    Inquire,
    Ignore,
    Suspend,
    Break
};
/// From a value of a preference variable or -ErrorAction; throws when it names none.
ActionPreference to_action_preference(const Value& value);

class SessionImpl final : public Session, public Context, public value::ConversionHost
{
public:
    explicit SessionImpl(const SessionOptions& options);
    ~SessionImpl() override;

    // Session
    Context& context() override { return *this; }
    RunResult run(std::string_view text, std::string_view file, const ScriptOptions& options, Sink* output) override;
    RunResult call(ScriptBlock& block, const ScriptOptions& options, Sink& output) override;
    std::shared_ptr<const Snapshot> capture(std::span<const std::string> exclude_variables) override;
    void stop() override { stop_requested.store(true, std::memory_order_relaxed); }
    /// As if just made: nothing of what scripts did in it is left. Between two runs, on any thread that owns it by then.
    void recycle();

    // Context
    Value get_variable(std::string_view name) override;
    bool has_variable(std::string_view name) override;
    void set_variable(std::string_view name, Value value) override;
    std::string preference(std::string_view name) override;
    using Context::invoke;
    using Context::invoke_with_item;
    void invoke(ScriptBlock& block, const ScriptOptions& options, Sink& output) override;
    void invoke_with_item(ScriptBlock& block, const Value& item, Sink& output) override;
    Value invoke_command(std::string_view name, const ScriptOptions& options) override;
    Ref<ScriptBlock> parse(std::string_view text, std::string_view file) override;
    std::string expand_string(std::string_view text) override;
    void write_stream(Stream stream, Value record) override;
    void write_error(Ref<ErrorRecord> record) override;
    Host& host() override { return *host_; }
    void out_default(const std::vector<Value>& items) override;
    std::string current_directory() override { return directory; }
    void set_current_directory(std::string path) override { directory = std::move(path); }
    std::string resolve_path(std::string_view path) override;
    Session& session() override { return *this; }

    // ConversionHost
    std::string ofs() override;
    Value call_script(value::Object& script, const Value& self, std::span<Value> args) override;
    Value call_with_item(value::Object& script, const Value& item, std::span<Value> args) override;
    bool strict_mode(int version) override;
    const value::Type* find_type(std::string_view name) override;
    const value::Type* find_composed_type(std::string_view name);

    // --- variables by symbol, from the running scope ---
    Scope& scope() { return frame ? *frame->scope : *global; }
    /// The variable's value; `found` tells an absent one from $null.
    Value lookup(Scope& from, Symbol name, bool& found);
    Value* find_variable(Scope& from, Symbol name);

    // --- commands ---
    Ref<CommandInfo> find_command(std::string_view name, bool functions = true, bool programs = true);
    Ref<CommandInfo> find_command(Symbol symbol, std::string_view name)
    {
        const FoundCommand& known = found_commands_[symbol.id() % found_commands_.size()];
        if (known.name == symbol && known.epoch == Scope::command_epoch() && known.from == scope().commands) [[likely]]
            return Ref<CommandInfo>(known.info);
        return find_command_slow(symbol, name);
    }
    /// What an alias of that name stands for: the nearest scope's, or a built-in one. Null when there is none.
    Ref<CommandInfo> find_alias(std::string_view name);
    /// The function of that name as it is seen from the running scope, or a built-in one. Null when there is none.
    Ref<CommandInfo> find_function(std::string_view name);
    [[noreturn]] void command_not_found(std::string_view name);
    std::unique_ptr<Processor> make_processor(const Ref<CommandInfo>& command, Arguments& arguments, Frame& caller, Sink& out,
                                              const Streams& streams, const CallInfo& call, bool dotted = false);
    /// Runs one command without pipeline input.
    void run_command(const Ref<CommandInfo>& command, Arguments& arguments, Frame& caller, Sink& out, const Streams& streams,
                     const CallInfo& call, bool dotted = false);
    std::unique_ptr<Processor> make_block_processor(Ref<ScriptBlockImpl> block, Arguments& arguments, Frame& caller, Sink& out,
                                                    const Streams& streams, const CallInfo& call, bool dotted);
    bool run_single_block(Ref<ScriptBlockImpl> block, const Ref<CommandInfo>& command, Arguments& arguments, Frame& caller, Sink& out,
                          const Streams& streams, const CallInfo& call, bool dotted);

    // --- errors ---
    /// Adds position and stack to a record that has none: of the running statement, or of a command's call.
    void complete(ErrorRecord& record, Frame& at);
    void complete_at(ErrorRecord& record, Frame& caller, const CallInfo& call);
    /// Decides what becomes of an error that ended a statement: returns when the script goes on, throws when it does not.
    void statement_error(value::ScriptError& error, Frame& at);
    /// Adds to $Error and writes to stream 2.
    void report(const Ref<ErrorRecord>& record, const Streams& streams, bool silent = false);
    ActionPreference error_action(Scope& from);
    /// The list behind -ErrorVariable and its kin, made in the caller's scope; "+name" appends. Null for an empty name.
    Ref<value::List> tap_variable(Frame& caller, const Value& name);
    void remember_error(const Ref<ErrorRecord>& record);
    void write_stream_to(Stream stream, Value record, const Streams& streams);
    /// $WarningPreference and its kin, seen from a scope.
    ActionPreference stream_preference(Stream stream, Scope& from);
    /// Writes a warning, verbose or debug message as its action says.
    void write_message(Stream stream, std::string_view message, ActionPreference action, const Streams& streams, Frame& caller,
                       const CallInfo& call);
    bool should_process(std::string_view target, std::string_view action, std::optional<bool> what_if, std::optional<bool> confirm,
                        bool high_impact);

    /// Back-edges and calls: gives way, and ends the script when it was told to stop.
    void safepoint()
    {
        if (base::poll_requested() || value::cycles_due() || stop_requested.load(std::memory_order_relaxed)) [[unlikely]]
            safepoint_slow();
    }
    void safepoint_slow();

    std::unique_ptr<Scope> global;
    Frame* frame = nullptr;
    bool last_ok = true;                     // $?
    class CmdletProcessor* cmdlet = nullptr; // the innermost built-in command that runs
    int try_depth = 0;                       // inside try or under a trap: errors go there
    int depth = 0;
    Ref<ErrorRecord> handled; // the error whose catch block runs
    std::string flow_label;
    Ref<value::List> errors; // $Error
    std::string directory;
    std::atomic<bool> stop_requested{false};
    Streams host_streams;
    std::shared_ptr<const Snapshot> base;
    std::unordered_map<std::string, Ref<Module>> modules; // imported at the top, by name in lower case
    std::vector<Ref<Module>> own_modules;                 // made here; their scopes end with the session's
    /// The module as this session has it: itself, or a copy of another session's with variables of its own. Null stays null.
    Module* own_module(Module* module);
    /// Where the code of a module (null: of no module) runs when `caller` calls it: the innermost of its scopes, or the module's own.
    Scope& home_scope(Frame& caller, Module* module);
    Ref<CommandInfo> last_program; // cache of the last program found on PATH
    std::vector<std::string> last_tokens;
    /// State that commands keep in a session (argument completers, history), each under an address of its own.
    std::unordered_map<const void*, Ref<value::Object>> attachments;

    Ref<CommandInfo> cmdlet_info(const CmdletDef& def);
    /// A script or program by path or from PATH; null when there is none.
    Ref<CommandInfo> find_external(std::string_view name);
    /// Module\Name: what a loaded module exports; null when there is none.
    Ref<CommandInfo> find_exported(std::string_view module, std::string_view name);

private:
    void define_globals();
    void make_global_scope();
    /// A variable of add_automatic_variable in a session over a snapshot: made when a script first asks for it.
    Value* late_automatic(Symbol name);
    /// The built-in command of that name, unless this session must not see it.
    const CmdletDef* visible_cmdlet(std::string_view name) const;
    Ref<ScriptBlockImpl> load_script(const CommandInfo& command);
    void run_script(ScriptBlockImpl& block, std::string_view file, const ScriptOptions& options, Sink& output);
    [[noreturn]] void throw_stopped();

    Host* host_;
    std::unique_ptr<Host> null_host_;
    uint32_t hidden_commands_ = 0;
    Ref<CommandInfo> find_command_slow(Symbol symbol, std::string_view name);
    /// What names were last found to mean. The command is alive while the epoch stays.
    struct FoundCommand
    {
        Symbol name;
        const Scope* from = nullptr;
        uint64_t epoch = 0;
        CommandInfo* info = nullptr;
    };
    std::array<FoundCommand, 64> found_commands_{};
    Ref<CommandInfo> keep_alias_;
    std::unordered_map<const CmdletDef*, Ref<CommandInfo>> cmdlet_infos_;
    std::unordered_map<Module*, Ref<Module>> module_copies_; // by the other session's module, which stays alive in own_modules' stead
    Ref<Module> copy_module(Module& module);
    void drop_modules();
    void capture_modules(Snapshot& snapshot);
};

class Snapshot
{
public:
    SymbolMap<Value> variables;
    SymbolMap<Ref<CommandInfo>> functions, aliases;
    SymbolMap<const value::Type*> types;
    std::unordered_map<std::string, Ref<Module>> modules;
    struct ModuleImage
    {
        Ref<Module> module; // the capturing session's
        SymbolMap<Value> variables;
        SymbolMap<Ref<CommandInfo>> functions, aliases;
        SymbolMap<const value::Type*> types;
    };
    std::unordered_map<const Module*, ModuleImage> images; // what the scopes of modules held
    std::string directory;
};

/// Sets the session's running frame for the life of a block, and the fiber's conversion host.
class FrameGuard
{
public:
    explicit FrameGuard(Frame& frame) : session_(frame.session), saved_(frame.session.frame) { session_.frame = &frame; }
    FrameGuard(const FrameGuard&) = delete;
    FrameGuard& operator=(const FrameGuard&) = delete;
    ~FrameGuard() { session_.frame = saved_; }

private:
    SessionImpl& session_;
    Frame* saved_;
};

/// Text of a script file; throws when it cannot be read.
std::string read_script_file(const std::string& path);

/// Discards.
class NullSink final : public Sink
{
public:
    void push(Value) override {}
};
extern NullSink null_sink;

/// Pushes a value the way a pipeline does: collections element by element, Void not at all.
void push_unrolled(const Value& value, Sink& out);

} // namespace kestrun::engine
