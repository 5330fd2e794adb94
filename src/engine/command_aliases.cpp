#include "engine/command_aliases.hpp"
#include <algorithm>

namespace kestrun::engine {

namespace {

#ifdef _WIN32
constexpr bool programs_first = false;
#else
constexpr bool programs_first = true;
#endif

constexpr std::string_view program_names[] = {"ac", "cat", "clear", "compare", "cp",    "diff", "kill",  "ls",  "man",  "mount",
                                              "mv", "ps",  "rm",    "rmdir",   "sleep", "sort", "start", "tee", "write"};

bool is_program_name(std::string_view alias)
{
    return std::find(std::begin(program_names), std::end(program_names), alias) != std::end(program_names);
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

} // namespace kestrun::engine
