#pragma once

#include "syntax/source.hpp"
#include "syntax/token_kind.hpp"

namespace kestrun::syntax {

/// A token as the parser consumed it; its text is the source's at extent.
struct Token
{
    TokenKind kind = TokenKind::Unknown;
    Extent extent;
};

} // namespace kestrun::syntax
