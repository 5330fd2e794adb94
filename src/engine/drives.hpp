// Provider drives as variables: $env:NAME, $function:name, $variable:name, $alias:name, ${/path/to/file}; and validation attributes.
#pragma once
#include "engine/session_impl.hpp"

namespace kestrun::engine {

/// Null when the item does not exist. An unknown drive throws DriveNotFound.
Value read_drive(SessionImpl& session, std::string_view drive, std::string_view path);
void write_drive(SessionImpl& session, std::string_view drive, std::string_view path, const Value& value);
/// Appends what a [Validate...] attribute asks for; other attributes add nothing.
void compile_validation(SessionImpl& session, const Code* code, const syntax::AttributeAst& ast, std::vector<Validation>& out);

} // namespace kestrun::engine
