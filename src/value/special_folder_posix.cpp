#include "base/environment.hpp"
#include "value/special_folder.hpp"

namespace kestrun::value {
namespace {

/// A folder below the home folder that the XDG variable may move.
std::string below_home(const char* variable, std::string_view otherwise)
{
    if (variable) {
        if (auto set = base::environment_variable(variable); set && set->starts_with('/')) return *set;
    }
    const std::string home = base::home_folder();
    return home.empty() ? home : home + std::string(otherwise);
}

} // namespace

std::string special_folder(int64_t folder)
{
    switch (folder) {
    case 0x00:                                         // Desktop
    case 0x10: return below_home(nullptr, "/Desktop"); // DesktopDirectory
    case 0x05: return below_home(nullptr, "/Documents");
    case 0x0D: return below_home(nullptr, "/Music");
    case 0x0E: return below_home(nullptr, "/Videos");
    case 0x27: return below_home(nullptr, "/Pictures");
    case 0x15: return below_home(nullptr, "/Templates");
    case 0x1A: return below_home("XDG_CONFIG_HOME", "/.config");
    case 0x1C: return below_home("XDG_DATA_HOME", "/.local/share");
    case 0x23: return "/usr/share";
    case 0x28: return base::home_folder();
    default: return "";
    }
}

} // namespace kestrun::value
