// What Update-TypeData brings with it: its types, and the way from the running session to its table.
#pragma once
#include "value/type.hpp"

namespace kestrun::cmdlets {

std::span<const value::TypeDef> type_data_types();
/// From now on members of type tables are found. Once, before the first session.
void use_type_tables();

} // namespace kestrun::cmdlets
