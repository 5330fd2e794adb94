#include "engine/command_aliases.hpp"
#include "engine/scope.hpp"
#include "value/string.hpp"
#include <algorithm>

namespace kestrun::engine {

namespace {

#ifdef _WIN32
constexpr bool programs_first = false;
#else
constexpr bool programs_first = true;
#endif

constexpr std::string_view program_names[] = {"ac",    "cat", "clear", "compare", "cp",    "cpp",   "diff", "kill",  "ls",  "man",
                                              "mount", "mv",  "ps",    "rm",      "rmdir", "sleep", "sort", "start", "tee", "write"};

bool is_program_name(std::string_view alias)
{
    return std::find(std::begin(program_names), std::end(program_names), alias) != std::end(program_names);
}

/// Aliases whose commands are no rows of tables here: functions, programs, and commands that are out.
struct OtherAlias
{
    const char* name;
    const char* definition;
};
constexpr OtherAlias other_aliases[] = {
    {"cls", "Clear-Host"},           {"md", "mkdir"},
    {"dbp", "Disable-PSBreakpoint"}, {"ebp", "Enable-PSBreakpoint"},
    {"gbp", "Get-PSBreakpoint"},     {"rbp", "Remove-PSBreakpoint"},
    {"sbp", "Set-PSBreakpoint"},     {"etsn", "Enter-PSSession"},
    {"exsn", "Exit-PSSession"},      {"gsn", "Get-PSSession"},
    {"nsn", "New-PSSession"},        {"rsn", "Remove-PSSession"},
    {"rcsn", "Receive-PSSession"},
};

/// Aliases that scripts may not change without -Force are the rule; these are the ones they may, and those that stand in every scope.
constexpr std::string_view writable[] = {"cd",  "chdir", "cls",   "copy", "del", "dir",  "echo",    "erase", "etsn", "exsn",
                                         "fhx", "gcb",   "gjb",   "gsn",  "gtz", "h",    "history", "icm",   "md",   "move",
                                         "nsn", "popd",  "pushd", "pwd",  "r",   "ral",  "rcjb",    "rd",    "ren",  "rjb",
                                         "rsn", "sajb",  "scb",   "set",  "sls", "spjb", "type",    "wjb"};
constexpr std::string_view in_all_scopes[] = {"?",   "%",   "foreach", "select", "where", "cd",   "copy",
                                              "del", "dir", "echo",    "md",     "move",  "popd", "pushd"};

template <size_t N>
bool stands_in(const std::string_view (&names)[N], std::string_view name)
{
    return std::any_of(std::begin(names), std::end(names), [&](std::string_view each) { return value::equals_ignore_case(each, name); });
}

Ref<CommandInfo> make_alias(std::string_view name, std::string_view definition)
{
    Ref<CommandInfo> info = value::make<CommandInfo>(CommandType::Alias, std::string(name));
    info->definition = definition;
    if (!stands_in(writable, name)) info->options |= VarReadOnly;
    if (stands_in(in_all_scopes, name)) info->options |= VarAllScope;
    return info;
}

} // namespace

std::vector<std::string_view> command_aliases(const CmdletDef& row)
{
    std::vector<std::string_view> names;
    for (std::string_view rest = row.aliases; !rest.empty();) {
        const size_t comma = rest.find(',');
        const std::string_view alias = rest.substr(0, comma);
        if (!programs_first || !is_program_name(alias)) names.push_back(alias);
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    return names;
}

Ref<CommandInfo> builtin_alias(std::string_view name, uint32_t hidden)
{
    for (const OtherAlias& other : other_aliases)
        if (value::equals_ignore_case(other.name, name)) return make_alias(other.name, other.definition);
    const CmdletDef* def = find_cmdlet(name);
    if (!def || (def->flags & hidden) != 0 || value::equals_ignore_case(def->name, name)) return {};
    for (const std::string_view alias : command_aliases(*def))
        if (value::equals_ignore_case(alias, name)) return make_alias(alias, def->name);
    return {};
}

bool is_builtin_alias(std::string_view name) { return builtin_alias(name) != nullptr; }

std::vector<Ref<CommandInfo>> builtin_aliases()
{
    std::vector<Ref<CommandInfo>> all;
    for (const OtherAlias& other : other_aliases) all.push_back(make_alias(other.name, other.definition));
    for (const CmdletTable* table : cmdlet_tables())
        for (const CmdletDef& row : table->rows)
            for (const std::string_view alias : command_aliases(row)) all.push_back(make_alias(alias, row.name));
    return all;
}

} // namespace kestrun::engine
