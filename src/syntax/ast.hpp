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

// ---- Script blocks --------------------------------------------------------------------------------------------------

struct ModuleRequirement
{
    std::string_view name;
    std::string_view guid;
    std::string_view version;
    std::string_view maximum_version;
    std::string_view required_version;
};

/// What the #requires lines of a script ask for.
struct ScriptRequirements
{
    /// "major.minor" as written; empty when absent.
    std::string_view required_ps_version;
    std::span<const std::string_view> required_ps_editions;
    std::span<const ModuleRequirement> required_modules;
    std::span<const std::string_view> required_assemblies;
    bool is_elevation_required = false;
};

struct ScriptBlockAst : Ast
{
    KESTRUN_AST_NODE(ScriptBlockAst, Ast, ScriptBlock)
    AstList<AttributeBaseAst> attributes;
    AstList<UsingStatementAst> using_statements;
    ParamBlockAst* param_block = nullptr;
    NamedBlockAst* begin_block = nullptr;
    NamedBlockAst* process_block = nullptr;
    /// Also holds the statements of a script block without named blocks (the process block, in a filter).
    NamedBlockAst* end_block = nullptr;
    NamedBlockAst* clean_block = nullptr;
    NamedBlockAst* dynamic_param_block = nullptr;
    const ScriptRequirements* script_requirements = nullptr;
};

struct ParamBlockAst : Ast
{
    KESTRUN_AST_NODE(ParamBlockAst, Ast, ParamBlock)
    AstList<AttributeBaseAst> attributes;
    AstList<ParameterAst> parameters;
};

struct NamedBlockAst : Ast
{
    KESTRUN_AST_NODE(NamedBlockAst, Ast, NamedBlock)
    /// Begin, Process, End, Clean or Dynamicparam.
    TokenKind block_kind = TokenKind::End;
    /// The statements stand without a block name.
    bool unnamed = false;
    AstList<StatementAst> statements;
    AstList<TrapStatementAst> traps;
};

struct StatementBlockAst : Ast
{
    KESTRUN_AST_NODE(StatementBlockAst, Ast, StatementBlock)
    AstList<StatementAst> statements;
    AstList<TrapStatementAst> traps;
};

struct ParameterAst : Ast
{
    KESTRUN_AST_NODE(ParameterAst, Ast, Parameter)
    AstList<AttributeBaseAst> attributes;
    VariableExpressionAst* name = nullptr;
    ExpressionAst* default_value = nullptr;
};

// ---- Attributes -----------------------------------------------------------------------------------------------------

struct NamedAttributeArgumentAst : Ast
{
    KESTRUN_AST_NODE(NamedAttributeArgumentAst, Ast, NamedAttributeArgument)
    std::string_view argument_name;
    /// When omitted, a ConstantExpressionAst for $true.
    ExpressionAst* argument = nullptr;
    bool expression_omitted = false;
};

struct AttributeBaseAst : Ast
{
    KESTRUN_AST_BASE(AttributeBaseAst, Ast, Attribute, TypeConstraint)
    TypeName* type_name = nullptr;
};

struct AttributeAst : AttributeBaseAst
{
    KESTRUN_AST_NODE(AttributeAst, AttributeBaseAst, Attribute)
    AstList<ExpressionAst> positional_arguments;
    AstList<NamedAttributeArgumentAst> named_arguments;
};

struct TypeConstraintAst : AttributeBaseAst
{
    KESTRUN_AST_NODE(TypeConstraintAst, AttributeBaseAst, TypeConstraint)
};

// ---- Functions and types --------------------------------------------------------------------------------------------

struct FunctionDefinitionAst : StatementAst
{
    KESTRUN_AST_NODE(FunctionDefinitionAst, StatementAst, FunctionDefinition)
    bool is_filter = false;
    bool is_workflow = false;
    std::string_view name;
    Extent name_extent;
    /// Those of `function f($a)`; empty when they stand in a param block of the body.
    AstList<ParameterAst> parameters;
    /// `function f()` has a parameter list, and an empty one.
    bool has_parameter_list = false;
    ScriptBlockAst* body = nullptr;
};

enum class TypeAttributes : std::uint8_t
{
    Class,
    Interface,
    Enum
};

struct MemberAst : Ast
{
    KESTRUN_AST_BASE(MemberAst, Ast, PropertyMember, FunctionMember)
    std::string_view name;
    Extent name_extent;
    AstList<AttributeAst> attributes;
    bool is_static = false;
    bool is_hidden = false;
};

struct PropertyMemberAst : MemberAst
{
    KESTRUN_AST_NODE(PropertyMemberAst, MemberAst, PropertyMember)
    TypeConstraintAst* property_type = nullptr;
    /// For a label of an enum: its value, when one is given.
    ExpressionAst* initial_value = nullptr;
    bool is_literal = false;
};

struct FunctionMemberAst : MemberAst
{
    KESTRUN_AST_NODE(FunctionMemberAst, MemberAst, FunctionMember)
    TypeConstraintAst* return_type = nullptr;
    AstList<ParameterAst> parameters;
    /// The body's first statement is a BaseCtorInvokeMemberExpressionAst in a constructor of a class (written or implied).
    ScriptBlockAst* body = nullptr;
    bool is_constructor = false;
};

struct TypeDefinitionAst : StatementAst
{
    KESTRUN_AST_NODE(TypeDefinitionAst, StatementAst, TypeDefinition)
    std::string_view name;
    Extent name_extent;
    TypeAttributes type_attributes = TypeAttributes::Class;
    AstList<AttributeAst> attributes;
    AstList<TypeConstraintAst> base_types;
    AstList<MemberAst> members;

    bool is_class() const { return type_attributes == TypeAttributes::Class; }
    bool is_enum() const { return type_attributes == TypeAttributes::Enum; }
};

enum class UsingStatementKind : std::uint8_t
{
    Assembly,
    Command,
    Module,
    Namespace,
    Type
};

struct UsingStatementAst : StatementAst
{
    KESTRUN_AST_NODE(UsingStatementAst, StatementAst, UsingStatement)
    UsingStatementKind using_statement_kind = UsingStatementKind::Namespace;
    StringConstantExpressionAst* name = nullptr;
    StringConstantExpressionAst* alias = nullptr;
    HashtableAst* module_specification = nullptr;
};

// ---- Statements -----------------------------------------------------------------------------------------------------

struct IfClause
{
    PipelineBaseAst* condition = nullptr;
    StatementBlockAst* body = nullptr;
};

struct IfStatementAst : StatementAst
{
    KESTRUN_AST_NODE(IfStatementAst, StatementAst, IfStatement)
    /// The if clause, then the elseif clauses.
    std::span<const IfClause> clauses;
    StatementBlockAst* else_clause = nullptr;
};

struct DataStatementAst : StatementAst
{
    KESTRUN_AST_NODE(DataStatementAst, StatementAst, DataStatement)
    /// Without $; empty when the section names none.
    std::string_view variable;
    AstList<ExpressionAst> commands_allowed;
    StatementBlockAst* body = nullptr;
};

struct CatchClauseAst : Ast
{
    KESTRUN_AST_NODE(CatchClauseAst, Ast, CatchClause)
    /// Empty: catches all.
    AstList<TypeConstraintAst> catch_types;
    StatementBlockAst* body = nullptr;
};

struct TryStatementAst : StatementAst
{
    KESTRUN_AST_NODE(TryStatementAst, StatementAst, TryStatement)
    StatementBlockAst* body = nullptr;
    AstList<CatchClauseAst> catch_clauses;
    StatementBlockAst* finally = nullptr;
};

/// Stands in the traps of its block, not in the statements.
struct TrapStatementAst : StatementAst
{
    KESTRUN_AST_NODE(TrapStatementAst, StatementAst, TrapStatement)
    TypeConstraintAst* trap_type = nullptr;
    StatementBlockAst* body = nullptr;
};

struct BreakStatementAst : StatementAst
{
    KESTRUN_AST_NODE(BreakStatementAst, StatementAst, BreakStatement)
    ExpressionAst* label = nullptr;
};

struct ContinueStatementAst : StatementAst
{
    KESTRUN_AST_NODE(ContinueStatementAst, StatementAst, ContinueStatement)
    ExpressionAst* label = nullptr;
};

struct ReturnStatementAst : StatementAst
{
    KESTRUN_AST_NODE(ReturnStatementAst, StatementAst, ReturnStatement)
    PipelineBaseAst* pipeline = nullptr;
};

struct ExitStatementAst : StatementAst
{
    KESTRUN_AST_NODE(ExitStatementAst, StatementAst, ExitStatement)
    PipelineBaseAst* pipeline = nullptr;
};

struct ThrowStatementAst : StatementAst
{
    KESTRUN_AST_NODE(ThrowStatementAst, StatementAst, ThrowStatement)
    PipelineBaseAst* pipeline = nullptr;
    /// `throw` alone inside a catch block.
    bool is_rethrow = false;
};

/// `parallel { }` and `sequence { }` of workflows; only in trees of scripts that have errors.
struct BlockStatementAst : StatementAst
{
    KESTRUN_AST_NODE(BlockStatementAst, StatementAst, BlockStatement)
    TokenKind block_kind = TokenKind::Parallel;
    StatementBlockAst* body = nullptr;
};

struct LabeledStatementAst : StatementAst
{
    KESTRUN_AST_BASE(LabeledStatementAst, StatementAst, SwitchStatement, WhileStatement)
    /// Without the colon; empty when there is none.
    std::string_view label;
    /// foreach: the pipeline that is enumerated. for: null when absent.
    PipelineBaseAst* condition = nullptr;
};

struct SwitchFlags
{
    bool file = false;
    bool regex = false;
    bool wildcard = false;
    bool exact = false;
    bool case_sensitive = false;
    bool parallel = false;
};

struct SwitchClause
{
    ExpressionAst* condition = nullptr;
    StatementBlockAst* body = nullptr;
};

struct SwitchStatementAst : LabeledStatementAst
{
    KESTRUN_AST_NODE(SwitchStatementAst, LabeledStatementAst, SwitchStatement)
    SwitchFlags flags;
    /// Without the default clause.
    std::span<const SwitchClause> clauses;
    StatementBlockAst* default_clause = nullptr;
};

struct LoopStatementAst : LabeledStatementAst
{
    KESTRUN_AST_BASE(LoopStatementAst, LabeledStatementAst, ForEachStatement, WhileStatement)
    StatementBlockAst* body = nullptr;
};

struct ForEachStatementAst : LoopStatementAst
{
    KESTRUN_AST_NODE(ForEachStatementAst, LoopStatementAst, ForEachStatement)
    VariableExpressionAst* variable = nullptr;
    ExpressionAst* throttle_limit = nullptr;
    bool parallel = false;
};

struct ForStatementAst : LoopStatementAst
{
    KESTRUN_AST_NODE(ForStatementAst, LoopStatementAst, ForStatement)
    PipelineBaseAst* initializer = nullptr;
    PipelineBaseAst* iterator = nullptr;
};

struct DoWhileStatementAst : LoopStatementAst
{
    KESTRUN_AST_NODE(DoWhileStatementAst, LoopStatementAst, DoWhileStatement)
};

struct DoUntilStatementAst : LoopStatementAst
{
    KESTRUN_AST_NODE(DoUntilStatementAst, LoopStatementAst, DoUntilStatement)
};

struct WhileStatementAst : LoopStatementAst
{
    KESTRUN_AST_NODE(WhileStatementAst, LoopStatementAst, WhileStatement)
};

// ---- Pipelines ------------------------------------------------------------------------------------------------------

/// Only in trees of scripts that have errors.
struct ErrorStatementAst : PipelineBaseAst
{
    KESTRUN_AST_NODE(ErrorStatementAst, PipelineBaseAst, ErrorStatement)
    AstList<Ast> nested_ast;
};

struct AssignmentStatementAst : PipelineBaseAst
{
    KESTRUN_AST_NODE(AssignmentStatementAst, PipelineBaseAst, AssignmentStatement)
    ExpressionAst* left = nullptr;
    /// Equals, PlusEquals, ..., QuestionQuestionEquals.
    TokenKind op = TokenKind::Equals;
    StatementAst* right = nullptr;
    Extent error_position;
};

struct PipelineChainAst : ChainableAst
{
    KESTRUN_AST_NODE(PipelineChainAst, ChainableAst, PipelineChain)
    ChainableAst* lhs_pipeline_chain = nullptr;
    PipelineAst* rhs_pipeline = nullptr;
    /// AndAnd or OrOr.
    TokenKind op = TokenKind::AndAnd;
    bool background = false;
};

struct CommandBaseAst;

struct PipelineAst : ChainableAst
{
    KESTRUN_AST_NODE(PipelineAst, ChainableAst, Pipeline)
    AstList<CommandBaseAst> pipeline_elements;
    bool background = false;
};

enum class RedirectionStream : std::uint8_t
{
    All = 0,
    Output = 1,
    Error = 2,
    Warning = 3,
    Verbose = 4,
    Debug = 5,
    Information = 6
};

struct RedirectionAst : Ast
{
    KESTRUN_AST_BASE(RedirectionAst, Ast, MergingRedirection, FileRedirection)
    RedirectionStream from_stream = RedirectionStream::Output;
};

struct MergingRedirectionAst : RedirectionAst
{
    KESTRUN_AST_NODE(MergingRedirectionAst, RedirectionAst, MergingRedirection)
    RedirectionStream to_stream = RedirectionStream::Output;
};

struct FileRedirectionAst : RedirectionAst
{
    KESTRUN_AST_NODE(FileRedirectionAst, RedirectionAst, FileRedirection)
    ExpressionAst* location = nullptr;
    bool append = false;
};

struct CommandBaseAst : StatementAst
{
    KESTRUN_AST_BASE(CommandBaseAst, StatementAst, Command, CommandExpression)
    AstList<RedirectionAst> redirections;
};

struct CommandAst : CommandBaseAst
{
    KESTRUN_AST_NODE(CommandAst, CommandBaseAst, Command)
    /// Unknown (none), Ampersand or Dot.
    TokenKind invocation_operator = TokenKind::Unknown;
    /// The first is the command name or expression; never empty.
    AstList<CommandElementAst> command_elements;
};

struct CommandExpressionAst : CommandBaseAst
{
    KESTRUN_AST_NODE(CommandExpressionAst, CommandBaseAst, CommandExpression)
    ExpressionAst* expression = nullptr;
};

struct CommandParameterAst : CommandElementAst
{
    KESTRUN_AST_NODE(CommandParameterAst, CommandElementAst, CommandParameter)
    /// Without the dash.
    std::string_view parameter_name;
    /// Only for -name:value.
    ExpressionAst* argument = nullptr;
    Extent error_position;
};

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

#undef KESTRUN_AST_BASE
#undef KESTRUN_AST_NODE

} // namespace kestrun::syntax
