// Objects with events: System.Timers.Timer, and jobs (StateChanged).
#pragma once
#include "value/type.hpp"

namespace kestrun::cmdlets {

std::span<const value::TypeDef> event_source_types();

} // namespace kestrun::cmdlets
