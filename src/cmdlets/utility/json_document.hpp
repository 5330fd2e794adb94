// System.Text.Json: JsonDocument with its elements, and JsonSerializer for the values that scripts have.
#pragma once
#include "cmdlets/support/common.hpp"
#include <span>

namespace kestrun::cmdlets {

std::span<const value::TypeDef> json_document_types();

} // namespace kestrun::cmdlets
