#include "syntax/parser_rules.hpp"

#include <string>

// about_Using, about_Requires.
namespace kestrun::syntax {

// using-statement: 'using' ('namespace' | 'module' | 'assembly' | 'type' | 'command') argument ( '=' alias )?
std::vector<UsingStatementAst*> Parser::using_statements_rule()
{
    std::vector<UsingStatementAst*> usings;
    while (true) {
        skip_newlines_and_semicolons();
        const LexToken keyword = peek();
        if (!keyword.is(TokenKind::Using)) return usings;
        skip();
        if (auto* statement = as<UsingStatementAst>(using_rule(keyword)); statement != nullptr) usings.push_back(statement);
    }
}

/// Where other statements came before.
StatementAst* Parser::using_statement_rule(const LexToken& keyword)
{
    StatementAst* statement = using_rule(keyword);
    error(statement->extent, ErrorId::UsingMustBeAtStartOfScript);
    return statement;
}

StatementAst* Parser::using_rule(const LexToken& keyword)
{
    UsingStatementKind kind = UsingStatementKind::Namespace;
    const LexToken directive = next();
    switch (directive.kind) {
    case TokenKind::Namespace: kind = UsingStatementKind::Namespace; break;
    case TokenKind::Module: kind = UsingStatementKind::Module; break;
    case TokenKind::Assembly: kind = UsingStatementKind::Assembly; break;
    case TokenKind::Type: kind = UsingStatementKind::Type; break;
    case TokenKind::Command: kind = UsingStatementKind::Command; break;
    default:
        unget(directive);
        incomplete(after(keyword.extent), ErrorId::MissingUsingStatementDirective);
        return error_statement(keyword.extent);
    }
    ExpressionAst* item = single_command_argument(ArgumentContext::Argument);
    if (item == nullptr) {
        incomplete(after(directive.extent), ErrorId::MissingUsingItemName);
        return error_statement(join(keyword.extent, directive.extent));
    }
    auto* name = as<StringConstantExpressionAst>(item);
    auto* specification = as<HashtableAst>(item);
    if (name == nullptr && (specification == nullptr || kind != UsingStatementKind::Module)) {
        error(item->extent, ErrorId::InvalidValueForUsingItemName, {source_.slice(item->extent)});
        return error_statement(join(keyword.extent, item->extent), {item});
    }
    auto* node = make<UsingStatementAst>(join(keyword.extent, item->extent));
    node->using_statement_kind = kind;
    node->name = name;
    node->module_specification = specification;
    const LexToken equals = peek();
    const bool has_alias = equals.is(TokenKind::Equals) || (equals.is(TokenKind::Generic) && text(equals) == "=");
    if (has_alias) {
        skip();
        ExpressionAst* alias = single_command_argument(ArgumentContext::Argument);
        if (alias == nullptr) {
            incomplete(after(equals.extent), ErrorId::MissingNamespaceAlias);
            return error_statement(join(keyword.extent, equals.extent), {item});
        }
        node->alias = as<StringConstantExpressionAst>(alias);
        node->extent = join(keyword.extent, alias->extent);
        if (node->alias == nullptr) error(alias->extent, ErrorId::InvalidValueForUsingItemName, {source_.slice(alias->extent)});
    }
    require_statement_terminator();
    if (kind == UsingStatementKind::Type || kind == UsingStatementKind::Command || has_alias) {
        error(node->extent, ErrorId::UsingStatementNotSupported);
    }
    return node;
}

void Parser::require_statement_terminator()
{
    const LexToken token = peek();
    if (token.is(TokenKind::NewLine) || token.is(TokenKind::Semi) || token.is(TokenKind::EndOfInput)) return;
    incomplete(before(token.extent), ErrorId::MissingStatementTerminator);
}

const ScriptRequirements* Parser::requirements() { return nullptr; }

} // namespace kestrun::syntax
