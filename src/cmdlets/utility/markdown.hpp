// What ConvertFrom-Markdown and its kin bring with them.
#pragma once
#include "value/type.hpp"

namespace kestrun::cmdlets {

std::span<const value::TypeDef> markdown_types();

} // namespace kestrun::cmdlets
