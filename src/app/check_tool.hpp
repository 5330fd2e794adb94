// `kestrun check`: what in scripts is unknown or not supported, before anything runs.
#pragma once
#include <string>
#include <vector>

namespace kestrun::app {

/// The process's exit status: 0 nothing found, 1 something, 2 wrong usage or a file that cannot be read.
int run_check(const std::vector<std::string>& arguments);

} // namespace kestrun::app
