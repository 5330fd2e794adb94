// The tokens of a text as scripts see them: Parser.ParseInput, PSParser.Tokenize.
#pragma once
#include "engine/language/node_object.hpp"

namespace kestrun::engine::language {

/// Token[] of a parsed text, comments and the end of input included. The unit must have kept its tokens.
Value make_tokens(const std::shared_ptr<const Unit>& unit);
/// Collection[PSToken], of the elder interface.
Value make_ps_tokens(const std::shared_ptr<const Unit>& unit);
std::span<const TypeDef> token_types();

} // namespace kestrun::engine::language
