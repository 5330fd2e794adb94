#include "base/environment.hpp"
#include "cmdlets/completion/completion.hpp"
#include "engine/check/type_guess.hpp"
#include <set>

namespace kestrun::cmdlets {

namespace {

bool is_plain(std::string_view name)
{
    for (const char c : name)
        if (!(static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == ':')) return false;
    return !name.empty();
}

/// The last part of a type's name, as a tool tip shows it: "int", "StringBuilder", "Object[]".
std::string short_type(const value::Type& type)
{
    if (type.is_array()) return short_type(*type.element()) + "[]";
    if (&type == &value::types::ps_custom_object()) return "psobject";
    const std::string shown = type.display_name();
    if (shown == "object") return "Object";
    return shown.find('[') == std::string::npos ? shown.substr(shown.rfind('.') + 1) : shown;
}

std::string tip_of(const std::string& name, const Value& value)
{
    return value.is_null() ? name : "[" + short_type(value::type_of(value)) + "]$" + name;
}

void add_variable(Completer& completer, char sigil, std::string_view prefix, const std::string& name, std::string tip)
{
    const std::string whole = std::string(prefix) + name;
    std::string text = sigil == '@' || is_plain(whole) ? sigil + whole : "${" + whole + "}";
    completer.add(std::move(text), name, ResultType::Variable, std::move(tip));
}

void add_environment(Completer& completer, std::string_view prefix, std::string_view word)
{
    const std::string pattern = std::string(word) + "*";
    for (const auto& [name, content] : base::environment_variables()) {
        if (value::wildcard_match(pattern, name)) add_variable(completer, '$', prefix, name, name);
    }
    completer.sort_matches();
}

void add_functions(Completer& completer, std::string_view prefix, std::string_view word)
{
    const std::string pattern = std::string(word) + "*";
    for (const auto& info : list_functions(completer.session, completer.scope))
        if (value::wildcard_match(pattern, info->name)) add_variable(completer, '$', prefix, info->name, info->name);
}

/// Variables that the input sets and the session does not have.
void add_from_input(Completer& completer, char sigil, const std::string& pattern, std::set<std::string>& seen)
{
    const engine::ScriptFacts facts(completer.cursor.text, "", nullptr);
    const engine::TypeGuesser::Sight sight{&facts};
    const engine::NameMap<std::string> none;
    const engine::TypeGuesser guesser(completer.session, sight, none);
    for (const auto& [name, sites] : facts.variables) {
        if (!value::wildcard_match(pattern, name) || !seen.insert(lower(name)).second) continue;
        engine::Guess guess;
        for (const engine::VariableSite& site : sites) {
            if (site.declared) guess = guesser.named(site.declared->full_name);
            if (!guess.known() && site.value) guess = guesser.of(site.value);
        }
        const std::string tip = guess.types.empty() ? name : "[" + short_type(*guess.types[0]) + "]$" + name;
        add_variable(completer, sigil, "", name, tip);
    }
}

} // namespace

void complete_variable(Completer& completer, std::string_view written)
{
    const char sigil = written[0];
    std::string_view name = written.substr(1);
    if (name.starts_with("{")) name.remove_prefix(1);
    const size_t colon = name.find(':');
    const std::string_view prefix = colon == std::string_view::npos ? std::string_view() : name.substr(0, colon + 1);
    const std::string_view word = name.substr(prefix.size());
    if (equals_ci(prefix, "env:")) return add_environment(completer, prefix, word);
    if (equals_ci(prefix, "function:")) return add_functions(completer, prefix, word);
    const std::string pattern = std::string(word) + "*";
    std::set<std::string> seen;
    for (const NamedVariable& variable : list_variables(completer.scope, false)) {
        if (!value::wildcard_match(pattern, variable.name)) continue;
        if (seen.insert(lower(variable.name)).second)
            add_variable(completer, sigil, prefix, variable.name, tip_of(variable.name, variable.read()));
    }
    if (!prefix.empty()) return;
    // What the input itself assigns stands in it up to the name that is being typed.
    add_from_input(completer, sigil, pattern, seen);
    // Those that each script or block has of its own.
    constexpr std::pair<const char*, const char*> own[] = {
        {"args", "Object[]"},           {"input", "IEnumerator"},   {"MyInvocation", "InvocationInfo"}, {"PSBoundParameters", "hashtable"},
        {"PSCmdlet", "PSScriptCmdlet"}, {"PSScriptRoot", "string"}, {"PSCommandPath", "string"},
    };
    for (const auto& [known, type] : own) {
        if (!starts_with_ci(known, word) || !seen.insert(lower(known)).second) continue;
        add_variable(completer, sigil, "", known, std::string("[") + type + "]$" + known);
    }
    completer.sort_matches();
    if (word.empty()) return;
    for (const char* scope : {"Global:", "Local:", "Private:", "Script:"})
        if (starts_with_ci(scope, word)) completer.add(std::string("$") + scope, scope, ResultType::Variable, scope);
    if (starts_with_ci("Env:", word)) completer.add("$Env:", "Env", ResultType::Variable, "The environment variables of the process.");
}

void complete_variable_name(Completer& completer, std::string_view word)
{
    const std::string pattern = std::string(word) + "*";
    for (const NamedVariable& variable : list_variables(completer.scope, false)) {
        if (value::wildcard_match(pattern, variable.name))
            completer.add(variable.name, variable.name, ResultType::ParameterValue, tip_of(variable.name, variable.read()));
    }
}

} // namespace kestrun::cmdlets
