#include "base/platform.hpp"
#include "cmdlets/completion/completion.hpp"
#include "cmdlets/support/paths.hpp"
#include <cstring>

namespace kestrun::cmdlets {

std::string quoted_argument(std::string_view text, char quote)
{
    bool special = text.empty();
    for (const char c : text) special |= std::strchr(" \t`$'\"(){}[];,|&<>@#", c) != nullptr;
    if (text.starts_with("-")) special = true;
    if (!quote && !special) return std::string(text);
    if (quote == '"') return '"' + replace_all(replace_all(std::string(text), "`", "``"), "\"", "`\"") + '"';
    return "'" + replace_all(std::string(text), "'", "''") + "'";
}

void complete_path(Completer& completer, std::string_view word, char quote)
{
    std::string path(word);
    for (char& c : path) c = c == '\\' || c == '/' ? base::path_separator : c;
    const size_t slash = path.rfind(base::path_separator);
    const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
    const std::string leaf = slash == std::string::npos ? path : path.substr(slash + 1);
    if (leaf == "~" || path.find("::") != std::string::npos) return;
    const std::string absolute = completer.session.resolve_path(folder.empty() ? "." : folder);
    std::vector<FolderEntry> entries;
    try {
        entries = list_folder(absolute);
    } catch (const ScriptError&) {
        return; // no such folder
    }
    const std::string pattern = leaf + "*";
    for (const FolderEntry& entry : entries) {
        if (!value::wildcard_match(pattern, entry.name)) continue;
        const std::string shown = (folder.empty() ? std::string(".") + base::path_separator : folder) + entry.name;
        completer.add(quoted_argument(shown, quote), entry.name, entry.folder ? ResultType::ProviderContainer : ResultType::ProviderItem,
                      join_path(absolute, entry.name));
    }
    completer.sort_matches();
}

} // namespace kestrun::cmdlets
