#include "app/shell/profile.hpp"
#include "cmdlets/support/common.hpp"
#include "engine/session.hpp"
#include <cstdlib>

namespace kestrun::app {

namespace {

std::string user_folder()
{
    const char* config = std::getenv("XDG_CONFIG_HOME");
    if (config && *config == '/') return std::string(config) + "/kestrun";
    const char* home = std::getenv("HOME");
    return std::string(home ? home : "") + "/.config/kestrun";
}

} // namespace

std::vector<ProfileFile> profile_files()
{
    const std::string machine = "/etc/kestrun", user = user_folder();
    return {
        {"AllUsersAllHosts", machine + "/profile.ps1"},
        {"AllUsersCurrentHost", machine + "/Kestrun_profile.ps1"},
        {"CurrentUserAllHosts", user + "/profile.ps1"},
        {"CurrentUserCurrentHost", user + "/Kestrun_profile.ps1"},
    };
}

void register_profile_variable()
{
    engine::add_automatic_variable("PROFILE", [](engine::Context&) {
        const std::vector<ProfileFile> files = profile_files();
        value::Value profile(files.back().path);
        for (const ProfileFile& file : files) profile = cmdlets::with_note_property(profile, file.name, value::Value(file.path));
        return profile;
    });
}

} // namespace kestrun::app
