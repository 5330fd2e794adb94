#pragma once

#include <cstddef>
#include <string_view>

namespace kestrun::syntax {

/// Knows the types outside of a script: .NET's, and those of modules. Called only during parse(), on its thread.
class TypeResolver
{
public:
    virtual ~TypeResolver() = default;
    /// Is there a type of that name (accelerators such as "int" included; no brackets)? generic_arguments is the number of
    /// type arguments it is written with.
    virtual bool type_exists(std::string_view name, std::size_t generic_arguments) const = 0;
    /// As type_exists, for the type of an attribute, whose name may lack the word Attribute at its end.
    virtual bool attribute_exists(std::string_view name) const = 0;
    /// Is name the same type as base or derived from it? False when either is unknown.
    virtual bool derives_from(std::string_view name, std::string_view base) const = 0;
    /// The full .NET name of a type that exists, e.g. "System.Int32".
    virtual std::string_view full_name(std::string_view name) const = 0;
};

} // namespace kestrun::syntax
