#include "syntax/parser_rules.hpp"

// Statements (about_Language_Keywords); loops, switch and try have their own files.
namespace kestrun::syntax {

// statement: attribute-list? keyword-statement | label? loop | pipeline-chain
StatementAst* Parser::statement_rule()
{
    const DepthScope depth(*this);
    const std::uint32_t start = restore_point();
    LexToken token = next();
    std::vector<AttributeBaseAst*> attributes;
    if (token.is(TokenKind::Generic) && text(token).starts_with('[') && !expressions_.contains(start)) {
        // `[Attribute()] class C` is a statement with attributes, `[int]$x` an expression: read on to see. What is wrong in
        // an expression is found again when it is read as one.
        resync(token);
        attributes = attribute_list_rule(false);
        token = next();
        if (!attributes.empty()) {
            const bool only_attributes = std::all_of(attributes.begin(), attributes.end(), [](auto* a) { return is<AttributeAst>(a); });
            if (has_trait(token.kind, traits::no_attributes)) {
                if (!only_attributes) {
                    expressions_.insert(start);
                    resync(start);
                    token = next();
                } else {
                    error(attributes[0]->extent, ErrorId::UnexpectedAttribute, {attributes[0]->type_name->full_name});
                }
            } else if (has_trait(token.kind, traits::keyword)) {
                for (const AttributeBaseAst* attribute : attributes) {
                    if (is<TypeConstraintAst>(attribute)) {
                        error(attribute->extent, ErrorId::TypeNotAllowedBeforeStatement, {attribute->type_name->full_name});
                    }
                }
            } else {
                expressions_.insert(start);
                resync(start);
                token = next();
            }
        }
    }
    return keyword_statement_rule(token, attributes, start);
}

StatementAst* Parser::keyword_statement_rule(const LexToken& token, std::vector<AttributeBaseAst*>& attributes, std::uint32_t start)
{
    switch (token.kind) {
    case TokenKind::If: return if_statement_rule(token);
    case TokenKind::Switch: return switch_statement_rule(nullptr, token);
    case TokenKind::Foreach: return foreach_statement_rule(nullptr, token);
    case TokenKind::For: return for_statement_rule(nullptr, token);
    case TokenKind::While: return while_statement_rule(nullptr, token);
    case TokenKind::Do: return do_statement_rule(nullptr, token);
    case TokenKind::Function:
    case TokenKind::Filter:
    case TokenKind::Workflow: return function_declaration_rule(token);
    case TokenKind::Return:
    case TokenKind::Throw:
    case TokenKind::Exit: return flow_statement_rule(token);
    case TokenKind::Break:
    case TokenKind::Continue: return jump_statement_rule(token);
    case TokenKind::Trap: return trap_statement_rule(token);
    case TokenKind::Try: return try_statement_rule(token);
    case TokenKind::Data: return data_statement_rule(token);
    case TokenKind::Parallel:
    case TokenKind::Sequence: return block_statement_rule(token);
    case TokenKind::Class: return class_definition_rule(attributes, token);
    case TokenKind::Enum: return enum_definition_rule(attributes, token);
    case TokenKind::Using: return using_statement_rule(token);
    case TokenKind::Configuration: return configuration_statement_rule(token);
    case TokenKind::From:
    case TokenKind::Define:
    case TokenKind::Var:
        error(token.extent, ErrorId::ReservedKeywordNotAllowed, {text_of(token.kind)});
        return error_statement(token.extent);
    case TokenKind::Label: return labeled_statement_rule(token);
    case TokenKind::EndOfInput: unget(token); return nullptr;
    default: break;
    }
    if (attributes.empty()) {
        unget(token);
    } else {
        resync(start);
    }
    return pipeline_chain_rule();
}

// labeled-statement: ':' name newlines ( switch | foreach | for | while | do )
StatementAst* Parser::labeled_statement_rule(const LexToken& label)
{
    skip_newlines();
    const LexToken keyword = next();
    switch (keyword.kind) {
    case TokenKind::Switch: return switch_statement_rule(&label, keyword);
    case TokenKind::Foreach: return foreach_statement_rule(&label, keyword);
    case TokenKind::For: return for_statement_rule(&label, keyword);
    case TokenKind::While: return while_statement_rule(&label, keyword);
    case TokenKind::Do: return do_statement_rule(&label, keyword);
    default: break;
    }
    // A command whose name begins with a colon.
    resync(label);
    return pipeline_chain_rule();
}

// if-statement: 'if' newlines '(' condition ')' block ( newlines 'elseif' '(' condition ')' block )* ( newlines 'else' block )?
StatementAst* Parser::if_statement_rule(const LexToken& if_token)
{
    LexToken keyword = if_token;
    std::vector<IfClause> clauses;
    std::vector<Ast*> components;
    StatementBlockAst* else_clause = nullptr;
    Extent end;
    while (true) {
        skip_newlines();
        const LexToken open = next();
        if (!open.is(TokenKind::LParen)) {
            unget(open);
            incomplete(after(keyword.extent), ErrorId::MissingOpenParenthesisInIfStatement, {text(keyword)});
            return error_statement(join(if_token.extent, keyword.extent), components);
        }
        skip_newlines();
        PipelineBaseAst* condition = pipeline_chain_rule();
        const bool has_condition = condition != nullptr;
        if (!has_condition) {
            incomplete(after(open.extent), ErrorId::IfStatementMissingCondition, {text(keyword)});
            condition = error_statement(after(open.extent));
        }
        components.push_back(condition);
        skip_newlines();
        const LexToken close = next();
        if (!close.is(TokenKind::RParen)) {
            unget(close);
            if (has_condition) incomplete(close.extent, ErrorId::MissingEndParenthesisAfterStatement, {text(keyword)});
            return error_statement({if_token.extent.start, close.extent.start}, components);
        }
        StatementBlockAst* body = statement_block_rule();
        if (body == nullptr) {
            incomplete(close.extent, ErrorId::MissingStatementBlock, {text(keyword)});
            return error_statement(join(if_token.extent, close.extent), components);
        }
        components.push_back(body);
        clauses.push_back({condition, body});
        end = body->extent;
        // Line ends before else and elseif belong to the statement; others end it.
        const std::uint32_t restore = restore_point();
        skip_newlines();
        keyword = peek();
        if (keyword.is(TokenKind::ElseIf)) {
            skip();
            continue;
        }
        if (keyword.is(TokenKind::Else)) {
            skip();
            else_clause = statement_block_rule();
            if (else_clause == nullptr) {
                incomplete(after(keyword.extent), ErrorId::MissingStatementBlockAfterElse);
                return error_statement(join(if_token.extent, keyword.extent), components);
            }
            end = else_clause->extent;
        } else {
            resync(restore);
        }
        break;
    }
    auto* node = make<IfStatementAst>(join(if_token.extent, end));
    node->clauses = arena_.copy(clauses);
    node->else_clause = else_clause;
    return node;
}

// label: simple-name | primary-expression
ExpressionAst* Parser::jump_label_rule()
{
    if (StringConstantExpressionAst* name = simple_name_rule(); name != nullptr) return name;
    return primary_expression_rule(true);
}

// jump-statement: ('break' | 'continue') label?
StatementAst* Parser::jump_statement_rule(const LexToken& keyword)
{
    ExpressionAst* label = nullptr;
    const LexToken token = peek();
    if (!token.is(TokenKind::NewLine) && !token.is(TokenKind::Semi)) label = jump_label_rule();
    const Extent extent = label == nullptr ? keyword.extent : join(keyword.extent, label->extent);
    if (keyword.is(TokenKind::Break)) {
        auto* node = make<BreakStatementAst>(extent);
        node->label = label;
        return node;
    }
    auto* node = make<ContinueStatementAst>(extent);
    node->label = label;
    return node;
}

// flow-statement: ('return' | 'throw' | 'exit') pipeline-chain?
StatementAst* Parser::flow_statement_rule(const LexToken& keyword)
{
    PipelineBaseAst* pipeline = pipeline_chain_rule();
    const Extent extent = pipeline == nullptr ? keyword.extent : join(keyword.extent, pipeline->extent);
    switch (keyword.kind) {
    case TokenKind::Return: {
        auto* node = make<ReturnStatementAst>(extent);
        node->pipeline = pipeline;
        return node;
    }
    case TokenKind::Exit: {
        auto* node = make<ExitStatementAst>(extent);
        node->pipeline = pipeline;
        return node;
    }
    default: {
        auto* node = make<ThrowStatementAst>(extent);
        node->pipeline = pipeline;
        return node;
    }
    }
}

// data-statement: 'data' name? ( '-SupportedCommand' command ( ',' command )* )? newlines '{' statement-list '}'
StatementAst* Parser::data_statement_rule(const LexToken& keyword)
{
    skip_newlines();
    LexToken name;
    StringConstantExpressionAst* variable = simple_name_rule(&name);
    if (variable == nullptr && has_ungot_) resync(ungot_);
    Extent end = variable == nullptr ? keyword.extent : variable->extent;
    std::vector<ExpressionAst*> commands;
    std::vector<Ast*> nested;
    skip_newlines();
    if (const LexToken parameter = peek(); parameter.is(TokenKind::Parameter)) {
        skip();
        end = parameter.extent;
        if (starts_with_ignore_case("SupportedCommand", parameter.value)) {
            LexToken comma = parameter;
            while (true) {
                skip_newlines();
                ExpressionAst* command = single_command_argument(ArgumentContext::CommandName);
                if (command == nullptr) {
                    incomplete(after(comma.extent), ErrorId::MissingValueForSupportedCommandInDataSectionStatement);
                    return error_statement(join(keyword.extent, comma.extent), nested);
                }
                commands.push_back(command);
                nested.push_back(command);
                end = command->extent;
                comma = peek();
                if (!comma.is(TokenKind::Comma)) break;
                skip();
            }
        } else {
            error(parameter.extent, ErrorId::InvalidParameterForDataSectionStatement, {parameter.value});
        }
    }
    StatementBlockAst* body = statement_block_rule();
    if (body == nullptr) {
        incomplete(after(end), ErrorId::MissingStatementBlockForDataSection);
        return error_statement(join(keyword.extent, end), nested);
    }
    auto* node = make<DataStatementAst>(join(keyword.extent, body->extent));
    if (variable != nullptr) node->variable = variable->value;
    node->commands_allowed = list(commands);
    node->body = body;
    return node;
}

// configuration-statement: 'configuration' name ... Desired State Configuration is not part of this language any more.
StatementAst* Parser::configuration_statement_rule(const LexToken& keyword)
{
    const LexToken token = peek();
    ExpressionAst* name = token.is(TokenKind::LCurly) ? nullptr : single_command_argument(ArgumentContext::CommandName);
    if (name == nullptr) {
        incomplete(after(keyword.extent), ErrorId::MissingConfigurationName);
        return error_statement(keyword.extent);
    }
    error(name->extent, ErrorId::ConfigurationNotSupportedInPowerShellCore);
    return error_statement(join(keyword.extent, name->extent), {name});
}

// block-statement: ('parallel' | 'sequence') newlines block. Workflows only, which are no more.
StatementAst* Parser::block_statement_rule(const LexToken& keyword)
{
    StatementBlockAst* body = statement_block_rule();
    if (body == nullptr) {
        incomplete(after(keyword.extent), ErrorId::MissingStatementAfterKeyword, {text(keyword)});
        return error_statement(keyword.extent);
    }
    auto* node = make<BlockStatementAst>(join(keyword.extent, body->extent));
    node->block_kind = keyword.kind;
    node->body = body;
    return node;
}

} // namespace kestrun::syntax
