#pragma once

#include <cstdint>
#include <string_view>

namespace kestrun::syntax {

// Names, numbers and texts of System.Management.Automation.Language.TokenKind: name, number, text, traits.
// clang-format off
#define KESTRUN_TOKEN_KINDS(X) \
    X(Unknown, 0, "unknown", 0) \
    X(Variable, 1, "var", 0) \
    X(SplattedVariable, 2, "@var", 0) \
    X(Parameter, 3, "param", 0) \
    X(Number, 4, "number", 0) \
    X(Label, 5, "label", 0) \
    X(Identifier, 6, "ident", 0) \
    X(Generic, 7, "generic", 0) \
    X(NewLine, 8, "newline", t::mode_invariant) \
    X(LineContinuation, 9, "line continuation", t::mode_invariant) \
    X(Comment, 10, "comment", t::mode_invariant) \
    X(EndOfInput, 11, "eof", t::mode_invariant) \
    X(StringLiteral, 12, "sqstr", t::mode_invariant) \
    X(StringExpandable, 13, "dqstr", t::mode_invariant) \
    X(HereStringLiteral, 14, "sq here string", t::mode_invariant) \
    X(HereStringExpandable, 15, "dq here string", t::mode_invariant) \
    X(LParen, 16, "(", t::mode_invariant) \
    X(RParen, 17, ")", t::mode_invariant) \
    X(LCurly, 18, "{", t::mode_invariant) \
    X(RCurly, 19, "}", t::mode_invariant) \
    X(LBracket, 20, "[", 0) \
    X(RBracket, 21, "]", t::mode_invariant) \
    X(AtParen, 22, "@(", t::mode_invariant) \
    X(AtCurly, 23, "@{", t::mode_invariant) \
    X(DollarParen, 24, "$(", t::mode_invariant) \
    X(Semi, 25, ";", t::mode_invariant) \
    X(AndAnd, 26, "&&", t::mode_invariant) \
    X(OrOr, 27, "||", t::mode_invariant) \
    X(Ampersand, 28, "&", t::special | t::mode_invariant) \
    X(Pipe, 29, "|", t::special | t::mode_invariant) \
    X(Comma, 30, ",", t::unary | t::mode_invariant) \
    X(MinusMinus, 31, "--", t::unary | t::restricted | t::postfix) \
    X(PlusPlus, 32, "++", t::unary | t::restricted | t::postfix) \
    X(DotDot, 33, "..", t::range | t::binary | t::restricted) \
    X(ColonColon, 34, "::", t::special | t::restricted) \
    X(Dot, 35, ".", t::special | t::restricted) \
    X(Exclaim, 36, "!", t::unary | t::fold) \
    X(Multiply, 37, "*", t::multiply | t::binary | t::fold) \
    X(Divide, 38, "/", t::multiply | t::binary | t::fold) \
    X(Rem, 39, "%", t::multiply | t::binary | t::fold) \
    X(Plus, 40, "+", t::add | t::binary | t::unary | t::fold) \
    X(Minus, 41, "-", t::add | t::binary | t::unary | t::fold) \
    X(Equals, 42, "=", t::assignment) \
    X(PlusEquals, 43, "+=", t::assignment) \
    X(MinusEquals, 44, "-=", t::assignment) \
    X(MultiplyEquals, 45, "*=", t::assignment) \
    X(DivideEquals, 46, "/=", t::assignment) \
    X(RemainderEquals, 47, "%=", t::assignment) \
    X(Redirection, 48, "redirection", t::restricted) \
    X(RedirectInStd, 49, "<", t::mode_invariant | t::restricted) \
    X(Format, 50, "-f", t::format | t::binary | t::restricted) \
    X(Not, 51, "-not", t::unary | t::fold) \
    X(Bnot, 52, "-bnot", t::unary | t::fold) \
    X(And, 53, "-and", t::logical | t::binary | t::fold) \
    X(Or, 54, "-or", t::logical | t::binary | t::fold) \
    X(Xor, 55, "-xor", t::logical | t::binary | t::fold) \
    X(Band, 56, "-band", t::bitwise | t::binary | t::fold) \
    X(Bor, 57, "-bor", t::bitwise | t::binary | t::fold) \
    X(Bxor, 58, "-bxor", t::bitwise | t::binary | t::fold) \
    X(Join, 59, "-join", t::comparison | t::binary | t::unary | t::restricted) \
    X(Ieq, 60, "-eq", t::comparison | t::binary) \
    X(Ine, 61, "-ne", t::comparison | t::binary) \
    X(Ige, 62, "-ge", t::comparison | t::binary) \
    X(Igt, 63, "-gt", t::comparison | t::binary) \
    X(Ilt, 64, "-lt", t::comparison | t::binary) \
    X(Ile, 65, "-le", t::comparison | t::binary) \
    X(Ilike, 66, "-ilike", t::comparison | t::binary) \
    X(Inotlike, 67, "-inotlike", t::comparison | t::binary) \
    X(Imatch, 68, "-imatch", t::comparison | t::binary | t::restricted) \
    X(Inotmatch, 69, "-inotmatch", t::comparison | t::binary | t::restricted) \
    X(Ireplace, 70, "-ireplace", t::comparison | t::binary | t::restricted) \
    X(Icontains, 71, "-icontains", t::comparison | t::binary) \
    X(Inotcontains, 72, "-inotcontains", t::comparison | t::binary) \
    X(Iin, 73, "-iin", t::comparison | t::binary) \
    X(Inotin, 74, "-inotin", t::comparison | t::binary) \
    X(Isplit, 75, "-isplit", t::comparison | t::binary | t::unary | t::restricted) \
    X(Ceq, 76, "-ceq", t::comparison | t::binary | t::case_sensitive) \
    X(Cne, 77, "-cne", t::comparison | t::binary | t::case_sensitive) \
    X(Cge, 78, "-cge", t::comparison | t::binary | t::case_sensitive) \
    X(Cgt, 79, "-cgt", t::comparison | t::binary | t::case_sensitive) \
    X(Clt, 80, "-clt", t::comparison | t::binary | t::case_sensitive) \
    X(Cle, 81, "-cle", t::comparison | t::binary | t::case_sensitive) \
    X(Clike, 82, "-clike", t::comparison | t::binary | t::case_sensitive) \
    X(Cnotlike, 83, "-cnotlike", t::comparison | t::binary | t::case_sensitive) \
    X(Cmatch, 84, "-cmatch", t::comparison | t::binary | t::case_sensitive | t::restricted) \
    X(Cnotmatch, 85, "-cnotmatch", t::comparison | t::binary | t::case_sensitive | t::restricted) \
    X(Creplace, 86, "-creplace", t::comparison | t::binary | t::case_sensitive | t::restricted) \
    X(Ccontains, 87, "-ccontains", t::comparison | t::binary | t::case_sensitive) \
    X(Cnotcontains, 88, "-cnotcontains", t::comparison | t::binary | t::case_sensitive) \
    X(Cin, 89, "-cin", t::comparison | t::binary | t::case_sensitive) \
    X(Cnotin, 90, "-cnotin", t::comparison | t::binary | t::case_sensitive) \
    X(Csplit, 91, "-csplit", t::comparison | t::binary | t::unary | t::case_sensitive | t::restricted) \
    X(Is, 92, "-is", t::comparison | t::binary) \
    X(IsNot, 93, "-isnot", t::comparison | t::binary) \
    X(As, 94, "-as", t::comparison | t::binary | t::restricted) \
    X(PostfixPlusPlus, 95, "++", t::unary | t::restricted | t::postfix) \
    X(PostfixMinusMinus, 96, "--", t::unary | t::restricted | t::postfix) \
    X(Shl, 97, "-shl", t::comparison | t::binary | t::fold) \
    X(Shr, 98, "-shr", t::comparison | t::binary | t::fold) \
    X(Colon, 99, ":", t::special | t::restricted) \
    X(QuestionMark, 100, "?", t::ternary | t::restricted) \
    X(QuestionQuestionEquals, 101, "?\?=", t::assignment) \
    X(QuestionQuestion, 102, "?\?", t::coalesce | t::binary) \
    X(QuestionDot, 103, "?.", t::special | t::restricted) \
    X(QuestionLBracket, 104, "?[", 0) \
    X(Begin, 119, "begin", t::keyword | t::block_name) \
    X(Break, 120, "break", t::keyword | t::no_attributes) \
    X(Catch, 121, "catch", t::keyword) \
    X(Class, 122, "class", t::keyword) \
    X(Continue, 123, "continue", t::keyword | t::no_attributes) \
    X(Data, 124, "data", t::keyword | t::no_attributes) \
    X(Define, 125, "define", t::keyword | t::no_attributes) \
    X(Do, 126, "do", t::keyword | t::no_attributes) \
    X(Dynamicparam, 127, "dynamicparam", t::keyword | t::block_name) \
    X(Else, 128, "else", t::keyword) \
    X(ElseIf, 129, "elseif", t::keyword) \
    X(End, 130, "end", t::keyword | t::block_name) \
    X(Exit, 131, "exit", t::keyword | t::no_attributes) \
    X(Filter, 132, "filter", t::keyword | t::no_attributes) \
    X(Finally, 133, "finally", t::keyword) \
    X(For, 134, "for", t::keyword | t::no_attributes) \
    X(Foreach, 135, "foreach", t::keyword | t::no_attributes) \
    X(From, 136, "from", t::keyword | t::no_attributes) \
    X(Function, 137, "function", t::keyword | t::no_attributes) \
    X(If, 138, "if", t::keyword | t::no_attributes) \
    X(In, 139, "in", t::keyword) \
    X(Param, 140, "param", t::keyword) \
    X(Process, 141, "process", t::keyword | t::block_name) \
    X(Return, 142, "return", t::keyword | t::no_attributes) \
    X(Switch, 143, "switch", t::keyword | t::no_attributes) \
    X(Throw, 144, "throw", t::keyword | t::no_attributes) \
    X(Trap, 145, "trap", t::keyword | t::no_attributes) \
    X(Try, 146, "try", t::keyword | t::no_attributes) \
    X(Until, 147, "until", t::keyword) \
    X(Using, 148, "using", t::keyword | t::no_attributes) \
    X(Var, 149, "var", t::keyword | t::no_attributes) \
    X(While, 150, "while", t::keyword | t::no_attributes) \
    X(Workflow, 151, "workflow", t::keyword | t::no_attributes) \
    X(Parallel, 152, "parallel", t::keyword | t::no_attributes) \
    X(Sequence, 153, "sequence", t::keyword | t::no_attributes) \
    X(InlineScript, 154, "inlinescript", t::keyword | t::no_attributes) \
    X(Configuration, 155, "configuration", t::keyword) \
    X(DynamicKeyword, 156, "<dynamic keyword>", t::keyword) \
    X(Public, 157, "public", t::keyword) \
    X(Private, 158, "private", t::keyword) \
    X(Static, 159, "static", t::keyword) \
    X(Interface, 160, "interface", t::keyword) \
    X(Enum, 161, "enum", t::keyword) \
    X(Namespace, 162, "namespace", t::keyword) \
    X(Module, 163, "module", t::keyword) \
    X(Type, 164, "type", t::keyword) \
    X(Assembly, 165, "assembly", t::keyword) \
    X(Command, 166, "command", t::keyword) \
    X(Hidden, 167, "hidden", t::keyword) \
    X(Base, 168, "base", t::keyword) \
    X(Default, 169, "default", t::keyword) \
    X(Clean, 170, "clean", t::keyword | t::block_name)
// clang-format on

enum class TokenKind : std::uint8_t
{
#define KESTRUN_TOKEN_ENUMERATOR(name, number, text, traits) name = number,
    KESTRUN_TOKEN_KINDS(KESTRUN_TOKEN_ENUMERATOR)
#undef KESTRUN_TOKEN_ENUMERATOR
};

/// What the grammar knows about a token kind; a binary operator's precedence is in the low four bits.
namespace traits {
inline constexpr std::uint32_t precedence_mask = 0xF;
inline constexpr std::uint32_t logical = 1;
inline constexpr std::uint32_t bitwise = 2;
inline constexpr std::uint32_t coalesce = 7;
inline constexpr std::uint32_t comparison = 5;
inline constexpr std::uint32_t add = 9;
inline constexpr std::uint32_t multiply = 10;
inline constexpr std::uint32_t format = 12;
inline constexpr std::uint32_t range = 13;
inline constexpr std::uint32_t mode_invariant = 1U << 4;
inline constexpr std::uint32_t special = 1U << 5;
inline constexpr std::uint32_t unary = 1U << 6;
inline constexpr std::uint32_t binary = 1U << 7;
inline constexpr std::uint32_t restricted = 1U << 8;
inline constexpr std::uint32_t postfix = 1U << 9;
inline constexpr std::uint32_t fold = 1U << 10;
inline constexpr std::uint32_t assignment = 1U << 11;
inline constexpr std::uint32_t case_sensitive = 1U << 12;
inline constexpr std::uint32_t ternary = 1U << 13;
inline constexpr std::uint32_t keyword = 1U << 14;
inline constexpr std::uint32_t block_name = 1U << 15;
inline constexpr std::uint32_t no_attributes = 1U << 16;
} // namespace traits

/// The traits of a kind.
std::uint32_t traits_of(TokenKind kind);
/// The text PowerShell shows for a kind ("-eq" is spelt "-ieq" where PowerShell spells it so).
std::string_view text_of(TokenKind kind);
/// The enumerator's name, e.g. "Ieq".
std::string_view name_of(TokenKind kind);

inline bool has_trait(TokenKind kind, std::uint32_t trait) { return (traits_of(kind) & trait) != 0; }
inline std::uint32_t precedence_of(TokenKind kind) { return traits_of(kind) & traits::precedence_mask; }

} // namespace kestrun::syntax
