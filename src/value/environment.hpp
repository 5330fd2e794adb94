// The process's environment variables, for $env: and [Environment] alike.
#pragma once
#include "base/environment.hpp"
#include <string>
#include <vector>

namespace kestrun::value {

using base::environment_variable;
using base::environment_variables;
using base::home_folder;
using base::set_environment_variable;
using base::user_name;

/// "NAME=value" of all, for starting a process.
std::vector<std::string> environment_block();
/// Without its domain.
std::string machine_name();

} // namespace kestrun::value
