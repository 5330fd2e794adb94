#pragma once

#include "syntax/ast_node.hpp"

namespace kestrun::syntax {

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

} // namespace kestrun::syntax
