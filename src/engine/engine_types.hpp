// Rows of the .NET types whose objects the engine makes.
#pragma once
#include "engine/metadata.hpp"

namespace kestrun::engine {

/// ParameterMetadata as (Get-Command x).Parameters shows it.
class ParameterInfoObject final : public value::Object
{
public:
    ParameterInfoObject(const value::Type& type, const ParameterMetadata& parameter);
    const value::Type& type() const override { return type_; }
    std::string name;
    std::vector<std::string> aliases;
    Value parameter_type;
    bool is_switch;

private:
    const value::Type& type_;
};

/// Rows of modules, session states and $ExecutionContext.
void register_module_types();
/// Call once, before the first session.
void register_engine_types();

} // namespace kestrun::engine
