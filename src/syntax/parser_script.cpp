#include "syntax/parser_rules.hpp"

// Script blocks, their parameters and named blocks, functions (about_Script_Blocks, about_Functions).
namespace kestrun::syntax {

// script-block: using-statement* param-block? script-block-body
ScriptBlockAst* Parser::script_block_rule(const LexToken* left_curly, bool is_filter)
{
    const DepthScope depth(*this, 2);
    std::vector<UsingStatementAst*> usings;
    if (left_curly == nullptr && !in_nested_text_) usings = using_statements_rule();
    ParamBlockAst* params = param_block_rule();
    skip_newlines_and_semicolons();
    return script_block_body_rule(left_curly, list(usings), params, is_filter);
}

// script-block-body: named-block-list | statement-list
ScriptBlockAst* Parser::script_block_body_rule(const LexToken* left_curly, AstList<UsingStatementAst> usings, ParamBlockAst* params,
                                               bool is_filter)
{
    if (has_trait(peek().kind, traits::block_name)) return named_block_list_rule(left_curly, usings, params);
    Statements statements;
    Traps traps;
    bool has_body = params != nullptr;
    Extent body = has_body ? params->extent : Extent{};
    Extent whole;
    while (true) {
        Extent extent;
        if (statement_list_rule(statements, traps, extent)) {
            body = has_body ? join(body, extent) : extent;
            has_body = true;
        }
        if (complete_script_block_body(left_curly, body, has_body, whole)) break;
    }
    if (!has_body) body = left_curly == nullptr ? Extent{whole.start, whole.start} : after(left_curly->extent);
    auto* block = make<NamedBlockAst>(body);
    block->unnamed = true;
    block->block_kind = is_filter ? TokenKind::Process : TokenKind::End;
    block->statements = list(statements);
    block->traps = list(traps);
    auto* node = make<ScriptBlockAst>(whole);
    node->using_statements = usings;
    node->param_block = params;
    (is_filter ? node->process_block : node->end_block) = block;
    return node;
}

/// At the } or the end of the script. False when there is a stray token, which is dropped: there may be more statements.
bool Parser::complete_script_block_body(const LexToken* left_curly, Extent& body, bool& has_body, Extent& whole)
{
    if (left_curly != nullptr) {
        const LexToken close = next();
        Extent end = close.extent;
        if (!close.is(TokenKind::RCurly)) {
            unget(close);
            end = has_body ? body : left_curly->extent;
            incomplete_at(left_curly->extent, close.extent, ErrorId::MissingEndCurlyBrace);
        }
        whole = join(left_curly->extent, end);
        return true;
    }
    whole = {0, static_cast<std::uint32_t>(source_.text().size())};
    const LexToken token = peek();
    if (token.is(TokenKind::EndOfInput)) return true;
    skip();
    error(token.extent, ErrorId::UnexpectedToken, {text(token)});
    body = has_body ? join(body, token.extent) : token.extent;
    has_body = true;
    return false;
}

// named-block-list: ( block-name statement-block terminators )*
ScriptBlockAst* Parser::named_block_list_rule(const LexToken* left_curly, AstList<UsingStatementAst> usings, ParamBlockAst* params)
{
    auto* node = make<ScriptBlockAst>(Extent{});
    node->using_statements = usings;
    node->param_block = params;
    Extent body;
    bool has_body = false;
    Extent whole;
    while (true) {
        const LexToken name = next();
        if (!has_trait(name.kind, traits::block_name)) {
            unget(name);
            if (!name.is(TokenKind::RCurly) && !name.is(TokenKind::EndOfInput)) {
                error(name.extent, ErrorId::MissingNamedBlocks, {text(name)});
                if (left_curly != nullptr) {
                    // Pretend that the brace was seen.
                    whole = has_body ? join(left_curly->extent, body) : left_curly->extent;
                    break;
                }
                skip();
                skip_newlines_and_semicolons();
                continue;
            }
            if (complete_script_block_body(left_curly, body, has_body, whole)) break;
            continue;
        }
        StatementBlockAst* statements = statement_block_rule();
        Extent extent = name.extent;
        if (statements == nullptr) {
            incomplete(after(name.extent), ErrorId::MissingNamedStatementBlock, {text_of(name.kind)});
            statements = make<StatementBlockAst>(name.extent);
        } else {
            extent = join(name.extent, statements->extent);
        }
        body = has_body ? join(body, extent) : extent;
        has_body = true;
        if (!add_named_block(node, name, statements, extent)) error(extent, ErrorId::DuplicateScriptCommandClause, {text_of(name.kind)});
        skip_newlines_and_semicolons();
    }
    node->extent = whole;
    return node;
}

bool Parser::add_named_block(ScriptBlockAst* block, const LexToken& name, StatementBlockAst* body, Extent extent)
{
    NamedBlockAst** slot = nullptr;
    switch (name.kind) {
    case TokenKind::Begin: slot = &block->begin_block; break;
    case TokenKind::Process: slot = &block->process_block; break;
    case TokenKind::End: slot = &block->end_block; break;
    case TokenKind::Clean: slot = &block->clean_block; break;
    default: slot = &block->dynamic_param_block; break;
    }
    if (*slot != nullptr) return false;
    auto* node = make<NamedBlockAst>(extent);
    node->block_kind = name.kind;
    node->statements = body->statements;
    node->traps = body->traps;
    *slot = node;
    return true;
}

// statement-list: ( statement terminators? )*
bool Parser::statement_list_rule(Statements& statements, Traps& traps, Extent& extent)
{
    bool any = false;
    skip_newlines_and_semicolons();
    while (!peek().is(TokenKind::RParen) && !peek().is(TokenKind::RCurly)) {
        StatementAst* statement = statement_rule();
        if (statement == nullptr) break;
        if (auto* trap = as<TrapStatementAst>(statement); trap != nullptr) {
            traps.push_back(trap);
        } else {
            statements.push_back(statement);
        }
        extent = any ? join(extent, statement->extent) : statement->extent;
        any = true;
        skip_newlines_and_semicolons();
    }
    return any;
}

// statement-block: newlines '{' statement-list '}'
StatementBlockAst* Parser::statement_block_rule()
{
    const DepthScope depth(*this);
    skip_newlines();
    const LexToken open = next();
    if (!open.is(TokenKind::LCurly)) {
        unget(open);
        return nullptr;
    }
    const ValueScope<bool> comma(disable_comma_, false);
    Statements statements;
    Traps traps;
    Extent body = open.extent;
    statement_list_rule(statements, traps, body);
    const LexToken close = next();
    Extent end = close.extent;
    if (!close.is(TokenKind::RCurly)) {
        unget(close);
        end = body;
        incomplete_at(open.extent, close.extent, ErrorId::MissingEndCurlyBrace);
    }
    auto* node = make<StatementBlockAst>(join(open.extent, end));
    node->statements = list(statements);
    node->traps = list(traps);
    return node;
}

// ---- Parameters -----------------------------------------------------------------------------------------------------

// param-block: newlines attribute-list newlines 'param' newlines '(' parameter-list newlines ')'
ParamBlockAst* Parser::param_block_rule()
{
    skip_newlines();
    const std::uint32_t start = restore_point();
    if (no_param_blocks_.contains(start)) return nullptr;
    const std::size_t errors_before = diagnostics_.size();
    std::vector<AttributeBaseAst*> attributes = attribute_list_rule(false);
    const LexToken keyword = peek();
    if (!keyword.is(TokenKind::Param)) {
        if (!attributes.empty()) no_param_blocks_.insert(start);
        if (!attributes.empty() || diagnostics_.size() != errors_before) resync(start);
        return nullptr;
    }
    skip();
    skip_newlines();
    const LexToken open = next();
    if (!open.is(TokenKind::LParen)) {
        resync(attributes.empty() ? keyword.begin : start);
        return nullptr;
    }
    const std::vector<ParameterAst*> parameters = parameter_list_rule();
    skip_newlines();
    const LexToken close = next();
    Extent end = close.extent;
    if (!close.is(TokenKind::RParen)) {
        unget(close);
        end = parameters.empty() ? open.extent : parameters.back()->extent;
        incomplete(after(end), ErrorId::MissingEndParenthesisInFunctionParameterList);
    }
    for (const AttributeBaseAst* attribute : attributes) {
        if (is<TypeConstraintAst>(attribute))
            error(attribute->extent, ErrorId::TypeNotAllowedBeforeParam, {attribute->type_name->full_name});
    }
    auto* node = make<ParamBlockAst>(join(keyword.extent, end));
    std::erase_if(attributes, [](const AttributeBaseAst* a) { return is<TypeConstraintAst>(a); });
    node->attributes = list(attributes);
    node->parameters = list(parameters);
    return node;
}

// parameter-list: ( parameter ( newlines ',' parameter )* )?
std::vector<ParameterAst*> Parser::parameter_list_rule()
{
    std::vector<ParameterAst*> parameters;
    LexToken comma;
    while (true) {
        ParameterAst* parameter = parameter_rule();
        if (parameter == nullptr) {
            if (comma.is(TokenKind::Comma)) incomplete(after(comma.extent), ErrorId::MissingExpressionAfterToken, {text_of(comma.kind)});
            return parameters;
        }
        parameters.push_back(parameter);
        skip_newlines();
        comma = peek();
        if (!comma.is(TokenKind::Comma)) return parameters;
        skip();
    }
}

// parameter: newlines attribute-list newlines variable ( newlines '=' newlines expression )?
ParameterAst* Parser::parameter_rule()
{
    const DepthScope depth(*this);
    skip_newlines();
    const std::vector<AttributeBaseAst*> attributes = attribute_list_rule(false);
    const ValueScope<bool> comma(disable_comma_, true);
    const ModeScope expression_mode(*this, LexMode::Expression);
    const LexToken variable = next();
    if (!variable.is(TokenKind::Variable) && !variable.is(TokenKind::SplattedVariable)) {
        unget(variable);
        if (!attributes.empty()) {
            incomplete(after(attributes.back()->extent), ErrorId::InvalidFunctionParameter);
            sync_on_error(true, {TokenKind::RParen});
            auto* node = make<ParameterAst>(join(attributes.front()->extent, attributes.back()->extent));
            auto* name = make<VariableExpressionAst>(after(attributes.back()->extent));
            name->variable_path.user_path = name->variable_path.name = "__error__";
            node->attributes = list(attributes);
            node->name = name;
            return node;
        }
        return nullptr;
    }
    const std::uint32_t after_name = restore_point();
    auto* name = make<VariableExpressionAst>(variable.extent);
    name->variable_path = *variable.path;
    name->splatted = variable.is(TokenKind::SplattedVariable);
    Extent extent = attributes.empty() ? variable.extent : join(attributes.front()->extent, variable.extent);
    ExpressionAst* default_value = nullptr;
    skip_newlines();
    const LexToken equals = peek();
    if (equals.is(TokenKind::Equals)) {
        skip();
        skip_newlines();
        default_value = expression_rule();
        if (default_value == nullptr) {
            incomplete(after(equals.extent), ErrorId::MissingExpressionAfterToken, {text_of(equals.kind)});
        } else {
            extent = join(extent, default_value->extent);
        }
    } else {
        resync(after_name);
    }
    auto* node = make<ParameterAst>(extent);
    node->attributes = list(attributes);
    node->name = name;
    node->default_value = default_value;
    return node;
}

// ---- Functions ------------------------------------------------------------------------------------------------------

// function-statement: ('function' | 'filter' | 'workflow') newlines name parameters? newlines '{' script-block '}'
StatementAst* Parser::function_declaration_rule(const LexToken& keyword)
{
    skip_newlines();
    const LexToken name = next();
    switch (name.kind) {
    case TokenKind::Variable:
    case TokenKind::SplattedVariable:
    case TokenKind::EndOfInput:
    case TokenKind::LParen:
    case TokenKind::RParen:
    case TokenKind::LCurly:
    case TokenKind::RCurly:
    case TokenKind::AtParen:
    case TokenKind::AtCurly:
    case TokenKind::DollarParen:
    case TokenKind::Semi:
    case TokenKind::Pipe:
    case TokenKind::OrOr:
    case TokenKind::AndAnd:
    case TokenKind::Ampersand:
    case TokenKind::Comma:
    case TokenKind::StringLiteral:
    case TokenKind::StringExpandable:
    case TokenKind::HereStringLiteral:
    case TokenKind::HereStringExpandable:
    case TokenKind::Redirection:
    case TokenKind::RedirectInStd:
    case TokenKind::MinusMinus:
        unget(name);
        incomplete(after(keyword.extent), ErrorId::MissingNameAfterKeyword, {text(keyword)});
        return error_statement(keyword.extent);
    default: break;
    }
    std::vector<ParameterAst*> parameters;
    Extent last = name.extent;
    bool has_list = false;
    bool reported = false;
    function_parameters_rule(parameters, last, has_list, reported);
    skip_newlines();
    const LexToken open = next();
    if (!open.is(TokenKind::LCurly) || reported) {
        if (!open.is(TokenKind::LCurly)) unget(open);
        if (!reported) incomplete(after(last), ErrorId::MissingFunctionBody);
        std::vector<Ast*> nested(parameters.begin(), parameters.end());
        return error_statement(join(keyword.extent, last), nested);
    }
    const ValueScope<bool> comma(disable_comma_, false);
    const bool is_filter = keyword.is(TokenKind::Filter);
    ScriptBlockAst* body = script_block_rule(&open, is_filter);
    if (keyword.is(TokenKind::Workflow)) {
        error(join(keyword.extent, body->extent), ErrorId::WorkflowNotSupportedInPowerShellCore);
        return error_statement(join(keyword.extent, body->extent), {body});
    }
    auto* node = make<FunctionDefinitionAst>(join(keyword.extent, body->extent));
    node->is_filter = is_filter;
    node->name = name.is(TokenKind::Generic) ? name.value : text(name);
    node->name_extent = name.extent;
    node->parameters = list(parameters);
    node->has_parameter_list = has_list;
    node->body = body;
    return node;
}

// parameters: newlines '(' parameter-list newlines ')'
bool Parser::function_parameters_rule(std::vector<ParameterAst*>& parameters, Extent& last, bool& has_list, bool& reported)
{
    skip_newlines();
    const LexToken open = peek();
    if (!open.is(TokenKind::LParen)) return false;
    skip();
    has_list = true;
    parameters = parameter_list_rule();
    skip_newlines();
    const LexToken close = next();
    if (close.is(TokenKind::RParen)) {
        last = close.extent;
        return true;
    }
    unget(close);
    last = parameters.empty() ? open.extent : parameters.back()->extent;
    incomplete(after(last), ErrorId::MissingEndParenthesisInFunctionParameterList);
    reported = true;
    return true;
}

} // namespace kestrun::syntax
