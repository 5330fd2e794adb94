// System.Management.Automation.Runspaces: RunspaceFactory, Runspace, RunspacePool, InitialSessionState, Pipeline.
#include "cmdlets/core/shell_run.hpp"
#include "engine/type_rows.hpp"

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

#define SPACE "System.Management.Automation.Runspaces."

constexpr MemberDef smeth(const char* name, const char* signature, const char* result, value::NativeFn fn)
{
    return {name, MemberKind::StaticMethod, signature, result, fn};
}

Value enum_named(std::string_view type, std::string_view name) { return value::convert(Value(name), value::native_type(type)); }

/// InitialSessionState: lists that scripts fill, and settings that are kept as they are told.
class InitialState final : public value::Object
{
public:
    InitialState()
    {
        mark_container();
        const value::Type* args[] = {&value::types::object()};
        const value::Type& list = *value::instantiate(value::types::list(), args);
        variables = value::make<value::List>(list);
        commands = value::make<value::List>(list);
        modules = value::make<value::List>(list);
    }
    const value::Type& type() const override { return value::native_type(SPACE "InitialSessionState"); }
    void trace(value::Tracer& tracer) const override
    {
        tracer.visit(variables);
        tracer.visit(commands);
        tracer.visit(modules);
    }
    ShellSetup setup() const;
    Ref<value::List> variables, commands, modules;
    std::string language = "FullLanguage", apartment = "Unknown", thread_options = "Default";
};

/// SessionStateVariableEntry and SessionStateFunctionEntry.
class Entry final : public value::Object
{
public:
    Entry(const value::Type& type, std::string called, Value content) : name(std::move(called)), value(std::move(content)), type_(&type)
    {
        mark_container();
    }
    const value::Type& type() const override { return *type_; }
    void trace(value::Tracer& tracer) const override { tracer.visit(value); }
    std::string name;
    Value value;

private:
    const value::Type* type_;
};

ShellSetup InitialState::setup() const
{
    ShellSetup made;
    for (const Value& item : variables->snapshot())
        if (const auto* entry = item.as<Entry>()) made.set_variable(entry->name, entry->value);
    for (const Value& item : commands->snapshot())
        if (const auto* entry = item.as<Entry>()) made.functions.emplace_back(entry->name, value::to_text(entry->value));
    for (const Value& item : modules->snapshot()) made.modules.push_back(value::to_text(item));
    return made;
}

ShellSetup setup_argument(const Call& c)
{
    for (const Value& arg : c.args)
        if (const auto* state = arg.as<InitialState>()) return state->setup();
    return {};
}

Value new_state(Call&) { return Value(value::make<InitialState>()); }
InitialState& state_of(const Call& c) { return self<InitialState>(c); }

Value import_modules(Call& c)
{
    for (const Value& name : value::elements(c.args[0])) state_of(c).modules->add(name);
    return Value::nothing();
}

template <std::string InitialState::*field>
Value get_text(Call& c)
{
    return Value(state_of(c).*field);
}
template <std::string InitialState::*field>
Value set_text(Call& c)
{
    state_of(c).*field = value::to_text(c.args[0]);
    return Value::nothing();
}

Value new_entry(Call& c)
{
    if (c.args[0].is_null()) value::throw_argument("System.ArgumentNullException", "Value cannot be null.", "name");
    return Value(value::make<Entry>(c.type, value::to_text(c.args[0]), c.args[1]));
}

// Runspaces

RunspaceObject& space(const Call& c) { return self<RunspaceObject>(c); }

Value create_runspace(Call& c) { return Value(value::make<RunspaceObject>(setup_argument(c))); }

Value create_pool(Call& c)
{
    int32_t limits[2] = {1, 1};
    size_t found = 0;
    for (const Value& arg : c.args)
        if (arg.is_int32() && found < 2) limits[found++] = arg.as_int32();
    if (limits[0] < 1)
        value::throw_argument("System.Management.Automation.PSArgumentException",
                              "Cannot process argument because the value of argument \"minRunspaces\" is not valid. Change the value of "
                              "the \"minRunspaces\" argument and run the operation again.",
                              "");
    if (limits[1] < 1)
        value::throw_argument("System.Management.Automation.PSArgumentException",
                              "Cannot process argument because the value of argument \"maxRunspaces\" is not valid. Change the value of "
                              "the \"maxRunspaces\" argument and run the operation again.",
                              "");
    return Value(value::make<RunspacePoolObject>(setup_argument(c), limits[0], limits[1]));
}

Value open(Call& c)
{
    if (space(c).state != RunspaceState::BeforeOpen)
        value::throw_native(SPACE "InvalidRunspaceStateException",
                            "Cannot open the runspace because the runspace is not in the BeforeOpen state. Current state of runspace is '" +
                                std::string(space(c).state == RunspaceState::Opened ? "Opened" : "Closed") + "'.");
    space(c).open();
    return Value::nothing();
}

Value close(Call& c)
{
    space(c).close();
    return Value::nothing();
}

std::string state_name(RunspaceState state)
{
    constexpr const char* names[] = {"BeforeOpen", "Opened", "Closed"};
    return names[static_cast<size_t>(state)];
}

/// RunspaceStateInfo and RunspacePoolStateInfo: a state, and no reason.
class StateInfo final : public value::Object, public value::Textual
{
public:
    StateInfo(std::string_view type, Value now) : type_(&value::native_type(type)), state(std::move(now)) {}
    const value::Type& type() const override { return *type_; }
    void trace(value::Tracer& tracer) const override { tracer.visit(state); }
    std::string text() const override { return value::enum_text(state); }

private:
    const value::Type* type_;

public:
    Value state;
};

/// SessionStateProxy: the variables of a runspace.
class Proxy final : public value::Object
{
public:
    explicit Proxy(Ref<RunspaceObject> of) : runspace(std::move(of)) {}
    const value::Type& type() const override { return value::native_type(SPACE "SessionStateProxy"); }
    void trace(value::Tracer& tracer) const override { tracer.visit(runspace); }
    Ref<RunspaceObject> runspace;
};

RunspaceObject& target(const Call& c)
{
    RunspaceObject& runspace = *self<Proxy>(c).runspace;
    if (runspace.state != RunspaceState::Opened)
        value::throw_native(SPACE "InvalidRunspaceStateException",
                            "Cannot perform the operation because the runspace is not in the Opened state.");
    return runspace;
}

Value set_variable(Call& c)
{
    RunspaceObject& runspace = target(c);
    const std::string name = value::to_text(c.args[0]);
    if (runspace.is_caller) {
        Context::current()->set_variable("global:" + name, c.args[1]);
        return Value::nothing();
    }
    runspace.setup.set_variable(name, c.args[1]);
    if (const auto session = runspace.session_here()) session->context().set_variable("global:" + name, c.args[1]);
    return Value::nothing();
}

Value get_variable(Call& c)
{
    RunspaceObject& runspace = target(c);
    const std::string name = value::to_text(c.args[0]);
    if (runspace.is_caller) return Context::current()->get_variable("global:" + name);
    if (const auto session = runspace.session_here()) return session->context().get_variable("global:" + name);
    for (const auto& [known, held] : runspace.setup.variables)
        if (equals_ci(known, name)) return held;
    return {};
}

Value availability(Call& c)
{
    return enum_named(SPACE "RunspaceAvailability", space(c).state != RunspaceState::Opened ? "None"
                                                    : space(c).is_caller                    ? "Busy"
                                                                                            : "Available");
}

template <std::string RunspaceObject::*field>
Value get_setting(Call& c)
{
    return Value(space(c).*field);
}
template <std::string RunspaceObject::*field>
Value set_setting(Call& c)
{
    space(c).*field = value::to_text(c.args[0]);
    return Value::nothing();
}

// Pipelines: the older interface, over a PowerShell.

class PipelineObject final : public value::Object
{
public:
    explicit PipelineObject(Value shell) : shell_(std::move(shell)) { mark_container(); }
    const value::Type& type() const override { return value::native_type(SPACE "LocalPipeline"); }
    void trace(value::Tracer& tracer) const override { tracer.visit(shell_); }
    const Value& shell() const { return shell_; }

private:
    Value shell_;
};

const Value& shell_of(const Call& c) { return self<PipelineObject>(c).shell(); }

Value create_pipeline(Call& c)
{
    Value args[] = {c.self};
    const Value shell = value::invoke_static(value::native_type("System.Management.Automation.PowerShell"), Name("Create"), args);
    if (!c.args.empty()) {
        Value text[] = {c.args[0]};
        value::invoke_method(shell, Name("AddScript"), text);
    }
    return Value(value::make<PipelineObject>(shell));
}

Value pipeline_invoke(Call& c) { return value::invoke_method(shell_of(c), Name("Invoke"), c.args); }

constexpr MemberDef factory_members[] = {
    smeth("CreateRunspace", "", SPACE "Runspace", create_runspace),
    smeth("CreateRunspace", SPACE "InitialSessionState initialSessionState", SPACE "Runspace", create_runspace),
    smeth("CreateRunspace", "System.Management.Automation.Host.PSHost host", SPACE "Runspace", create_runspace),
    smeth("CreateRunspace", "System.Management.Automation.Host.PSHost host, " SPACE "InitialSessionState initialSessionState",
          SPACE "Runspace", create_runspace),
    smeth("CreateRunspacePool", "", SPACE "RunspacePool", create_pool),
    smeth("CreateRunspacePool", "int minRunspaces, int maxRunspaces", SPACE "RunspacePool", create_pool),
    smeth("CreateRunspacePool", SPACE "InitialSessionState initialSessionState", SPACE "RunspacePool", create_pool),
    smeth("CreateRunspacePool", "int minRunspaces, int maxRunspaces, System.Object host", SPACE "RunspacePool", create_pool),
    smeth("CreateRunspacePool", "int minRunspaces, int maxRunspaces, " SPACE "InitialSessionState initialSessionState, System.Object host",
          SPACE "RunspacePool", create_pool),
};

constexpr MemberDef runspace_members[] = {
    {"DefaultRunspace", MemberKind::StaticProperty, "", SPACE "Runspace",
     [](Call&) { return Value(value::make<RunspaceObject>(ShellSetup(), true)); }},
    prop("Id", "int", [](Call& c) { return Value(space(c).id); }),
    prop(
        "Name", "string", [](Call& c) { return Value(space(c).name); },
        [](Call& c) { return space(c).name = value::to_text(c.args[0]), Value::nothing(); }),
    prop("InstanceId", "guid", [](Call& c) { return space(c).instance; }),
    prop("RunspaceStateInfo", SPACE "RunspaceStateInfo",
         [](Call& c) {
             return Value(value::make<StateInfo>(SPACE "RunspaceStateInfo", enum_named(SPACE "RunspaceState", state_name(space(c).state))));
         }),
    prop("RunspaceAvailability", SPACE "RunspaceAvailability", availability),
    prop("RunspaceIsRemote", "bool", [](Call&) { return Value(false); }),
    prop("ApartmentState", "string", get_setting<&RunspaceObject::apartment>, set_setting<&RunspaceObject::apartment>),
    prop("ThreadOptions", "string", get_setting<&RunspaceObject::thread_options>, set_setting<&RunspaceObject::thread_options>),
    prop("SessionStateProxy", SPACE "SessionStateProxy", [](Call& c) { return Value(value::make<Proxy>(Ref<RunspaceObject>(&space(c)))); }),
    meth("Open", "", "void", open),
    meth("OpenAsync", "", "void", open),
    meth("Close", "", "void", close),
    meth("CloseAsync", "", "void", close),
    meth("Dispose", "", "void", close),
    meth("CreatePipeline", "", SPACE "Pipeline", create_pipeline),
    meth("CreatePipeline", "string command", SPACE "Pipeline", create_pipeline),
};

constexpr MemberDef proxy_members[] = {
    meth("SetVariable", "string name, System.Object value", "void", set_variable),
    meth("GetVariable", "string name", "System.Object", get_variable),
    prop("LanguageMode", "System.Management.Automation.PSLanguageMode",
         [](Call&) { return enum_named("System.Management.Automation.PSLanguageMode", "FullLanguage"); }),
};

constexpr MemberDef state_members[] = {
    prop("State", SPACE "RunspaceState", [](Call& c) { return self<StateInfo>(c).state; }),
    prop("Reason", "System.Exception", [](Call&) { return Value(); }),
};

RunspacePoolObject& pool(const Call& c) { return self<RunspacePoolObject>(c); }

Value open_pool(Call& c)
{
    if (pool(c).state != RunspaceState::BeforeOpen)
        value::throw_native(SPACE "InvalidRunspacePoolStateException",
                            "Cannot open the runspace pool because it is not in the 'BeforeOpen' state. The current state is '" +
                                state_name(pool(c).state) + "'.");
    pool(c).state = RunspaceState::Opened;
    return Value::nothing();
}

Value close_pool(Call& c)
{
    pool(c).state = RunspaceState::Closed;
    return Value::nothing();
}

template <std::string RunspacePoolObject::*field>
Value get_pool_setting(Call& c)
{
    return Value(pool(c).*field);
}
template <std::string RunspacePoolObject::*field>
Value set_pool_setting(Call& c)
{
    pool(c).*field = value::to_text(c.args[0]);
    return Value::nothing();
}

constexpr MemberDef pool_members[] = {
    meth("Open", "", "void", open_pool),
    meth("Close", "", "void", close_pool),
    meth("Dispose", "", "void", close_pool),
    meth("GetAvailableRunspaces", "", "int", [](Call& c) { return Value(pool(c).available()); }),
    meth("GetMaxRunspaces", "", "int", [](Call& c) { return Value(pool(c).most); }),
    meth("GetMinRunspaces", "", "int", [](Call& c) { return Value(pool(c).least); }),
    meth("SetMaxRunspaces", "int maxRunspaces", "bool", [](Call& c) { return pool(c).most = c.args[0].as_int32(), Value(true); }),
    meth("SetMinRunspaces", "int minRunspaces", "bool", [](Call& c) { return pool(c).least = c.args[0].as_int32(), Value(true); }),
    prop("ApartmentState", "string", get_pool_setting<&RunspacePoolObject::apartment>, set_pool_setting<&RunspacePoolObject::apartment>),
    prop("ThreadOptions", "string", get_pool_setting<&RunspacePoolObject::thread_options>,
         set_pool_setting<&RunspacePoolObject::thread_options>),
    prop("IsDisposed", "bool", [](Call& c) { return Value(pool(c).state == RunspaceState::Closed); }),
    prop("RunspacePoolStateInfo", "System.Management.Automation.RunspacePoolStateInfo",
         [](Call& c) {
             return Value(value::make<StateInfo>("System.Management.Automation.RunspacePoolStateInfo",
                                                 enum_named(SPACE "RunspacePoolState", state_name(pool(c).state))));
         }),
};

constexpr MemberDef initial_members[] = {
    smeth("Create", "", SPACE "InitialSessionState", new_state),
    smeth("CreateDefault", "", SPACE "InitialSessionState", new_state),
    smeth("CreateDefault2", "", SPACE "InitialSessionState", new_state),
    prop("Variables", "System.Object", [](Call& c) { return Value(state_of(c).variables); }),
    prop("Commands", "System.Object", [](Call& c) { return Value(state_of(c).commands); }),
    prop("Modules", "System.Object", [](Call& c) { return Value(state_of(c).modules); }),
    prop("LanguageMode", "string", get_text<&InitialState::language>, set_text<&InitialState::language>),
    prop("ApartmentState", "string", get_text<&InitialState::apartment>, set_text<&InitialState::apartment>),
    prop("ThreadOptions", "string", get_text<&InitialState::thread_options>, set_text<&InitialState::thread_options>),
    meth("ImportPSModule", "string[] name", "void", import_modules),
    meth("Clone", "", SPACE "InitialSessionState", [](Call& c) { return c.self; }),
};

constexpr MemberDef variable_members[] = {
    ctor("string name, System.Object value, string description", new_entry),
    ctor("string name, System.Object value, string description, System.Management.Automation.ScopedItemOptions options", new_entry),
    prop("Name", "string", [](Call& c) { return Value(self<Entry>(c).name); }),
    prop("Value", "System.Object", [](Call& c) { return self<Entry>(c).value; }),
};
constexpr MemberDef function_members[] = {
    ctor("string name, string definition", new_entry),
    prop("Name", "string", [](Call& c) { return Value(self<Entry>(c).name); }),
    prop("Definition", "string", [](Call& c) { return self<Entry>(c).value; }),
};

constexpr MemberDef pipeline_members[] = {
    prop("Commands", "System.Object", [](Call& c) { return value::get_property(shell_of(c), Name("Commands")); }),
    prop("HadErrors", "bool", [](Call& c) { return value::get_property(shell_of(c), Name("HadErrors")); }),
    prop("PipelineStateInfo", SPACE "PipelineStateInfo",
         [](Call& c) { return value::get_property(shell_of(c), Name("InvocationStateInfo")); }),
    meth("Invoke", "", "System.Collections.ObjectModel.Collection[psobject]", pipeline_invoke),
    meth("Invoke", "System.Collections.IEnumerable input", "System.Collections.ObjectModel.Collection[psobject]", pipeline_invoke),
    meth("Stop", "", "void", [](Call& c) { return value::invoke_method(shell_of(c), Name("Stop"), {}); }),
    meth("Dispose", "", "void", [](Call& c) { return value::invoke_method(shell_of(c), Name("Dispose"), {}); }),
};

constexpr value::EnumMember availabilities[] = {
    {"None", 0}, {"Available", 1}, {"AvailableForNestedCommand", 2}, {"Busy", 3}, {"RemoteDebug", 4}};

constexpr value::TypeDef types[] = {
    {.full_name = SPACE "RunspaceFactory", .flags = TypeFlags::Static, .accelerators = "runspacefactory", .members = factory_members},
    {.full_name = SPACE "Runspace",
     .flags = TypeFlags::Abstract,
     .accelerators = "runspace",
     .interfaces = "System.IDisposable",
     .members = runspace_members},
    {.full_name = SPACE "LocalRunspace", .base = SPACE "Runspace", .flags = TypeFlags::Sealed},
    {.full_name = SPACE "SessionStateProxy", .members = proxy_members},
    {.full_name = SPACE "RunspaceStateInfo", .flags = TypeFlags::Sealed, .members = state_members},
    {.full_name = "System.Management.Automation.RunspacePoolStateInfo", .flags = TypeFlags::Sealed, .members = state_members},
    {.full_name = SPACE "RunspacePool", .flags = TypeFlags::Sealed, .interfaces = "System.IDisposable", .members = pool_members},
    {.full_name = SPACE "InitialSessionState", .accelerators = "initialsessionstate", .members = initial_members},
    {.full_name = SPACE "SessionStateVariableEntry", .flags = TypeFlags::Sealed, .members = variable_members},
    {.full_name = SPACE "SessionStateFunctionEntry", .flags = TypeFlags::Sealed, .members = function_members},
    {.full_name = SPACE "Pipeline", .flags = TypeFlags::Abstract, .interfaces = "System.IDisposable", .members = pipeline_members},
    {.full_name = SPACE "LocalPipeline", .base = SPACE "Pipeline", .flags = TypeFlags::Sealed},
    {.full_name = SPACE "RunspaceAvailability",
     .base = "System.Enum",
     .flags = TypeFlags::Enum | TypeFlags::ValueType | TypeFlags::Sealed,
     .enum_members = availabilities},
};
#undef SPACE

} // namespace

std::span<const value::TypeDef> runspace_types() { return types; }

} // namespace kestrun::cmdlets
