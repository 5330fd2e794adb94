// System.Management.Automation.PowerShell: [powershell]::Create().AddScript(...).Invoke() and BeginInvoke.
#include "base/scheduler.hpp"
#include "cmdlets/core/shell_run.hpp"
#include "engine/type_rows.hpp"
#include "value/task.hpp"

namespace kestrun::cmdlets {

namespace {

using engine::ctor;
using engine::meth;
using engine::prop;
using engine::self;
using value::Call;
using value::MemberDef;
using value::MemberKind;
using value::TypeFlags;

constexpr const char* shell_name = "System.Management.Automation.PowerShell";

constexpr MemberDef smeth(const char* name, const char* signature, const char* result, value::NativeFn fn)
{
    return {name, MemberKind::StaticMethod, signature, result, fn};
}

enum class RunState : unsigned char
{
    NotStarted,
    Running,
    Stopping,
    Stopped,
    Completed,
    Failed
};

Ref<value::List> data_list(std::string_view item)
{
    const value::Type* args[] = {&value::native_type(item)};
    return Ref<value::List>(
        new value::List(*value::instantiate(value::native_type("System.Management.Automation.PSDataCollection`1"), args)));
}

/// PSCommand: the commands that were added.
class CommandList final : public value::Object
{
public:
    CommandList() { mark_container(); }
    const value::Type& type() const override { return value::native_type("System.Management.Automation.PSCommand"); }
    void trace(value::Tracer& tracer) const override
    {
        for (const ShellCommand& command : commands)
            for (const auto& [name, argument] : command.arguments) tracer.visit(argument);
    }
    void clear_references() override { commands.clear(); }
    std::vector<ShellCommand> commands;
};

/// PSDataStreams.
class StreamsObject final : public value::Object
{
public:
    StreamsObject()
    {
        constexpr const char* items[] = {"ErrorRecord", "WarningRecord",     "VerboseRecord",
                                         "DebugRecord", "InformationRecord", "ProgressRecord"};
        for (size_t i = 0; i < 6; ++i)
            streams.lists[static_cast<size_t>(Stream::Error) + i] = data_list("System.Management.Automation." + std::string(items[i]));
    }
    const value::Type& type() const override { return value::native_type("System.Management.Automation.PSDataStreams"); }
    void trace(value::Tracer& tracer) const override
    {
        for (const auto& list : streams.lists) tracer.visit(list);
    }
    ShellStreams streams;
};

/// What a run leaves behind, and its waiters.
struct Run
{
    std::mutex mutex;
    base::WaitQueue ended;
    bool done = false;
    Ref<value::List> output;
    Ref<ErrorRecord> error;
    std::shared_ptr<ShellSession> session;
    base::TaskHandle task;
};

class ShellObject final : public value::Object
{
public:
    ShellObject() : commands(value::make<CommandList>()), streams(value::make<StreamsObject>()) { mark_container(); }
    const value::Type& type() const override { return value::native_type(shell_name); }
    void trace(value::Tracer& tracer) const override
    {
        tracer.visit(commands);
        tracer.visit(streams);
        tracer.visit(runspace);
        tracer.visit(pool);
        tracer.visit(reason);
    }
    Ref<CommandList> commands;
    Ref<StreamsObject> streams;
    Ref<RunspaceObject> runspace;
    Ref<RunspacePoolObject> pool;
    bool current = false; // Create('CurrentRunspace')
    std::atomic<RunState> state{RunState::NotStarted};
    std::atomic<bool> had_errors{false};
    Value reason; // the exception of a failed run
    std::shared_ptr<Run> run;
};

class AsyncResult final : public value::Object
{
public:
    AsyncResult(std::shared_ptr<Run> of, Value with) : run(std::move(of)), state(std::move(with)) {}
    const value::Type& type() const override { return value::native_type("System.Management.Automation.PowerShellAsyncResult"); }
    void trace(value::Tracer& tracer) const override { tracer.visit(state); }
    bool done() const
    {
        const std::lock_guard lock(run->mutex);
        return run->done;
    }
    bool wait(base::Deadline deadline) const
    {
        std::unique_lock lock(run->mutex);
        return run->ended.wait(lock, deadline, [this] { return run->done; });
    }
    std::shared_ptr<Run> run;
    Value state;
};

class AsyncHandle final : public value::Object
{
public:
    explicit AsyncHandle(Ref<AsyncResult> of) : result(std::move(of)) {}
    const value::Type& type() const override { return value::native_type("System.Management.Automation.AsyncWaitHandle"); }
    void trace(value::Tracer& tracer) const override { tracer.visit(result); }
    Ref<AsyncResult> result;
};

ShellObject& shell(const Call& c) { return self<ShellObject>(c); }
std::vector<ShellCommand>& commands_of(const Call& c)
{
    if (auto* list = c.self.as<CommandList>()) return list->commands;
    return shell(c).commands->commands;
}

[[noreturn]] void throw_invalid(std::string message)
{
    value::throw_native("System.Management.Automation.PSInvalidOperationException", std::move(message));
}

// Building

template <bool script>
Value add_command(Call& c)
{
    const Value& given = c.args[0];
    if (given.is_null()) value::throw_argument("System.ArgumentNullException", "Value cannot be null.", script ? "script" : "cmdlet");
    ShellCommand command;
    command.text = value::to_text(given);
    command.is_script = script;
    command.local_scope = c.args.size() > 1 && value::to_bool(c.args[1]);
    commands_of(c).push_back(std::move(command));
    return c.self;
}

std::vector<std::pair<std::string, Value>>& last_arguments(const Call& c)
{
    if (commands_of(c).empty())
        throw_invalid(
            "A command is required to add a parameter. A command must be added to the PowerShell instance before adding a parameter.");
    return commands_of(c).back().arguments;
}

Value add_argument(Call& c)
{
    last_arguments(c).emplace_back("", c.args[0]);
    return c.self;
}

Value add_parameter(Call& c)
{
    const std::string name = value::to_text(c.args[0]);
    last_arguments(c).emplace_back(name.starts_with('-') ? name.substr(1) : name, c.args.size() > 1 ? c.args[1] : Value::unset());
    return c.self;
}

Value add_parameters(Call& c)
{
    auto& arguments = last_arguments(c);
    if (const auto* dictionary = c.args[0].as<value::Dictionary>()) {
        for (const auto& entry : dictionary->snapshot()) arguments.emplace_back(value::to_text(entry.key), entry.value);
    } else {
        for (const Value& item : value::elements(c.args[0])) arguments.emplace_back("", item);
    }
    return c.self;
}

Value add_statement(Call& c)
{
    if (!commands_of(c).empty()) commands_of(c).back().ends_statement = true;
    return c.self;
}

Value create(Call& c)
{
    auto made = value::make<ShellObject>();
    if (!c.args.empty()) {
        if (auto* runspace = c.args[0].as<RunspaceObject>()) made->runspace = Ref<RunspaceObject>(runspace);
        if (c.args[0].tag() == value::Tag::Enum) made->current = c.args[0].as_int64() == 0; // RunspaceMode: CurrentRunspace, NewRunspace
    }
    return Value(made);
}

// Running

class CollectionSink final : public engine::Sink
{
public:
    explicit CollectionSink(Ref<value::List> list) : list_(std::move(list)) {}
    void push(Value item) override { list_->insert(list_->size(), item); }

private:
    Ref<value::List> list_;
};

/// The messages of a parse error without the source lines before them.
std::string short_message(const std::string& message)
{
    size_t at = 0;
    while (message.compare(at, 3, "At ") == 0 || message.compare(at, 1, "+") == 0) {
        const size_t end = message.find('\n', at);
        if (end == std::string::npos) return message;
        at = end + 1;
    }
    return message.substr(at, message.find("\n\n", at) - at);
}

/// The error as the method's caller gets it: its exception, wrapped once.
[[noreturn]] void rethrow(const Ref<ErrorRecord>& record)
{
    Ref<value::ExceptionObject> exception = record->exception;
    if (exception->type().full_name() == "System.Management.Automation.ParseException") {
        const Value* errors = exception->property("Errors");
        const std::vector<Value> list = errors ? value::elements(*errors) : std::vector<Value>();
        const bool incomplete = !list.empty() && value::to_bool(value::get_property(list[0], Name("IncompleteInput")));
        exception =
            value::make_exception(incomplete ? "System.Management.Automation.IncompleteParseException" : exception->type().full_name(),
                                  short_message(exception->message()));
    }
    ScriptError error(value::make<ErrorRecord>(exception, exception->type().name(), ErrorCategory::NotSpecified));
    error.from_native = true;
    throw error;
}

void check_ready(ShellObject& shell)
{
    if (shell.state == RunState::Running)
        value::throw_native("System.Management.Automation.InvalidPowerShellStateException",
                            "The state of the current PowerShell instance is not valid for this operation.");
    if (shell.commands->commands.empty()) throw_invalid("No commands are specified.");
    constexpr const char* states[] = {"BeforeOpen", "Opened", "Closed"};
    if (shell.runspace && shell.runspace->state != RunspaceState::Opened)
        value::throw_native("System.Management.Automation.Runspaces.InvalidRunspaceStateException",
                            std::string("Cannot perform operation because the runspace is not in the 'Opened' state. Current state of "
                                        "runspace is '") +
                                states[static_cast<size_t>(shell.runspace->state)] + "'.");
    if (shell.pool && shell.pool->state != RunspaceState::Opened)
        value::throw_native("System.Management.Automation.Runspaces.InvalidRunspacePoolStateException",
                            std::string("Cannot perform operation because the runspace pool is not in the 'Opened' state. The current "
                                        "state is '") +
                                states[static_cast<size_t>(shell.pool->state)] + "'.");
}

/// Runs here and now; the error that ended it, if one did.
Ref<ErrorRecord> execute(ShellObject& shell, Run& run, const std::vector<Value>& input, bool has_input, bool shared)
{
    Ref<ErrorRecord> ended;
    CollectionSink output(run.output);
    try {
        std::shared_ptr<ShellSession> session;
        if (!shell.current && !(shell.runspace && shell.runspace->is_caller)) {
            if (shell.runspace) session = shell.runspace->session_here();
            if (!session)
                session = std::make_shared<ShellSession>(shell.runspace ? shell.runspace->setup
                                                         : shell.pool   ? shell.pool->setup
                                                                        : ShellSetup());
            {
                const std::lock_guard lock(run.mutex);
                run.session = session;
            }
            session->run(shell.commands->commands, input, has_input, shell.streams->streams, shared, output);
        } else {
            run_in_context(*Context::current(), shell.commands->commands, input, has_input, output);
        }
    } catch (ScriptError& error) {
        ended = error.record;
        if (shared) value::share(*ended);
    }
    {
        const std::lock_guard lock(run.mutex);
        run.session = nullptr;
    }
    if (ended || shell.streams->streams.lists[static_cast<size_t>(Stream::Error)]->size() > 0) shell.had_errors = true;
    if (ended) shell.reason = Value(ended->exception);
    if (shell.state == RunState::Running) shell.state = ended ? RunState::Failed : RunState::Completed;
    return ended;
}

Ref<value::List> output_collection()
{
    const value::Type* args[] = {&value::types::ps_object()};
    return Ref<value::List>(new value::List(*value::instantiate(value::native_type("System.Collections.ObjectModel.Collection`1"), args)));
}

/// A PowerShell without runspace makes one at its first run and keeps it.
void ensure_runspace(ShellObject& shell)
{
    if (shell.runspace || shell.pool || shell.current) return;
    shell.runspace = value::make<RunspaceObject>(ShellSetup());
    shell.runspace->open();
}

Value invoke(Call& c)
{
    ShellObject& object = shell(c);
    check_ready(object);
    ensure_runspace(object);
    auto run = std::make_shared<Run>();
    run->output = c.args.size() > 1 && c.args[1].as<value::List>() ? Ref<value::List>(c.args[1].as<value::List>()) : output_collection();
    object.run = run;
    object.state = RunState::Running;
    const bool has_input = !c.args.empty() && !c.args[0].is_null();
    const std::vector<Value> input = has_input ? value::elements(c.args[0]) : std::vector<Value>();
    if (object.pool) object.pool->enter();
    const Ref<ErrorRecord> ended = execute(object, *run, input, has_input, false);
    if (object.pool) object.pool->leave();
    if (ended) rethrow(ended);
    return Value(run->output);
}

/// Starts the run as a task of its own.
std::shared_ptr<Run> start(ShellObject& object, const Value& given_input, const Value& given_output)
{
    check_ready(object);
    auto run = std::make_shared<Run>();
    run->output = given_output.as<value::List>() ? Ref<value::List>(given_output.as<value::List>())
                                                 : data_list("System.Management.Automation.PSObject");
    object.run = run;
    object.state = RunState::Running;
    std::vector<Value> input;
    const bool has_input = !given_input.is_null() && !value::elements(given_input).empty();
    if (has_input) input = value::elements(given_input);
    for (const Value& item : input) value::share(item);
    value::share(object);
    value::share(*run->output);
    Ref<ShellObject> held(&object);
    base::TaskHandle task = base::spawn([held, run, input = std::move(input), has_input] {
        Ref<ErrorRecord> ended;
        try {
            if (held->pool) held->pool->enter();
            ended = execute(*held, *run, input, has_input, true);
            if (held->pool) held->pool->leave();
        } catch (const base::Cancelled&) {
            held->state = RunState::Stopped;
            if (held->pool) held->pool->leave();
        }
        const std::lock_guard lock(run->mutex);
        run->error = ended;
        run->done = true;
        run->ended.notify_all();
    });
    const std::lock_guard lock(run->mutex);
    run->task = std::move(task);
    return run;
}

Value begin_invoke(Call& c)
{
    const bool has_output = c.args.size() > 1 && c.args[1].as<value::List>();
    const std::shared_ptr<Run> run = start(shell(c), c.args.empty() ? Value() : c.args[0], has_output ? c.args[1] : Value());
    return Value(value::make<AsyncResult>(run, Value()));
}

Value end_invoke(Call& c)
{
    auto* result = c.args[0].as<AsyncResult>();
    if (!result) value::throw_argument("System.ArgumentNullException", "Value cannot be null.", "asyncResult");
    result->wait(base::Deadline::never());
    if (result->run->error) rethrow(result->run->error);
    if (shell(c).state == RunState::Stopped)
        value::throw_native("System.Management.Automation.PipelineStoppedException", "The pipeline has been stopped.");
    return Value(result->run->output);
}

Value invoke_async(Call& c)
{
    const std::shared_ptr<Run> run = start(shell(c), c.args.empty() ? Value() : c.args[0], Value());
    auto task = value::make<value::TaskObject>(&run->output->type());
    value::share(*task);
    base::spawn([run, task] {
        std::unique_lock lock(run->mutex);
        run->ended.wait(lock, base::Deadline::never(), [&run] { return run->done; });
        if (run->error)
            task->fail(run->error->exception);
        else
            task->complete(Value(run->output));
    });
    return Value(task);
}

Value stop(Call& c)
{
    const std::shared_ptr<Run> run = shell(c).run;
    if (!run || shell(c).state != RunState::Running) return Value::nothing();
    shell(c).state = RunState::Stopped;
    base::TaskHandle task;
    {
        const std::lock_guard lock(run->mutex);
        if (run->session) run->session->stop();
        task = run->task;
    }
    if (task) task.cancel(base::CancelReason::stopped);
    std::unique_lock lock(run->mutex);
    run->ended.wait(lock, base::Deadline::after(std::chrono::seconds(5)), [&run] { return run->done; });
    return Value::nothing();
}

Value dispose(Call& c)
{
    stop(c);
    return Value::nothing();
}

// State

class StateInfo final : public value::Object
{
public:
    StateInfo(RunState now, Value why) : state(now), reason(std::move(why)) {}
    const value::Type& type() const override { return value::native_type("System.Management.Automation.PSInvocationStateInfo"); }
    void trace(value::Tracer& tracer) const override { tracer.visit(reason); }
    RunState state;
    Value reason;
};

Value state_value(RunState state)
{
    return Value::enumeration(value::native_type("System.Management.Automation.PSInvocationState").enum_index(),
                              static_cast<int64_t>(state));
}

template <Stream stream>
Value stream_list(Call& c)
{
    return Value(self<StreamsObject>(c).streams.lists[static_cast<size_t>(stream)]);
}

Value clear_streams(Call& c)
{
    for (const auto& list : self<StreamsObject>(c).streams.lists)
        if (list) list->clear();
    return Value::nothing();
}

Value get_runspace(Call& c)
{
    if (!shell(c).current) ensure_runspace(shell(c));
    return shell(c).runspace ? Value(shell(c).runspace) : Value();
}

Value set_runspace(Call& c)
{
    shell(c).runspace = Ref<RunspaceObject>(c.args[0].as<RunspaceObject>());
    shell(c).pool = {};
    return Value::nothing();
}

Value set_pool(Call& c)
{
    shell(c).pool = Ref<RunspacePoolObject>(c.args[0].as<RunspacePoolObject>());
    shell(c).runspace = {};
    return Value::nothing();
}

Value command_texts(Call& c)
{
    std::vector<Value> texts;
    for (const ShellCommand& command : self<CommandList>(c).commands) {
        auto item = value::make<value::PSCustomObject>();
        item->set("CommandText", Value(command.text));
        item->set("IsScript", Value(command.is_script));
        texts.emplace_back(item);
    }
    return value::make_array(std::move(texts));
}

Value clear_commands(Call& c)
{
    self<CommandList>(c).commands.clear();
    return Value::nothing();
}

#define KESTRUN_BUILD_ROWS(SELF)                                                                                                           \
    meth("AddCommand", "string cmdlet", SELF, add_command<false>),                                                                         \
        meth("AddCommand", "string cmdlet, bool useLocalScope", SELF, add_command<false>),                                                 \
        meth("AddScript", "string script", SELF, add_command<true>),                                                                       \
        meth("AddScript", "string script, bool useLocalScope", SELF, add_command<true>),                                                   \
        meth("AddArgument", "System.Object value", SELF, add_argument), meth("AddParameter", "string parameterName", SELF, add_parameter), \
        meth("AddParameter", "string parameterName, System.Object value", SELF, add_parameter),                                            \
        meth("AddParameters", "System.Collections.IDictionary parameters", SELF, add_parameters),                                          \
        meth("AddParameters", "System.Collections.IList parameters", SELF, add_parameters), meth("AddStatement", "", SELF, add_statement)

constexpr MemberDef shell_members[] = {
    smeth("Create", "", shell_name, create),
    smeth("Create", "System.Management.Automation.RunspaceMode runspace", shell_name, create),
    smeth("Create", "System.Management.Automation.Runspaces.Runspace runspace", shell_name, create),
    smeth("Create", "System.Management.Automation.Runspaces.InitialSessionState initialSessionState", shell_name, create),
    KESTRUN_BUILD_ROWS("System.Management.Automation.PowerShell"),
    prop(
        "Commands", "System.Management.Automation.PSCommand", [](Call& c) { return Value(shell(c).commands); },
        [](Call& c) { return shell(c).commands = Ref<CommandList>(c.args[0].as<CommandList>()), Value::nothing(); }),
    prop("Streams", "System.Management.Automation.PSDataStreams", [](Call& c) { return Value(shell(c).streams); }),
    prop("HadErrors", "bool", [](Call& c) { return Value(shell(c).had_errors.load()); }),
    prop("InvocationStateInfo", "System.Management.Automation.PSInvocationStateInfo",
         [](Call& c) { return Value(value::make<StateInfo>(shell(c).state.load(), shell(c).reason)); }),
    prop("IsNested", "bool", [](Call& c) { return Value(shell(c).current); }),
    prop("IsRunspaceOwner", "bool", [](Call&) { return Value(true); }),
    prop("Runspace", "System.Management.Automation.Runspaces.Runspace", get_runspace, set_runspace),
    prop(
        "RunspacePool", "System.Management.Automation.Runspaces.RunspacePool",
        [](Call& c) { return shell(c).pool ? Value(shell(c).pool) : Value(); }, set_pool),
    meth("Invoke", "", "System.Collections.ObjectModel.Collection[psobject]", invoke),
    meth("Invoke", "System.Collections.IEnumerable input", "System.Collections.ObjectModel.Collection[psobject]", invoke),
    meth("Invoke", "System.Collections.IEnumerable input, System.Collections.IList output", "void", invoke),
    meth("BeginInvoke", "", "System.IAsyncResult", begin_invoke),
    meth("BeginInvoke", "System.Collections.IEnumerable input", "System.IAsyncResult", begin_invoke),
    meth("BeginInvoke", "System.Collections.IEnumerable input, System.Collections.IList output", "System.IAsyncResult", begin_invoke),
    meth("EndInvoke", "System.IAsyncResult asyncResult", "System.Management.Automation.PSDataCollection[psobject]", end_invoke),
    meth("InvokeAsync", "", "System.Threading.Tasks.Task", invoke_async),
    meth("Stop", "", "void", stop),
    meth("Dispose", "", "void", dispose),
};

constexpr MemberDef command_members[] = {
    ctor("", [](Call&) { return Value(value::make<CommandList>()); }),
    KESTRUN_BUILD_ROWS("System.Management.Automation.PSCommand"),
    prop("Commands", "System.Object", command_texts),
    meth("Clear", "", "void", clear_commands),
};

constexpr MemberDef stream_members[] = {
    prop("Error", "System.Object", stream_list<Stream::Error>),
    prop("Warning", "System.Object", stream_list<Stream::Warning>),
    prop("Verbose", "System.Object", stream_list<Stream::Verbose>),
    prop("Debug", "System.Object", stream_list<Stream::Debug>),
    prop("Information", "System.Object", stream_list<Stream::Information>),
    prop("Progress", "System.Object", stream_list<Stream::Progress>),
    meth("ClearStreams", "", "void", clear_streams),
};

constexpr MemberDef state_members[] = {
    prop("State", "System.Management.Automation.PSInvocationState", [](Call& c) { return state_value(self<StateInfo>(c).state); }),
    prop("Reason", "System.Exception", [](Call& c) { return self<StateInfo>(c).reason; }),
};

AsyncResult& result_of(const Call& c) { return self<AsyncResult>(c); }

Value wait_one(Call& c)
{
    base::Deadline deadline = base::Deadline::never();
    if (!c.args.empty()) {
        const int64_t milliseconds = c.args[0].tag() == value::Tag::TimeSpan ? c.args[0].as_int64() / 10000 : value::to_int64(c.args[0]);
        if (milliseconds >= 0) deadline = base::Deadline::after(std::chrono::milliseconds(milliseconds));
    }
    return Value(self<AsyncHandle>(c).result->wait(deadline));
}

constexpr MemberDef result_members[] = {
    prop("IsCompleted", "bool", [](Call& c) { return Value(result_of(c).done()); }),
    prop("CompletedSynchronously", "bool", [](Call&) { return Value(false); }),
    prop("AsyncState", "System.Object", [](Call& c) { return result_of(c).state; }),
    prop("AsyncWaitHandle", "System.Threading.WaitHandle",
         [](Call& c) { return Value(value::make<AsyncHandle>(Ref<AsyncResult>(&result_of(c)))); }),
};

constexpr MemberDef handle_members[] = {
    meth("WaitOne", "", "bool", wait_one),
    meth("WaitOne", "int millisecondsTimeout", "bool", wait_one),
    meth("WaitOne", "timespan timeout", "bool", wait_one),
    meth("Close", "", "void", [](Call&) { return Value::nothing(); }),
    meth("Dispose", "", "void", [](Call&) { return Value::nothing(); }),
};

Value read_all(Call& c)
{
    auto& list = self<value::List>(c);
    std::vector<Value> items = list.snapshot();
    list.clear();
    return value::make_array(std::move(items));
}

constexpr MemberDef data_members[] = {
    ctor("", [](Call& c) { return Value(Ref<value::List>(new value::List(c.type))); }),
    ctor("System.Collections.Generic.IEnumerable[T] items",
         [](Call& c) { return Value(Ref<value::List>(new value::List(c.type, value::elements(c.args[0])))); }),
    prop("IsOpen", "bool", [](Call&) { return Value(true); }),
    meth("ReadAll", "", "System.Collections.ObjectModel.Collection[T]", read_all),
    meth("Complete", "", "void", [](Call&) { return Value::nothing(); }),
    meth("Dispose", "", "void", [](Call&) { return Value::nothing(); }),
};

constexpr value::EnumMember modes[] = {{"CurrentRunspace", 0}, {"NewRunspace", 1}};

constexpr value::TypeDef types[] = {
    {.full_name = shell_name,
     .flags = TypeFlags::Sealed,
     .accelerators = "powershell",
     .interfaces = "System.IDisposable",
     .members = shell_members},
    {.full_name = "System.Management.Automation.PSCommand", .flags = TypeFlags::Sealed, .members = command_members},
    {.full_name = "System.Management.Automation.PSDataStreams", .flags = TypeFlags::Sealed, .members = stream_members},
    {.full_name = "System.Management.Automation.PSInvocationStateInfo", .flags = TypeFlags::Sealed, .members = state_members},
    {.full_name = "System.Management.Automation.PowerShellAsyncResult", .interfaces = "System.IAsyncResult", .members = result_members},
    {.full_name = "System.Management.Automation.AsyncWaitHandle", .base = "System.Object", .members = handle_members},
    {.full_name = "System.Management.Automation.PSDataCollection`1",
     .base = "System.Collections.ObjectModel.Collection[T]",
     .flags = TypeFlags::GenericDefinition,
     .members = data_members},
    {.full_name = "System.Management.Automation.RunspaceMode",
     .base = "System.Enum",
     .flags = TypeFlags::Enum | TypeFlags::ValueType | TypeFlags::Sealed,
     .enum_members = modes},
    {.full_name = "System.Management.Automation.ProgressRecord"},
};

} // namespace

std::span<const value::TypeDef> powershell_types() { return types; }

} // namespace kestrun::cmdlets
