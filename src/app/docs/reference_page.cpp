#include "cmdlets/support/session_items.hpp"
#include "docs/pages.hpp"
#include "engine/syntax_text.hpp"
#include <algorithm>
#include <map>

namespace kestrun::app {

namespace {

using engine::CmdletDef;
using engine::P;
using engine::ParameterDef;

const char* yes(bool is) { return is ? "yes" : ""; }

/// "set:A,B" in words.
std::string validation_text(const ParameterDef& row)
{
    std::string out;
    const auto add = [&](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
    if (row.flags & P::NotNullOrEmpty)
        add("not empty");
    else if (row.flags & P::NotNull)
        add("not null");
    std::string_view rest = row.validate;
    while (!rest.empty()) {
        const size_t end = rest.find(";;");
        const std::string_view one = rest.substr(0, end);
        const size_t colon = one.find(':');
        const std::string kind(one.substr(0, colon)), what(colon == std::string_view::npos ? "" : one.substr(colon + 1));
        const size_t comma = what.find(',');
        const std::string low = what.substr(0, comma), high = comma == std::string::npos ? "" : what.substr(comma + 1);
        const std::string bounds = high.empty() ? "at least " + low : low.empty() ? "at most " + high : low + " to " + high;
        if (kind == "set") {
            std::string names = what;
            for (size_t at = 0; (at = names.find(',', at)) != std::string::npos; at += 2) names.replace(at, 1, ", ");
            add("one of " + names);
        } else if (kind == "range") {
            add(bounds);
        } else if (kind == "length") {
            add(bounds + " characters");
        } else if (kind == "count") {
            add(bounds + " values");
        } else {
            add("matches `" + what + "`");
        }
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 2);
    }
    return out;
}

std::string pipeline_text(const engine::ParameterMetadata& parameter)
{
    bool by_value = false, by_name = false;
    for (const engine::ParameterSet& set : parameter.sets) {
        by_value |= set.from_pipeline;
        by_name |= set.from_pipeline_by_name;
    }
    return by_value && by_name ? "value, name" : by_value ? "value" : by_name ? "name" : "";
}

std::string position_text(const engine::ParameterMetadata& parameter)
{
    int position = -1;
    for (const engine::ParameterSet& set : parameter.sets) position = std::max(position, set.position);
    return position < 0 ? "" : std::to_string(position);
}

bool is_mandatory(const engine::ParameterMetadata& parameter)
{
    return std::all_of(parameter.sets.begin(), parameter.sets.end(), [](const engine::ParameterSet& set) { return set.mandatory; });
}

std::string parameter_table(const engine::CommandMetadata& metadata)
{
    std::string out;
    for (const engine::ParameterMetadata& parameter : metadata.parameters) {
        if (parameter.flags & P::Hidden) continue;
        std::string name = "`-" + parameter.name + "`";
        for (const std::string& alias : parameter.aliases) name += ", `-" + alias + "`";
        std::string remark = parameter.help;
        const std::string validation = validation_text(*parameter.def);
        if (!validation.empty()) remark += (remark.empty() ? "" : " ") + ("(" + validation + ")");
        out += "| " + name + " | " + cell(engine::parameter_type_text(parameter)) + " | " + position_text(parameter) + " | " +
               yes(is_mandatory(parameter)) + " | " + pipeline_text(parameter) + " | " + cell(parameter.def->default_text) + " | " +
               cell(remark) + " |\n";
    }
    if (out.empty()) return out;
    return "\n| Parameter | Type | Position | Required | From pipeline | Default | |\n|---|---|---|---|---|---|---|\n" + out;
}

std::string code(std::string_view text) { return "\n```powershell\n" + std::string(text) + "\n```\n"; }

std::string examples_text(std::string_view examples)
{
    std::string out;
    while (!examples.empty()) {
        const size_t end = examples.find("\n---\n");
        out += code(examples.substr(0, end));
        if (end == std::string_view::npos) break;
        examples.remove_prefix(end + 5);
    }
    return out;
}

std::string command_text(const CmdletDef& command, std::string_view module)
{
    const value::Ref<engine::CommandInfo> info = cmdlets::cmdlet_info(command, module);
    const engine::CommandMetadata& metadata = *info->metadata();
    std::string out = "\n## " + std::string(command.name) + "\n\n" + command.synopsis + "\n";
    if (*command.description) out += "\n" + std::string(command.description) + "\n";
    std::string syntax;
    for (const std::string& line : engine::syntax_lines(command.name, metadata)) syntax += (syntax.empty() ? "" : "\n") + line;
    out += code(syntax);
    if (*command.aliases) out += "\nAliases: `" + std::string(command.aliases) + "`\n";
    out += parameter_table(metadata);
    if (*command.output) out += "\nWrites: `" + std::string(command.output) + "`\n";
    return out + examples_text(command.examples);
}

constexpr const char* mark = "<!-- Written by kestrun-docs from the commands' tables: do not edit. -->\n";

} // namespace

std::vector<Page> reference_pages()
{
    std::map<std::string, std::map<std::string, const CmdletDef*>> modules;
    for (const engine::CmdletTable* table : engine::cmdlet_tables())
        for (const CmdletDef& row : table->rows) modules[table->module][row.name] = &row;
    std::vector<Page> pages;
    std::string list = "# Commands\n\n" + std::string(mark) + "\n| Module | Commands |\n|---|---:|\n";
    for (const auto& [module, commands] : modules) {
        std::string text = "# " + module + "\n\n" + mark +
                           "\nAll commands also take the common parameters (`-ErrorAction`, `-OutVariable`, ...); those with `-WhatIf` "
                           "in their syntax take `-Confirm` too.\n\n";
        std::string body;
        for (const auto& [name, command] : commands) {
            std::string anchor = name;
            std::transform(anchor.begin(), anchor.end(), anchor.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
            text += "- [" + name + "](#" + anchor + "): " + command->synopsis + "\n";
            body += command_text(*command, module);
        }
        pages.push_back({module + ".md", text + body});
        list += "| [" + module + "](" + module + ".md) | " + std::to_string(commands.size()) + " |\n";
    }
    pages.push_back({"README.md", list});
    return pages;
}

} // namespace kestrun::app
