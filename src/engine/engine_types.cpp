// The .NET types whose objects the engine makes: their rows for the type tables.
#include "engine/engine_types.hpp"
#include "engine/ast_objects.hpp"
#include "engine/choice_prompt.hpp"
#include "engine/class_definition.hpp"
#include "engine/cmdlet_processor.hpp"
#include "engine/dynamic_parameters.hpp"
#include "engine/function_processor.hpp"
#include "engine/invocation_info.hpp"
#include "engine/loop_enumerator.hpp"
#include "engine/module.hpp"
#include "engine/records.hpp"
#include "engine/type_rows.hpp"
#include "value/dictionary.hpp"
#include "value/psobject.hpp"
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

Value new_variable(Call& c)
{
    Ref<VariableCell> cell = value::make<VariableCell>(Symbol(value::to_text(c.args[0])), c.args.size() > 1 ? c.args[1] : Value());
    if (c.args.size() > 2) cell->options = static_cast<uint8_t>(c.args[2].as_int64() & 15);
    return Value(cell);
}

constexpr MemberDef variable_members[] = {
    ctor("string name", new_variable),
    ctor("string name, object value", new_variable),
    ctor("string name, object value, System.Management.Automation.ScopedItemOptions options", new_variable),
    prop("Name", "string", [](Call& c) { return Value(self<VariableCell>(c).name().name()); }),
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

Value invoke_block(Call& c)
{
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

// --- commands ---

Value parameters_of(Call& c)
{
    Ref<value::Dictionary> table = value::make<value::Dictionary>();
    const CommandMetadata* metadata = self<CommandInfo>(c).metadata();
    if (metadata) {
        for (const ParameterMetadata& p : metadata->parameters) {
            static const value::Type& type = value::native_type("System.Management.Automation.ParameterMetadata");
            table->set(p.name, Value(value::make<ParameterInfoObject>(type, p)));
        }
    }
    return Value(table);
}

Value command_type(Call& c)
{
    static const value::Type& type = value::native_type("System.Management.Automation.CommandTypes");
    return Value::enumeration(type.enum_index(), static_cast<int64_t>(self<CommandInfo>(c).kind));
}

Value definition_of(Call& c)
{
    const auto& info = self<CommandInfo>(c);
    return info.block ? Value(info.block->text()) : Value(info.definition);
}

Value resolved(Call& c)
{
    Ref<CommandInfo> found = session().find_command(self<CommandInfo>(c).definition);
    return found ? Value(found) : Value();
}

/// PSTypeName and CommandParameterSetInfo are plain records of names here.
Value record_of(std::initializer_list<std::pair<const char*, Value>> fields)
{
    Ref<value::PSCustomObject> object = value::make<value::PSCustomObject>();
    for (const auto& [name, field] : fields) object->set(name, field);
    return Value(object);
}

Value output_types(Call& c)
{
    const auto& info = self<CommandInfo>(c);
    const CommandMetadata* metadata = info.metadata();
    std::vector<Value> items;
    const auto add = [&](const std::string& name) {
        const value::Type* type = session().find_type(name);
        items.push_back(record_of(
            {{"Name", Value(type ? type->full_name() : name)}, {"Type", type ? Value(const_cast<value::Type*>(type)) : Value()}}));
    };
    if (metadata)
        for (const std::string& name : metadata->output_types) add(name);
    if (info.cmdlet) {
        std::string_view names = info.cmdlet->output;
        while (!names.empty()) {
            const size_t comma = names.find(',');
            add(std::string(names.substr(0, comma)));
            names = comma == std::string_view::npos ? std::string_view() : names.substr(comma + 1);
        }
    }
    return value::make_array(std::move(items));
}

Value parameter_sets(Call& c)
{
    const CommandMetadata* metadata = self<CommandInfo>(c).metadata();
    std::vector<Value> items;
    if (!metadata) return value::make_array(std::move(items));
    std::vector<std::string> names = metadata->sets;
    if (names.empty()) names.emplace_back("__AllParameterSets");
    for (size_t set = 0; set < names.size(); ++set) {
        std::vector<Value> parameters;
        for (const ParameterMetadata& p : metadata->parameters) {
            const ParameterSet* in = metadata->sets.empty() ? &p.sets.front() : p.in_set(static_cast<int>(set));
            if (!in) continue;
            const value::Type* type = p.type ? p.type : &value::types::object();
            parameters.push_back(record_of({{"Name", Value(p.name)},
                                            {"ParameterType", Value(const_cast<value::Type*>(type))},
                                            {"IsMandatory", Value(in->mandatory)},
                                            {"IsDynamic", Value(p.runtime)},
                                            {"Position", Value(in->position < 0 ? std::numeric_limits<int32_t>::min() : in->position)},
                                            {"ValueFromPipeline", Value(in->from_pipeline)},
                                            {"ValueFromPipelineByPropertyName", Value(in->from_pipeline_by_name)},
                                            {"ValueFromRemainingArguments", Value(in->from_remaining)},
                                            {"HelpMessage", Value(in->help)},
                                            {"Aliases", strings(p.aliases)}}));
        }
        items.push_back(record_of({{"Name", Value(names[set])},
                                   {"IsDefault", Value(metadata->sets.empty() ? false : static_cast<int>(set) == metadata->default_set)},
                                   {"Parameters", value::make_array(std::move(parameters))}}));
    }
    return value::make_array(std::move(items));
}

constexpr MemberDef command_members[] = {
    prop("Name", "string", [](Call& c) { return Value(self<CommandInfo>(c).name); }),
    prop("CommandType", "System.Management.Automation.CommandTypes", command_type),
    prop("Definition", "string", definition_of),
    prop("ModuleName", "string", [](Call& c) { return Value(self<CommandInfo>(c).module_name); }),
    prop("Source", "string",
         [](Call& c) {
             const auto& i = self<CommandInfo>(c);
             return Value(i.kind == CommandType::Application || i.kind == CommandType::ExternalScript ? i.definition : i.module_name);
         }),
    prop("Module", "object",
         [](Call& c) {
             const auto& block = self<CommandInfo>(c).block;
             return block && block->module() ? Value(Ref<Module>(block->module())) : Value();
         }),
    prop("Version", "version", [](Call&) { return Value(); }),
    prop("Visibility", "string", [](Call&) { return Value("Public"); }),
    prop("Parameters", "object", parameters_of),
    prop("ScriptBlock", "scriptblock", [](Call& c) { return self<CommandInfo>(c).block ? Value(self<CommandInfo>(c).block) : Value(); }),
    prop(
        "Description", "string", [](Call& c) { return Value(self<CommandInfo>(c).description); },
        [](Call& c) { return self<CommandInfo>(c).description = value::to_text(c.args[0]), Value(); }),
    prop("Options", "System.Management.Automation.ScopedItemOptions", [](Call& c) { return options_of(self<CommandInfo>(c).options); }),
    prop("CmdletBinding", "bool",
         [](Call& c) {
             const auto* m = self<CommandInfo>(c).metadata();
             return Value(m && m->cmdlet_binding);
         }),
    prop("DefaultParameterSet", "string",
         [](Call& c) {
             const auto* m = self<CommandInfo>(c).metadata();
             return Value(m ? m->default_set_name : std::string());
         }),
    prop("OutputType", "object", output_types),
    prop("ParameterSets", "object", parameter_sets),
    prop("ResolvedCommand", "object", resolved),
    prop("ReferencedCommand", "object", resolved),
    prop("ResolvedCommandName", "string",
         [](Call& c) {
             const Value command = resolved(c);
             const auto* info = command.as<CommandInfo>();
             return info ? Value(info->name) : Value();
         }),
    prop("DisplayName", "string",
         [](Call& c) {
             const auto& i = self<CommandInfo>(c);
             return Value(i.kind == CommandType::Alias ? i.name + " -> " + i.definition : i.name);
         }),
    prop("Path", "string", [](Call& c) { return Value(self<CommandInfo>(c).definition); }),
    prop("Verb", "string",
         [](Call& c) {
             const auto& n = self<CommandInfo>(c).name;
             const size_t dash = n.find('-');
             return Value(dash == std::string::npos ? std::string() : n.substr(0, dash));
         }),
    prop("Noun", "string",
         [](Call& c) {
             const auto& n = self<CommandInfo>(c).name;
             const size_t dash = n.find('-');
             return Value(dash == std::string::npos ? std::string() : n.substr(dash + 1));
         }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<CommandInfo>(c).name); }),
};

constexpr MemberDef parameter_members[] = {
    prop("Name", "string", [](Call& c) { return Value(self<ParameterInfoObject>(c).name); }),
    prop("ParameterType", "System.Type", [](Call& c) { return self<ParameterInfoObject>(c).parameter_type; }),
    prop("Aliases", "object", [](Call& c) { return strings(self<ParameterInfoObject>(c).aliases); }),
    prop("IsDynamic", "bool", [](Call&) { return Value(false); }),
    prop("SwitchParameter", "bool", [](Call& c) { return Value(self<ParameterInfoObject>(c).is_switch); }),
};

// --- invocation ---

constexpr MemberDef invocation_members[] = {
    prop("MyCommand", "object", [](Call& c) { return self<InvocationInfo>(c).command; }),
    prop("BoundParameters", "object", [](Call& c) { return self<InvocationInfo>(c).bound_parameters; }),
    prop("UnboundArguments", "object", [](Call& c) { return self<InvocationInfo>(c).unbound_arguments; }),
    prop("ScriptLineNumber", "int", [](Call& c) { return Value(static_cast<int32_t>(self<InvocationInfo>(c).line_number)); }),
    prop("OffsetInLine", "int", [](Call& c) { return Value(static_cast<int32_t>(self<InvocationInfo>(c).column)); }),
    prop("HistoryId", "long", [](Call&) { return Value(int64_t{-1}); }),
    prop("ScriptName", "string", [](Call& c) { return Value(self<InvocationInfo>(c).file); }),
    prop("Line", "string", [](Call& c) { return Value(self<InvocationInfo>(c).line); }),
    prop("Statement", "string", [](Call& c) { return Value(self<InvocationInfo>(c).text); }),
    prop("PositionMessage", "string", [](Call& c) { return Value(self<InvocationInfo>(c).position_message()); }),
    prop("PSScriptRoot", "string",
         [](Call& c) {
             const auto& f = self<InvocationInfo>(c).file;
             const size_t s = f.rfind('/');
             return Value(s == std::string::npos ? std::string() : f.substr(0, s));
         }),
    prop("PSCommandPath", "string", [](Call& c) { return Value(self<InvocationInfo>(c).file); }),
    prop("InvocationName", "string", [](Call& c) { return Value(self<InvocationInfo>(c).name); }),
    prop("PipelineLength", "int", [](Call& c) { return Value(self<InvocationInfo>(c).pipeline_length); }),
    prop("PipelinePosition", "int", [](Call& c) { return Value(self<InvocationInfo>(c).pipeline_position); }),
    prop("ExpectingInput", "bool", [](Call& c) { return Value(self<InvocationInfo>(c).expecting_input); }),
    prop("CommandOrigin", "string", [](Call&) { return Value("Internal"); }),
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
    meth("ShouldContinue", "string query, string caption", "bool",
         [](Call& c) {
             Confirmation once = Confirmation::Ask;
             return Value(confirm_action(frame_of(c).session.host(), value::to_text(c.args[1]), value::to_text(c.args[0]), once));
         }),
    meth("GetVariableValue", "string name", "object", [](Call& c) { return session().get_variable(value::to_text(c.args[0])); }),
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
constexpr MemberDef input_members[] = {
    meth("Reset", "", "void", [](Call& c) { return self<InputList>(c).at = 0, Value::nothing(); }),
    meth("MoveNext", "", "bool",
         [](Call& c) {
             auto& list = self<InputList>(c);
             if (list.at >= list.items.size()) return Value(false);
             list.current = list.items[list.at++];
             return Value(true);
         }),
    prop("Current", "object", [](Call& c) { return self<InputList>(c).current; }),
};

constexpr MemberDef switch_members[] = {
    prop("IsPresent", "bool", [](Call& c) { return Value(c.self.as_bool()); }),
    meth("ToBool", "", "bool", [](Call& c) { return Value(c.self.as_bool()); }),
    meth("ToString", "", "string", [](Call& c) { return Value(c.self.as_bool() ? "True" : "False"); }),
};

constexpr MemberDef loop_members[] = {
    meth("MoveNext", "", "bool", [](Call& c) { return Value(self<LoopEnumerator>(c).move_next()); }),
    prop("Current", "object", [](Call& c) { return self<LoopEnumerator>(c).current; }),
};

constexpr TypeDef rows[] = {
    {.full_name = "System.Management.Automation.Internal.LoopEnumerator",
     .interfaces = "System.Collections.IEnumerator",
     .members = loop_members},
    {.full_name = "System.Management.Automation.PSVariable", .accelerators = "psvariable", .members = variable_members},
    {.full_name = "System.Management.Automation.ScriptBlock", .accelerators = "scriptblock", .members = block_members},
    {.full_name = "System.Management.Automation.CommandInfo", .flags = TypeFlags::Abstract, .members = command_members},
    {.full_name = "System.Management.Automation.AliasInfo", .base = "System.Management.Automation.CommandInfo"},
    {.full_name = "System.Management.Automation.FunctionInfo", .base = "System.Management.Automation.CommandInfo"},
    {.full_name = "System.Management.Automation.FilterInfo", .base = "System.Management.Automation.FunctionInfo"},
    {.full_name = "System.Management.Automation.CmdletInfo", .base = "System.Management.Automation.CommandInfo"},
    {.full_name = "System.Management.Automation.ExternalScriptInfo", .base = "System.Management.Automation.CommandInfo"},
    {.full_name = "System.Management.Automation.ApplicationInfo", .base = "System.Management.Automation.CommandInfo"},
    {.full_name = "System.Management.Automation.ParameterMetadata", .members = parameter_members},
    {.full_name = "System.Management.Automation.InvocationInfo", .members = invocation_members},
    {.full_name = "System.Management.Automation.PSCmdlet", .flags = TypeFlags::Abstract, .members = cmdlet_members},
    {.full_name = "System.Management.Automation.PSScriptCmdlet", .base = "System.Management.Automation.PSCmdlet"},
    {.full_name = "System.Management.Automation.InformationalRecord", .flags = TypeFlags::Abstract, .members = message_members},
    {.full_name = "System.Management.Automation.WarningRecord", .base = "System.Management.Automation.InformationalRecord"},
    {.full_name = "System.Management.Automation.VerboseRecord", .base = "System.Management.Automation.InformationalRecord"},
    {.full_name = "System.Management.Automation.DebugRecord", .base = "System.Management.Automation.InformationalRecord"},
    {.full_name = "System.Management.Automation.InformationRecord", .members = information_members},
    {.full_name = "System.Management.Automation.HostInformationMessage", .members = host_message_members},
    {.full_name = "System.Collections.ArrayList+ArrayListEnumeratorSimple",
     .interfaces = "System.Collections.IEnumerator",
     .members = input_members},
    {.full_name = "System.Management.Automation.SwitchParameter",
     .base = "System.ValueType",
     .flags = TypeFlags::ValueType | TypeFlags::Sealed,
     .accelerators = "switch",
     .members = switch_members},
    {.full_name = "System.Management.Automation.PSBoundParametersDictionary", .base = "System.Collections.Generic.Dictionary`2"},
};

} // namespace

ParameterInfoObject::ParameterInfoObject(const value::Type& type, const ParameterMetadata& p)
    : name(p.name), aliases(p.aliases), parameter_type(const_cast<value::Type*>(p.type ? p.type : &value::types::object())),
      is_switch(p.is_switch), type_(type)
{
}

void register_engine_types()
{
    static const bool once = (value::register_types(rows), register_module_types(), register_ast_types(), register_parameter_types(), true);
    (void)once;
}

} // namespace kestrun::engine
