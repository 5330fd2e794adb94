#include "syntax/parser_rules.hpp"

// Loops: while, do, for, foreach. A loop that lacks a part is reported once, at the first part that is missing.
namespace kestrun::syntax {

// while-statement: 'while' newlines '(' newlines condition newlines ')' newlines block
StatementAst* Parser::while_statement_rule(const LexToken* label, const LexToken& keyword)
{
    const Extent start = label == nullptr ? keyword.extent : label->extent;
    skip_newlines();
    const LexToken open = next();
    if (!open.is(TokenKind::LParen)) {
        unget(open);
        incomplete(after(keyword.extent), ErrorId::MissingOpenParenthesisAfterKeyword, {text(keyword)});
        return error_statement(join(start, keyword.extent));
    }
    skip_newlines();
    PipelineBaseAst* condition = pipeline_chain_rule();
    const bool has_condition = condition != nullptr;
    if (!has_condition) {
        incomplete(after(open.extent), ErrorId::MissingExpressionAfterKeyword, {text(keyword)});
        condition = error_statement(after(open.extent));
    }
    skip_newlines();
    const LexToken close = next();
    if (!close.is(TokenKind::RParen)) {
        unget(close);
        if (has_condition) incomplete(after(condition->extent), ErrorId::MissingEndParenthesisAfterStatement, {text(keyword)});
        return error_statement(join(start, condition->extent), {condition});
    }
    StatementBlockAst* body = statement_block_rule();
    if (body == nullptr) {
        incomplete(after(close.extent), ErrorId::MissingLoopStatement, {text(keyword)});
        return error_statement(join(start, close.extent), {condition});
    }
    auto* node = make<WhileStatementAst>(join(start, body->extent));
    if (label != nullptr) node->label = label->value;
    node->condition = condition;
    node->body = body;
    return node;
}

// do-statement: 'do' block newlines ('while' | 'until') newlines '(' newlines condition newlines ')'
StatementAst* Parser::do_statement_rule(const LexToken* label, const LexToken& keyword)
{
    const Extent start = label == nullptr ? keyword.extent : label->extent;
    StatementBlockAst* body = statement_block_rule();
    if (body == nullptr) {
        incomplete(after(keyword.extent), ErrorId::MissingLoopStatement, {text_of(TokenKind::Do)});
        return error_statement(join(start, keyword.extent));
    }
    skip_newlines();
    const LexToken until = next();
    if (!until.is(TokenKind::While) && !until.is(TokenKind::Until)) {
        unget(until);
        incomplete(after(body->extent), ErrorId::MissingWhileOrUntilInDoWhile);
        return error_statement(join(start, body->extent), {body});
    }
    skip_newlines();
    const LexToken open = next();
    if (!open.is(TokenKind::LParen)) {
        unget(open);
        incomplete(after(until.extent), ErrorId::MissingOpenParenthesisAfterKeyword, {text(until)});
        return error_statement(join(start, until.extent), {body});
    }
    skip_newlines();
    PipelineBaseAst* condition = pipeline_chain_rule();
    const bool has_condition = condition != nullptr;
    if (!has_condition) {
        incomplete(after(open.extent), ErrorId::MissingExpressionAfterKeyword, {text(until)});
        condition = error_statement(after(open.extent));
    }
    skip_newlines();
    const LexToken close = next();
    if (!close.is(TokenKind::RParen)) {
        unget(close);
        if (has_condition) incomplete(after(condition->extent), ErrorId::MissingEndParenthesisAfterStatement, {text(until)});
        return error_statement(join(start, condition->extent), {body, condition});
    }
    const Extent extent = join(start, close.extent);
    LoopStatementAst* node = nullptr;
    if (until.is(TokenKind::Until)) {
        node = make<DoUntilStatementAst>(extent);
    } else {
        node = make<DoWhileStatementAst>(extent);
    }
    if (label != nullptr) node->label = label->value;
    node->condition = condition;
    node->body = body;
    return node;
}

// for-statement: 'for' newlines '(' pipeline? separator pipeline? separator pipeline? newlines ')' newlines block
// separator: ';' or a line end; both may be missing.
StatementAst* Parser::for_statement_rule(const LexToken* label, const LexToken& keyword)
{
    const Extent start = label == nullptr ? keyword.extent : label->extent;
    skip_newlines();
    const LexToken open = next();
    if (!open.is(TokenKind::LParen)) {
        unget(open);
        incomplete(after(keyword.extent), ErrorId::MissingOpenParenthesisAfterKeyword, {text_of(TokenKind::For)});
        return error_statement(join(start, keyword.extent));
    }
    Extent last = open.extent;
    PipelineBaseAst* parts[3] = {};
    for (int i = 0; i < 3; ++i) {
        skip_newlines();
        parts[i] = pipeline_chain_rule();
        if (parts[i] != nullptr) last = parts[i]->extent;
        if (i < 2 && peek().is(TokenKind::Semi)) last = next().extent;
    }
    skip_newlines();
    const LexToken close = next();
    StatementBlockAst* body = nullptr;
    if (!close.is(TokenKind::RParen)) {
        unget(close);
        incomplete(after(last), ErrorId::MissingEndParenthesisAfterStatement, {text_of(TokenKind::For)});
    } else {
        last = close.extent;
        body = statement_block_rule();
        if (body == nullptr) incomplete(after(last), ErrorId::MissingLoopStatement, {text_of(TokenKind::For)});
    }
    if (body == nullptr) return error_statement(join(start, last), {parts[0], parts[1], parts[2]});
    auto* node = make<ForStatementAst>(join(start, body->extent));
    if (label != nullptr) node->label = label->value;
    node->initializer = parts[0];
    node->condition = parts[1];
    node->iterator = parts[2];
    node->body = body;
    return node;
}

// foreach-statement: 'foreach' foreach-parameter* newlines '(' newlines variable newlines 'in' newlines pipeline newlines ')' block
StatementAst* Parser::foreach_statement_rule(const LexToken* label, const LexToken& keyword)
{
    const Extent start = label == nullptr ? keyword.extent : label->extent;
    auto* node = make<ForEachStatementAst>(start);
    if (label != nullptr) node->label = label->value;
    Extent last = keyword.extent;
    foreach_parameters(node, last);
    const auto fail = [&](ErrorId id, std::initializer_list<std::string_view> arguments = {}) {
        incomplete(after(last), id, arguments);
        return error_statement(join(start, last), {node->variable, node->condition});
    };
    skip_newlines();
    const LexToken open = next();
    if (!open.is(TokenKind::LParen)) {
        unget(open);
        last = keyword.extent;
        return fail(ErrorId::MissingOpenParenthesisAfterKeyword, {text_of(TokenKind::Foreach)});
    }
    last = open.extent;
    skip_newlines();
    const LexToken variable = next();
    if (!variable.is(TokenKind::Variable) && !variable.is(TokenKind::SplattedVariable)) {
        unget(variable);
        return fail(ErrorId::MissingVariableNameAfterForeach);
    }
    node->variable = make<VariableExpressionAst>(variable.extent);
    node->variable->variable_path = *variable.path;
    node->variable->splatted = variable.is(TokenKind::SplattedVariable);
    last = variable.extent;
    skip_newlines();
    const LexToken in = next();
    if (!in.is(TokenKind::In)) {
        unget(in);
        return fail(ErrorId::MissingInInForeach);
    }
    last = in.extent;
    skip_newlines();
    node->condition = pipeline_chain_rule();
    if (node->condition == nullptr) return fail(ErrorId::MissingForeachExpression);
    last = node->condition->extent;
    skip_newlines();
    const LexToken close = next();
    if (!close.is(TokenKind::RParen)) {
        unget(close);
        return fail(ErrorId::MissingEndParenthesisAfterForeach);
    }
    last = close.extent;
    node->body = statement_block_rule();
    if (node->body == nullptr) return fail(ErrorId::MissingForeachStatement);
    node->extent = join(start, node->body->extent);
    return node;
}

// foreach-parameter: '-parallel' | '-throttlelimit' argument
bool Parser::foreach_parameters(ForEachStatementAst* node, Extent& last)
{
    bool good = true;
    for (LexToken parameter = peek(); parameter.is(TokenKind::Parameter); parameter = peek()) {
        skip();
        last = parameter.extent;
        if (starts_with_ignore_case("parallel", parameter.value)) {
            node->parallel = true;
        } else if (starts_with_ignore_case("throttlelimit", parameter.value)) {
            skip_newlines();
            node->throttle_limit = single_command_argument(ArgumentContext::Argument);
            if (node->throttle_limit == nullptr) incomplete(after(last), ErrorId::MissingThrottleLimit);
        } else {
            error(parameter.extent, ErrorId::InvalidForeachFlag, {parameter.value});
        }
        good = false;
    }
    return good;
}

} // namespace kestrun::syntax
