// CLIXML: PowerShell's serialization format.
#pragma once
#include "cmdlets/support/common.hpp"
#include <span>

namespace kestrun::cmdlets {

/// depth: levels of properties below the outermost objects; deeper ones are written as their text.
std::string to_clixml(const std::vector<Value>& items, int depth);
/// Throws ScriptError (XmlException) for what is not CLIXML.
std::vector<Value> from_clixml(const std::string& text);
/// System.Management.Automation.PSSerializer.
std::span<const value::TypeDef> clixml_types();

} // namespace kestrun::cmdlets
