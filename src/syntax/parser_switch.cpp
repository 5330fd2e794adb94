#include "syntax/parser_rules.hpp"

// about_Switch.
namespace kestrun::syntax {
namespace {

/// -name of a switch parameter may be shortened.
bool is_parameter(const LexToken& token, std::string_view name)
{
    return !token.value.empty() && starts_with_ignore_case(name, token.value);
}

} // namespace

// switch-statement: 'switch' switch-parameter* ( newlines '(' pipeline ')' )? newlines '{' ( condition block terminators )* '}'
// switch-parameter: '-regex' | '-wildcard' | '-exact' | '-casesensitive' | '-parallel' | '-file' argument
StatementAst* Parser::switch_statement_rule(const LexToken* label, const LexToken& keyword)
{
    const Extent start = label == nullptr ? keyword.extent : label->extent;
    SwitchFlags flags;
    PipelineBaseAst* condition = nullptr;
    Extent last = keyword.extent;
    bool is_error = false;
    bool is_incomplete = false;
    const auto missing = [&](ErrorId id) {
        is_error = true;
        is_incomplete = incomplete(after(last), id);
    };
    for (LexToken token = peek(); token.is(TokenKind::Parameter); token = peek()) {
        skip();
        last = token.extent;
        if (is_parameter(token, "regex")) {
            flags.regex = true;
            flags.wildcard = false;
        } else if (is_parameter(token, "wildcard")) {
            flags.wildcard = true;
            flags.regex = false;
        } else if (is_parameter(token, "exact")) {
            flags.regex = flags.wildcard = false;
        } else if (is_parameter(token, "casesensitive")) {
            flags.case_sensitive = true;
        } else if (is_parameter(token, "parallel")) {
            flags.parallel = true;
        } else if (is_parameter(token, "file")) {
            flags.file = true;
            skip_newlines();
            ExpressionAst* file = single_command_argument(ArgumentContext::FileName);
            if (file == nullptr) {
                missing(ErrorId::MissingFilenameOption);
            } else {
                last = file->extent;
                auto* element = make<CommandExpressionAst>(file->extent);
                element->expression = file;
                auto* pipeline = make<PipelineAst>(file->extent);
                pipeline->pipeline_elements = list(std::vector<CommandBaseAst*>{element});
                condition = pipeline;
            }
        } else {
            is_error = true;
            error(token.extent, ErrorId::InvalidSwitchFlag, {token.value});
        }
    }
    skip_newlines();
    const LexToken open = peek();
    if (open.is(TokenKind::LParen)) {
        last = open.extent;
        skip();
        if (flags.file) {
            is_error = true;
            error(open.extent, ErrorId::PipelineValueRequired);
        }
        skip_newlines();
        condition = pipeline_chain_rule();
        if (condition == nullptr) {
            missing(ErrorId::PipelineValueRequired);
        } else {
            last = condition->extent;
        }
        skip_newlines();
        const LexToken close = next();
        if (close.is(TokenKind::RParen)) {
            last = close.extent;
        } else {
            unget(close);
            if (!is_incomplete) missing(ErrorId::MissingEndParenthesisInSwitchStatement);
        }
    } else if (condition == nullptr && !flags.file) {
        missing(ErrorId::PipelineValueRequired);
    }
    skip_newlines();
    const LexToken curly = next();
    std::vector<SwitchClause> clauses;
    StatementBlockAst* default_clause = nullptr;
    if (!curly.is(TokenKind::LCurly)) {
        unget(curly);
        if (!is_incomplete) missing(ErrorId::MissingCurlyBraceInSwitchStatement);
    } else {
        last = curly.extent;
        if (!switch_body_rule(curly, clauses, default_clause, last, is_incomplete)) is_error = true;
    }
    if (is_error) {
        std::vector<Ast*> nested;
        if (condition != nullptr) nested.push_back(condition);
        for (const SwitchClause& clause : clauses) {
            nested.push_back(clause.condition);
            nested.push_back(clause.body);
        }
        if (default_clause != nullptr) nested.push_back(default_clause);
        return error_statement(join(start, last), nested);
    }
    auto* node = make<SwitchStatementAst>(join(start, last));
    if (label != nullptr) node->label = label->value;
    node->flags = flags;
    node->condition = condition;
    node->clauses = arena_.copy(clauses);
    node->default_clause = default_clause;
    return node;
}

/// After the {. False when something was reported; last is then the last extent that was understood, else the }.
bool Parser::switch_body_rule(const LexToken& curly, std::vector<SwitchClause>& clauses, StatementBlockAst*& default_clause, Extent& last,
                              bool is_incomplete)
{
    bool good = true;
    const ValueScope<bool> comma(disable_comma_, false);
    skip_newlines();
    while (true) {
        ExpressionAst* condition = single_command_argument(ArgumentContext::SwitchCondition);
        if (condition == nullptr) {
            incomplete(after(last), ErrorId::MissingSwitchConditionExpression);
            if (peek().is(TokenKind::RCurly)) skip();
            return false;
        }
        last = condition->extent;
        StatementBlockAst* body = statement_block_rule();
        if (body == nullptr) {
            good = false;
            is_incomplete = incomplete(after(last), ErrorId::MissingSwitchStatementClause);
        } else {
            last = body->extent;
            const auto* word = as<StringConstantExpressionAst>(condition);
            if (word != nullptr && word->string_constant_type == StringConstantType::BareWord &&
                equals_ignore_case(word->value, "default")) {
                if (default_clause != nullptr) {
                    good = false;
                    error(condition->extent, ErrorId::MultipleSwitchDefaultClauses);
                }
                default_clause = body;
            } else {
                clauses.push_back({condition, body});
            }
        }
        skip_newlines_and_semicolons();
        const LexToken token = peek();
        if (token.is(TokenKind::RCurly)) {
            skip();
            last = token.extent;
            return good;
        }
        if (token.is(TokenKind::EndOfInput)) {
            if (!is_incomplete) incomplete_at(curly.extent, token.extent, ErrorId::MissingEndCurlyBrace);
            return false;
        }
    }
}

} // namespace kestrun::syntax
