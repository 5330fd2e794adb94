// The .NET types whose objects the engine makes: their rows for the type tables.
#include "engine/engine_types.hpp"
#include "engine/ast_objects.hpp"
#include "engine/choice_prompt.hpp"
#include "engine/class_definition.hpp"
#include "engine/cmdlet_processor.hpp"
#include "engine/dynamic_parameters.hpp"
#include "engine/function_processor.hpp"
#include "engine/invocation_info.hpp"
#include "engine/module.hpp"
#include "engine/records.hpp"
#include "engine/steppable_pipeline.hpp"
#include "engine/type_rows.hpp"
#include "value/dictionary.hpp"
#include "value/file_path.hpp"
#include "value/psobject.hpp"
#include <algorithm>
#include <limits>

namespace kestrun::engine {

using value::Call;
using value::MemberDef;
using value::MemberKind;
using value::NativeFn;
using value::TypeDef;
using value::TypeFlags;

namespace {

constexpr MemberDef smeth(const char* name, const char* signature, const char* result, NativeFn fn)
{
    return {name, MemberKind::StaticMethod, signature, result, fn};
}
SessionImpl& session()
{
    auto* current = static_cast<SessionImpl*>(Context::current());
    if (!current) value::throw_native("System.InvalidOperationException", "There is no Runspace available to run scripts in this thread.");
    return *current;
}
Value strings(const std::vector<std::string>& items) { return value::make_string_array(items); }

// --- PSVariable ---

} // namespace

Value options_of(uint8_t options)
{
    static const value::Type& type = value::native_type("System.Management.Automation.ScopedItemOptions");
    int64_t bits = 0;
    if (options & VarReadOnly) bits |= 1;
    if (options & VarConstant) bits |= 2;
    if (options & VarPrivate) bits |= 4;
    if (options & VarAllScope) bits |= 8;
    return Value::enumeration(type.enum_index(), bits);
}

namespace {

Value new_variable(Call& c)
{
    Ref<VariableCell> cell = value::make<VariableCell>(Symbol(value::to_text(c.args[0])), c.args.size() > 1 ? c.args[1] : Value());
    cell->spell(value::to_text(c.args[0]));
    if (c.args.size() > 2) cell->options = static_cast<uint8_t>(c.args[2].as_int64() & 15);
    return Value(cell);
}

constexpr MemberDef variable_members[] = {
    ctor("string name", new_variable),
    ctor("string name, object value", new_variable),
    ctor("string name, object value, System.Management.Automation.ScopedItemOptions options", new_variable),
    prop("Name", "string", [](Call& c) { return Value(self<VariableCell>(c).spelling()); }),
    prop(
        "Description", "string", [](Call& c) { return Value(self<VariableCell>(c).description); },
        [](Call& c) { return self<VariableCell>(c).description = value::to_text(c.args[0]), Value(); }),
    prop(
        "Value", "System.Object", [](Call& c) { return self<VariableCell>(c).get(); },
        [](Call& c) { return self<VariableCell>(c).set(c.args[0]), Value(); }),
    prop(
        "Options", "System.Management.Automation.ScopedItemOptions", [](Call& c) { return options_of(self<VariableCell>(c).options); },
        [](Call& c) { return self<VariableCell>(c).options = static_cast<uint8_t>(c.args[0].as_int64() & 15), Value(); }),
    prop("Attributes", "System.Object", [](Call&) { return value::make_array({}); }),
    prop("ModuleName", "string", [](Call&) { return Value(""); }),
    prop("Visibility", "string", [](Call&) { return Value("Public"); }),
};

// --- ScriptBlock ---

Value closure(Call& c)
{
    auto& block = self<ScriptBlockImpl>(c);
    SessionImpl& s = session();
    Ref<Module> module = value::make<Module>("__DynamicModule", "");
    module->dynamic = true;
    module->closure = true;
    module->owner = &s;
    module->outer = Ref<Module>(s.own_module(block.module()));
    module->scope =
        std::make_unique<Scope>(module->outer ? module->outer->scope.get() : s.global.get(), Scope::Kind::Module, nullptr, nullptr);
    module->scope->module = module.get();
    // The variables of the scope it is made in, as they are now.
    Scope& from = s.scope();
    if (&from != s.global.get()) {
        if (from.layout)
            for (size_t i = 0; i < from.layout->size(); ++i)
                if (!from.slots[i].is_unset()) module->scope->extra().variables[from.layout->names()[i]] = read(from.slots[i]);
        if (auto* extra = from.extra_or_null())
            for (const auto& entry : extra->variables.entries())
                if (entry.key) module->scope->extra().variables[entry.key] = read(entry.value);
    }
    return Value(value::make<ScriptBlockImpl>(block.unit(), block.code(), module));
}

/// Invoke() and its kin run one block.
void check_single_clause(const ScriptBlockImpl& block)
{
    const syntax::ScriptBlockAst& ast = block.code().ast();
    if (!ast.begin_block && !(ast.process_block && ast.end_block)) return;
    value::throw_native("System.Management.Automation.PSInvalidOperationException",
                        "The script block cannot be invoked because it contains more than one clause. The Invoke() method can only be used "
                        "on script blocks that contain a single clause.");
}

Value invoke_block(Call& c)
{
    check_single_clause(self<ScriptBlockImpl>(c));
    ScriptOptions options;
    const Value& list = c.args[0];
    if (!list.is_null()) options.arguments = value::elements(list);
    Collector collector;
    session().invoke(self<ScriptBlockImpl>(c), options, collector);
    static const value::Type* collection = value::find_type("System.Collections.ObjectModel.Collection[psobject]");
    if (!collection) return value::make_array(std::move(collector.items));
    return Value(value::make<value::List>(*collection, std::move(collector.items)));
}

Value invoke_return_as_is(Call& c)
{
    check_single_clause(self<ScriptBlockImpl>(c));
    ScriptOptions options;
    if (!c.args[0].is_null()) options.arguments = value::elements(c.args[0]);
    Collector collector;
    session().invoke(self<ScriptBlockImpl>(c), options, collector);
    return collector.result();
}

Value invoke_with_context(Call& c)
{
    ScriptOptions options;
    if (auto* functions = c.args[0].as<value::Dictionary>()) {
        for (const auto& entry : functions->entries()) {
            if (entry.key.is_void()) continue;
            if (auto* block = entry.value.as<ScriptBlockImpl>()) {
                Ref<CommandInfo> info = value::make<CommandInfo>(CommandType::Function, value::to_text(entry.key));
                info->block = block;
                define_function(session(), session().scope(), Symbol(info->name), info);
            }
        }
    }
    if (!c.args[1].is_null())
        for (const Value& variable : value::elements(c.args[1]))
            if (auto* cell = variable.as<VariableCell>()) options.variables.emplace_back(std::string(cell->name().name()), cell->get());
    if (c.args.size() > 2 && !c.args[2].is_null()) options.arguments = value::elements(c.args[2]);
    Collector collector;
    session().invoke(self<ScriptBlockImpl>(c), options, collector);
    return value::make_array(std::move(collector.items));
}

constexpr MemberDef block_members[] = {
    smeth("Create", "string script", "scriptblock", [](Call& c) { return Value(session().parse(value::to_text(c.args[0]), {})); }),
    meth("Invoke", "params object[] args", "System.Collections.ObjectModel.Collection[psobject]", invoke_block),
    meth("InvokeReturnAsIs", "params object[] args", "object", invoke_return_as_is),
    meth("InvokeWithContext", "object functionsToDefine, object variablesToDefine, params object[] args", "object", invoke_with_context),
    meth("GetNewClosure", "", "scriptblock", closure),
    meth("GetSteppablePipeline", "", "object", [](Call& c) { return make_steppable_pipeline(self<ScriptBlockImpl>(c)); }),
    meth("GetSteppablePipeline", "object commandOrigin", "object",
         [](Call& c) { return make_steppable_pipeline(self<ScriptBlockImpl>(c)); }),
    meth("GetSteppablePipeline", "object commandOrigin, object[] args", "object",
         [](Call& c) { return make_steppable_pipeline(self<ScriptBlockImpl>(c)); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<ScriptBlockImpl>(c).text()); }),
    prop("File", "string",
         [](Call& c) {
             const std::string f = self<ScriptBlockImpl>(c).file();
             return f.empty() ? Value() : Value(f);
         }),
    prop("IsFilter", "bool", [](Call& c) { return Value(self<ScriptBlockImpl>(c).code().is_filter()); }),
    prop("Module", "object",
         [](Call& c) {
             Module* m = self<ScriptBlockImpl>(c).module();
             return m ? Value(m) : Value();
         }),
    prop("Ast", "object",
         [](Call& c) {
             const auto& block = self<ScriptBlockImpl>(c);
             if (block.code().function) return make_ast(block.unit(), block.code().function);
             return make_ast(block.unit(), &block.code().ast());
         }),
    prop("Id", "guid", [](Call&) { return value::convert(Value("00000000-0000-0000-0000-000000000000"), value::types::guid()); }),
};

// --- invocation ---

Value internal_origin()
{
    static const value::Type& type = value::native_type("System.Management.Automation.CommandOrigin");
    return Value::enumeration(type.enum_index(), 1);
}

constexpr MemberDef invocation_members[] = {
    prop("MyCommand", "object", [](Call& c) { return self<InvocationInfo>(c).command; }),
    prop("BoundParameters", "object", [](Call& c) { return self<InvocationInfo>(c).bound_parameters; }),
    prop("UnboundArguments", "object", [](Call& c) { return self<InvocationInfo>(c).unbound_arguments; }),
    prop("ScriptLineNumber", "int", [](Call& c) { return Value(static_cast<int32_t>(self<InvocationInfo>(c).line_number())); }),
    prop("OffsetInLine", "int",
         [](Call& c) {
             const auto& info = self<InvocationInfo>(c);
             return Value(info.source ? static_cast<int32_t>(info.source->position(info.extent.start).column) : 0);
         }),
    prop("HistoryId", "long", [](Call&) { return Value(int64_t{-1}); }),
    prop("ScriptName", "string", [](Call& c) { return Value(self<InvocationInfo>(c).file()); }),
    prop("Line", "string",
         [](Call& c) {
             const auto& info = self<InvocationInfo>(c);
             return Value(std::string(info.line()) + (info.line_ends() ? "\n" : ""));
         }),
    prop("Statement", "string", [](Call& c) { return Value(self<InvocationInfo>(c).text()); }),
    prop("PositionMessage", "string", [](Call& c) { return Value(self<InvocationInfo>(c).position_message()); }),
    prop("PSScriptRoot", "string",
         [](Call& c) {
             const auto& f = self<InvocationInfo>(c).file();
             return Value(value::path_folder(f).value_or(""));
         }),
    prop("PSCommandPath", "string",
         [](Call& c) {
             const auto& file = self<InvocationInfo>(c).file();
             return file.empty() ? Value() : Value(file);
         }),
    prop("DisplayScriptPosition", "object", [](Call&) { return Value(); }),
    prop("InvocationName", "string", [](Call& c) { return Value(self<InvocationInfo>(c).name); }),
    prop("PipelineLength", "int", [](Call& c) { return Value(self<InvocationInfo>(c).pipeline_length); }),
    prop("PipelinePosition", "int", [](Call& c) { return Value(self<InvocationInfo>(c).pipeline_position); }),
    prop("ExpectingInput", "bool", [](Call& c) { return Value(self<InvocationInfo>(c).expecting_input); }),
    prop("CommandOrigin", "System.Management.Automation.CommandOrigin", [](Call&) { return internal_origin(); }),
};

// --- $PSCmdlet ---

Frame& frame_of(Call& c)
{
    Frame* frame = self<PSCmdletObject>(c).frame;
    if (!frame) value::throw_native("System.InvalidOperationException", "The function this $PSCmdlet belongs to has ended.");
    return *frame;
}

Value ps_write_error(Call& c)
{
    Frame& frame = frame_of(c);
    auto* record = c.args[0].as<ErrorRecord>();
    if (!record) value::throw_native("System.ArgumentNullException", "Value cannot be null. (Parameter 'errorRecord')");
    Ref<ErrorRecord> keep(record);
    const auto& command = *self<PSCmdletObject>(c).command;
    record->command = command.name;
    record->command_class = command.name;
    frame.session.complete(*record, frame);
    value::ScriptError error{keep};
    const ActionPreference action = frame.session.error_action(*frame.scope);
    if (action == ActionPreference::Stop) {
        error.from_action_stop = true;
        throw error;
    }
    frame.session.last_ok = false;
    self<PSCmdletObject>(c).had_errors = true;
    if (action == ActionPreference::Ignore) return Value::nothing();
    frame.session.report(keep, *frame.streams, action == ActionPreference::SilentlyContinue);
    return Value::nothing();
}

Value ps_throw_terminating(Call& c)
{
    Frame& frame = frame_of(c);
    auto* record = c.args[0].as<ErrorRecord>();
    if (!record) value::throw_native("System.ArgumentNullException", "Value cannot be null. (Parameter 'errorRecord')");
    record->command = self<PSCmdletObject>(c).command ? self<PSCmdletObject>(c).command->name : std::string();
    record->command_class = record->command;
    value::ScriptError error{Ref<ErrorRecord>(record)};
    if (frame.caller) frame.session.complete(*record, *frame.caller);
    error.leaves_function = true;
    throw error;
}

Value ps_message(Call& c, Stream stream)
{
    Frame& frame = frame_of(c);
    frame.session.write_message(stream, value::to_text(c.args[0]), frame.session.stream_preference(stream, *frame.scope), *frame.streams,
                                frame, CallInfo{});
    return Value::nothing();
}

Value ps_should_process(Call& c)
{
    Frame& frame = frame_of(c);
    std::string target = value::to_text(c.args[0]);
    std::string action = c.args.size() > 1                 ? value::to_text(c.args[1])
                         : self<PSCmdletObject>(c).command ? self<PSCmdletObject>(c).command->name
                                                           : std::string();
    if (c.args.size() == 3) { // verbose description, warning, caption
        bool found = false;
        if (value::to_bool(frame.session.lookup(*frame.scope, Symbol("WhatIfPreference"), found)) && found) {
            frame.session.host().write_line("What if: " + target);
            return Value(false);
        }
        return Value(true);
    }
    const auto& bound = *self<PSCmdletObject>(c).bound;
    std::optional<bool> confirm;
    if (!bound.common.empty() && !bound.common[CommonConfirm].is_unset()) confirm = bound.common[CommonConfirm].as_bool();
    return Value(frame.session.should_process(target, action, std::nullopt, confirm, self<PSCmdletObject>(c).metadata->confirm_high));
}

Value ps_should_continue(Call& c)
{
    Host& host = frame_of(c).session.host();
    const std::string query = value::to_text(c.args[0]);
    if (!host.is_interactive()) throw_cannot_prompt(query);
    Confirmation once = Confirmation::Ask;
    return Value(confirm_action(host, value::to_text(c.args[1]), query, once));
}

/// $PSCmdlet.CommandRuntime: the writing half of $PSCmdlet.
class CommandRuntime final : public value::Object
{
public:
    explicit CommandRuntime(Ref<PSCmdletObject> of) : cmdlet_(std::move(of)) {}
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type("System.Management.Automation.MshCommandRuntime");
        return type;
    }
    PSCmdletObject& cmdlet() const { return *cmdlet_; }

private:
    Ref<PSCmdletObject> cmdlet_;
};

template <size_t N>
struct MethodName
{
    constexpr MethodName(const char (&name)[N]) { std::copy_n(name, N, text); } // NOLINT: a literal is meant to convert
    char text[N];
};
/// Calls the method of $PSCmdlet that has that name.
template <MethodName Method>
Value forward(Call& c)
{
    return value::invoke_method(Value(&self<CommandRuntime>(c).cmdlet()), value::Name(std::string_view(Method.text)), c.args);
}
constexpr MemberDef runtime_members[] = {
    meth("WriteObject", "System.Object sendToPipeline", "void", forward<"WriteObject">),
    meth("WriteObject", "System.Object sendToPipeline, bool enumerateCollection", "void", forward<"WriteObject">),
    meth("WriteError", "System.Object errorRecord", "void", forward<"WriteError">),
    meth("WriteWarning", "string text", "void", forward<"WriteWarning">),
    meth("WriteVerbose", "string text", "void", forward<"WriteVerbose">),
    meth("WriteDebug", "string text", "void", forward<"WriteDebug">),
    meth("WriteCommandDetail", "string text", "void", forward<"WriteCommandDetail">),
    meth("WriteProgress", "object progressRecord", "void", forward<"WriteProgress">),
    meth("ShouldProcess", "string target", "bool", forward<"ShouldProcess">),
    meth("ShouldProcess", "string target, string action", "bool", forward<"ShouldProcess">),
    meth("ShouldContinue", "string query, string caption", "bool", forward<"ShouldContinue">),
    meth("ThrowTerminatingError", "System.Object errorRecord", "void", forward<"ThrowTerminatingError">),
    prop("Host", "object", [](Call&) { return session().get_variable("Host"); }),
    meth("ToString", "", "string",
         [](Call& c) {
             const CommandInfo* command = self<CommandRuntime>(c).cmdlet().command.get();
             return Value(command ? command->name : std::string());
         }),
};

constexpr MemberDef cmdlet_members[] = {
    meth("WriteError", "System.Object errorRecord", "void", ps_write_error),
    meth("ThrowTerminatingError", "System.Object errorRecord", "void", ps_throw_terminating),
    meth("WriteObject", "System.Object sendToPipeline", "void", [](Call& c) { return frame_of(c).out->push(c.args[0]), Value::nothing(); }),
    meth("WriteObject", "System.Object sendToPipeline, bool enumerateCollection", "void",
         [](Call& c) {
             if (c.args[1].as_bool())
                 push_unrolled(c.args[0], *frame_of(c).out);
             else
                 frame_of(c).out->push(c.args[0]);
             return Value::nothing();
         }),
    meth("WriteWarning", "string text", "void", [](Call& c) { return ps_message(c, Stream::Warning); }),
    meth("WriteVerbose", "string text", "void", [](Call& c) { return ps_message(c, Stream::Verbose); }),
    meth("WriteDebug", "string text", "void", [](Call& c) { return ps_message(c, Stream::Debug); }),
    meth("WriteInformation", "object messageData, string[] tags", "void",
         [](Call& c) {
             Frame& f = frame_of(c);
             f.session.write_stream_to(Stream::Information, make_information_record(c.args[0], "", {}), *f.streams);
             return Value::nothing();
         }),
    meth("ShouldProcess", "string target", "bool", ps_should_process),
    meth("ShouldProcess", "string target, string action", "bool", ps_should_process),
    meth("ShouldProcess", "string verboseDescription, string verboseWarning, string caption", "bool", ps_should_process),
    meth("ShouldContinue", "string query, string caption", "bool", ps_should_continue),
    meth("ShouldContinue", "string query, string caption, ref bool yesToAll, ref bool noToAll", "bool", ps_should_continue),
    meth("GetVariableValue", "string name", "object", [](Call& c) { return session().get_variable(value::to_text(c.args[0])); }),
    meth("GetVariableValue", "string name, object defaultValue", "object",
         [](Call& c) {
             const std::string name = value::to_text(c.args[0]);
             return session().has_variable(name) ? session().get_variable(name) : c.args[1];
         }),
    meth("GetUnresolvedProviderPathFromPSPath", "string path", "string",
         [](Call& c) { return Value(session().resolve_path(value::to_text(c.args[0]))); }),
    meth("WriteCommandDetail", "string text", "void", [](Call&) { return Value::nothing(); }),
    meth("WriteProgress", "object progressRecord", "void", [](Call&) { return Value::nothing(); }),
    meth("TransactionAvailable", "", "bool", [](Call&) { return Value(false); }),
    prop("CommandOrigin", "System.Management.Automation.CommandOrigin", [](Call&) { return internal_origin(); }),
    prop("CommandRuntime", "object",
         [](Call& c) { return Value(value::make<CommandRuntime>(Ref<PSCmdletObject>(&self<PSCmdletObject>(c)))); }),
    prop("Host", "object", [](Call&) { return session().get_variable("Host"); }),
    prop("InvokeCommand", "object",
         [](Call& c) {
             static const Symbol name("InvokeCommand");
             return value::get_property(make_session_state(Ref<Module>(frame_of(c).scope->module)), name);
         }),
    prop("ParameterSetName", "string", [](Call& c) { return Value(self<PSCmdletObject>(c).parameter_set); }),
    prop("MyInvocation", "object",
         [](Call& c) {
             auto& me = self<PSCmdletObject>(c);
             return make_invocation_info(session(), *frame_of(c).call, me.command ? me.command->name : std::string(), me.bound,
                                         me.metadata);
         }),
    prop("SessionState", "System.Management.Automation.SessionState",
         [](Call& c) { return make_session_state(Ref<Module>(frame_of(c).scope->module)); }),
    prop("Stopping", "bool", [](Call&) { return Value(false); }),
};

constexpr MemberDef message_members[] = {
    prop("Message", "string", [](Call& c) { return Value(self<MessageRecord>(c).message); }),
    prop("InvocationInfo", "object", [](Call& c) { return self<MessageRecord>(c).invocation; }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<MessageRecord>(c).message); }),
};
constexpr MemberDef information_members[] = {
    prop("MessageData", "object", [](Call& c) { return self<InformationRecord>(c).message_data; }),
    prop("Source", "string", [](Call& c) { return Value(self<InformationRecord>(c).source); }),
    prop("Tags", "object", [](Call& c) { return strings(self<InformationRecord>(c).tags); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<InformationRecord>(c).text()); }),
};
constexpr MemberDef host_message_members[] = {
    prop("Message", "string", [](Call& c) { return Value(self<HostInformationMessage>(c).message); }),
    prop("NoNewLine", "bool", [](Call& c) { return Value(self<HostInformationMessage>(c).no_newline); }),
    prop("ForegroundColor", "object",
         [](Call& c) {
             const int n = self<HostInformationMessage>(c).foreground;
             return n < 0 ? Value() : Value::enumeration(value::native_type("System.ConsoleColor").enum_index(), n);
         }),
    prop("BackgroundColor", "object",
         [](Call& c) {
             const int n = self<HostInformationMessage>(c).background;
             return n < 0 ? Value() : Value::enumeration(value::native_type("System.ConsoleColor").enum_index(), n);
         }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<HostInformationMessage>(c).message); }),
};
constexpr MemberDef switch_members[] = {
    prop("IsPresent", "bool", [](Call& c) { return Value(c.self.as_bool()); }),
    meth("ToBool", "", "bool", [](Call& c) { return Value(c.self.as_bool()); }),
    meth("ToString", "", "string", [](Call& c) { return Value(c.self.as_bool() ? "True" : "False"); }),
};

constexpr TypeDef rows[] = {
    {.full_name = "System.Management.Automation.PSVariable", .accelerators = "psvariable", .members = variable_members},
    {.full_name = "System.Management.Automation.ScriptBlock", .accelerators = "scriptblock", .members = block_members},
    {.full_name = "System.Management.Automation.InvocationInfo", .members = invocation_members},
    {.full_name = "System.Management.Automation.PSCmdlet", .flags = TypeFlags::Abstract, .members = cmdlet_members},
    {.full_name = "System.Management.Automation.MshCommandRuntime", .members = runtime_members},
    {.full_name = "System.Management.Automation.PSScriptCmdlet", .base = "System.Management.Automation.PSCmdlet"},
    {.full_name = "System.Management.Automation.InformationalRecord", .flags = TypeFlags::Abstract, .members = message_members},
    {.full_name = "System.Management.Automation.WarningRecord", .base = "System.Management.Automation.InformationalRecord"},
    {.full_name = "System.Management.Automation.VerboseRecord", .base = "System.Management.Automation.InformationalRecord"},
    {.full_name = "System.Management.Automation.DebugRecord", .base = "System.Management.Automation.InformationalRecord"},
    {.full_name = "System.Management.Automation.InformationRecord", .members = information_members},
    {.full_name = "System.Management.Automation.HostInformationMessage", .members = host_message_members},
    {.full_name = "System.Management.Automation.SwitchParameter",
     .base = "System.ValueType",
     .flags = TypeFlags::ValueType | TypeFlags::Sealed,
     .accelerators = "switch",
     .members = switch_members},
    {.full_name = "System.Management.Automation.PSBoundParametersDictionary", .base = "System.Collections.Generic.Dictionary`2"},
};

} // namespace

void register_engine_types()
{
    static const bool once = (value::register_types(rows), register_module_types(), register_ast_types(), register_parameter_types(),
                              register_command_types(), register_steppable_pipeline(), true);
    (void)once;
}

} // namespace kestrun::engine
