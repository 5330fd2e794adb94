// The aliases of built-in commands, as this platform has them.
#pragma once
#include "engine/cmdlet.hpp"
#include <vector>

namespace kestrun::engine {

/// The aliases of a row. Where the system has programs of its own called ls, sort, ps and the like, those names are the programs' and not
/// aliases, as in PowerShell outside of Windows.
std::vector<std::string_view> command_aliases(const CmdletDef& row);

} // namespace kestrun::engine
