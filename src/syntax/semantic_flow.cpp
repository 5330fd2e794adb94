#include "syntax/ast_children.hpp"
#include "syntax/chars.hpp"
#include "syntax/semantic.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

// Which variables of a method are surely assigned where they are read, and whether its end can be reached. One walk in
// the order of evaluation is enough: a variable assigned before a loop is so in every round, and what a round assigns does
// not count before the loop. What the flow is, and where it is simplified, follows PowerShell: conditions are never
// evaluated, a switch may run no clause, and a try block may stop before its first statement.
namespace kestrun::syntax {
namespace {

// Variables that every method has (names in lower case, sorted).
constexpr std::array<std::string_view, 21> implicit_variables{"?",
                                                              "_",
                                                              "args",
                                                              "error",
                                                              "false",
                                                              "input",
                                                              "lastexitcode",
                                                              "matches",
                                                              "myinvocation",
                                                              "nestedpromptlevel",
                                                              "null",
                                                              "outputencoding",
                                                              "psboundparameters",
                                                              "pscmdlet",
                                                              "pscommandpath",
                                                              "psitem",
                                                              "psscriptroot",
                                                              "pwd",
                                                              "stacktrace",
                                                              "this",
                                                              "true"};
static_assert(std::is_sorted(implicit_variables.begin(), implicit_variables.end()));

class FlowAnalyzer
{
public:
    MethodFlow analyze(const FunctionMemberAst& method)
    {
        for (const ParameterAst* parameter : method.parameters) {
            if (parameter->name != nullptr) assign(*parameter->name);
        }
        if (method.body != nullptr) {
            const ScriptBlockAst& body = *method.body;
            for (const NamedBlockAst* block : {body.dynamic_param_block, body.begin_block, body.process_block, body.end_block}) {
                if (block != nullptr) this->block(block->statements);
            }
        }
        flow_.falls_through = now_.reachable;
        return std::move(flow_);
    }

private:
    struct State
    {
        bool reachable = true;
        std::vector<bool> assigned;
    };

    struct Loop
    {
        std::string_view label;
        State* breaks;
        State* continues;
    };

    // ---- States

    static State unreachable() { return {false, {}}; }

    static State merge(const State& a, const State& b)
    {
        if (!a.reachable) return b;
        if (!b.reachable) return a;
        State result;
        result.assigned.resize(std::min(a.assigned.size(), b.assigned.size()));
        for (std::size_t i = 0; i < result.assigned.size(); ++i) result.assigned[i] = a.assigned[i] && b.assigned[i];
        return result;
    }

    std::size_t index_of(std::string_view name)
    {
        std::string key(name);
        std::transform(key.begin(), key.end(), key.begin(), ascii_lower);
        return names_.try_emplace(std::move(key), names_.size()).first->second;
    }

    static bool is_local(const VariablePath& path)
    {
        return path.scope == VariableScope::Unqualified || path.scope == VariableScope::Local;
    }

    void assign_name(std::string_view name)
    {
        const std::size_t index = index_of(name);
        if (now_.assigned.size() <= index) now_.assigned.resize(index + 1);
        now_.assigned[index] = true;
    }

    void assign(const VariableExpressionAst& variable)
    {
        if (is_local(variable.variable_path)) assign_name(variable.variable_path.name);
    }

    void use(const VariableExpressionAst& variable)
    {
        const VariablePath& path = variable.variable_path;
        if (!now_.reachable || !is_local(path)) return;
        std::string key(path.name);
        std::transform(key.begin(), key.end(), key.begin(), ascii_lower);
        if (std::binary_search(implicit_variables.begin(), implicit_variables.end(), std::string_view(key))) return;
        const std::size_t index = index_of(path.name);
        if (index >= now_.assigned.size() || !now_.assigned[index]) flow_.unassigned.insert(&variable);
    }

    // ---- Statements

    void block(AstList<StatementAst> statements)
    {
        // Traps are not followed.
        for (const StatementAst* statement : statements) visit(statement);
    }

    void visit(const Ast* node)
    {
        if (node == nullptr) return;
        switch (node->kind) {
        case AstKind::StatementBlock: block(cast<StatementBlockAst>(*node).statements); break;
        case AstKind::IfStatement: visit_if(cast<IfStatementAst>(*node)); break;
        case AstKind::WhileStatement: visit_while(cast<WhileStatementAst>(*node)); break;
        case AstKind::ForStatement: visit_for(cast<ForStatementAst>(*node)); break;
        case AstKind::ForEachStatement: visit_foreach(cast<ForEachStatementAst>(*node)); break;
        case AstKind::DoWhileStatement:
        case AstKind::DoUntilStatement: visit_do(cast<LoopStatementAst>(*node)); break;
        case AstKind::SwitchStatement: visit_switch(cast<SwitchStatementAst>(*node)); break;
        case AstKind::TryStatement: visit_try(cast<TryStatementAst>(*node)); break;
        case AstKind::BreakStatement: jump(cast<BreakStatementAst>(*node).label, &Loop::breaks); break;
        case AstKind::ContinueStatement: jump(cast<ContinueStatementAst>(*node).label, &Loop::continues); break;
        case AstKind::ReturnStatement:
        case AstKind::ThrowStatement:
        case AstKind::ExitStatement:
            visit_children(*node);
            now_ = unreachable();
            break;
        case AstKind::DataStatement:
            visit(cast<DataStatementAst>(*node).body);
            if (!cast<DataStatementAst>(*node).variable.empty()) assign_name(cast<DataStatementAst>(*node).variable);
            break;
        case AstKind::AssignmentStatement: visit_assignment(cast<AssignmentStatementAst>(*node)); break;
        case AstKind::BinaryExpression: visit_binary(cast<BinaryExpressionAst>(*node)); break;
        case AstKind::TernaryExpression: visit_ternary(cast<TernaryExpressionAst>(*node)); break;
        case AstKind::VariableExpression: use(cast<VariableExpressionAst>(*node)); break;
        // Script blocks, functions and types have variables of their own; chains and $using: are not followed.
        case AstKind::ScriptBlockExpression:
        case AstKind::FunctionDefinition:
        case AstKind::TypeDefinition:
        case AstKind::PipelineChain:
        case AstKind::ErrorStatement:
        case AstKind::ErrorExpression:
        case AstKind::UsingExpression:
        case AstKind::TrapStatement: break;
        default: visit_children(*node); break;
        }
    }

    void visit_children(const Ast& node)
    {
        for_each_child(node, [this](const Ast& child) { visit(&child); });
    }

    void visit_if(const IfStatementAst& node)
    {
        State after = unreachable();
        for (const IfClause& clause : node.clauses) {
            visit(clause.condition);
            const State otherwise = now_;
            visit(clause.body);
            after = merge(after, now_);
            now_ = otherwise;
        }
        visit(node.else_clause);
        now_ = merge(after, now_);
    }

    void visit_loop_body(const LabeledStatementAst& node, const StatementBlockAst* body, State& breaks, State& continues)
    {
        loops_.push_back({node.label, &breaks, &continues});
        visit(body);
        loops_.pop_back();
        now_ = merge(now_, continues);
    }

    void visit_while(const WhileStatementAst& node)
    {
        State breaks = unreachable();
        State continues = unreachable();
        visit(node.condition);
        const State after = now_;
        visit_loop_body(node, node.body, breaks, continues);
        now_ = merge(after, breaks);
    }

    void visit_for(const ForStatementAst& node)
    {
        State breaks = unreachable();
        State continues = unreachable();
        visit(node.initializer);
        visit(node.condition);
        const State after = node.condition == nullptr ? unreachable() : now_;
        visit_loop_body(node, node.body, breaks, continues);
        visit(node.iterator);
        now_ = merge(after, breaks);
    }

    void visit_foreach(const ForEachStatementAst& node)
    {
        State breaks = unreachable();
        State continues = unreachable();
        visit(node.condition);
        assign_name("foreach");
        if (node.variable != nullptr) assign(*node.variable);
        const State after = now_;
        visit_loop_body(node, node.body, breaks, continues);
        now_ = merge(after, breaks);
    }

    void visit_do(const LoopStatementAst& node)
    {
        State breaks = unreachable();
        State continues = unreachable();
        visit_loop_body(node, node.body, breaks, continues);
        visit(node.condition);
        now_ = merge(now_, breaks);
    }

    void visit_switch(const SwitchStatementAst& node)
    {
        State breaks = unreachable();
        State continues = unreachable();
        visit(node.condition);
        assign_name("switch");
        const State before = now_;
        State after = before;
        loops_.push_back({node.label, &breaks, &continues});
        for (const SwitchClause& clause : node.clauses) {
            visit(clause.condition);
            const State otherwise = now_;
            visit(clause.body);
            after = merge(after, now_);
            now_ = otherwise;
        }
        visit(node.default_clause);
        loops_.pop_back();
        now_ = merge(merge(after, now_), merge(breaks, continues));
    }

    void visit_try(const TryStatementAst& node)
    {
        const State before = now_;
        visit(node.body);
        State after = now_;
        State into_finally = now_;
        bool catches_all = false;
        for (const CatchClauseAst* clause : node.catch_clauses) {
            catches_all = catches_all || clause->catch_types.empty();
            now_ = before;
            visit(clause->body);
            after = merge(after, now_);
            into_finally = merge(into_finally, now_);
        }
        now_ = after;
        if (node.finally == nullptr) return;
        if (!catches_all) into_finally = merge(into_finally, before);
        now_ = into_finally;
        visit(node.finally);
        // An error goes on after the finally block: then nothing behind it is reached.
        if (!after.reachable) now_ = unreachable();
    }

    void jump(const ExpressionAst* label, State* Loop::*target)
    {
        visit(label);
        std::string name;
        const bool known = label == nullptr || constant_text(*label, name);
        for (auto loop = loops_.rbegin(); known && loop != loops_.rend(); ++loop) {
            if (label != nullptr && !equals_ignore_case(loop->label, name)) continue;
            State& into = *((*loop).*target);
            into = merge(into, now_);
            break;
        }
        now_ = unreachable();
    }

    // ---- Expressions

    void visit_assignment(const AssignmentStatementAst& node)
    {
        visit(node.right);
        if (node.left != nullptr) visit_target(*node.left);
    }

    void visit_target(const ExpressionAst& target)
    {
        if (const auto* variable = as<VariableExpressionAst>(&target); variable != nullptr) {
            assign(*variable);
        } else if (const auto* array = as<ArrayLiteralAst>(&target); array != nullptr) {
            for (const ExpressionAst* element : array->elements) visit_target(*element);
        } else if (const auto* attributed = as<AttributedExpressionAst>(&target); attributed != nullptr) {
            visit_target(*attributed->child);
        } else if (const auto* paren = as<ParenExpressionAst>(&target); paren != nullptr) {
            const ExpressionAst* inner = pure_expression(paren->pipeline);
            if (inner != nullptr) {
                visit_target(*inner);
            } else {
                visit(&target);
            }
        } else {
            visit(&target);
        }
    }

    void visit_binary(const BinaryExpressionAst& node)
    {
        visit(node.left);
        const State left = now_;
        visit(node.right);
        // The right side of these may not be evaluated.
        if (node.op == TokenKind::And || node.op == TokenKind::Or || node.op == TokenKind::QuestionQuestion) now_ = merge(left, now_);
    }

    void visit_ternary(const TernaryExpressionAst& node)
    {
        visit(node.condition);
        const State condition = now_;
        visit(node.if_true);
        const State yes = now_;
        now_ = condition;
        visit(node.if_false);
        now_ = merge(yes, now_);
    }

    MethodFlow flow_;
    State now_;
    std::vector<Loop> loops_;
    std::unordered_map<std::string, std::size_t> names_;
};

} // namespace

MethodFlow analyze_method(const FunctionMemberAst& method) { return FlowAnalyzer().analyze(method); }

} // namespace kestrun::syntax
