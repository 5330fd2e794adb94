#pragma once
// The process's environment variables. All functions are thread-safe among themselves; child processes inherit what is set here.
// Names are case-insensitive on Windows.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kestrun::base {

std::optional<std::string> environment_variable(std::string_view name);
/// The variable's text, empty when it is not set.
std::string environment_text(std::string_view name);
/// No value: removes the variable.
void set_environment_variable(std::string_view name, std::optional<std::string_view> value);
/// All of them, in the order of the system.
std::vector<std::pair<std::string, std::string>> environment_variables();

/// The name of the user that the process runs as; empty when the system knows none.
std::string user_name();
/// That user's home folder: by $HOME or the user database; on Windows by %USERPROFILE%.
std::string home_folder();

} // namespace kestrun::base
