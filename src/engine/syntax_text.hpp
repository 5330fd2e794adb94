// The syntax of a command in words: "Get-Thing [-Name] <string[]> [-Force] [<CommonParameters>]", one line a parameter set.
#pragma once
#include "engine/command.hpp"

namespace kestrun::engine {

/// A line for each parameter set, the default one first; the same line once.
std::vector<std::string> syntax_lines(std::string_view name, const CommandMetadata& metadata);
/// The parameters of one set (-1 where there are no sets): what stands behind the name, CommandParameterSetInfo.ToString().
std::string set_syntax(const CommandMetadata& metadata, int set);
/// PowerShell's short spelling of a parameter's type: "string[]", "Object", "switch".
std::string parameter_type_text(const ParameterMetadata& parameter);

} // namespace kestrun::engine
