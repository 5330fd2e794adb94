// The words behind a command's name: parameters and their values.
#include "cmdlets/completion/completion.hpp"
#include "engine/code.hpp"
#include "engine/syntax_text.hpp"
#include "syntax/ast_children.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

using engine::CommandMetadata;
using engine::ParameterMetadata;

/// The command that is being called, and what of its arguments is there already.
struct Call
{
    std::string name; // as written, without quotes
    Ref<engine::CommandInfo> command;
    Ref<ScriptBlock> own; // a function of the input itself
    const CommandMetadata* metadata = nullptr;
    std::vector<bool> used;
    int positional = 0;
    const ParameterMetadata* waiting = nullptr; // a parameter that has no value yet
    int waiting_common = -1;
    bool in_list = false; // behind a comma: one more element of the argument before
    const ParameterMetadata* last = nullptr;
    std::vector<std::pair<std::string, Value>> bound;
};

std::string unquoted(std::string_view word)
{
    if (word.size() >= 2 && (word[0] == '\'' || word[0] == '"') && word.back() == word[0]) word = word.substr(1, word.size() - 2);
    return std::string(word);
}

/// The value of a constant argument, for $fakeBoundParameters.
Value constant_of(std::string_view word)
{
    if (equals_ci(word, "$true")) return Value(true);
    if (equals_ci(word, "$false")) return Value(false);
    if (word.empty() || word[0] == '$' || word[0] == '(') return {};
    if (const std::optional<Value> number = value::try_convert(Value(word), value::types::int32()); number && std::isdigit(word[0]))
        return *number;
    return Value(unquoted(word));
}

/// A function that the input defines, compiled but not run.
Ref<ScriptBlock> own_function(Completer& completer, std::string_view name)
{
    const auto parsed = syntax::parse(std::make_shared<const syntax::SourceText>(completer.cursor.text));
    const syntax::FunctionDefinitionAst* found = nullptr;
    const auto visit = [&](const auto& self, const syntax::Ast& node) -> void {
        const auto* function = syntax::as<syntax::FunctionDefinitionAst>(&node);
        if (function && equals_ci(function->name, name) && function->body) found = function;
        syntax::for_each_child(node, [&](const syntax::Ast& child) { self(self, child); });
    };
    visit(visit, *parsed.root());
    if (!found) return {};
    std::string text;
    for (const syntax::ParameterAst* parameter : found->parameters)
        text += (text.empty() ? "param(" : ", ") + std::string(parsed.source()->slice(parameter->extent));
    if (!text.empty()) text += ")";
    if (found->body->param_block) {
        for (const syntax::AttributeBaseAst* attribute : found->body->param_block->attributes)
            text += std::string(parsed.source()->slice(attribute->extent)) + "\n";
        text += parsed.source()->slice(found->body->param_block->extent);
    }
    try {
        return completer.session.parse(text, {});
    } catch (const ScriptError&) {
        return {};
    }
}

bool follows_comma(const Cursor& cursor, size_t start)
{
    size_t at = start;
    while (at > 0 && (cursor.text[at - 1] == ' ' || cursor.text[at - 1] == '\t')) --at;
    return at > 0 && cursor.text[at - 1] == ',';
}

void take_word(Call& call, const Cursor& cursor, const InputWord& where)
{
    const std::string_view word = cursor.slice(where);
    if (follows_comma(cursor, where.start)) return;
    const bool named = word.size() > 1 && word[0] == '-' && (std::isalpha(static_cast<unsigned char>(word[1])) || word[1] == '_');
    if (!named) {
        if (call.waiting) {
            call.last = call.waiting;
            call.bound.emplace_back(call.waiting->name, constant_of(word));
        } else if (call.waiting_common < 0) {
            ++call.positional;
            call.last = nullptr;
        }
        call.waiting = nullptr;
        call.waiting_common = -1;
        return;
    }
    const size_t colon = word.find(':');
    const std::string_view name = word.substr(1, colon == std::string_view::npos ? colon : colon - 1);
    call.waiting = nullptr;
    call.waiting_common = -1;
    const int found = call.metadata->find(name);
    if (found >= 0) {
        const ParameterMetadata& parameter = call.metadata->parameters[static_cast<size_t>(found)];
        call.used[static_cast<size_t>(found)] = true;
        if (colon != std::string_view::npos)
            call.bound.emplace_back(parameter.name, constant_of(word.substr(colon + 1)));
        else if (parameter.is_switch)
            call.bound.emplace_back(parameter.name, Value(true));
        else
            call.waiting = &parameter;
        return;
    }
    const int common = engine::find_common(name, call.metadata->supports_should_process, false);
    if (common >= 0 && colon == std::string_view::npos &&
        !std::string_view(engine::common_parameters[common].type).ends_with("SwitchParameter"))
        call.waiting_common = common;
}

Call read_call(Completer& completer)
{
    const Cursor& cursor = completer.cursor;
    const InputSegment& segment = cursor.segment();
    Call call;
    call.name = unquoted(cursor.slice(segment.words[0]));
    call.command = completer.session.find_command(call.name);
    if (!call.command) call.own = own_function(completer, call.name);
    if (call.own)
        call.metadata = &static_cast<engine::ScriptBlockImpl&>(*call.own).code().metadata();
    else if (call.command)
        call.metadata = call.command->metadata();
    if (!call.metadata) return call;
    call.used.assign(call.metadata->parameters.size(), false);
    for (size_t i = 1; i < segment.words.size(); ++i) take_word(call, cursor, segment.words[i]);
    call.in_list = follows_comma(cursor, cursor.word_start);
    return call;
}

/// Parameter sets that what is there leaves open, a bit for each.
uint32_t open_sets(const Call& call)
{
    uint32_t mask = ~0U;
    for (size_t i = 0; i < call.used.size(); ++i) {
        if (!call.used[i]) continue;
        uint32_t own = 0;
        for (const engine::ParameterSet& set : call.metadata->parameters[i].sets) own |= set.set < 0 ? ~0U : 1U << set.set;
        if (mask & own) mask &= own;
    }
    return mask;
}

bool in_sets(const ParameterMetadata& parameter, uint32_t mask)
{
    return std::any_of(parameter.sets.begin(), parameter.sets.end(),
                       [&](const engine::ParameterSet& set) { return set.set < 0 || (mask & (1U << set.set)); });
}

std::string common_type(const engine::CommonParameterRow& row)
{
    const std::string_view type(row.type);
    if (type.ends_with("SwitchParameter")) return "switch";
    if (type == "System.String") return "string";
    if (type == "System.Int32") return "int";
    return std::string(type.substr(type.rfind('.') + 1));
}

void parameter_names(Completer& completer, const Call& call, std::string_view word)
{
    const std::string_view prefix = word.substr(1);
    const uint32_t mask = open_sets(call);
    const auto offer = [&](const std::string& name, const std::string& type) {
        if (starts_with_ci(name, prefix)) completer.add("-" + name, name, ResultType::ParameterName, "[" + type + "] " + name);
    };
    for (size_t i = 0; i < call.metadata->parameters.size(); ++i) {
        const ParameterMetadata& parameter = call.metadata->parameters[i];
        if (call.used[i] || (parameter.flags & P::Hidden) || !in_sets(parameter, mask)) continue;
        offer(parameter.name, engine::parameter_type_text(parameter));
    }
    if (!call.metadata->cmdlet_binding) return;
    const auto& rows = engine::common_parameters;
    if (call.metadata->supports_should_process) {
        for (const int i : {static_cast<int>(engine::CommonWhatIf), static_cast<int>(engine::CommonConfirm)})
            offer(rows[i].name, common_type(rows[i]));
    }
    for (int i = 0; i < engine::CommonWhatIf; ++i) offer(rows[i].name, common_type(rows[i]));
}

/// Constant values that begin with the word, sorted.
void values(Completer& completer, std::vector<std::string> names, std::string_view word, char quote, bool sorted = true)
{
    const std::string pattern = std::string(word) + "*";
    if (sorted)
        std::sort(names.begin(), names.end(),
                  [](const std::string& a, const std::string& b) { return value::compare_ordinal_ignore_case(a, b) < 0; });
    for (const std::string& name : names)
        if (value::wildcard_match(pattern, name)) completer.add(quoted_argument(name, quote), name, ResultType::ParameterValue, name);
}

bool enum_values(Completer& completer, const value::Type* type, std::string_view word, char quote)
{
    if (type && type->is_array()) type = type->element();
    if (!type || !type->is_enum()) return false;
    std::vector<std::string> names;
    for (const value::Type::EnumName& label : type->enum_names()) names.push_back(label.name);
    values(completer, std::move(names), word, quote);
    return true;
}

std::vector<std::string> module_names(Completer& completer)
{
    std::vector<std::string> names;
    for (const CmdletTable* table : engine::cmdlet_tables())
        if (std::find(names.begin(), names.end(), table->module) == names.end()) names.emplace_back(table->module);
    for (const auto& [name, module] : completer.session.modules) names.push_back(module->name);
    return names;
}

/// Values that depend on which command it is. False: the parameter has none of its own.
bool command_values(Completer& completer, const Call& call, const ParameterMetadata& parameter, std::string_view word, char quote)
{
    const std::string& command = call.command ? call.command->name : call.name;
    const auto is = [&](auto... names) { return (equals_ci(command, names) || ...); };
    const std::string& name = parameter.name;
    if (equals_ci(name, "Encoding")) {
        values(completer,
               {"ansi", "ascii", "bigendianunicode", "bigendianutf32", "oem", "unicode", "utf7", "utf8", "utf8BOM", "utf8NoBOM", "utf32"},
               word, quote, false);
        return true;
    }
    if (equals_ci(name, "Name") && is("Get-Command", "Get-Help")) return complete_command_name(completer, word), true;
    if (equals_ci(name, "Name") && is("Get-Variable", "Set-Variable", "Clear-Variable", "Remove-Variable"))
        return complete_variable_name(completer, word), true;
    if (equals_ci(name, "TypeName") && is("New-Object")) return complete_type(completer, word), true;
    if (equals_ci(name, "Name") && is("Import-Module", "Get-Module", "Remove-Module")) {
        values(completer, module_names(completer), word, quote);
        return !completer.out.matches.empty();
    }
    if (equals_ci(name, "Name") && is("Get-Alias", "Remove-Alias")) {
        std::vector<std::string> names;
        for (const auto& info : list_aliases(completer.scope)) names.push_back(info->name);
        return values(completer, std::move(names), word, quote), true;
    }
    if (equals_ci(name, "Version") && is("Set-StrictMode")) {
        for (const char* version : {"Latest", "3.0", "2.0", "1.0"})
            if (starts_with_ci(version, word)) completer.add(version, version, ResultType::Text, version);
        return true;
    }
    const bool property = equals_ci(name, "Property") || equals_ci(name, "ExpandProperty") || equals_ci(name, "ExcludeProperty") ||
                          equals_ci(name, "MemberName") || equals_ci(name, "GroupBy");
    if (property) return complete_upstream_property(completer, word), true;
    return false;
}

void parameter_value(Completer& completer, const Call& call, const ParameterMetadata& parameter, std::string_view word, char quote)
{
    const std::string& command = call.command ? call.command->name : call.name;
    if (complete_by_script(completer, call.command.get(), command, &parameter, word, call.bound)) return;
    for (const engine::Validation& validation : parameter.validations) {
        if (validation.kind != engine::Validation::Kind::Set) continue;
        std::vector<std::string> names;
        for (const Value& name : validation.args) names.push_back(value::to_text(name));
        return values(completer, std::move(names), word, quote);
    }
    if (enum_values(completer, parameter.type, word, quote)) return;
    if (parameter.is_switch || parameter.type == &value::types::boolean()) {
        for (const char* constant : {"$true", "$false"})
            if (starts_with_ci(constant, word)) completer.add(constant, constant, ResultType::ParameterValue, constant);
        return;
    }
    if (!command_values(completer, call, parameter, word, quote)) complete_path(completer, word, quote);
}

/// The parameter that the next positional argument goes to.
const ParameterMetadata* positional_parameter(const Call& call)
{
    const uint32_t mask = open_sets(call);
    std::vector<std::pair<int, const ParameterMetadata*>> places;
    for (size_t i = 0; i < call.metadata->parameters.size(); ++i) {
        const ParameterMetadata& parameter = call.metadata->parameters[i];
        if (call.used[i] || !in_sets(parameter, mask)) continue;
        for (const engine::ParameterSet& set : parameter.sets) {
            if (set.position < 0 || (set.set >= 0 && !(mask & (1U << set.set)))) continue;
            const bool preferred = set.set < 0 || set.set == call.metadata->default_set;
            places.emplace_back(set.position * 2 + (preferred ? 0 : 1), &parameter);
            break;
        }
    }
    std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    int place = -1, count = -1;
    for (const auto& [rank, parameter] : places) {
        if (rank / 2 != place) ++count;
        place = rank / 2;
        if (count == call.positional) return parameter;
    }
    for (const ParameterMetadata& parameter : call.metadata->parameters)
        for (const engine::ParameterSet& set : parameter.sets)
            if (set.from_remaining) return &parameter;
    return nullptr;
}

} // namespace

void complete_argument(Completer& completer)
{
    const Cursor& cursor = completer.cursor;
    const Call call = read_call(completer);
    std::string_view word = cursor.word();
    if (!call.metadata) {
        if (complete_by_native_script(completer, call.name, word)) return;
        return complete_path(completer, cursor.quote ? word.substr(1) : word, cursor.quote);
    }
    if (!cursor.quote && word.starts_with("-")) {
        const size_t colon = word.find(':');
        if (colon == std::string_view::npos) return parameter_names(completer, call, word);
        completer.replace_from(cursor.word_start + colon + 1);
        const std::string_view name = word.substr(1, colon - 1), rest = word.substr(colon + 1);
        if (const int found = call.metadata->find(name); found >= 0)
            return parameter_value(completer, call, call.metadata->parameters[static_cast<size_t>(found)], rest, 0);
        if (const int common = engine::find_common(name, call.metadata->supports_should_process, false); common >= 0)
            enum_values(completer, value::find_type(engine::common_parameters[common].type), rest, 0);
        return;
    }
    if (cursor.quote) word.remove_prefix(1);
    if (call.waiting_common >= 0) {
        enum_values(completer, value::find_type(engine::common_parameters[call.waiting_common].type), word, cursor.quote);
        return;
    }
    const ParameterMetadata* parameter = call.waiting;
    if (!parameter && call.in_list) parameter = call.last;
    if (!parameter) {
        Call before = call;
        if (call.in_list && before.positional > 0) --before.positional;
        parameter = positional_parameter(before);
    }
    if (parameter) return parameter_value(completer, call, *parameter, word, cursor.quote);
    complete_path(completer, word, cursor.quote);
}

} // namespace kestrun::cmdlets
