// Commands as scripts see them: CommandInfo and its kin, the parameters and parameter sets of a command.
#include "engine/declared_type.hpp"
#include "engine/dynamic_parameters.hpp"
#include "engine/engine_types.hpp"
#include "engine/module.hpp"
#include "engine/syntax_text.hpp"
#include "engine/type_rows.hpp"
#include "value/array.hpp"
#include "value/dictionary.hpp"
#include "value/psobject.hpp"
#include <limits>

namespace kestrun::engine {

void CommandInfo::trace(value::Tracer& tracer) const { tracer.visit(block); }

using value::Call;
using value::MemberDef;
using value::TypeDef;
using value::TypeFlags;

namespace {

/// Of the modules that come with PowerShell 7.6, whose commands these are.
constexpr const char* standard_module_version = "7.6.0.500";

/// A parameter every advanced command has.
ParameterMetadata common_parameter(const CommonParameterRow& row)
{
    ParameterMetadata parameter;
    parameter.name = row.name;
    parameter.symbol = Symbol(row.name);
    parameter.aliases.emplace_back(row.alias);
    parameter.type = &value::native_type(row.type);
    parameter.is_switch = parameter.type == &value::types::switch_parameter();
    parameter.sets.emplace_back();
    return parameter;
}

/// How many of common_parameters a command has.
size_t common_count(const CommandMetadata& metadata)
{
    if (!metadata.cmdlet_binding) return 0;
    return metadata.supports_should_process ? CommonCount : CommonWhatIf;
}

Value parameters_of(Call& c)
{
    Ref<value::Dictionary> table = value::make<value::Dictionary>(
        *value::find_type("System.Collections.Generic.Dictionary[string,System.Management.Automation.ParameterMetadata]"),
        value::KeyComparer::IgnoreCase);
    const CommandMetadata* metadata = self<CommandInfo>(c).metadata();
    if (!metadata) return {};
    for (const ParameterMetadata& p : metadata->parameters) table->set(p.name, Value(value::make<ParameterInfoObject>(p, *metadata)));
    for (size_t i = 0; i < common_count(*metadata); ++i) {
        const ParameterMetadata p = common_parameter(common_parameters[i]);
        table->set(p.name, Value(value::make<ParameterInfoObject>(p, *metadata)));
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
    Ref<CommandInfo> found = running_session().find_command(self<CommandInfo>(c).definition);
    return found ? Value(found) : Value();
}

/// PSTypeName and CommandParameterInfo are plain records of names here.
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
        const value::Type* type = running_session().find_type(name);
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

/// CommandParameterSetInfo.
class ParameterSetInfoObject final : public value::Object, public value::Textual
{
public:
    ParameterSetInfoObject(const CommandMetadata& metadata, int set)
        : name(set < 0 ? "__AllParameterSets" : metadata.sets[static_cast<size_t>(set)]),
          is_default(set >= 0 && set == metadata.default_set), syntax(set_syntax(metadata, set))
    {
    }
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type("System.Management.Automation.CommandParameterSetInfo");
        return type;
    }
    void trace(value::Tracer& tracer) const override { tracer.visit(parameters); }
    std::string text() const override { return syntax; }
    std::string name;
    bool is_default;
    std::string syntax;
    Value parameters;
};

Value parameter_in_set(const ParameterMetadata& p, const ParameterSet& in)
{
    return record_of({{"Name", Value(p.name)},
                      {"ParameterType", Value(const_cast<value::Type*>(&declared_type(p)))},
                      {"IsMandatory", Value(in.mandatory)},
                      {"IsDynamic", Value(p.runtime)},
                      {"Position", Value(in.position < 0 ? std::numeric_limits<int32_t>::min() : in.position)},
                      {"ValueFromPipeline", Value(in.from_pipeline)},
                      {"ValueFromPipelineByPropertyName", Value(in.from_pipeline_by_name)},
                      {"ValueFromRemainingArguments", Value(in.from_remaining)},
                      {"HelpMessage", Value(in.help)},
                      {"Aliases", value::make_string_array(p.aliases)}});
}

Value parameter_sets(Call& c)
{
    const CommandMetadata* metadata = self<CommandInfo>(c).metadata();
    std::vector<Value> items;
    if (!metadata) return value::make_array(std::move(items));
    const int first = metadata->sets.empty() ? -1 : 0;
    for (int set = first; set < static_cast<int>(metadata->sets.size()); ++set) {
        Ref<ParameterSetInfoObject> info = value::make<ParameterSetInfoObject>(*metadata, set);
        std::vector<Value> parameters;
        for (const ParameterMetadata& p : metadata->parameters)
            if (const ParameterSet* in = set < 0 ? &p.sets.front() : p.in_set(set)) parameters.push_back(parameter_in_set(p, *in));
        for (size_t i = 0; i < common_count(*metadata); ++i) {
            const ParameterMetadata p = common_parameter(common_parameters[i]);
            parameters.push_back(parameter_in_set(p, p.sets.front()));
        }
        info->parameters = value::make_array(std::move(parameters));
        items.emplace_back(info);
    }
    return value::make_array(std::move(items));
}

constexpr MemberDef parameter_set_members[] = {
    prop("Name", "string", [](Call& c) { return Value(self<ParameterSetInfoObject>(c).name); }),
    prop("IsDefault", "bool", [](Call& c) { return Value(self<ParameterSetInfoObject>(c).is_default); }),
    prop("Parameters", "object", [](Call& c) { return self<ParameterSetInfoObject>(c).parameters; }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<ParameterSetInfoObject>(c).syntax); }),
};

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
    prop("Version", "version",
         [](Call& c) {
             const auto& i = self<CommandInfo>(c);
             if (i.kind == CommandType::Application) return value::convert(Value("0.0.0.0"), value::types::version());
             if (i.kind == CommandType::Cmdlet) return value::convert(Value(standard_module_version), value::types::version());
             const Module* module = i.block ? i.block->module() : nullptr;
             return module ? value::convert(Value(module->version), value::types::version()) : Value();
         }),
    prop("Visibility", "System.Management.Automation.SessionStateEntryVisibility",
         [](Call&) {
             static const value::Type& type = value::native_type("System.Management.Automation.SessionStateEntryVisibility");
             return Value::enumeration(type.enum_index(), 0);
         }),
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
    prop("ParameterSets", "object", [](Call& c) { return self<ParameterInfoObject>(c).sets; }),
    prop("IsDynamic", "bool", [](Call& c) { return Value(self<ParameterInfoObject>(c).is_dynamic); }),
    prop("Aliases", "object", [](Call& c) { return self<ParameterInfoObject>(c).aliases; }),
    prop("Attributes", "object", [](Call& c) { return self<ParameterInfoObject>(c).attributes; }),
    prop("SwitchParameter", "bool", [](Call& c) { return Value(self<ParameterInfoObject>(c).is_switch); }),
};

constexpr TypeDef rows[] = {
    {.full_name = "System.Management.Automation.CommandInfo", .flags = TypeFlags::Abstract, .members = command_members},
    {.full_name = "System.Management.Automation.AliasInfo", .base = "System.Management.Automation.CommandInfo"},
    {.full_name = "System.Management.Automation.FunctionInfo", .base = "System.Management.Automation.CommandInfo"},
    {.full_name = "System.Management.Automation.FilterInfo", .base = "System.Management.Automation.FunctionInfo"},
    {.full_name = "System.Management.Automation.CmdletInfo", .base = "System.Management.Automation.CommandInfo"},
    {.full_name = "System.Management.Automation.ExternalScriptInfo", .base = "System.Management.Automation.CommandInfo"},
    {.full_name = "System.Management.Automation.ApplicationInfo", .base = "System.Management.Automation.CommandInfo"},
    {.full_name = "System.Management.Automation.ScriptInfo", .base = "System.Management.Automation.CommandInfo"},
    {.full_name = "System.Management.Automation.ParameterMetadata", .members = parameter_members},
    {.full_name = "System.Management.Automation.CommandParameterSetInfo", .members = parameter_set_members},
};

} // namespace

ParameterInfoObject::ParameterInfoObject(const ParameterMetadata& p, const CommandMetadata& metadata)
    : name(p.name), parameter_type(const_cast<value::Type*>(&declared_type(p))), is_switch(p.is_switch), is_dynamic(p.runtime)
{
    static const value::Type& texts = *value::find_type("System.Collections.ObjectModel.Collection[string]");
    Ref<value::List> names = value::make<value::List>(texts);
    for (const std::string& alias : p.aliases) names->items().emplace_back(alias);
    aliases = Value(names);
    attributes = parameter_attributes(p, metadata);
    Ref<value::Dictionary> table = value::make<value::Dictionary>(*value::find_type("System.Collections.Generic.Dictionary[string,object]"),
                                                                  value::KeyComparer::IgnoreCase);
    for (const ParameterSet& s : p.sets)
        table->set(s.set < 0 ? std::string("__AllParameterSets") : metadata.sets[static_cast<size_t>(s.set)],
                   record_of({{"Position", Value(s.position < 0 ? std::numeric_limits<int32_t>::min() : s.position)},
                              {"IsMandatory", Value(s.mandatory)},
                              {"ValueFromPipeline", Value(s.from_pipeline)},
                              {"ValueFromPipelineByPropertyName", Value(s.from_pipeline_by_name)},
                              {"ValueFromRemainingArguments", Value(s.from_remaining)},
                              {"HelpMessage", s.help.empty() ? Value() : Value(s.help)}}));
    sets = Value(table);
}

const value::Type& ParameterInfoObject::type() const
{
    static const value::Type& type = value::native_type("System.Management.Automation.ParameterMetadata");
    return type;
}

void register_command_types() { value::register_types(rows); }

} // namespace kestrun::engine
