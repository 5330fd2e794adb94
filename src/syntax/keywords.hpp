#pragma once

#include "syntax/token_kind.hpp"

#include <string_view>

namespace kestrun::syntax {

/// The keyword of that name in any case, or Identifier.
TokenKind find_keyword(std::string_view name);

/// The operator spelt -name in any case, or Unknown.
TokenKind find_operator(std::string_view name);

} // namespace kestrun::syntax
