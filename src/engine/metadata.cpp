#include "engine/binder_sets.hpp"
#include "engine/compiler.hpp"
#include "engine/declared_type.hpp"
#include "engine/drives.hpp"
#include "value/convert.hpp"
#include "value/string.hpp"
#include <mutex>
#include <unordered_map>

namespace kestrun::engine {

const CommonParameterRow common_parameters[CommonCount] = {
    {"Verbose", "vb", "System.Management.Automation.SwitchParameter"},
    {"Debug", "db", "System.Management.Automation.SwitchParameter"},
    {"ErrorAction", "ea", "System.Management.Automation.ActionPreference"},
    {"WarningAction", "wa", "System.Management.Automation.ActionPreference"},
    {"InformationAction", "infa", "System.Management.Automation.ActionPreference"},
    {"ProgressAction", "proga", "System.Management.Automation.ActionPreference"},
    {"ErrorVariable", "ev", "System.String"},
    {"WarningVariable", "wv", "System.String"},
    {"InformationVariable", "iv", "System.String"},
    {"OutVariable", "ov", "System.String"},
    {"OutBuffer", "ob", "System.Int32"},
    {"PipelineVariable", "pv", "System.String"},
    {"WhatIf", "wi", "System.Management.Automation.SwitchParameter"},
    {"Confirm", "cf", "System.Management.Automation.SwitchParameter"},
};

namespace {

bool starts_with_ignore_case(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && value::equals_ignore_case(text.substr(0, prefix.size()), prefix);
}

template <typename F>
void split(std::string_view list, char separator, F&& f)
{
    while (!list.empty()) {
        const size_t at = list.find(separator);
        const std::string_view item = list.substr(0, at);
        if (!item.empty()) f(item);
        if (at == std::string_view::npos) break;
        list.remove_prefix(at + 1);
    }
}

int set_index(CommandMetadata& metadata, std::string_view name)
{
    if (name.empty() || value::equals_ignore_case(name, "__AllParameterSets")) return -1;
    for (size_t i = 0; i < metadata.sets.size(); ++i)
        if (value::equals_ignore_case(metadata.sets[i], name)) return static_cast<int>(i);
    metadata.sets.emplace_back(name);
    return static_cast<int>(metadata.sets.size() - 1);
}

void summarize(CommandMetadata& metadata)
{
    for (const ParameterMetadata& parameter : metadata.parameters) {
        for (const ParameterSet& s : parameter.sets) {
            metadata.has_pipeline_parameters |= s.from_pipeline || s.from_pipeline_by_name;
            metadata.has_mandatory |= s.mandatory;
        }
        metadata.has_validation |= !parameter.validations.empty();
    }
}

// --- table rows ---

void parse_validations(std::string_view text, ParameterMetadata& parameter)
{
    while (!text.empty()) {
        const size_t end = text.find(";;");
        const std::string_view one = text.substr(0, end);
        const size_t colon = one.find(':');
        const std::string_view kind = one.substr(0, colon);
        const std::string_view rest = colon == std::string_view::npos ? std::string_view() : one.substr(colon + 1);
        Validation v{};
        const auto two = [&](bool real) {
            const size_t comma = rest.find(',');
            for (const std::string_view part :
                 {rest.substr(0, comma), comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1)}) {
                if (part.empty())
                    v.args.emplace_back();
                else
                    v.args.push_back(real ? value::parse_number(part)
                                          : Value(static_cast<int32_t>(std::strtol(std::string(part).c_str(), nullptr, 10))));
            }
        };
        if (kind == "set") {
            v.kind = Validation::Kind::Set;
            split(rest, ',', [&](std::string_view name) { v.args.emplace_back(name); });
        } else if (kind == "range" && !rest.empty() && rest.front() >= 'A') { // Positive, NonNegative, ...
            v.kind = Validation::Kind::RangeKind;
            v.args.emplace_back(rest);
        } else if (kind == "range") {
            v.kind = Validation::Kind::Range;
            two(true);
        } else if (kind == "length") {
            v.kind = Validation::Kind::Length;
            two(false);
        } else if (kind == "count") {
            v.kind = Validation::Kind::Count;
            two(false);
        } else {
            v.kind = Validation::Kind::Pattern;
            v.args.emplace_back(rest);
        }
        parameter.validations.push_back(std::move(v));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 2);
    }
}

void parse_sets(CommandMetadata& metadata, const ParameterDef& def, ParameterMetadata& parameter)
{
    ParameterSet base;
    base.position = def.position;
    base.mandatory = def.flags & P::Mandatory;
    base.from_pipeline = def.flags & P::FromPipeline;
    base.from_pipeline_by_name = def.flags & P::FromPipelineByName;
    base.from_remaining = def.flags & P::FromRemaining;
    if (*def.sets == 0) {
        parameter.sets.push_back(base);
        return;
    }
    split(def.sets, ',', [&](std::string_view text) {
        ParameterSet s = base;
        while (!text.empty()) {
            if (text.back() == '!') {
                s.mandatory = true;
                text.remove_suffix(1);
                continue;
            }
            if (text.back() == '|') {
                s.from_pipeline = true;
                text.remove_suffix(1);
                continue;
            }
            const size_t at = text.rfind('@');
            if (at == std::string_view::npos) break;
            s.position = static_cast<int>(std::strtol(std::string(text.substr(at + 1)).c_str(), nullptr, 10));
            text = text.substr(0, at);
        }
        s.set = set_index(metadata, text);
        parameter.sets.push_back(s);
    });
}

struct WrittenType
{
    std::string_view taken;    // what arguments are converted to
    std::string_view declared; // what is shown
};
WrittenType written_type(const ParameterDef& row)
{
    const std::string_view type = row.type;
    const size_t colon = type.find(':');
    return {type.substr(0, colon), colon == std::string_view::npos ? type : type.substr(colon + 1)};
}

std::unique_ptr<CommandMetadata> make_metadata(const CmdletDef& def)
{
    auto metadata = std::make_unique<CommandMetadata>();
    metadata->cmdlet_binding = true;
    metadata->supports_should_process = def.flags & C::ShouldProcess;
    metadata->confirm_high = def.flags & C::ConfirmHigh;
    for (const ParameterDef& row : def.parameters) {
        ParameterMetadata parameter;
        parameter.name = row.name;
        parameter.symbol = Symbol(row.name);
        parameter.def = &row;
        parameter.flags = row.flags;
        parameter.help = row.help;
        split(row.aliases, ',', [&](std::string_view alias) { parameter.aliases.emplace_back(alias); });
        if (const std::string_view taken = written_type(row).taken; taken != "object") {
            parameter.type = value::find_type(taken);
            if (!parameter.type) parameter.type_name = taken;
        }
        parameter.is_switch = std::string_view(row.type) == "switch";
        if (row.flags & P::NotNull) parameter.validations.push_back({Validation::Kind::NotNull, {}, false, {}});
        if (row.flags & P::NotNullOrEmpty) parameter.validations.push_back({Validation::Kind::NotNullOrEmpty, {}, false, {}});
        parse_validations(row.validate, parameter);
        parse_sets(*metadata, row, parameter);
        metadata->parameters.push_back(std::move(parameter));
    }
    if (*def.default_set) {
        metadata->default_set_name = def.default_set;
        metadata->default_set = set_index(*metadata, def.default_set);
    }
    summarize(*metadata);
    return metadata;
}

// --- param blocks ---

/// Constant value of an attribute's argument, without running anything: constants, $true, type names, arrays of them.
Value attribute_value(const syntax::ExpressionAst& ast)
{
    using syntax::AstKind;
    switch (ast.kind) {
    case AstKind::StringConstantExpression: return Value(syntax::cast<syntax::StringConstantExpressionAst>(ast).value);
    case AstKind::ConstantExpression: {
        const auto& c = syntax::cast<syntax::ConstantExpressionAst>(ast).value;
        if (c.kind == syntax::ConstantKind::Boolean) return Value(c.integer != 0);
        if (c.kind == syntax::ConstantKind::Double) return Value(c.real);
        if (c.kind == syntax::ConstantKind::Int64) return Value(c.integer);
        return Value(static_cast<int32_t>(c.integer));
    }
    case AstKind::VariableExpression:
        return Value(value::equals_ignore_case(syntax::cast<syntax::VariableExpressionAst>(ast).variable_path.name, "true"));
    default: return {};
    }
}

bool is_true(const syntax::NamedAttributeArgumentAst& argument)
{
    if (argument.expression_omitted) return true;
    const Value v = attribute_value(*argument.argument);
    return v.is_null() || value::to_bool(v);
}

std::string_view short_attribute_name(std::string_view name)
{
    const size_t dot = name.rfind('.');
    if (dot != std::string_view::npos) name.remove_prefix(dot + 1);
    if (name.size() > 9 && value::equals_ignore_case(name.substr(name.size() - 9), "Attribute")) name.remove_suffix(9);
    return name;
}

void read_parameter_attribute(CommandMetadata& metadata, const syntax::AttributeAst& ast, ParameterMetadata& parameter)
{
    ParameterSet s;
    for (const syntax::NamedAttributeArgumentAst* argument : ast.named_arguments) {
        const std::string_view name = argument->argument_name;
        const auto is = [&](const char* other) { return value::equals_ignore_case(name, other); };
        if (is("Mandatory"))
            s.mandatory = is_true(*argument);
        else if (is("Position"))
            s.position = value::to_int32(attribute_value(*argument->argument));
        else if (is("ValueFromPipeline"))
            s.from_pipeline = is_true(*argument);
        else if (is("ValueFromPipelineByPropertyName"))
            s.from_pipeline_by_name = is_true(*argument);
        else if (is("ValueFromRemainingArguments"))
            s.from_remaining = is_true(*argument);
        else if (is("ParameterSetName"))
            s.set = set_index(metadata, value::to_text(attribute_value(*argument->argument)));
        else if (is("HelpMessage"))
            s.help = value::to_text(attribute_value(*argument->argument));
        else if (is("DontShow"))
            parameter.flags |= P::Hidden;
    }
    parameter.sets.push_back(std::move(s));
    metadata.cmdlet_binding = true;
}

void read_attribute(CommandMetadata& metadata, const Code& code, const syntax::AttributeAst& ast, ParameterMetadata& parameter)
{
    const std::string_view name = short_attribute_name(ast.type_name->full_name);
    const auto is = [&](const char* other) { return value::equals_ignore_case(name, other); };
    if (is("Parameter")) return read_parameter_attribute(metadata, ast, parameter);
    if (is("Alias")) {
        for (const syntax::ExpressionAst* argument : ast.positional_arguments)
            parameter.aliases.push_back(value::to_text(attribute_value(*argument)));
        return;
    }
    if (is("AllowNull"))
        parameter.flags |= P::AllowNull;
    else if (is("AllowEmptyString"))
        parameter.flags |= P::AllowEmptyString;
    else if (is("AllowEmptyCollection"))
        parameter.flags |= P::AllowEmptyCollection;
    else {
        auto* session = static_cast<SessionImpl*>(Context::current());
        if (session) compile_validation(*session, &code, ast, parameter.validations);
    }
}

CallPlan make_plan(const Code& code, const CommandMetadata& metadata)
{
    const Variant& variant = code.local();
    CallPlan plan;
    const syntax::ScriptBlockAst& ast = code.ast();
    if (!metadata.simple || !metadata.positional_binding || variant.begin || variant.process || variant.clean || variant.dynamic_param)
        return plan;
    if (ast.script_requirements || !ast.using_statements.empty()) return plan;
    for (const Automatic needed : {AutoInput, AutoBound, AutoInvocation})
        if (variant.automatic[needed] >= 0) return plan;
    plan.slots = variant.layout->size();
    plan.possible = plan.slots <= CallPlan::max_slots;
    for (const ParameterMetadata& parameter : metadata.parameters) plan.possible = plan.possible && parameter.slot >= 0;
    plan.args = variant.automatic[AutoArgs];
    plan.self = variant.automatic[AutoThis];
    plan.layout = variant.layout.get();
    plan.body = variant.end.get();
    for (const ParameterMetadata& parameter : metadata.parameters) {
        plan.parameters.push_back({.slot = parameter.slot,
                                   .type = ExactType(parameter.type),
                                   .cell = parameter.type && !parameter.is_bare(*variant.layout),
                                   .symbol = parameter.symbol,
                                   .fallback = parameter.default_value.get()});
    }
    return plan;
}

std::unique_ptr<CommandMetadata> make_metadata(const Code& code)
{
    auto metadata = std::make_unique<CommandMetadata>();
    const Variant& variant = code.local();
    const syntax::ParamBlockAst* block = code.ast().param_block;
    if (block) {
        for (const syntax::AttributeBaseAst* base : block->attributes) {
            const auto* attribute = syntax::as<syntax::AttributeAst>(static_cast<const syntax::Ast*>(base));
            if (!attribute) continue;
            const std::string_view name = short_attribute_name(attribute->type_name->full_name);
            if (value::equals_ignore_case(name, "OutputType")) {
                for (const auto* argument : attribute->positional_arguments) {
                    if (const auto* t = syntax::as<syntax::TypeExpressionAst>(static_cast<const syntax::Ast*>(argument)))
                        metadata->output_types.emplace_back(t->type_name->full_name);
                    else
                        metadata->output_types.push_back(value::to_text(attribute_value(*argument)));
                }
            }
            if (value::equals_ignore_case(name, "Alias"))
                for (const auto* argument : attribute->positional_arguments)
                    metadata->aliases.push_back(value::to_text(attribute_value(*argument)));
            if (!value::equals_ignore_case(name, "CmdletBinding")) continue;
            metadata->cmdlet_binding = true;
            for (const auto* argument : attribute->named_arguments) {
                if (value::equals_ignore_case(argument->argument_name, "DefaultParameterSetName"))
                    metadata->default_set_name = value::to_text(attribute_value(*argument->argument));
                if (value::equals_ignore_case(argument->argument_name, "SupportsShouldProcess"))
                    metadata->supports_should_process = is_true(*argument);
                if (value::equals_ignore_case(argument->argument_name, "PositionalBinding"))
                    metadata->positional_binding = is_true(*argument);
                if (value::equals_ignore_case(argument->argument_name, "ConfirmImpact"))
                    metadata->confirm_high = value::equals_ignore_case(value::to_text(attribute_value(*argument->argument)), "High");
            }
        }
    }
    if (!metadata->default_set_name.empty()) metadata->default_set = set_index(*metadata, metadata->default_set_name); // it comes first
    Compiler local(code, code.unit(), variant.layout.get());
    Compiler dotted(code, code.unit(), nullptr);
    bool any_position = false;
    for (const syntax::ParameterAst* ast : code.parameters()) {
        ParameterMetadata parameter;
        parameter.ast = ast;
        parameter.name = std::string(ast->name->variable_path.name);
        parameter.symbol = Symbol(parameter.name);
        parameter.slot = variant.layout->find(parameter.symbol);
        if (parameter.slot < 0) { // $true, $false and $null have no place
            value::throw_runtime(
                "VariableNotWritable", "Cannot overwrite variable " + parameter.name + " because it is read-only or constant.",
                ErrorCategory::WriteError, Value(parameter.name), "System.Management.Automation.SessionStateUnauthorizedAccessException");
        }
        for (const syntax::AttributeBaseAst* base : ast->attributes) {
            if (const auto* attribute = syntax::as<syntax::AttributeAst>(static_cast<const syntax::Ast*>(base))) {
                read_attribute(*metadata, code, *attribute, parameter);
            } else if (!parameter.type && parameter.type_name.empty()) {
                const std::string type_name(base->type_name->full_name);
                if (value::equals_ignore_case(type_name, "ref")) parameter.by_ref = true;
                parameter.type = find_native_type(code, type_name);
                if (!parameter.type) parameter.type_name = type_name;
                if (parameter.type == &value::types::object()) parameter.type = nullptr;
                parameter.is_switch = parameter.type == &value::types::switch_parameter();
            }
        }
        if (metadata->cmdlet_binding && find_common(parameter.name, metadata->supports_should_process, true) >= 0)
            value::throw_runtime("ParameterNameAlreadyExistsForCommand",
                                 "A parameter with the name '" + parameter.name + "' was defined multiple times for the command.",
                                 ErrorCategory::MetadataError, {}, "System.Management.Automation.MetadataException");
        if (parameter.sets.empty()) parameter.sets.emplace_back();
        for (const ParameterSet& s : parameter.sets) any_position |= s.position >= 0 || s.set >= 0;
        if (ast->default_value) {
            parameter.default_value = local.expression(*ast->default_value);
            parameter.default_value_dotted = dotted.expression(*ast->default_value);
        }
        metadata->parameters.push_back(std::move(parameter));
    }
    // Without explicit positions and parameter sets parameters are positional in their order, switches excepted.
    if (!any_position && metadata->positional_binding) {
        int position = 0;
        for (ParameterMetadata& parameter : metadata->parameters) {
            if (parameter.is_switch) continue;
            bool remaining = false;
            for (const ParameterSet& s : parameter.sets) remaining |= s.from_remaining;
            if (remaining) continue;
            for (ParameterSet& s : parameter.sets) s.position = position;
            ++position;
        }
    }
    summarize(*metadata);
    metadata->simple = !metadata->cmdlet_binding;
    for (const ParameterMetadata& parameter : metadata->parameters)
        if (parameter.is_switch || !parameter.validations.empty() || parameter.by_ref || !parameter.type_name.empty())
            metadata->simple = false;
    metadata->plan = make_plan(code, *metadata);
    return metadata;
}

} // namespace

const value::Type& declared_type(const ParameterMetadata& parameter)
{
    const value::Type* type = parameter.def ? value::find_type(written_type(*parameter.def).declared) : nullptr;
    if (!type) type = parameter.type;
    return type ? *type : value::types::object();
}

namespace {

value::Tag tag_of(const value::Type* type)
{
    using value::Tag;
    if (type == &value::types::int32()) return Tag::Int32;
    if (type == &value::types::int64()) return Tag::Int64;
    if (type == &value::types::string()) return Tag::String;
    if (type == &value::types::boolean()) return Tag::Bool;
    if (type == &value::types::real()) return Tag::Double;
    if (type == &value::types::date_time()) return Tag::DateTime;
    return type && !type->is_value_type() && !type->is_array() && type != &value::types::object() ? Tag::Object : Tag::Cell;
}

} // namespace

ExactType::ExactType(const value::Type* type) : type_(type), tag_(tag_of(type)) {}

int CommandMetadata::find(std::string_view name, bool exact, std::vector<std::string>* candidates) const
{
    for (size_t i = 0; i < parameters.size(); ++i) {
        if (value::equals_ignore_case(parameters[i].name, name)) return static_cast<int>(i);
        for (const std::string& alias : parameters[i].aliases)
            if (value::equals_ignore_case(alias, name)) return static_cast<int>(i);
    }
    if (exact) return -1;
    int found = -1;
    int count = 0;
    for (size_t i = 0; i < parameters.size(); ++i) {
        bool hit = starts_with_ignore_case(parameters[i].name, name);
        for (const std::string& alias : parameters[i].aliases) hit = hit || starts_with_ignore_case(alias, name);
        if (!hit) continue;
        if (candidates) candidates->push_back(parameters[i].name);
        found = static_cast<int>(i);
        ++count;
    }
    if (count <= 1) {
        // A prefix that also fits a common parameter is ambiguous in PowerShell; exact names were dealt with above.
        return found;
    }
    return -2;
}

std::vector<std::string> common_candidates(std::string_view name, bool should_process)
{
    std::vector<std::string> found;
    for (int i = 0; i < (should_process ? CommonCount : CommonWhatIf); ++i)
        if (starts_with_ignore_case(common_parameters[i].name, name)) found.emplace_back(common_parameters[i].name);
    return found;
}

int find_common(std::string_view name, bool should_process, bool exact)
{
    const int count = should_process ? CommonCount : CommonWhatIf;
    for (int i = 0; i < count; ++i)
        if (value::equals_ignore_case(common_parameters[i].name, name) || value::equals_ignore_case(common_parameters[i].alias, name))
            return i;
    if (exact) return -1;
    int found = -1;
    for (int i = 0; i < count; ++i) {
        if (!starts_with_ignore_case(common_parameters[i].name, name)) continue;
        if (found >= 0) return -1;
        found = i;
    }
    return found;
}

const CommandMetadata& metadata_of(const CmdletDef& def)
{
    static std::mutex mutex;
    static std::unordered_map<const CmdletDef*, std::unique_ptr<CommandMetadata>> made;
    const std::lock_guard lock(mutex);
    std::unique_ptr<CommandMetadata>& entry = made[&def];
    if (!entry) entry = make_metadata(def);
    return *entry;
}

const CommandMetadata& Code::metadata() const
{
    if (const CommandMetadata* ready = metadata_.load(std::memory_order_acquire)) return *ready;
    auto fresh = make_metadata(*this);
    const Layout& layout = *local().layout;
    const std::lock_guard lock(compile_mutex_);
    if (const CommandMetadata* ready = metadata_.load(std::memory_order_acquire)) return *ready;
    for (const ParameterMetadata& parameter : fresh->parameters)
        if (parameter.is_bare(layout)) layout.set_bare_parameters(*fresh);
    metadata_.store(fresh.get(), std::memory_order_release);
    return *fresh.release();
}

} // namespace kestrun::engine
