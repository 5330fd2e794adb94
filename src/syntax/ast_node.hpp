#pragma once

#include "syntax/source.hpp"
#include "syntax/token_kind.hpp"

#include <cassert>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

// The tree of a script. Node types, their bases and their fields are those of System.Management.Automation.Language,
// with fields in snake case, so PowerShell's own documentation describes them. Nodes live in the arena of the ParsedScript
// that parse() returned, are trivially destructible and are not changed after parse(): any thread may read them.
// Every std::string_view below points into that arena or into the SourceText.
namespace kestrun::syntax {

// In the order of the class hierarchy: each range First..Last is one abstract base.
// clang-format off
#define KESTRUN_AST_KINDS(X) \
    X(ScriptBlock) X(ParamBlock) X(NamedBlock) X(StatementBlock) X(Parameter) X(NamedAttributeArgument) X(CatchClause) \
    X(Attribute) X(TypeConstraint) \
    X(PropertyMember) X(FunctionMember) \
    X(MergingRedirection) X(FileRedirection) \
    X(CommandParameter) \
    X(ErrorExpression) X(TernaryExpression) X(BinaryExpression) X(UnaryExpression) X(AttributedExpression) X(ConvertExpression) \
    X(MemberExpression) X(InvokeMemberExpression) X(BaseCtorInvokeMemberExpression) X(TypeExpression) X(VariableExpression) \
    X(ConstantExpression) X(StringConstantExpression) X(ExpandableStringExpression) X(ScriptBlockExpression) X(ArrayLiteral) \
    X(Hashtable) X(ArrayExpression) X(ParenExpression) X(SubExpression) X(UsingExpression) X(IndexExpression) \
    X(TypeDefinition) X(UsingStatement) X(FunctionDefinition) X(IfStatement) X(DataStatement) X(TryStatement) X(TrapStatement) \
    X(BreakStatement) X(ContinueStatement) X(ReturnStatement) X(ExitStatement) X(ThrowStatement) X(BlockStatement) \
    X(Command) X(CommandExpression) \
    X(SwitchStatement) X(ForEachStatement) X(ForStatement) X(DoWhileStatement) X(DoUntilStatement) X(WhileStatement) \
    X(ErrorStatement) X(AssignmentStatement) X(PipelineChain) X(Pipeline)
// clang-format on

enum class AstKind : std::uint8_t
{
#define KESTRUN_AST_ENUMERATOR(name) name,
    KESTRUN_AST_KINDS(KESTRUN_AST_ENUMERATOR)
#undef KESTRUN_AST_ENUMERATOR
};

/// The name of a node's class in PowerShell, e.g. "PipelineAst".
std::string_view name_of(AstKind kind);

/// The base of all nodes. parent is null only for the root ScriptBlockAst of a parse.
struct Ast
{
    AstKind kind;
    Extent extent;
    Ast* parent = nullptr;

protected:
    constexpr Ast(AstKind k, Extent e) : kind(k), extent(e) {}
};

/// Child nodes in source order; empty, never null.
template <class T>
using AstList = std::span<T* const>;

/// True when the node is a T or derives from T.
template <class T>
bool is(const Ast* node)
{
    return node != nullptr && T::classof(node->kind);
}
/// The node as a T, or null when it is null or no T. T may be one of the abstract bases.
template <class T>
T* as(Ast* node)
{
    return is<T>(node) ? static_cast<T*>(node) : nullptr;
}
template <class T>
const T* as(const Ast* node)
{
    return is<T>(node) ? static_cast<const T*>(node) : nullptr;
}
/// The node as a T; the caller knows that it is one (asserted).
template <class T>
T& cast(Ast& node)
{
    assert(is<T>(&node));
    return static_cast<T&>(node);
}
template <class T>
const T& cast(const Ast& node)
{
    assert(is<T>(&node));
    return static_cast<const T&>(node);
}

#define KESTRUN_AST_BASE(Class, Base, First, Last)                                                                                         \
    static constexpr bool classof(AstKind k) { return k >= AstKind::First && k <= AstKind::Last; }                                         \
                                                                                                                                           \
protected:                                                                                                                                 \
    constexpr Class(AstKind k, Extent e) : Base(k, e) {}                                                                                   \
                                                                                                                                           \
public:
#define KESTRUN_AST_NODE(Class, Base, Kind)                                                                                                \
    static constexpr bool classof(AstKind k) { return k == AstKind::Kind; }                                                                \
    explicit constexpr Class(Extent e) : Base(AstKind::Kind, e) {}

struct AttributeBaseAst;
struct ExpressionAst;
struct FunctionDefinitionAst;
struct HashtableAst;
struct NamedBlockAst;
struct ParamBlockAst;
struct ParameterAst;
struct PipelineAst;
struct ScriptBlockAst;
struct StatementBlockAst;
struct StringConstantExpressionAst;
struct TrapStatementAst;
struct TypeConstraintAst;
struct UsingStatementAst;
struct VariableExpressionAst;

// ---- Abstract bases -------------------------------------------------------------------------------------------------

struct StatementAst : Ast
{
    KESTRUN_AST_BASE(StatementAst, Ast, TypeDefinition, Pipeline)
};

/// What may stand where a pipeline may: an assignment, a chain, a pipeline.
struct PipelineBaseAst : StatementAst
{
    KESTRUN_AST_BASE(PipelineBaseAst, StatementAst, ErrorStatement, Pipeline)
};

struct ChainableAst : PipelineBaseAst
{
    KESTRUN_AST_BASE(ChainableAst, PipelineBaseAst, PipelineChain, Pipeline)
};

struct CommandElementAst : Ast
{
    KESTRUN_AST_BASE(CommandElementAst, Ast, CommandParameter, IndexExpression)
};

struct ExpressionAst : CommandElementAst
{
    KESTRUN_AST_BASE(ExpressionAst, CommandElementAst, ErrorExpression, IndexExpression)
};

// ---- Type names -----------------------------------------------------------------------------------------------------

enum class TypeNameKind : std::uint8_t
{
    Simple,
    Generic,
    Array
};

/// ITypeName: what is written between the brackets of a type. Not a node.
struct TypeName
{
    TypeNameKind kind = TypeNameKind::Simple;
    Extent extent;
    /// As PowerShell's ITypeName.FullName, e.g. "System.Collections.Generic.Dictionary[string,int[]]" and with
    /// ",assembly" when one is given.
    std::string_view full_name;
    /// Simple: the name as written, without assembly. Else as full_name without assembly.
    std::string_view name;
    /// Simple: what follows the comma in [Name, Assembly]; usually empty.
    std::string_view assembly_name;
    /// Generic: the type that is instantiated (without `n arity suffix). Array: the element type.
    TypeName* element = nullptr;
    std::span<TypeName* const> generic_arguments;
    /// Array: the number of dimensions; [int[]] has 1, [int[,]] has 2.
    std::uint32_t rank = 0;
};

} // namespace kestrun::syntax
