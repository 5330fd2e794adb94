// Format-Custom's view of any object: its class, and its properties down to a depth.
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

/// properties: those of the outermost object to show; empty: all. limit: elements of a collection that are shown.
std::vector<std::string> custom_lines(const Value& item, const std::vector<std::string>& properties, int depth, int limit);

} // namespace kestrun::cmdlets
