#include "syntax/ast.hpp"

namespace kestrun::syntax {

static_assert(sizeof(Ast) == 24);
#define KESTRUN_AST_CHECK(name) static_assert(std::is_trivially_destructible_v<name##Ast>);
KESTRUN_AST_KINDS(KESTRUN_AST_CHECK)
#undef KESTRUN_AST_CHECK

std::string_view name_of(AstKind kind)
{
    static constexpr std::string_view names[] = {
#define KESTRUN_AST_NAME(name) #name "Ast",
        KESTRUN_AST_KINDS(KESTRUN_AST_NAME)
#undef KESTRUN_AST_NAME
    };
    return names[static_cast<std::uint8_t>(kind)];
}

} // namespace kestrun::syntax
