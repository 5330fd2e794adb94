#include "syntax/token_kind.hpp"

#include <array>

namespace kestrun::syntax {
namespace {

struct KindInfo
{
    std::string_view name;
    std::string_view text;
    std::uint32_t traits = 0;
};

constexpr std::array<KindInfo, 256> make_table()
{
    namespace t = traits;
    std::array<KindInfo, 256> table{};
#define KESTRUN_TOKEN_ROW(name, number, text, flags) table[number] = {#name, text, flags};
    KESTRUN_TOKEN_KINDS(KESTRUN_TOKEN_ROW)
#undef KESTRUN_TOKEN_ROW
    return table;
}

constexpr std::array<KindInfo, 256> table = make_table();
static_assert(table[static_cast<int>(TokenKind::Clean)].name == "Clean", "the table is indexed by TokenKind");

} // namespace

std::uint32_t traits_of(TokenKind kind) { return table[static_cast<std::uint8_t>(kind)].traits; }

std::string_view text_of(TokenKind kind) { return table[static_cast<std::uint8_t>(kind)].text; }

std::string_view name_of(TokenKind kind) { return table[static_cast<std::uint8_t>(kind)].name; }

} // namespace kestrun::syntax
