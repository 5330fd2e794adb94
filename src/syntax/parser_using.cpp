#include "syntax/module_requirement.hpp"
#include "syntax/parser_rules.hpp"

#include <string>

// about_Using.
namespace kestrun::syntax {

namespace {

/// Identifiers separated by dots.
bool is_namespace(std::string_view text)
{
    bool at_start = true;
    for (std::size_t i = 0; i < text.size();) {
        const DecodedChar c = decode_char(text.substr(i));
        if (at_start ? !is_identifier_start(c.c) : !is_identifier_follow(c.c) && c.c != '.') return false;
        at_start = c.c == '.';
        i += c.length;
    }
    return !at_start;
}

} // namespace

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
    const LexToken first = next();
    if (first.is(TokenKind::EndOfInput) || first.is(TokenKind::NewLine) || first.is(TokenKind::Semi)) {
        unget(first);
        incomplete(after(directive.extent), ErrorId::MissingUsingItemName);
        return error_statement(join(keyword.extent, directive.extent));
    }
    ExpressionAst* item = command_argument(ArgumentContext::Argument, first);
    if (item == nullptr) {
        skip();
        error(first.extent, ErrorId::InvalidValueForUsingItemName, {text(first)});
        return error_statement(join(keyword.extent, first.extent));
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
        if (node->alias == nullptr) {
            error(alias->extent, ErrorId::InvalidValueForUsingItemName, {source_.slice(alias->extent)});
            return error_statement(node->extent, {item, alias});
        }
    } else if (kind == UsingStatementKind::Type || kind == UsingStatementKind::Command) {
        incomplete(after(item->extent), ErrorId::MissingEqualsInUsingAlias);
        return error_statement(node->extent, {item});
    }
    if (kind == UsingStatementKind::Namespace && !is_namespace(name->value)) {
        error(name->extent, ErrorId::InvalidNamespaceValue);
        return error_statement(node->extent, {item});
    }
    if (specification != nullptr) {
        ModuleRequirement module;
        std::string problem;
        if (!is_constant_hashtable(*specification)) {
            error(node->extent, ErrorId::RequiresArgumentMustBeConstant);
        } else if (!module_requirement(*specification, module, problem)) {
            error(node->extent, ErrorId::RequiresModuleInvalid, {problem});
        }
    }
    if (kind == UsingStatementKind::Module && name != nullptr && name->value.find_first_of("*?[") != std::string_view::npos) {
        error(node->extent, ErrorId::WildCardModuleNameError);
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
    incomplete(token.extent, ErrorId::MissingStatementTerminator);
}

} // namespace kestrun::syntax
