// Runs a script as the program's work, on an event loop of its own.
#pragma once
#include "app/command_line.hpp"

namespace kestrun::app {

/// The process's exit status.
int run_script(const CommandLine& line);

} // namespace kestrun::app
