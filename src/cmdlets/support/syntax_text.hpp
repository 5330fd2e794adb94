// The syntax of a command in words: "Get-Thing [-Name] <string[]> [-Force] [<CommonParameters>]", one line a parameter set.
#pragma once
#include "cmdlets/support/common.hpp"
#include "engine/command.hpp"

namespace kestrun::cmdlets {

std::vector<std::string> syntax_lines(std::string_view name, const engine::CommandMetadata& metadata);
/// PowerShell's short spelling of a parameter's type: "string[]", "Object", "switch".
std::string parameter_type_text(const engine::ParameterMetadata& parameter);

} // namespace kestrun::cmdlets
