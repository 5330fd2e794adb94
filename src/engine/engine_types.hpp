// Rows of the .NET types whose objects the engine makes.
#pragma once
#include "engine/metadata.hpp"

namespace kestrun::engine {

/// ParameterMetadata as (Get-Command x).Parameters shows it.
class ParameterInfoObject final : public value::Object
{
public:
    ParameterInfoObject(const ParameterMetadata& parameter, const CommandMetadata& metadata);
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override
    {
        tracer.visit(attributes);
        tracer.visit(sets);
    }
    std::string name;
    Value aliases, parameter_type, attributes, sets;
    bool is_switch, is_dynamic;
};

/// ScopedItemOptions of a variable, function or alias.
Value options_of(uint8_t options);
/// Rows of CommandInfo and its kin.
void register_command_types();
/// Rows of modules, session states and $ExecutionContext.
void register_module_types();
/// Call once, before the first session.
void register_engine_types();

} // namespace kestrun::engine
