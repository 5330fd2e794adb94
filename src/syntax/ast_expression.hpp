#pragma once

#include "syntax/ast_script.hpp"

namespace kestrun::syntax {

// ---- Expressions ----------------------------------------------------------------------------------------------------

/// Only in trees of scripts that have errors.
struct ErrorExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(ErrorExpressionAst, ExpressionAst, ErrorExpression)
    AstList<Ast> nested_ast;
};

struct TernaryExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(TernaryExpressionAst, ExpressionAst, TernaryExpression)
    ExpressionAst* condition = nullptr;
    ExpressionAst* if_true = nullptr;
    ExpressionAst* if_false = nullptr;
};

struct BinaryExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(BinaryExpressionAst, ExpressionAst, BinaryExpression)
    TokenKind op = TokenKind::Plus;
    ExpressionAst* left = nullptr;
    ExpressionAst* right = nullptr;
    /// The operator token.
    Extent error_position;
};

struct UnaryExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(UnaryExpressionAst, ExpressionAst, UnaryExpression)
    /// Prefix ++ and -- are PlusPlus and MinusMinus, postfix ones PostfixPlusPlus and PostfixMinusMinus.
    TokenKind token_kind = TokenKind::Not;
    ExpressionAst* child = nullptr;
};

/// [Attribute()]expression; derived: a conversion.
struct AttributedExpressionAst : ExpressionAst
{
    static constexpr bool classof(AstKind k) { return k == AstKind::AttributedExpression || k == AstKind::ConvertExpression; }
    explicit constexpr AttributedExpressionAst(Extent e) : ExpressionAst(AstKind::AttributedExpression, e) {}
    ExpressionAst* child = nullptr;
    AttributeBaseAst* attribute = nullptr;

protected:
    constexpr AttributedExpressionAst(AstKind k, Extent e) : ExpressionAst(k, e) {}
};

/// [type]expression.
struct ConvertExpressionAst : AttributedExpressionAst
{
    KESTRUN_AST_NODE(ConvertExpressionAst, AttributedExpressionAst, ConvertExpression)
    TypeConstraintAst* type() const { return static_cast<TypeConstraintAst*>(attribute); }
};

struct MemberExpressionAst : ExpressionAst
{
    static constexpr bool classof(AstKind k) { return k >= AstKind::MemberExpression && k <= AstKind::BaseCtorInvokeMemberExpression; }
    explicit constexpr MemberExpressionAst(Extent e) : ExpressionAst(AstKind::MemberExpression, e) {}
    /// Null only in a BaseCtorInvokeMemberExpressionAst.
    ExpressionAst* expression = nullptr;
    /// A StringConstantExpressionAst, or any expression for $x.$name and $x.('a' + 'b').
    CommandElementAst* member = nullptr;
    bool is_static = false;
    bool null_conditional = false;

protected:
    constexpr MemberExpressionAst(AstKind k, Extent e) : ExpressionAst(k, e) {}
};

struct InvokeMemberExpressionAst : MemberExpressionAst
{
    static constexpr bool classof(AstKind k)
    {
        return k == AstKind::InvokeMemberExpression || k == AstKind::BaseCtorInvokeMemberExpression;
    }
    explicit constexpr InvokeMemberExpressionAst(Extent e) : MemberExpressionAst(AstKind::InvokeMemberExpression, e) {}
    AstList<ExpressionAst> arguments;
    std::span<TypeName* const> generic_type_arguments;

protected:
    constexpr InvokeMemberExpressionAst(AstKind k, Extent e) : MemberExpressionAst(k, e) {}
};

/// `: base(...)` of a constructor. Implied ones have an empty extent.
struct BaseCtorInvokeMemberExpressionAst : InvokeMemberExpressionAst
{
    KESTRUN_AST_NODE(BaseCtorInvokeMemberExpressionAst, InvokeMemberExpressionAst, BaseCtorInvokeMemberExpression)
};

struct TypeExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(TypeExpressionAst, ExpressionAst, TypeExpression)
    TypeName* type_name = nullptr;
};

enum class VariableScope : std::uint8_t
{
    Unqualified,
    Global,
    Local,
    Private,
    Script,
    Drive
};

/// VariablePath: $name, $scope:name, $drive:path.
struct VariablePath
{
    /// As written, without $ and braces, escapes resolved: "global:x", "env:PATH".
    std::string_view user_path;
    /// What follows the scope or the drive; equal to user_path when Unqualified.
    std::string_view name;
    /// Without the colon; only for Drive. ($variable:x is no drive but the variable x, as in PowerShell.)
    std::string_view drive_name;
    VariableScope scope = VariableScope::Unqualified;

    bool is_variable() const { return scope != VariableScope::Drive; }
};

struct VariableExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(VariableExpressionAst, ExpressionAst, VariableExpression)
    VariablePath variable_path;
    bool splatted = false;
};

enum class ConstantKind : std::uint8_t
{
    Null,
    Boolean,
    SByte,
    Byte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
    Decimal,
    BigInteger,
};

/// A value the grammar can write down, of a .NET type named by kind. Boolean and signed integers are in integer, unsigned
/// ones in unsigned_integer, Double in real; Decimal and BigInteger are in text, in plain notation with '.' and an
/// optional '-', with a Decimal's scale kept ("1.50").
struct ConstantValue
{
    ConstantKind kind = ConstantKind::Null;
    union {
        std::int64_t integer = 0;
        std::uint64_t unsigned_integer;
        double real;
    };
    std::string_view text;
};

/// A number; also the implied $true of [Parameter(Mandatory)]. Strings are the derived class.
struct ConstantExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(ConstantExpressionAst, ExpressionAst, ConstantExpression)
    ConstantValue value;
};

enum class StringConstantType : std::uint8_t
{
    SingleQuoted,
    SingleQuotedHereString,
    DoubleQuoted,
    DoubleQuotedHereString,
    BareWord
};

/// A string without anything to expand. (Not derived from ConstantExpressionAst here: its value is text.)
struct StringConstantExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(StringConstantExpressionAst, ExpressionAst, StringConstantExpression)
    /// Escapes resolved; UTF-8. A lone surrogate cannot occur: `u{d800} is kept as its three-byte form (WTF-8).
    std::string_view value;
    StringConstantType string_constant_type = StringConstantType::BareWord;
};

struct ExpandableStringExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(ExpandableStringExpressionAst, ExpressionAst, ExpandableStringExpression)
    /// The text with escapes resolved and expressions as written.
    std::string_view value;
    StringConstantType string_constant_type = StringConstantType::DoubleQuoted;
    /// Variables and subexpressions, at least one.
    AstList<ExpressionAst> nested_expressions;
    /// One more than nested expressions: the value is literal_parts[0], nested[0] as text, literal_parts[1], ...
    std::span<const std::string_view> literal_parts;
};

struct ScriptBlockExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(ScriptBlockExpressionAst, ExpressionAst, ScriptBlockExpression)
    ScriptBlockAst* script_block = nullptr;
};

struct ArrayLiteralAst : ExpressionAst
{
    KESTRUN_AST_NODE(ArrayLiteralAst, ExpressionAst, ArrayLiteral)
    AstList<ExpressionAst> elements;
};

struct KeyValuePair
{
    ExpressionAst* key = nullptr;
    StatementAst* value = nullptr;
};

struct HashtableAst : ExpressionAst
{
    KESTRUN_AST_NODE(HashtableAst, ExpressionAst, Hashtable)
    std::span<const KeyValuePair> key_value_pairs;
};

/// @( ).
struct ArrayExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(ArrayExpressionAst, ExpressionAst, ArrayExpression)
    StatementBlockAst* sub_expression = nullptr;
};

struct ParenExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(ParenExpressionAst, ExpressionAst, ParenExpression)
    PipelineBaseAst* pipeline = nullptr;
};

/// $( ).
struct SubExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(SubExpressionAst, ExpressionAst, SubExpression)
    StatementBlockAst* sub_expression = nullptr;
};

/// $using:name: its sub_expression is the variable $name (possibly with members of it).
struct UsingExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(UsingExpressionAst, ExpressionAst, UsingExpression)
    ExpressionAst* sub_expression = nullptr;
};

struct IndexExpressionAst : ExpressionAst
{
    KESTRUN_AST_NODE(IndexExpressionAst, ExpressionAst, IndexExpression)
    ExpressionAst* target = nullptr;
    ExpressionAst* index = nullptr;
    bool null_conditional = false;
};

} // namespace kestrun::syntax
