// The type that -To of the Cms commands converts to.
#pragma once
#include "value/type.hpp"
#include <span>

namespace kestrun::cmdlets {

std::span<const value::TypeDef> cms_recipient_types();

} // namespace kestrun::cmdlets
