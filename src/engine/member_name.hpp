// The name after a dot: its symbol for caches, and the text as it is written here. Symbols are spelled as they were first seen anywhere,
// but a key that is made by an assignment, a case-sensitive dictionary and an error's text want this place's spelling.
#pragma once
#include "value/symbol.hpp"

namespace kestrun::engine {

struct MemberName
{
    MemberName() = default;
    /// The text must live as long as the compiled code: it stands in the syntax tree.
    explicit MemberName(std::string_view spelled) : symbol(spelled), text(spelled) {}
    operator value::Name() const
    {
        value::Name name(symbol);
        name.text = text;
        return name;
    }

    value::Symbol symbol;
    std::string_view text;
};

} // namespace kestrun::engine
