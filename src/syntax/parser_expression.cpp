#include "syntax/parser_rules.hpp"

// Expressions (about_Operators, about_Operator_Precedence).
namespace kestrun::syntax {

// expression: binary-expression ( '?' expression ':' expression )?
ExpressionAst* Parser::expression_rule(bool numbers_end_at_ternary)
{
    const DepthScope depth(*this);
    const ModeScope expression_mode(*this, LexMode::Expression);
    ExpressionAst* condition = binary_expression_rule(numbers_end_at_ternary);
    if (condition == nullptr) return nullptr;
    const LexToken question = peek();
    // A comma list takes no ternary: where commas separate arguments, ? is one all the same.
    if (!question.is(TokenKind::QuestionMark)) return condition;
    skip();
    return ternary_rule(condition, question);
}

ExpressionAst* Parser::ternary_rule(ExpressionAst* condition, const LexToken& question)
{
    const ValueScope<bool> comma(disable_comma_, true);
    skip_newlines();
    ExpressionAst* if_true = expression_rule(true);
    if (if_true == nullptr) {
        incomplete(after(question.extent), ErrorId::ExpectedValueExpression, {text(question)});
        if_true = error_expression(after(question.extent));
    }
    skip_newlines();
    const LexToken colon = next();
    if (!colon.is(TokenKind::Colon)) {
        unget(colon);
        if (!is<ErrorExpressionAst>(if_true)) incomplete(colon.extent, ErrorId::MissingColonInTernaryExpression);
        return error_expression({condition->extent.start, before(colon.extent).end}, {condition, if_true});
    }
    skip_newlines();
    ExpressionAst* if_false = expression_rule(true);
    if (if_false == nullptr) {
        incomplete(after(colon.extent), ErrorId::ExpectedValueExpression, {":"});
        if_false = error_expression(after(colon.extent));
    }
    auto* node = make<TernaryExpressionAst>(join(condition->extent, if_false->extent));
    node->condition = condition;
    node->if_true = if_true;
    node->if_false = if_false;
    return node;
}

// binary-expression: array-literal ( binary-operator newlines array-literal )*
// Operators of one precedence group to the left.
ExpressionAst* Parser::binary_expression_rule(bool numbers_end_at_ternary)
{
    struct Pending
    {
        ExpressionAst* left;
        LexToken op;
        std::uint32_t precedence;
    };
    ExpressionAst* operand = array_literal_rule(numbers_end_at_ternary);
    if (operand == nullptr) return nullptr;
    LexToken op = peek();
    if (!has_trait(op.kind, traits::binary)) return op.is(TokenKind::Parameter) ? error_recovery_parameter(op, operand) : operand;

    std::vector<Pending> pending;
    const auto reduce = [&](std::uint32_t precedence) {
        while (!pending.empty() && pending.back().precedence >= precedence) {
            const Pending top = pending.back();
            pending.pop_back();
            auto* node = make<BinaryExpressionAst>(join(top.left->extent, operand->extent));
            node->op = top.op.kind;
            node->left = top.left;
            node->right = operand;
            node->error_position = top.op.extent;
            operand = node;
        }
    };
    while (true) {
        skip();
        const std::uint32_t precedence = precedence_of(op.kind);
        reduce(precedence);
        pending.push_back({operand, op, precedence});
        skip_newlines();
        operand = array_literal_rule(true);
        if (operand == nullptr) {
            incomplete(after(op.extent), ErrorId::ExpectedValueExpression, {text(op)});
            operand = error_expression(after(op.extent));
        }
        op = peek();
        if (!has_trait(op.kind, traits::binary)) break;
    }
    reduce(0);
    return op.is(TokenKind::Parameter) ? error_recovery_parameter(op, operand) : operand;
}

/// -name in an expression is no operator.
ExpressionAst* Parser::error_recovery_parameter(const LexToken& parameter, ExpressionAst* expression)
{
    error(parameter.extent, ErrorId::UnexpectedToken, {text(parameter)});
    skip();
    return error_expression(join(expression->extent, parameter.extent), {expression});
}

// array-literal: unary-expression ( ',' newlines unary-expression )*
ExpressionAst* Parser::array_literal_rule(bool numbers_end_at_ternary)
{
    ExpressionAst* first = unary_expression_rule(numbers_end_at_ternary);
    if (first == nullptr || disable_comma_ || !peek().is(TokenKind::Comma)) return first;
    std::vector<ExpressionAst*> elements{first};
    while (peek().is(TokenKind::Comma)) {
        const LexToken comma = next();
        skip_newlines();
        ExpressionAst* element = unary_expression_rule(true);
        if (element == nullptr) {
            incomplete(after(comma.extent), ErrorId::MissingExpressionAfterToken, {text(comma)});
            elements.push_back(error_expression(comma.extent));
            break;
        }
        elements.push_back(element);
    }
    auto* node = make<ArrayLiteralAst>(join(first->extent, elements.back()->extent));
    node->elements = list(elements);
    return node;
}

// unary-expression: unary-operator newlines unary-expression | attributed-expression | primary-expression ('++' | '--')?
ExpressionAst* Parser::unary_expression_rule(bool numbers_end_at_ternary)
{
    const DepthScope depth(*this);
    LexToken token;
    {
        // Only here a sign belongs to a number: the token may have been read before as an operator.
        const ValueScope<bool> signs(lexer_.allow_signed_numbers, true);
        const ValueScope<bool> ternary(lexer_.numbers_end_at_ternary, numbers_end_at_ternary);
        if (has_ungot_ && (ungot_.is(TokenKind::Minus) || numbers_end_at_ternary)) resync(ungot_);
        token = peek();
    }
    ExpressionAst* expression = nullptr;
    if (has_trait(token.kind, traits::unary)) {
        if (disable_comma_ && token.is(TokenKind::Comma)) return nullptr;
        skip();
        skip_newlines();
        ExpressionAst* child = unary_expression_rule(numbers_end_at_ternary);
        if (child == nullptr) {
            incomplete(after(token.extent), ErrorId::MissingExpressionAfterOperator, {text(token)});
            return error_expression(token.extent);
        }
        if (token.is(TokenKind::Comma)) {
            auto* node = make<ArrayLiteralAst>(join(token.extent, child->extent));
            node->elements = list(std::vector<ExpressionAst*>{child});
            expression = node;
        } else {
            auto* node = make<UnaryExpressionAst>(join(token.extent, child->extent));
            node->token_kind = token.kind;
            node->child = child;
            expression = node;
        }
    } else if (token.is(TokenKind::LBracket)) {
        expression = attributed_expression_rule(token);
    } else {
        expression = primary_expression_rule(true);
    }
    if (expression == nullptr) return nullptr;
    const LexToken postfix = peek();
    if (!postfix.is(TokenKind::PlusPlus) && !postfix.is(TokenKind::MinusMinus)) return expression;
    skip();
    auto* node = make<UnaryExpressionAst>(join(expression->extent, postfix.extent));
    node->token_kind = postfix.is(TokenKind::PlusPlus) ? TokenKind::PostfixPlusPlus : TokenKind::PostfixMinusMinus;
    node->child = expression;
    return node;
}

// attributed-expression: attribute-list unary-expression | type-literal member-access*
ExpressionAst* Parser::attributed_expression_rule(const LexToken& bracket)
{
    std::vector<AttributeBaseAst*> attributes = attribute_list_rule(true);
    if (attributes.empty()) return nullptr;
    AttributeBaseAst* last = attributes.back();
    ExpressionAst* child = nullptr;
    if (is<AttributeAst>(last)) {
        skip_newlines();
        child = unary_expression_rule(true);
        if (child == nullptr) {
            incomplete(last->extent, ErrorId::UnexpectedAttribute, {last->type_name->full_name});
            return error_expression({bracket.extent.start, last->extent.end}, {last});
        }
    } else {
        // A member access binds the type itself: [int]::MaxValue, [int].Name; so does an index.
        if (!has_ungot_) {
            const LexToken access = next_member_access(false);
            if (!access.is(TokenKind::Unknown)) resync(access);
            if (access.is(TokenKind::Unknown)) {
                const LexToken following = peek();
                // A unary operator, a value or another [ converts; commas and line ends do not.
                if (!following.is(TokenKind::NewLine) && !following.is(TokenKind::Comma)) child = unary_expression_rule(true);
            }
        } else if (!ungot_.is(TokenKind::NewLine) && !ungot_.is(TokenKind::Comma)) {
            child = unary_expression_rule(true);
        }
        if (child == nullptr) {
            auto* type = make<TypeExpressionAst>(last->extent);
            type->type_name = last->type_name;
            attributes.pop_back();
            child = type;
            if (!has_ungot_) child = check_post_primary(type, false);
        }
    }
    for (auto it = attributes.rbegin(); it != attributes.rend(); ++it) {
        const Extent extent = join((*it)->extent, child->extent);
        AttributedExpressionAst* node =
            is<TypeConstraintAst>(*it) ? make<ConvertExpressionAst>(extent) : make<AttributedExpressionAst>(extent);
        node->attribute = *it;
        node->child = child;
        child = node;
    }
    return child;
}

} // namespace kestrun::syntax
