// The type of a parameter as PowerShell declares it, where a command takes more than that.
#pragma once
#include "engine/metadata.hpp"

namespace kestrun::engine {

/// What Get-Command and error texts say. "object:psobject" in a command's table is a parameter that is never converted and shown as a
/// psobject; a parameter without a type is an object.
const value::Type& declared_type(const ParameterMetadata& parameter);

} // namespace kestrun::engine
