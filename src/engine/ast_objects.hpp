// The syntax tree and its places as scripts see them: ScriptBlock.Ast, ParseException.Errors.
#pragma once
#include "engine/code.hpp"

namespace kestrun::engine {

/// IScriptExtent of a place in a text.
Value make_script_extent(const std::shared_ptr<const syntax::SourceText>& source, syntax::Extent extent);
/// ParseError[] of a text.
Value make_parse_errors(const std::shared_ptr<const syntax::SourceText>& source, std::span<const syntax::ParseError> errors);
/// A ParseError[] with one error about the whole text.
Value make_parse_error(const syntax::ParsedScript& script, std::string_view id, std::string message);
/// The ParseException of a text.
Ref<ErrorRecord> parse_error_record(const std::shared_ptr<const syntax::SourceText>& source, std::span<const syntax::ParseError> errors);
/// The node as an object; keeps the tree alive. Null for null.
Value make_ast(const std::shared_ptr<const Unit>& unit, const syntax::Ast* node);
void register_ast_types();

} // namespace kestrun::engine
