#pragma once

#include "syntax/ast_node.hpp"

#include <optional>
#include <string_view>

namespace kestrun::syntax {

/// What the parser wants to know of a type that is not defined in the script itself.
struct TypeFacts
{
    /// The full .NET name, e.g. "System.String".
    std::string_view full_name;
    bool is_sealed = false;
    bool is_interface = false;
    bool is_attribute = false;
    /// Can be constructed without arguments by a derived class.
    bool has_default_constructor = true;
};

/// Knows the types outside of a script: .NET's, and those of modules. Called only during parse(), on its thread.
class TypeResolver
{
public:
    virtual ~TypeResolver() = default;
    /// The type of that name (no brackets, arrays or generic arguments; accelerators such as "int" included), or nothing.
    virtual std::optional<TypeFacts> find(std::string_view name) const = 0;
};

} // namespace kestrun::syntax
