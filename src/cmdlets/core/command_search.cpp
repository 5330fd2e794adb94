#include "cmdlets/core/command_search.hpp"
#include "base/environment.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace kestrun::cmdlets {

namespace fs = std::filesystem;

bool is_abbreviation(std::string_view abbreviation, std::string_view command)
{
    const size_t dash = command.find('-');
    if (dash == std::string_view::npos) return false;
    std::string initials;
    for (size_t i = 0; i < command.size(); ++i)
        if ((command[i] >= 'A' && command[i] <= 'Z') || command[i] == '-') initials += command[i];
    return equals_ci(initials, abbreviation);
}

std::vector<Ref<engine::CommandInfo>> find_programs(std::string_view pattern)
{
#ifdef _WIN32
    constexpr char separator = ';';
#else
    constexpr char separator = ':';
#endif
    std::vector<Ref<engine::CommandInfo>> found;
    const std::string variable = base::environment_variable("PATH").value_or("");
    for (std::string_view rest = variable; !rest.empty();) {
        const size_t end = rest.find(separator);
        std::error_code error;
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(fs::path(rest.substr(0, end)), error)) {
            if (!value::wildcard_match(pattern, entry.path().filename().string()) || !entry.is_regular_file(error)) continue;
            constexpr auto runs = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
            if (entry.path().extension() == ".ps1" || (entry.status(error).permissions() & runs) != fs::perms::none)
                files.push_back(entry.path());
        }
        std::sort(files.begin(), files.end());
        for (const fs::path& file : files) {
            const bool script = file.extension() == ".ps1";
            auto info = value::make<engine::CommandInfo>(script ? engine::CommandType::ExternalScript : engine::CommandType::Application,
                                                         file.filename().string());
            info->definition = file.string();
            found.push_back(std::move(info));
        }
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    return found;
}

size_t name_distance(std::string_view a, std::string_view b) { return base::edit_distance(a, b, a.size() + b.size()); }

} // namespace kestrun::cmdlets
