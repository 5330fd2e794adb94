// What a class or enum definition is refused for: the errors PowerShell finds when it makes the type, shown as parse errors.
#pragma once
#include "engine/class_definition.hpp"
#include "syntax/diagnostics.hpp"

namespace kestrun::engine {

/// The ParseException of errors found after parsing. Thrown by whoever finds them.
[[noreturn]] void throw_definition_error(SessionImpl& session, const Unit& unit, syntax::ParseError error);
[[noreturn]] void throw_definition_error(SessionImpl& session, const Unit& unit, syntax::ErrorId id, syntax::Extent extent,
                                         std::initializer_list<std::string_view> arguments);

/// The type behind `: Base`; `is_first` may be a class, the others are interfaces.
const value::Type& resolve_base(SessionImpl& session, const Unit& unit, const syntax::TypeConstraintAst& ast, bool is_first);
/// Members with one name, properties of type void, static constructors with parameters.
void check_members(SessionImpl& session, const Unit& unit, const syntax::TypeDefinitionAst& ast);
/// A class without a constructor needs a base that can be made without arguments.
void check_base_constructor(SessionImpl& session, const Unit& unit, const syntax::TypeDefinitionAst& ast, const value::Type& base);
/// Every method of its interfaces is there.
void check_interfaces(SessionImpl& session, const Unit& unit, const syntax::TypeDefinitionAst& ast, const value::Type& type);

/// The value of an enum's label.
int64_t enum_label_value(Frame& frame, Unit& unit, const syntax::ExpressionAst& ast, const value::Type& underlying,
                         const std::vector<std::pair<std::string, int64_t>>& labels);

} // namespace kestrun::engine
