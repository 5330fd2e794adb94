#include "kr/error_hint.hpp"
#include "base/nearest.hpp"
#include "cmdlets/support/absent_commands.hpp"
#include "value/type.hpp"

namespace kestrun::kr {

namespace {

using base::nearest_name;

std::vector<std::string> command_names()
{
    std::vector<std::string> names;
    for (const CmdletTable* table : engine::cmdlet_tables())
        for (const CmdletDef& row : table->rows) names.emplace_back(row.name);
    return names;
}

/// What stands between the last pair of quotes or brackets of a message.
std::string_view quoted(std::string_view message, char open, char close)
{
    const size_t start = message.find(open);
    if (start == std::string_view::npos) return {};
    const size_t end = message.find(close, start + 1);
    return end == std::string_view::npos ? std::string_view() : message.substr(start + 1, end - start - 1);
}

std::string hint(std::string_view nearest) { return nearest.empty() ? std::string() : "\nDid you mean '" + std::string(nearest) + "'?"; }

std::string parameter_hint(const ErrorRecord& record, std::string_view message)
{
    const CmdletDef* const command = engine::find_cmdlet(record.command);
    if (!command) return {};
    std::vector<std::string> names;
    for (const ParameterDef& parameter : command->parameters) names.emplace_back(parameter.name);
    const std::string nearest = nearest_name(quoted(message, '\'', '\''), names);
    if (!nearest.empty()) return hint("-" + nearest);
    if (names.empty()) return "\n" + std::string(command->name) + " has no parameters of its own.";
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "-" : ", -") + name;
    return "\nParameters of " + std::string(command->name) + ": " + all + ".";
}

} // namespace

std::string error_hint(const ErrorRecord& record)
{
    if (!record.exception) return {};
    const std::string& message = record.exception->message();
    if (record.error_id == "CommandNotFoundException") {
        const std::string_view name = quoted(message, '\'', '\'');
        if (const CmdletDef* command = engine::find_cmdlet(name))
            return "\n" + std::string(command->name) + " defines the server: it cannot be used inside a route.";
        if (const char* reason = cmdlets::reason_for_absence(name)) return "\n" + std::string(reason);
        return hint(nearest_name(name, command_names()));
    }
    if (record.error_id == "NamedParameterNotFound") return parameter_hint(record, message);
    if (record.error_id == "TypeNotFound") return hint(value::nearest_type_name(quoted(message, '[', ']')));
    return {};
}

} // namespace kestrun::kr
