#include "syntax/keywords.hpp"

#include "syntax/chars.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace kestrun::syntax {
namespace {

struct Entry
{
    std::string_view name;
    TokenKind kind;
};

// In the order of their names. Words like `in`, `base` or `hidden` are keywords only where the grammar asks for them, but
// the lexer always says what they could be.
constexpr Entry keywords[] = {
    {"assembly", TokenKind::Assembly},
    {"base", TokenKind::Base},
    {"begin", TokenKind::Begin},
    {"break", TokenKind::Break},
    {"catch", TokenKind::Catch},
    {"class", TokenKind::Class},
    {"clean", TokenKind::Clean},
    {"command", TokenKind::Command},
    {"configuration", TokenKind::Configuration},
    {"continue", TokenKind::Continue},
    {"data", TokenKind::Data},
    {"default", TokenKind::Default},
    {"define", TokenKind::Define},
    {"do", TokenKind::Do},
    {"dynamicparam", TokenKind::Dynamicparam},
    {"else", TokenKind::Else},
    {"elseif", TokenKind::ElseIf},
    {"end", TokenKind::End},
    {"enum", TokenKind::Enum},
    {"exit", TokenKind::Exit},
    {"filter", TokenKind::Filter},
    {"finally", TokenKind::Finally},
    {"for", TokenKind::For},
    {"foreach", TokenKind::Foreach},
    {"from", TokenKind::From},
    {"function", TokenKind::Function},
    {"hidden", TokenKind::Hidden},
    {"if", TokenKind::If},
    {"in", TokenKind::In},
    {"inlinescript", TokenKind::InlineScript},
    {"interface", TokenKind::Interface},
    {"module", TokenKind::Module},
    {"namespace", TokenKind::Namespace},
    {"parallel", TokenKind::Parallel},
    {"param", TokenKind::Param},
    {"private", TokenKind::Private},
    {"process", TokenKind::Process},
    {"public", TokenKind::Public},
    {"return", TokenKind::Return},
    {"sequence", TokenKind::Sequence},
    {"static", TokenKind::Static},
    {"switch", TokenKind::Switch},
    {"throw", TokenKind::Throw},
    {"trap", TokenKind::Trap},
    {"try", TokenKind::Try},
    {"type", TokenKind::Type},
    {"until", TokenKind::Until},
    {"using", TokenKind::Using},
    {"var", TokenKind::Var},
    {"while", TokenKind::While},
    {"workflow", TokenKind::Workflow},
};

constexpr Entry operators[] = {
    {"and", TokenKind::And},
    {"as", TokenKind::As},
    {"band", TokenKind::Band},
    {"bnot", TokenKind::Bnot},
    {"bor", TokenKind::Bor},
    {"bxor", TokenKind::Bxor},
    {"ccontains", TokenKind::Ccontains},
    {"ceq", TokenKind::Ceq},
    {"cge", TokenKind::Cge},
    {"cgt", TokenKind::Cgt},
    {"cin", TokenKind::Cin},
    {"cle", TokenKind::Cle},
    {"clike", TokenKind::Clike},
    {"clt", TokenKind::Clt},
    {"cmatch", TokenKind::Cmatch},
    {"cne", TokenKind::Cne},
    {"cnotcontains", TokenKind::Cnotcontains},
    {"cnotin", TokenKind::Cnotin},
    {"cnotlike", TokenKind::Cnotlike},
    {"cnotmatch", TokenKind::Cnotmatch},
    {"contains", TokenKind::Icontains},
    {"creplace", TokenKind::Creplace},
    {"csplit", TokenKind::Csplit},
    {"eq", TokenKind::Ieq},
    {"f", TokenKind::Format},
    {"ge", TokenKind::Ige},
    {"gt", TokenKind::Igt},
    {"icontains", TokenKind::Icontains},
    {"ieq", TokenKind::Ieq},
    {"ige", TokenKind::Ige},
    {"igt", TokenKind::Igt},
    {"iin", TokenKind::Iin},
    {"ile", TokenKind::Ile},
    {"ilike", TokenKind::Ilike},
    {"ilt", TokenKind::Ilt},
    {"imatch", TokenKind::Imatch},
    {"in", TokenKind::Iin},
    {"ine", TokenKind::Ine},
    {"inotcontains", TokenKind::Inotcontains},
    {"inotin", TokenKind::Inotin},
    {"inotlike", TokenKind::Inotlike},
    {"inotmatch", TokenKind::Inotmatch},
    {"ireplace", TokenKind::Ireplace},
    {"is", TokenKind::Is},
    {"isnot", TokenKind::IsNot},
    {"isplit", TokenKind::Isplit},
    {"join", TokenKind::Join},
    {"le", TokenKind::Ile},
    {"like", TokenKind::Ilike},
    {"lt", TokenKind::Ilt},
    {"match", TokenKind::Imatch},
    {"ne", TokenKind::Ine},
    {"not", TokenKind::Not},
    {"notcontains", TokenKind::Inotcontains},
    {"notin", TokenKind::Inotin},
    {"notlike", TokenKind::Inotlike},
    {"notmatch", TokenKind::Inotmatch},
    {"or", TokenKind::Or},
    {"replace", TokenKind::Ireplace},
    {"shl", TokenKind::Shl},
    {"shr", TokenKind::Shr},
    {"split", TokenKind::Isplit},
    {"xor", TokenKind::Xor},
};

constexpr bool by_name(const Entry& a, const Entry& b) { return a.name < b.name; }
static_assert(std::is_sorted(std::begin(keywords), std::end(keywords), by_name));
static_assert(std::is_sorted(std::begin(operators), std::end(operators), by_name));

constexpr std::size_t longest_name = 13;

template <std::size_t Size>
TokenKind find(const Entry (&table)[Size], std::string_view name, TokenKind otherwise)
{
    if (name.size() > longest_name) return otherwise;
    std::array<char, longest_name> lower{};
    std::transform(name.begin(), name.end(), lower.begin(), ascii_lower);
    const std::string_view key(lower.data(), name.size());
    const auto* found = std::lower_bound(std::begin(table), std::end(table), Entry{key, otherwise}, by_name);
    return found != std::end(table) && found->name == key ? found->kind : otherwise;
}

} // namespace

TokenKind find_keyword(std::string_view name) { return find(keywords, name, TokenKind::Identifier); }

TokenKind find_operator(std::string_view name) { return find(operators, name, TokenKind::Unknown); }

} // namespace kestrun::syntax
