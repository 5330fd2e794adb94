// What Test-Connection brings with it.
#pragma once
#include "value/type.hpp"

namespace kestrun::cmdlets {

std::span<const value::TypeDef> test_connection_types();

} // namespace kestrun::cmdlets
