// The process's environment variables, for $env: and [Environment] alike. All functions are thread-safe among themselves; child processes
// inherit what is set here.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kestrun::value {

std::optional<std::string> environment_variable(std::string_view name);
/// No value: removes the variable.
void set_environment_variable(std::string_view name, std::optional<std::string_view> value);
/// All of them, in the order of the system.
std::vector<std::pair<std::string, std::string>> environment_variables();
/// "NAME=value" of all, for starting a process.
std::vector<std::string> environment_block();
std::string machine_name();
std::string user_name();
/// The home folder, by $HOME or the user database.
std::string home_folder();

} // namespace kestrun::value
