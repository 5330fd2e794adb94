// Get-Command.
#include "base/platform.hpp"
#include "cmdlets/core/command_search.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/tables.hpp"
#include "engine/syntax_text.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PName,
    PVerb,
    PNoun,
    PModule,
    PFullModule,
    PType,
    PTotal,
    PSyntax,
    PShowInfo,
    PArguments,
    PAll,
    PImported,
    PParameterName,
    PParameterType,
    PExclude,
    PFuzzy,
    PDistance,
    PAbbreviation,
};
constexpr ParameterDef command_parameters[] = {
    {.name = "Name", .type = "string[]", .flags = P::FromPipelineByName, .sets = "AllCommandSet@0|"},
    {.name = "Verb", .type = "string[]", .flags = P::FromPipelineByName, .sets = "CmdletSet"},
    {.name = "Noun", .type = "string[]", .flags = P::FromPipelineByName, .sets = "CmdletSet"},
    {.name = "Module", .type = "string[]", .flags = P::FromPipelineByName, .aliases = "PSSnapin"},
    {.name = "FullyQualifiedModule", .type = "object[]", .flags = P::FromPipelineByName},
    {.name = "CommandType",
     .type = "System.Management.Automation.CommandTypes",
     .flags = P::FromPipelineByName,
     .sets = "AllCommandSet",
     .aliases = "Type"},
    {.name = "TotalCount", .type = "int", .flags = P::FromPipelineByName},
    {.name = "Syntax", .type = "switch", .flags = P::FromPipelineByName},
    {.name = "ShowCommandInfo", .type = "switch"},
    {.name = "ArgumentList",
     .type = "object[]",
     .position = 1,
     .flags = P::FromRemaining | P::AllowNull | P::AllowEmptyCollection,
     .aliases = "Args"},
    {.name = "All", .type = "switch", .flags = P::FromPipelineByName},
    {.name = "ListImported", .type = "switch", .flags = P::FromPipelineByName},
    {.name = "ParameterName", .type = "string[]"},
    {.name = "ParameterType", .type = "object[]"},
    {.name = "ExcludeModule", .type = "string[]"},
    {.name = "UseFuzzyMatching", .type = "switch", .sets = "AllCommandSet"},
    {.name = "FuzzyMinimumDistance", .type = "uint", .sets = "AllCommandSet", .default_text = "5"},
    {.name = "UseAbbreviationExpansion", .type = "switch", .sets = "AllCommandSet"},
};

using Info = Ref<engine::CommandInfo>;

struct GetCommand final : Cmdlet
{
    void process() override
    {
        std::vector<std::string> names = texts(PName);
        if (names.empty()) names.emplace_back("*");
        for (const std::string& name : names) {
            if (flag(PFuzzy) && has(PName))
                by_distance(name);
            else if (value::has_wildcards(name) || flag(PAbbreviation))
                by_pattern(name);
            else
                by_name(name);
        }
    }

private:
    bool wanted(const Info& info) const
    {
        if (has(PType) && !(integral(arg(PType)) & static_cast<int64_t>(info->kind))) return false;
        if (has(PModule) && !matches_any(texts(PModule), info->module_name)) return false;
        if (has(PExclude) && matches_any(texts(PExclude), info->module_name)) return false;
        if (has(PFullModule) && !in_full_module(*info)) return false;
        const size_t dash = info->name.find('-');
        if (has(PVerb) && (dash == std::string::npos || !matches_any(texts(PVerb), info->name.substr(0, dash)))) return false;
        if (has(PNoun) && (dash == std::string::npos || !matches_any(texts(PNoun), info->name.substr(dash + 1)))) return false;
        if (!has(PParameterName) && !has(PParameterType)) return true;
        const engine::CommandMetadata* metadata = info->metadata();
        if (!metadata) return false;
        const std::vector<std::string> patterns = texts(PParameterName);
        return std::any_of(metadata->parameters.begin(), metadata->parameters.end(), [&](const auto& parameter) {
            return (!has(PParameterName) || matches_any(patterns, parameter.name)) && (!has(PParameterType) || has_wanted_type(parameter));
        });
    }
    /// -FullyQualifiedModule: a name, or a table with ModuleName, ModuleVersion, MaximumVersion, RequiredVersion.
    bool in_full_module(const engine::CommandInfo& info) const
    {
        for (const Value& item : value::elements(arg(PFullModule))) {
            const std::string name = item.is_string() ? value::to_text(item) : property_text(item, "ModuleName");
            if (equals_ci(name, info.module_name)) return true;
        }
        return false;
    }
    /// A parameter of one of the types of -ParameterType, which are types or their names.
    bool has_wanted_type(const engine::ParameterMetadata& parameter) const
    {
        const value::Type* type = parameter.type ? parameter.type : &value::types::object();
        for (const Value& item : value::elements(arg(PParameterType))) {
            const auto* wanted = item.as<value::Type>();
            if (!wanted) wanted = value::find_type(value::to_text(item));
            if (wanted == type) return true;
            if (!wanted && value::wildcard_match(value::to_text(item), type->full_name())) return true;
        }
        return false;
    }

    void emit(const Info& info)
    {
        if (has(PTotal) && number(PTotal) >= 0 && count_ >= number(PTotal)) return;
        ++count_;
        if (!flag(PSyntax)) {
            write(Value(info));
            return;
        }
        const engine::CommandMetadata* metadata = info->metadata();
        if (!metadata) {
            write(Value(info->definition.empty() ? info->name : info->definition));
            return;
        }
        std::string text;
        for (const std::string& line : engine::syntax_lines(info->name, *metadata)) text += base::new_line + line + base::new_line;
        write(Value(text));
    }

    /// Aliases, functions, commands, programs: the first is what a call would run.
    std::vector<Info> candidates(const std::string& name)
    {
        Scope& scope = caller_scope(invocation());
        std::vector<Info> found;
        for (const Info& info : list_aliases(scope)) {
            if (equals_ci(info->name, name)) found.push_back(info);
        }
        for (const Info& info : list_functions(invocation().session, scope)) {
            if (equals_ci(info->name, name)) found.push_back(info);
        }
        const CmdletDef* row = engine::find_cmdlet(name);
        if (row && equals_ci(row->name, name)) found.push_back(cmdlet_info(*row, module_of(*row)));
        if (found.empty() || flag(PAll) || has(PType)) {
            if (Info program = invocation().session.find_external(name)) found.push_back(program);
        }
        return found;
    }

    void by_name(const std::string& written)
    {
        // Module\Command
        std::string name = written;
        const size_t slash = name.find('\\');
        if (slash != std::string::npos && name.find('/') == std::string::npos) name.erase(0, slash + 1);
        std::vector<Info> found = candidates(name);
        if (found.empty()) {
            if (Info other = invocation().session.find_command(name)) found.push_back(other);
        }
        std::erase_if(found, [&](const Info& info) { return !wanted(info); });
        if (found.empty()) {
            write_error("CommandNotFoundException",
                        "The term '" + written +
                            "' is not recognized as a name of a cmdlet, function, script file, or executable program.\nCheck the spelling "
                            "of the name, or if a path was "
                            "included, verify that the path is correct and try again.",
                        ErrorCategory::ObjectNotFound, Value(written), "System.Management.Automation.CommandNotFoundException");
            return;
        }
        if (!flag(PAll)) found.resize(1);
        for (const Info& info : found) emit(info);
    }

    /// All commands of the session in the order of their kinds; programs too when asked for.
    std::vector<Info> all_commands()
    {
        Scope& scope = caller_scope(invocation());
        std::vector<Info> all;
        const bool cmdlets_only = has(PVerb) || has(PNoun);
        // Aliases show when they are asked for: by name, by kind, or with -All.
        if (!cmdlets_only && (has(PName) || has(PType) || flag(PAll)))
            for (const Info& info : list_aliases(scope)) all.push_back(info);
        for (const Info& info : list_functions(invocation().session, scope)) all.push_back(info);
        for (const CmdletTable* table : engine::cmdlet_tables())
            for (const CmdletDef& row : table->rows) all.push_back(cmdlet_info(row, table->module));
        return all;
    }

    bool asks_for_programs() const
    {
        using engine::CommandType;
        if (has(PVerb) || has(PNoun) || has(PModule) || flag(PImported) || has(PParameterName) || has(PParameterType)) return false;
        if (!has(PType)) return has(PName);
        constexpr auto programs = static_cast<int64_t>(CommandType::Application) | static_cast<int64_t>(CommandType::ExternalScript);
        return (integral(arg(PType)) & programs) != 0;
    }

    void by_pattern(const std::string& pattern)
    {
        std::vector<Info> found;
        const auto take = [&](const Info& info) {
            const bool fits = value::wildcard_match(pattern, info->name) || (flag(PAbbreviation) && is_abbreviation(pattern, info->name));
            if (fits && wanted(info)) found.push_back(info);
        };
        for (const Info& info : all_commands()) take(info);
        if (asks_for_programs())
            for (const Info& info : find_programs(pattern)) take(info);
        std::stable_sort(found.begin(), found.end(), [](const Info& a, const Info& b) {
            if (a->kind != b->kind) return a->kind < b->kind;
            return value::compare_culture(a->name, b->name, true) < 0;
        });
        for (const Info& info : found) emit(info);
    }

    /// -UseFuzzyMatching: names within -FuzzyMinimumDistance, nearest first, each with its Score.
    void by_distance(const std::string& name)
    {
        const auto limit = static_cast<size_t>(number(PDistance, 5));
        std::vector<std::pair<size_t, Info>> found;
        const auto take = [&](const Info& info) {
            const size_t distance = name_distance(name, info->name);
            if (distance <= limit && wanted(info)) found.emplace_back(distance, info);
        };
        for (const Info& info : all_commands()) take(info);
        if (asks_for_programs())
            for (const Info& info : find_programs("*")) take(info);
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& [distance, info] : found) emit(info);
    }

    int64_t count_ = 0;
};

constexpr CmdletDef rows[] = {
    {.name = "Get-Command",
     .synopsis = "Lists commands.",
     .parameters = command_parameters,
     .make = make_cmdlet<GetCommand>,
     .aliases = "gcm",
     .default_set = "AllCommandSet"},
};

} // namespace

constinit const CmdletTable get_command_table{"Microsoft.PowerShell.Core", rows};

} // namespace kestrun::cmdlets
