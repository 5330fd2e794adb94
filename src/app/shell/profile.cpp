#include "app/shell/profile.hpp"
#include "base/environment.hpp"
#include "base/platform.hpp"
#include "cmdlets/support/common.hpp"
#include "engine/session.hpp"

namespace kestrun::app {

namespace {

std::string user_folder()
{
    if constexpr (base::sys::on_windows) return base::environment_text("APPDATA") + "\\kestrun";
    const std::string config = base::environment_text("XDG_CONFIG_HOME");
    if (config.starts_with('/')) return config + "/kestrun";
    return base::environment_text("HOME") + "/.config/kestrun";
}

std::string machine_folder()
{
    return base::sys::on_windows ? base::environment_text("ProgramData") + "\\kestrun" : std::string("/etc/kestrun");
}

} // namespace

std::vector<ProfileFile> profile_files()
{
    const char slash = base::path_separator;
    const std::string machine = machine_folder() + slash, user = user_folder() + slash;
    return {
        {"AllUsersAllHosts", machine + "profile.ps1"},
        {"AllUsersCurrentHost", machine + "Kestrun_profile.ps1"},
        {"CurrentUserAllHosts", user + "profile.ps1"},
        {"CurrentUserCurrentHost", user + "Kestrun_profile.ps1"},
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
