#include "base/environment.hpp"
#include "base/system.hpp"
#include "base/system_path.hpp"
#include "cmdlets/completion/completion.hpp"
#include "engine/syntax_text.hpp"
#include "syntax/ast_children.hpp"
#include <cstdlib>
#include <filesystem>
#include <map>

namespace kestrun::cmdlets {

namespace {

struct LessIgnoringCase
{
    bool operator()(const std::string& a, const std::string& b) const { return value::compare_ordinal_ignore_case(a, b) < 0; }
};
using Names = std::map<std::string, std::string, LessIgnoringCase>; // name -> tool tip

std::string syntax_tip(const std::string& name, const engine::CommandMetadata* metadata)
{
    if (!metadata) return name;
    std::string tip;
    for (const std::string& line : engine::syntax_lines(name, *metadata)) tip += base::new_line + line + base::new_line;
    return tip;
}

void add_known(Completer& completer, const std::string& pattern, Names& names)
{
    for (const auto& info : list_functions(completer.session, completer.scope)) {
        if (value::wildcard_match(pattern, info->name)) names.try_emplace(info->name, syntax_tip(info->name, info->metadata()));
    }
    for (const CmdletTable* table : engine::cmdlet_tables()) {
        for (const CmdletDef& row : table->rows) {
            if (value::wildcard_match(pattern, row.name)) names.try_emplace(row.name, syntax_tip(row.name, &engine::metadata_of(row)));
        }
    }
    for (const auto& info : list_aliases(completer.scope)) {
        if (value::wildcard_match(pattern, info->name)) names.try_emplace(info->name, info->definition);
    }
}

/// Functions that the input itself defines.
void add_from_input(Completer& completer, const std::string& pattern, Names& names)
{
    const auto parsed = syntax::parse(std::make_shared<const syntax::SourceText>(completer.cursor.text));
    const auto visit = [&](const auto& self, const syntax::Ast& node) -> void {
        if (const auto* function = syntax::as<syntax::FunctionDefinitionAst>(&node)) {
            const std::string name(function->name);
            if (!name.empty() && value::wildcard_match(pattern, name)) names.try_emplace(name, name);
        }
        syntax::for_each_child(node, [&](const syntax::Ast& child) { self(self, child); });
    };
    visit(visit, *parsed.root());
}

/// Programs on the PATH.
void add_programs(const std::string& pattern, Names& names)
{
    for (const std::string& folder : split(base::environment_text("PATH"), base::path_list_separator)) {
        std::error_code ec;
        for (const auto& entry : std::filesystem::directory_iterator(base::sys::path(folder.empty() ? "." : folder), ec)) {
            const std::string name = entry.path().filename().string();
            if (!value::wildcard_match(pattern, name) || names.contains(name)) continue;
            if (base::sys::access(entry.path().string().c_str(), X_OK) == 0 && !entry.is_directory(ec))
                names.try_emplace(name, entry.path().string());
        }
    }
}

void offer(Completer& completer, const Names& names, std::string_view qualifier)
{
    for (const auto& [name, tip] : names) completer.add(std::string(qualifier) + name, name, ResultType::Command, tip);
}

} // namespace

void complete_command(Completer& completer, std::string_view word)
{
    Names names;
    const size_t slash = word.rfind('\\');
    if (slash != std::string_view::npos) { // Module\Name
        const std::string pattern = std::string(word.substr(slash + 1)) + "*";
        for (const CmdletTable* table : engine::cmdlet_tables()) {
            if (!equals_ci(table->module, word.substr(0, slash))) continue;
            for (const CmdletDef& row : table->rows)
                if (value::wildcard_match(pattern, row.name)) names.try_emplace(row.name, syntax_tip(row.name, &engine::metadata_of(row)));
        }
        return offer(completer, names, word.substr(0, slash + 1));
    }
    if (word.empty()) return;
    const std::string pattern = std::string(word) + "*";
    add_known(completer, pattern, names);
    add_from_input(completer, pattern, names);
    add_programs(pattern, names);
    offer(completer, names, "");
}

void complete_command_name(Completer& completer, std::string_view word)
{
    Names names;
    add_known(completer, std::string(word) + "*", names);
    offer(completer, names, "");
}

} // namespace kestrun::cmdlets
