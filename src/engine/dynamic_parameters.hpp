// Parameters that a dynamicparam block makes while its command is bound, and the attribute objects that describe them.
#pragma once
#include "engine/command.hpp"

namespace kestrun::engine {

/// The metadata with what the block wrote (a RuntimeDefinedParameterDictionary) added; null when it wrote none.
std::unique_ptr<CommandMetadata> add_runtime_parameters(const CommandMetadata& metadata, const std::vector<Value>& output);
/// The attributes of a parameter as objects: ParameterAttribute for each set, Alias, validations.
Value parameter_attributes(const ParameterMetadata& parameter, const CommandMetadata& metadata);
/// Tells the RuntimeDefinedParameter objects what was bound to them.
void store_runtime_values(const CommandMetadata& metadata, const Bound& bound);
/// Rows of ParameterAttribute, ValidateSetAttribute & co., RuntimeDefinedParameter and its dictionary.
void register_parameter_types();

} // namespace kestrun::engine
