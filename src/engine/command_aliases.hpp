// The aliases of built-in commands, as this platform has them.
#pragma once
#include "engine/command.hpp"
#include <vector>

namespace kestrun::engine {

/// The aliases of a row. Where the system has programs of its own called ls, sort, ps and the like, those names are the programs' and not
/// aliases, as in PowerShell outside of Windows.
std::vector<std::string_view> command_aliases(const CmdletDef& row);

/// The built-in alias of that name with its options; null when there is none. Commands with a flag in `hidden` have no alias.
Ref<CommandInfo> builtin_alias(std::string_view name, uint32_t hidden = 0);
/// All built-in aliases.
std::vector<Ref<CommandInfo>> builtin_aliases();
/// True when the session starts with an alias of that name.
bool is_builtin_alias(std::string_view name);

} // namespace kestrun::engine
