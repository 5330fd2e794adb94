#pragma once

#include "syntax/ast.hpp"

namespace kestrun::syntax {

/// A token as the parser consumed it. What text, value and flags mean depends on kind.
struct Token
{
    TokenKind kind = TokenKind::Unknown;
    /// The token was read as (part of) a command name, an argument or a member name; keywords lose their meaning there.
    bool in_command_mode = false;
    /// White space stands before the token.
    bool space_before = false;
    Extent extent;
};

} // namespace kestrun::syntax
