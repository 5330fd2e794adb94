#pragma once

#include "syntax/ast.hpp"

namespace kestrun::syntax {

namespace detail {

template <class F>
void visit_child(Ast* node, F& f)
{
    if (node != nullptr) f(*node);
}
template <class T, class F>
void visit_children(AstList<T> nodes, F& f)
{
    for (T* node : nodes) f(*node);
}

} // namespace detail

/// Calls f(Ast&) for each child of the node, in the order of the source but for traps, which come after the statements.
template <class F>
void for_each_child(const Ast& node, F&& f)
{
    using detail::visit_child;
    using detail::visit_children;
    switch (node.kind) {
    case AstKind::ScriptBlock: {
        const auto& n = cast<ScriptBlockAst>(node);
        visit_children(n.using_statements, f);
        visit_children(n.attributes, f);
        visit_child(n.param_block, f);
        visit_child(n.dynamic_param_block, f);
        visit_child(n.begin_block, f);
        visit_child(n.process_block, f);
        visit_child(n.end_block, f);
        visit_child(n.clean_block, f);
        break;
    }
    case AstKind::ParamBlock: {
        const auto& n = cast<ParamBlockAst>(node);
        visit_children(n.attributes, f);
        visit_children(n.parameters, f);
        break;
    }
    case AstKind::NamedBlock: {
        const auto& n = cast<NamedBlockAst>(node);
        visit_children(n.traps, f);
        visit_children(n.statements, f);
        break;
    }
    case AstKind::StatementBlock: {
        const auto& n = cast<StatementBlockAst>(node);
        visit_children(n.traps, f);
        visit_children(n.statements, f);
        break;
    }
    case AstKind::Parameter: {
        const auto& n = cast<ParameterAst>(node);
        visit_children(n.attributes, f);
        visit_child(n.name, f);
        visit_child(n.default_value, f);
        break;
    }
    case AstKind::NamedAttributeArgument: visit_child(cast<NamedAttributeArgumentAst>(node).argument, f); break;
    case AstKind::CatchClause: {
        const auto& n = cast<CatchClauseAst>(node);
        visit_children(n.catch_types, f);
        visit_child(n.body, f);
        break;
    }
    case AstKind::Attribute: {
        const auto& n = cast<AttributeAst>(node);
        visit_children(n.positional_arguments, f);
        visit_children(n.named_arguments, f);
        break;
    }
    case AstKind::PropertyMember: {
        const auto& n = cast<PropertyMemberAst>(node);
        visit_children(n.attributes, f);
        visit_child(n.property_type, f);
        visit_child(n.initial_value, f);
        break;
    }
    case AstKind::FunctionMember: {
        const auto& n = cast<FunctionMemberAst>(node);
        visit_children(n.attributes, f);
        visit_child(n.return_type, f);
        visit_children(n.parameters, f);
        visit_child(n.body, f);
        break;
    }
    case AstKind::FileRedirection: visit_child(cast<FileRedirectionAst>(node).location, f); break;
    case AstKind::CommandParameter: visit_child(cast<CommandParameterAst>(node).argument, f); break;
    case AstKind::ErrorExpression: visit_children(cast<ErrorExpressionAst>(node).nested_ast, f); break;
    case AstKind::TernaryExpression: {
        const auto& n = cast<TernaryExpressionAst>(node);
        visit_child(n.condition, f);
        visit_child(n.if_true, f);
        visit_child(n.if_false, f);
        break;
    }
    case AstKind::BinaryExpression: {
        const auto& n = cast<BinaryExpressionAst>(node);
        visit_child(n.left, f);
        visit_child(n.right, f);
        break;
    }
    case AstKind::UnaryExpression: visit_child(cast<UnaryExpressionAst>(node).child, f); break;
    case AstKind::AttributedExpression:
    case AstKind::ConvertExpression: {
        const auto& n = cast<AttributedExpressionAst>(node);
        visit_child(n.attribute, f);
        visit_child(n.child, f);
        break;
    }
    case AstKind::MemberExpression:
    case AstKind::InvokeMemberExpression:
    case AstKind::BaseCtorInvokeMemberExpression: {
        const auto& n = cast<MemberExpressionAst>(node);
        visit_child(n.expression, f);
        visit_child(n.member, f);
        if (const auto* call = as<InvokeMemberExpressionAst>(&node); call != nullptr) visit_children(call->arguments, f);
        break;
    }
    case AstKind::ExpandableStringExpression: visit_children(cast<ExpandableStringExpressionAst>(node).nested_expressions, f); break;
    case AstKind::ScriptBlockExpression: visit_child(cast<ScriptBlockExpressionAst>(node).script_block, f); break;
    case AstKind::ArrayLiteral: visit_children(cast<ArrayLiteralAst>(node).elements, f); break;
    case AstKind::Hashtable:
        for (const KeyValuePair& pair : cast<HashtableAst>(node).key_value_pairs) {
            visit_child(pair.key, f);
            visit_child(pair.value, f);
        }
        break;
    case AstKind::ArrayExpression: visit_child(cast<ArrayExpressionAst>(node).sub_expression, f); break;
    case AstKind::ParenExpression: visit_child(cast<ParenExpressionAst>(node).pipeline, f); break;
    case AstKind::SubExpression: visit_child(cast<SubExpressionAst>(node).sub_expression, f); break;
    case AstKind::UsingExpression: visit_child(cast<UsingExpressionAst>(node).sub_expression, f); break;
    case AstKind::IndexExpression: {
        const auto& n = cast<IndexExpressionAst>(node);
        visit_child(n.target, f);
        visit_child(n.index, f);
        break;
    }
    case AstKind::TypeDefinition: {
        const auto& n = cast<TypeDefinitionAst>(node);
        visit_children(n.attributes, f);
        visit_children(n.base_types, f);
        visit_children(n.members, f);
        break;
    }
    case AstKind::UsingStatement: {
        const auto& n = cast<UsingStatementAst>(node);
        visit_child(n.name, f);
        visit_child(n.alias, f);
        visit_child(n.module_specification, f);
        break;
    }
    case AstKind::FunctionDefinition: {
        const auto& n = cast<FunctionDefinitionAst>(node);
        visit_children(n.parameters, f);
        visit_child(n.body, f);
        break;
    }
    case AstKind::IfStatement: {
        const auto& n = cast<IfStatementAst>(node);
        for (const IfClause& clause : n.clauses) {
            visit_child(clause.condition, f);
            visit_child(clause.body, f);
        }
        visit_child(n.else_clause, f);
        break;
    }
    case AstKind::DataStatement: {
        const auto& n = cast<DataStatementAst>(node);
        visit_children(n.commands_allowed, f);
        visit_child(n.body, f);
        break;
    }
    case AstKind::TryStatement: {
        const auto& n = cast<TryStatementAst>(node);
        visit_child(n.body, f);
        visit_children(n.catch_clauses, f);
        visit_child(n.finally, f);
        break;
    }
    case AstKind::TrapStatement: {
        const auto& n = cast<TrapStatementAst>(node);
        visit_child(n.trap_type, f);
        visit_child(n.body, f);
        break;
    }
    case AstKind::BreakStatement: visit_child(cast<BreakStatementAst>(node).label, f); break;
    case AstKind::ContinueStatement: visit_child(cast<ContinueStatementAst>(node).label, f); break;
    case AstKind::ReturnStatement: visit_child(cast<ReturnStatementAst>(node).pipeline, f); break;
    case AstKind::ExitStatement: visit_child(cast<ExitStatementAst>(node).pipeline, f); break;
    case AstKind::ThrowStatement: visit_child(cast<ThrowStatementAst>(node).pipeline, f); break;
    case AstKind::BlockStatement: visit_child(cast<BlockStatementAst>(node).body, f); break;
    case AstKind::Command: {
        const auto& n = cast<CommandAst>(node);
        visit_children(n.command_elements, f);
        visit_children(n.redirections, f);
        break;
    }
    case AstKind::CommandExpression: {
        const auto& n = cast<CommandExpressionAst>(node);
        visit_child(n.expression, f);
        visit_children(n.redirections, f);
        break;
    }
    case AstKind::SwitchStatement: {
        const auto& n = cast<SwitchStatementAst>(node);
        visit_child(n.condition, f);
        for (const SwitchClause& clause : n.clauses) {
            visit_child(clause.condition, f);
            visit_child(clause.body, f);
        }
        visit_child(n.default_clause, f);
        break;
    }
    case AstKind::ForEachStatement: {
        const auto& n = cast<ForEachStatementAst>(node);
        visit_child(n.variable, f);
        visit_child(n.condition, f);
        visit_child(n.throttle_limit, f);
        visit_child(n.body, f);
        break;
    }
    case AstKind::ForStatement: {
        const auto& n = cast<ForStatementAst>(node);
        visit_child(n.initializer, f);
        visit_child(n.condition, f);
        visit_child(n.iterator, f);
        visit_child(n.body, f);
        break;
    }
    case AstKind::DoWhileStatement:
    case AstKind::DoUntilStatement: {
        const auto& n = cast<LoopStatementAst>(node);
        visit_child(n.body, f);
        visit_child(n.condition, f);
        break;
    }
    case AstKind::WhileStatement: {
        const auto& n = cast<WhileStatementAst>(node);
        visit_child(n.condition, f);
        visit_child(n.body, f);
        break;
    }
    case AstKind::ErrorStatement: visit_children(cast<ErrorStatementAst>(node).nested_ast, f); break;
    case AstKind::AssignmentStatement: {
        const auto& n = cast<AssignmentStatementAst>(node);
        visit_child(n.left, f);
        visit_child(n.right, f);
        break;
    }
    case AstKind::PipelineChain: {
        const auto& n = cast<PipelineChainAst>(node);
        visit_child(n.lhs_pipeline_chain, f);
        visit_child(n.rhs_pipeline, f);
        break;
    }
    case AstKind::Pipeline: visit_children(cast<PipelineAst>(node).pipeline_elements, f); break;
    case AstKind::TypeConstraint:
    case AstKind::MergingRedirection:
    case AstKind::TypeExpression:
    case AstKind::VariableExpression:
    case AstKind::ConstantExpression:
    case AstKind::StringConstantExpression: break;
    }
}

} // namespace kestrun::syntax
