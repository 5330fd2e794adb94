// $Host: the host program as scripts see it.
#pragma once
#include "cmdlets/support/common.hpp"
#include <span>

namespace kestrun::cmdlets {

Value make_host(Context& context);
std::span<const value::TypeDef> host_types();

} // namespace kestrun::cmdlets
