#include "syntax/parser_rules.hpp"

// Values, and what may follow one without white space: members, calls and indexes.
namespace kestrun::syntax {

// primary-expression: value ( member-access | element-access )*
// value: variable | number | string | '(' ... ')' | '$(' ... ')' | '@(' ... ')' | '@{' ... '}' | '{' ... '}'
ExpressionAst* Parser::primary_expression_rule(bool with_member_access)
{
    const LexToken token = next();
    ExpressionAst* expression = nullptr;
    switch (token.kind) {
    case TokenKind::Variable:
    case TokenKind::SplattedVariable:
        expression = variable_expression(token.extent, *token.path, token.is(TokenKind::SplattedVariable), with_member_access);
        break;
    case TokenKind::Number: {
        auto* number = make<ConstantExpressionAst>(token.extent);
        number->value = *token.number;
        expression = number;
        break;
    }
    case TokenKind::StringLiteral:
    case TokenKind::HereStringLiteral:
    case TokenKind::StringExpandable:
    case TokenKind::HereStringExpandable: expression = string_expression(token); break;
    case TokenKind::LParen: expression = parenthesized_rule(token); break;
    case TokenKind::AtParen:
    case TokenKind::DollarParen: expression = sub_expression_rule(token); break;
    case TokenKind::AtCurly: expression = hash_expression_rule(token); break;
    case TokenKind::LCurly: expression = script_block_expression_rule(token); break;
    default: unget(token); return nullptr;
    }
    return with_member_access ? check_post_primary(expression) : expression;
}

ExpressionAst* Parser::check_post_primary(ExpressionAst* expression, bool allow_bracket)
{
    for (LexToken token = next_member_access(allow_bracket); !token.is(TokenKind::Unknown); token = next_member_access(true)) {
        skip_newlines();
        const bool index = token.is(TokenKind::LBracket) || token.is(TokenKind::QuestionLBracket);
        expression = index ? element_access_rule(expression, token) : member_access_rule(expression, token);
    }
    return expression;
}

LexToken Parser::next_member_access(bool allow_bracket)
{
    // A token that was read and put back stood after white space, or is no member access.
    if (has_ungot_) return {};
    const LexToken token = lexer_.next_member_access(allow_bracket);
    if (!token.is(TokenKind::Unknown)) record(token);
    return token;
}

ExpressionAst* Parser::variable_expression(Extent extent, const VariablePath& path, bool splatted, bool with_member_access)
{
    auto* variable = make<VariableExpressionAst>(extent);
    variable->variable_path = path;
    variable->splatted = splatted;
    const bool is_using = path.scope == VariableScope::Drive && equals_ignore_case(path.drive_name, "using") && !path.name.empty();
    if (!is_using) return variable;
    // $using:x.y[0] is the value of $x.y[0] where the script block was made.
    VariablePath real = path;
    real.user_path = path.name;
    real.drive_name = {};
    real.scope = VariableScope::Unqualified;
    const std::size_t colon = real.name.find(':');
    if (colon != std::string_view::npos) {
        real.scope = VariableScope::Drive;
        real.drive_name = real.name.substr(0, colon);
        real.name.remove_prefix(colon + 1);
    }
    variable->variable_path = real;
    ExpressionAst* child = with_member_access ? check_post_primary(variable) : variable;
    auto* node = make<UsingExpressionAst>(child->extent);
    node->sub_expression = child;
    return node;
}

// ---- Strings --------------------------------------------------------------------------------------------------------

ExpressionAst* Parser::string_expression(const LexToken& token)
{
    StringConstantType type = StringConstantType::SingleQuoted;
    if (token.is(TokenKind::HereStringLiteral)) type = StringConstantType::SingleQuotedHereString;
    if (token.is(TokenKind::StringExpandable)) type = StringConstantType::DoubleQuoted;
    if (token.is(TokenKind::HereStringExpandable)) type = StringConstantType::DoubleQuotedHereString;
    if (token.expandable != nullptr) return expandable_string(token, *token.expandable, type);
    auto* node = make<StringConstantExpressionAst>(token.extent);
    node->value = token.value;
    node->string_constant_type = type;
    return node;
}

ExpressionAst* Parser::expandable_string(const LexToken& token, const ExpandableText& expandable, StringConstantType type)
{
    // A nested string's text is read once more for each level: levels cost more here.
    const DepthScope depth(*this, 8);
    std::vector<ExpressionAst*> nested;
    std::vector<std::string_view> literals;
    for (const ExpandablePart& part : expandable.parts) {
        literals.push_back(part.literal);
        nested.push_back(part.is_variable ? variable_expression(part.extent, part.path, false, false) : nested_subexpression(part));
    }
    literals.push_back(expandable.tail);
    auto* node = make<ExpandableStringExpressionAst>(token.extent);
    node->value = token.value;
    node->string_constant_type = type;
    node->nested_expressions = list(nested);
    node->literal_parts = arena_.copy(literals);
    return node;
}

/// Reads the text of a subexpression in a string as its own small script.
ExpressionAst* Parser::nested_subexpression(const ExpandablePart& part)
{
    if (aborted_) return error_expression(part.extent);
    const Lexer::State outer = lexer_.state();
    const LexToken outer_ungot = ungot_;
    const bool outer_has_ungot = has_ungot_;
    has_ungot_ = false;
    ExpressionAst* result = nullptr;
    {
        const ValueScope<bool> nested(in_nested_text_, true);
        const ValueScope<std::uint32_t> begin(nested_begin_, part.begin);
        const ValueScope<bool> comma(disable_comma_, false);
        const ValueScope<LexMode> mode(lexer_.mode, LexMode::Command);
        lexer_.restore({part.input, part.begin});
        result = sub_expression_rule(next());
    }
    lexer_.restore(outer);
    ungot_ = outer_ungot;
    has_ungot_ = outer_has_ungot && !aborted_;
    if (aborted_) lexer_.close();
    return result;
}

// ---- Members --------------------------------------------------------------------------------------------------------

// member-access: ('.' | '::' | '?.') newlines member-name ( generic-arguments? '(' arguments ')' )?
ExpressionAst* Parser::member_access_rule(ExpressionAst* target, const LexToken& op)
{
    CommandElementAst* member = member_name_rule();
    if (member == nullptr) {
        incomplete(after(op.extent), ErrorId::MissingPropertyName);
        member = single_command_argument(ArgumentContext::Argument);
        if (member == nullptr) member = error_expression(join(target->extent, op.extent));
    } else if (!has_ungot_) {
        std::vector<TypeName*> types;
        const LexToken bracket = lexer_.next_open_bracket();
        bool closed = true;
        const bool generic = bracket.is(TokenKind::LBracket) && generic_method_arguments(bracket, types, closed);
        if (!has_ungot_ && closed) {
            const LexToken paren = next_open_paren();
            if (!paren.is(TokenKind::Unknown)) return member_invoke_rule(target, paren, op, member, list(types));
            if (generic) resync(bracket); // no call: an index after a property
        }
    }
    auto* node = make<MemberExpressionAst>(join(target->extent, member->extent));
    node->expression = target;
    node->member = member;
    node->is_static = op.is(TokenKind::ColonColon);
    node->null_conditional = op.is(TokenKind::QuestionDot);
    return node;
}

/// At the [ of $x.Name[Type](...). A bare word is no index, so a name after the bracket is a type. False when it is an index
/// after all, nothing read then; the brackets may be unclosed when it is not.
bool Parser::generic_method_arguments(const LexToken& bracket, std::vector<TypeName*>& types, bool& closed)
{
    const ModeScope type_mode(*this, LexMode::TypeName);
    skip_newlines();
    const LexToken first = next();
    if (!first.is(TokenKind::Identifier)) {
        resync(bracket);
        return false;
    }
    LexToken right;
    types = generic_arguments_rule(first, right);
    closed = right.is(TokenKind::RBracket);
    if (!closed) {
        unget(right);
        incomplete(before(right.extent), ErrorId::EndSquareBracketExpectedAtEndOfType);
    }
    return true;
}

// member-name: simple-name | string | variable | '(' pipeline ')' | '$(' ... ')' | ...
CommandElementAst* Parser::member_name_rule()
{
    if (StringConstantExpressionAst* name = simple_name_rule(); name != nullptr) return name;
    const LexToken token = peek();
    if (token.is(TokenKind::Number)) {
        skip();
        auto* number = make<ConstantExpressionAst>(token.extent);
        number->value = *token.number;
        return number;
    }
    if (has_trait(token.kind, traits::unary) || token.is(TokenKind::LBracket)) return unary_expression_rule(false);
    switch (token.kind) {
    case TokenKind::Variable:
    case TokenKind::SplattedVariable:
    case TokenKind::StringLiteral:
    case TokenKind::StringExpandable:
    case TokenKind::HereStringLiteral:
    case TokenKind::HereStringExpandable:
    case TokenKind::LParen:
    case TokenKind::DollarParen:
    case TokenKind::AtParen:
    case TokenKind::AtCurly:
    case TokenKind::LCurly: return primary_expression_rule(false);
    default: return nullptr;
    }
}

StringConstantExpressionAst* Parser::simple_name_rule(LexToken* name)
{
    const ValueScope<bool> simple(lexer_.want_simple_name, true);
    if (has_ungot_ && !has_trait(ungot_.kind, traits::mode_invariant)) resync(ungot_);
    const LexToken token = peek();
    if (!token.is(TokenKind::Identifier)) {
        // What was read as the start of a simple name may be something else outside of it.
        return nullptr;
    }
    skip();
    if (name != nullptr) *name = token;
    return bare_word(token, token.value);
}

ExpressionAst* Parser::member_invoke_rule(ExpressionAst* target, const LexToken& paren, const LexToken& op, CommandElementAst* member,
                                          std::span<TypeName* const> types)
{
    Extent end;
    std::vector<ExpressionAst*> arguments;
    if (paren.is(TokenKind::LCurly)) {
        // $items.Where{ ... } takes the script block without parentheses.
        arguments.push_back(script_block_expression_rule(paren));
        end = arguments.back()->extent;
    } else {
        arguments = invoke_arguments_rule(paren, end);
    }
    auto* node = make<InvokeMemberExpressionAst>(join(target->extent, end));
    node->expression = target;
    node->member = member;
    node->arguments = list(arguments);
    node->generic_type_arguments = types;
    node->is_static = op.is(TokenKind::ColonColon);
    node->null_conditional = op.is(TokenKind::QuestionDot);
    return node;
}

LexToken Parser::next_open_paren()
{
    const LexToken token = lexer_.next_open_paren();
    if (!token.is(TokenKind::Unknown)) record(token);
    return token;
}

// arguments: ( expression ( ',' expression )* )? ')'
std::vector<ExpressionAst*> Parser::invoke_arguments_rule(const LexToken& paren, Extent& end)
{
    const ModeScope expression_mode(*this, LexMode::Expression);
    std::vector<ExpressionAst*> arguments;
    LexToken comma;
    bool reported = false;
    {
        const ValueScope<bool> disable(disable_comma_, true);
        const ValueScope<bool> ternary(lexer_.numbers_end_at_ternary, false);
        while (true) {
            skip_newlines();
            ExpressionAst* argument = expression_rule();
            if (argument == nullptr) {
                if (comma.is(TokenKind::Comma)) {
                    incomplete(after(comma.extent), ErrorId::MissingExpressionAfterToken, {","});
                    reported = true;
                }
                break;
            }
            arguments.push_back(argument);
            skip_newlines();
            comma = next();
            if (!comma.is(TokenKind::Comma)) {
                unget(comma);
                comma.kind = TokenKind::Unknown;
                break;
            }
        }
    }
    skip_newlines();
    const LexToken close = next();
    end = close.extent;
    if (!close.is(TokenKind::RParen)) {
        unget(close);
        end = arguments.empty() ? paren.extent : arguments.back()->extent;
        if (reported) {
            end = comma.extent;
        } else {
            incomplete(after(end), ErrorId::MissingEndParenthesisInMethodCall);
        }
    }
    return arguments;
}

// element-access: ('[' | '?[') newlines expression newlines ']'
ExpressionAst* Parser::element_access_rule(ExpressionAst* target, const LexToken& bracket)
{
    const ValueScope<bool> comma(disable_comma_, false);
    bool reported = false;
    ExpressionAst* index = expression_rule();
    if (index == nullptr) {
        incomplete(after(bracket.extent), ErrorId::MissingArrayIndexExpression);
        index = error_expression(bracket.extent);
        reported = true;
    }
    skip_newlines();
    const LexToken close = next();
    Extent end = close.extent;
    if (!close.is(TokenKind::RBracket)) {
        unget(close);
        if (!reported) incomplete(after(index->extent), ErrorId::MissingEndSquareBracket);
        end = index->extent;
    }
    auto* node = make<IndexExpressionAst>(join(target->extent, end));
    node->target = target;
    node->index = index;
    node->null_conditional = bracket.is(TokenKind::QuestionLBracket);
    return node;
}

// ---- Brackets -------------------------------------------------------------------------------------------------------

// parenthesized: '(' newlines pipeline-chain newlines ')'
ExpressionAst* Parser::parenthesized_rule(const LexToken& paren)
{
    const DepthScope depth(*this);
    const ModeScope command_mode(*this, LexMode::Command);
    const ValueScope<bool> comma(disable_comma_, false);
    skip_newlines();
    PipelineBaseAst* pipeline = pipeline_chain_rule();
    if (pipeline == nullptr) {
        incomplete(after(paren.extent), ErrorId::ExpectedExpression);
        pipeline = error_statement(after(paren.extent));
    }
    skip_newlines();
    const LexToken close = next();
    Extent end = close.extent;
    if (!close.is(TokenKind::RParen)) {
        unget(close);
        incomplete(after(pipeline->extent), ErrorId::MissingEndParenthesisInExpression);
        end = pipeline->extent;
    }
    auto* node = make<ParenExpressionAst>(join(paren.extent, end));
    node->pipeline = pipeline;
    return node;
}

// sub-expression: ('$(' | '@(') statement-list ')'
ExpressionAst* Parser::sub_expression_rule(const LexToken& open)
{
    const DepthScope depth(*this);
    const ModeScope command_mode(*this, LexMode::Command);
    const ValueScope<bool> comma(disable_comma_, false);
    Statements statements;
    Traps traps;
    Extent body = after(open.extent);
    statement_list_rule(statements, traps, body);
    const LexToken close = next();
    Extent end = close.extent;
    if (!close.is(TokenKind::RParen)) {
        unget(close);
        incomplete(close.extent, ErrorId::MissingEndParenthesisInSubexpression);
        end = body;
    }
    auto* block = make<StatementBlockAst>(body);
    block->statements = list(statements);
    block->traps = list(traps);
    const Extent extent = join(open.extent, end);
    if (open.is(TokenKind::AtParen)) {
        auto* node = make<ArrayExpressionAst>(extent);
        node->sub_expression = block;
        return node;
    }
    auto* node = make<SubExpressionAst>(extent);
    node->sub_expression = block;
    return node;
}

// script-block-expression: '{' script-block '}'
ExpressionAst* Parser::script_block_expression_rule(const LexToken& curly)
{
    const ModeScope command_mode(*this, LexMode::Command);
    const ValueScope<bool> comma(disable_comma_, false);
    ScriptBlockAst* block = script_block_rule(&curly, false);
    auto* node = make<ScriptBlockExpressionAst>(block->extent);
    node->script_block = block;
    return node;
}

// hash-literal: '@{' ( key newlines? '=' newlines statement )* '}'
ExpressionAst* Parser::hash_expression_rule(const LexToken& open) { return hash_literal(open); }

HashtableAst* Parser::hash_literal(const LexToken& open)
{
    const DepthScope depth(*this);
    const ValueScope<bool> comma(disable_comma_, false);
    skip_newlines();
    std::vector<KeyValuePair> pairs;
    for (KeyValuePair pair; key_value_pair(pair);) {
        pairs.push_back(pair);
        const LexToken token = peek();
        if (!token.is(TokenKind::NewLine) && !token.is(TokenKind::Semi)) break;
        skip_newlines_and_semicolons();
    }
    const LexToken close = next();
    Extent end = close.extent;
    if (!close.is(TokenKind::RCurly)) {
        unget(close);
        incomplete_at(after(open.extent), close.extent, ErrorId::MissingEndCurlyBrace);
        end = before(close.extent);
    }
    auto* node = make<HashtableAst>(Extent{open.extent.start, end.end});
    node->key_value_pairs = arena_.copy(pairs);
    return node;
}

bool Parser::key_value_pair(KeyValuePair& pair)
{
    LexToken equals;
    {
        const ModeScope expression_mode(*this, LexMode::Expression);
        pair.key = label_or_key_rule();
        if (pair.key == nullptr) return false;
        equals = next();
    }
    if (!equals.is(TokenKind::Equals)) {
        unget(equals);
        error(after(pair.key->extent), ErrorId::MissingEqualsInHashLiteral);
        sync_on_error(false, {TokenKind::RCurly, TokenKind::Semi, TokenKind::NewLine});
        pair.value = error_statement(after(pair.key->extent));
        return true;
    }
    const ModeScope command_mode(*this, LexMode::Command);
    skip_newlines();
    pair.value = statement_rule();
    if (pair.value == nullptr) {
        incomplete(after(equals.extent), ErrorId::MissingStatementInHashLiteral);
        pair.value = error_statement(after(equals.extent));
    }
    return true;
}

// key: simple-name | unary-expression
ExpressionAst* Parser::label_or_key_rule()
{
    if (StringConstantExpressionAst* name = simple_name_rule(); name != nullptr) return name;
    const ValueScope<bool> comma(disable_comma_, true);
    return unary_expression_rule(false);
}

} // namespace kestrun::syntax
