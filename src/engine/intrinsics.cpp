// $ExecutionContext, SessionState and their parts: the session as an object (about_Automatic_Variables).
#include "engine/drives.hpp"
#include "engine/module_loader.hpp"
#include "engine/type_rows.hpp"
#include "value/file_path.hpp"

namespace kestrun::engine {

using value::Call;
using value::MemberDef;

namespace {

/// One object for all of them: which part it is says its type; the module says whose scopes it looks at.
class SessionPart final : public value::Object
{
public:
    SessionPart(const char* type_name, Ref<Module> of)
        : module(std::move(of)), type_(value::native_type(std::string("System.Management.Automation.") + type_name))
    {
        mark_container();
    }
    const value::Type& type() const override { return type_; }
    void trace(value::Tracer& tracer) const override { tracer.visit(module); }
    void clear_references() override { module = {}; }
    Ref<Module> module;

private:
    const value::Type& type_;
};

template <const char* const& type_name>
Value part(Call& c)
{
    return Value(value::make<SessionPart>(type_name, self<SessionPart>(c).module));
}

constexpr const char* session_state_name = "SessionState";
constexpr const char* variables_name = "PSVariableIntrinsics";
constexpr const char* commands_name = "CommandInvocationIntrinsics";
constexpr const char* paths_name = "PathIntrinsics";

Ref<Module> module_here()
{
    Module* module = running_session().scope().module;
    return Ref<Module>(module);
}

/// The scope a part looks from: the running one of its module, else the module's own.
Scope& scope_of(const Call& c)
{
    SessionImpl& session = running_session();
    Module* module = session.own_module(self<SessionPart>(c).module.get());
    return session.frame ? session.home_scope(*session.frame, module) : module && module->scope ? *module->scope : *session.global;
}

struct QualifiedScope
{
    Scope* scope;
    Symbol name;
};
QualifiedScope place_of(const Call& c, const Value& path)
{
    const std::string text = value::to_text(path);
    Scope& from = scope_of(c);
    const size_t colon = text.find(':');
    if (colon == std::string::npos) return {&from, Symbol(text)};
    const std::string_view prefix = std::string_view(text).substr(0, colon);
    const Symbol name(std::string_view(text).substr(colon + 1));
    if (value::equals_ignore_case(prefix, "global")) return {running_session().global.get(), name};
    if (value::equals_ignore_case(prefix, "script")) return {&from.script_scope(), name};
    return {&from, name};
}

// --- PSVariable ---

Value get_variable(Call& c)
{
    const QualifiedScope at = place_of(c, c.args[0]);
    for (Scope* s = at.scope; s; s = s->parent) {
        Value* found = s->find_here(at.name);
        if (!found && !s->parent) found = running_session().find_variable(*s, at.name);
        if (found) return Value(Ref<VariableCell>(&s->cell(at.name)));
    }
    return {};
}
Value get_variable_value(Call& c)
{
    const QualifiedScope at = place_of(c, c.args[0]);
    bool found = false;
    const Value value = running_session().lookup(*at.scope, at.name, found);
    if (found) return value;
    return c.args.size() > 1 ? c.args[1] : Value();
}
Value set_variable(Call& c)
{
    if (auto* given = c.args[0].as<VariableCell>(); given && c.args.size() == 1) {
        scope_of(c).place(given->name()) = Value::cell(given);
        return Value::nothing();
    }
    const QualifiedScope at = place_of(c, c.args[0]);
    at.scope->assign(at.name, c.args.size() > 1 ? c.args[1] : Value());
    return Value::nothing();
}
Value remove_variable(Call& c)
{
    auto* given = c.args[0].as<VariableCell>();
    const QualifiedScope at = given ? QualifiedScope{&scope_of(c), given->name()} : place_of(c, c.args[0]);
    for (Scope* s = at.scope; s; s = s->parent)
        if (s->find_here(at.name)) return s->remove(at.name), Value::nothing();
    return Value::nothing();
}

// --- InvokeCommand ---

Value expand_string(Call& c) { return Value(running_session().expand_string(value::to_text(c.args[0]))); }
Value as_collection(std::vector<Value> items)
{
    static const value::Type* collection = value::find_type("System.Collections.ObjectModel.Collection[psobject]");
    if (!collection) return value::make_array(std::move(items));
    return Value(value::make<value::List>(*collection, std::move(items)));
}
Value run_script(Call& c, size_t script, bool new_scope, size_t first)
{
    SessionImpl& session = running_session();
    Ref<ScriptBlock> block(c.args[script].as<ScriptBlockImpl>());
    if (!block) block = session.parse(value::to_text(c.args[script]), {});
    ScriptOptions options;
    options.new_scope = new_scope;
    if (first < c.args.size() && !c.args[first].is_null()) options.arguments = value::elements(c.args[first]);
    Collector collector;
    session.invoke(*block, options, collector);
    return as_collection(std::move(collector.items));
}
Value invoke_script(Call& c) { return run_script(c, 0, true, 1); }
Value invoke_script_scoped(Call& c) { return run_script(c, 1, value::to_bool(c.args[0]), 2); }
Value new_script_block(Call& c) { return Value(running_session().parse(value::to_text(c.args[0]), {})); }
Value get_command(Call& c)
{
    SessionImpl& session = running_session();
    const std::string name = value::to_text(c.args[0]);
    const int64_t kinds = c.args[1].as_int64();
    const auto asks = [&](CommandType type) { return (kinds & static_cast<int64_t>(type)) != 0; };
    if (asks(CommandType::Alias))
        if (const Ref<CommandInfo> alias = session.find_alias(name)) return Value(alias);
    if (asks(CommandType::Function) || asks(CommandType::Filter))
        if (const Ref<CommandInfo> function = session.find_function(name); function && asks(function->kind)) return Value(function);
    const Ref<CommandInfo> found = session.find_command(name, false);
    return found && (static_cast<int64_t>(found->kind) & kinds) != 0 ? Value(found) : Value();
}

/// What Get-Command finds for a name or pattern, or its names.
Value matching_commands(const Value& name, const Value& types, bool is_pattern, bool names_only)
{
    ScriptOptions options;
    options.named = {{"Name", name}, {"ErrorAction", Value("Ignore")}};
    if (!types.is_null()) options.named.emplace_back("CommandType", types);
    if (is_pattern) options.named.emplace_back("ListImported", Value::switch_parameter(true));
    const Value found = running_session().invoke_command("Get-Command", options);
    std::vector<Value> out;
    if (found.is_null() || found.is_void()) return value::make_array(std::move(out));
    static const Symbol name_property("Name");
    for (const Value& one : value::elements(found)) out.push_back(names_only ? value::get_property(one, name_property) : one);
    return value::make_array(std::move(out));
}
Value get_cmdlet(Call& c)
{
    const Ref<CommandInfo> found = running_session().find_command(value::to_text(c.args[0]), false, false);
    return found ? Value(found) : Value();
}

// --- Path ---

Value current_location(Call&)
{
    SessionImpl& session = running_session();
    return session.get_variable("PWD");
}
Value unresolved_path(Call& c) { return Value(running_session().resolve_path(value::to_text(c.args[0]))); }
Value combine(Call& c)
{
    std::string parent = value::to_text(c.args[0]);
    const std::string child = value::to_text(c.args[1]);
    if (parent.empty()) return Value(child);
    if (!value::Paths::ends_in_separator(parent)) parent += base::path_separator;
    return Value(parent + (!child.empty() && base::is_path_separator(child[0]) ? child.substr(1) : child));
}
Value parse_parent(Call& c)
{
    const std::string path = value::to_text(c.args[0]);
    const size_t slash = path.find_last_of(base::sys::on_windows ? "/\\" : "/");
    return Value(slash == std::string::npos ? std::string() : path.substr(0, slash == 0 ? 1 : slash));
}
Value parse_child(Call& c)
{
    const std::string path = value::to_text(c.args[0]);
    return Value(value::path_file_name(value::path_without_end(path)));
}

constexpr MemberDef engine_members[] = {
    prop("Host", "object", [](Call&) { return running_session().get_variable("Host"); }),
    prop("SessionState", "System.Management.Automation.SessionState", [](Call&) { return make_session_state(module_here()); }),
    prop("InvokeCommand", "System.Management.Automation.CommandInvocationIntrinsics",
         [](Call&) { return Value(value::make<SessionPart>(commands_name, module_here())); }),
};
constexpr MemberDef state_members[] = {
    prop("PSVariable", "System.Management.Automation.PSVariableIntrinsics", part<variables_name>),
    prop("InvokeCommand", "System.Management.Automation.CommandInvocationIntrinsics", part<commands_name>),
    prop("Path", "System.Management.Automation.PathIntrinsics", part<paths_name>),
    prop("Module", "object",
         [](Call& c) {
             const Ref<Module>& module = self<SessionPart>(c).module;
             return module ? Value(module) : Value();
         }),
    prop("LanguageMode", "System.Management.Automation.PSLanguageMode",
         [](Call&) { return value::convert(Value("FullLanguage"), value::native_type("System.Management.Automation.PSLanguageMode")); }),
};
constexpr MemberDef variable_members[] = {
    meth("Get", "string name", "psvariable", get_variable),
    meth("GetValue", "string name", "object", get_variable_value),
    meth("GetValue", "string name, object defaultValue", "object", get_variable_value),
    meth("Set", "string name, object value", "void", set_variable),
    meth("Set", "psvariable variable", "void", set_variable),
    meth("Remove", "string name", "void", remove_variable),
    meth("Remove", "psvariable variable", "void", remove_variable),
};
constexpr MemberDef command_members[] = {
    meth("ExpandString", "string source", "string", expand_string),
    meth("InvokeScript", "string script", "object", invoke_script),
    meth("InvokeScript", "string script, params object[] args", "object", invoke_script),
    meth("InvokeScript", "bool useLocalScope, scriptblock scriptBlock, object input, params object[] args", "object",
         [](Call& c) { return run_script(c, 1, value::to_bool(c.args[0]), 3); }),
    meth("InvokeScript", "bool useLocalScope, scriptblock scriptBlock", "object", invoke_script_scoped),
    meth("NewScriptBlock", "string scriptText", "scriptblock", new_script_block),
    meth("GetCmdlet", "string commandName", "System.Management.Automation.CmdletInfo", get_cmdlet),
    meth("GetCommandName", "string name, bool nameIsPattern, bool returnFullName", "System.Collections.Generic.List[string]",
         [](Call& c) { return matching_commands(c.args[0], Value(), value::to_bool(c.args[1]), true); }),
    meth("GetCommands", "string name, System.Management.Automation.CommandTypes commandTypes, bool nameIsPattern", "object",
         [](Call& c) { return matching_commands(c.args[0], c.args[1], value::to_bool(c.args[2]), false); }),
    prop("HasErrors", "bool", [](Call&) { return Value(false); }),
    meth("GetCommand", "string commandName, System.Management.Automation.CommandTypes type", "object", get_command),
};
constexpr MemberDef path_members[] = {
    prop("CurrentLocation", "object", current_location),
    prop("CurrentFileSystemLocation", "object", current_location),
    meth("GetUnresolvedProviderPathFromPSPath", "string path", "string", unresolved_path),
    meth("Combine", "string parent, string child", "string", combine),
    meth("ParseParent", "string path, string root", "string", parse_parent),
    meth("ParseChildName", "string path", "string", parse_child),
};

constexpr value::TypeDef rows[] = {
    {.full_name = "System.Management.Automation.EngineIntrinsics", .members = engine_members},
    {.full_name = "System.Management.Automation.SessionState", .members = state_members},
    {.full_name = "System.Management.Automation.PSVariableIntrinsics", .members = variable_members},
    {.full_name = "System.Management.Automation.CommandInvocationIntrinsics", .members = command_members},
    {.full_name = "System.Management.Automation.PathIntrinsics", .members = path_members},
};

} // namespace

SessionImpl& running_session()
{
    auto* current = static_cast<SessionImpl*>(Context::current());
    if (!current) value::throw_native("System.InvalidOperationException", "There is no Runspace available to run scripts in this thread.");
    return *current;
}

Value make_session_state(const Ref<Module>& module) { return Value(value::make<SessionPart>(session_state_name, module)); }

Value make_execution_context() { return Value(value::make<SessionPart>("EngineIntrinsics", Ref<Module>())); }

void register_intrinsics() { value::register_types(rows); }

} // namespace kestrun::engine
