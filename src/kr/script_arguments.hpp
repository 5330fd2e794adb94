// Arguments of a script as a command line gives them.
#pragma once
#include "value/value.hpp"
#include <string>
#include <utility>
#include <vector>

namespace kestrun::kr {

/// `-Name` is a parameter (its value follows, unless it is a switch), `-Name:value` has its value with it, anything else is text. For
/// engine::ScriptOptions::ordered.
std::vector<std::pair<std::string, value::Value>> script_arguments(const std::vector<std::string>& words);

} // namespace kestrun::kr
