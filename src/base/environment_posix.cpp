#include "base/environment.hpp"

#include <cstdlib>
#include <mutex>
#include <pwd.h>
#include <unistd.h>

extern "C" char** environ;

namespace kestrun::base {

namespace {

std::mutex& mutex()
{
    static std::mutex m;
    return m;
}

std::string from_user_database(bool home)
{
    struct passwd entry = {};
    struct passwd* found = nullptr;
    char buffer[4096];
    if (getpwuid_r(geteuid(), &entry, buffer, sizeof buffer, &found) != 0 || !found) return {};
    return home ? found->pw_dir : found->pw_name;
}

} // namespace

std::optional<std::string> environment_variable(std::string_view name)
{
    const std::lock_guard lock(mutex());
    const char* value = std::getenv(std::string(name).c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

void set_environment_variable(std::string_view name, std::optional<std::string_view> value)
{
    const std::lock_guard lock(mutex());
    if (value)
        setenv(std::string(name).c_str(), std::string(*value).c_str(), 1);
    else
        unsetenv(std::string(name).c_str());
}

std::vector<std::pair<std::string, std::string>> environment_variables()
{
    const std::lock_guard lock(mutex());
    std::vector<std::pair<std::string, std::string>> result;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        result.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return result;
}

std::string user_name()
{
    std::string name = from_user_database(false);
    return name.empty() ? environment_text("USER") : name;
}

std::string home_folder()
{
    if (auto home = environment_variable("HOME"); home && !home->empty()) return *home;
    return from_user_database(true);
}

} // namespace kestrun::base
