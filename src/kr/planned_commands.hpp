// The names of all commands of the original Kestrun: those that no table of ours has are "not supported yet" rather than unknown.
#pragma once
#include <span>

namespace kestrun::kr {

std::span<const char* const> planned_commands();

} // namespace kestrun::kr
