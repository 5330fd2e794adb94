#include "syntax/parser_rules.hpp"

#include <string>

// Attributes and type names: [int], [Parameter(Mandatory)], [System.Collections.Generic.Dictionary[string,int[]]].
namespace kestrun::syntax {

// attribute-list: ( attribute newlines? )*
std::vector<AttributeBaseAst*> Parser::attribute_list_rule(bool in_expression)
{
    std::vector<AttributeBaseAst*> attributes;
    for (AttributeBaseAst* attribute = attribute_rule(); attribute != nullptr; attribute = attribute_rule()) {
        attributes.push_back(attribute);
        // In an expression a line end after a type ends the expression: the type itself is the value.
        if (!in_expression || is<AttributeAst>(attribute)) skip_newlines();
    }
    return attributes;
}

// attribute: '[' newlines type-name ( '(' attribute-arguments newlines ')' )? newlines ']'
AttributeBaseAst* Parser::attribute_rule()
{
    const LexToken peeked = ungot_;
    const bool has_peeked = has_ungot_;
    const std::uint32_t start = lexer_.position();
    if (has_peeked) {
        if (peeked.is(TokenKind::NewLine) || text(peeked).substr(0, 1) != "[") return nullptr;
        resync(peeked);
    }
    const LexToken bracket = lexer_.next_left_bracket();
    if (bracket.is(TokenKind::Unknown)) {
        if (!aborted_) lexer_.move_to(start);
        has_ungot_ = has_peeked;
        return nullptr;
    }
    record(bracket);
    skip_newlines();
    TypeName* type = type_name_rule(true);
    if (type == nullptr) {
        // Give the bracket back: it may be something else.
        resync(bracket);
        incomplete(after(bracket.extent), ErrorId::MissingTypename);
        return nullptr;
    }
    const LexToken following = next();
    if (following.is(TokenKind::LParen)) return finish_attribute(bracket, type, following);
    Extent end = following.extent;
    if (!following.is(TokenKind::RBracket)) {
        unget(following);
        error(before(following.extent), ErrorId::EndSquareBracketExpectedAtEndOfAttribute);
        end = type->extent;
    }
    auto* node = make<TypeConstraintAst>(join(bracket.extent, end));
    node->type_name = type;
    return node;
}

AttributeBaseAst* Parser::finish_attribute(const LexToken& bracket, TypeName* type, const LexToken& paren)
{
    const DepthScope depth(*this);
    std::vector<ExpressionAst*> positional;
    std::vector<NamedAttributeArgumentAst*> named;
    skip_newlines();
    Extent end = paren.extent;
    {
        const ModeScope expression_mode(*this, LexMode::Expression);
        end = attribute_arguments_rule(paren.extent, positional, named);
        skip_newlines();
        const LexToken close = next();
        const bool closed = close.is(TokenKind::RParen);
        if (closed) {
            end = close.extent;
        } else {
            unget(close);
            incomplete(after(end), ErrorId::MissingEndParenthesisInExpression);
        }
        skip_newlines();
        const LexToken right = next();
        if (right.is(TokenKind::RBracket)) {
            end = right.extent;
        } else {
            unget(right);
            // One error is enough when the parenthesis is missing too.
            if (closed) incomplete(after(end), ErrorId::EndSquareBracketExpectedAtEndOfAttribute);
        }
    }
    auto* node = make<AttributeAst>(join(bracket.extent, end));
    node->type_name = type;
    node->positional_arguments = list(positional);
    node->named_arguments = list(named);
    return node;
}

// attribute-arguments: ( attribute-argument ( ',' attribute-argument )* )?
// attribute-argument: expression | simple-name ( '=' newlines expression )?
Extent Parser::attribute_arguments_rule(Extent last, std::vector<ExpressionAst*>& positional,
                                        std::vector<NamedAttributeArgumentAst*>& named)
{
    const ValueScope<bool> disable(disable_comma_, true);
    LexToken comma;
    while (true) {
        skip_newlines();
        StringConstantExpressionAst* name = simple_name_rule();
        ExpressionAst* expression = nullptr;
        bool omitted = false;
        if (name == nullptr) {
            expression = expression_rule();
        } else if (const LexToken equals = peek(); equals.is(TokenKind::Equals)) {
            skip();
            skip_newlines();
            expression = expression_rule();
            if (expression == nullptr) {
                incomplete(after(equals.extent), ErrorId::MissingExpressionInNamedArgument);
                expression = error_expression(after(equals.extent));
                sync_on_error(true, {TokenKind::Comma, TokenKind::RParen, TokenKind::RBracket, TokenKind::NewLine});
            }
        } else {
            auto* implied = make<ConstantExpressionAst>(name->extent);
            implied->value.kind = ConstantKind::Boolean;
            implied->value.integer = 1;
            expression = implied;
            omitted = true;
        }
        if (name != nullptr) {
            bool repeated = false;
            for (const auto* seen : named) repeated = repeated || equals_ignore_case(seen->argument_name, name->value);
            if (repeated) {
                error(join(name->extent, expression->extent), ErrorId::DuplicateNamedArgument, {name->value});
            } else {
                auto* argument = make<NamedAttributeArgumentAst>(join(name->extent, expression->extent));
                argument->argument_name = name->value;
                argument->argument = expression;
                argument->expression_omitted = omitted;
                named.push_back(argument);
            }
            if (!omitted) last = expression->extent;
        } else if (expression != nullptr) {
            positional.push_back(expression);
            last = expression->extent;
        } else if (comma.is(TokenKind::Comma)) {
            incomplete(after(comma.extent), ErrorId::MissingExpressionAfterToken, {","});
            positional.push_back(error_expression(after(comma.extent)));
            last = after(comma.extent);
        }
        const LexToken token = peek();
        if (!token.is(TokenKind::Comma)) return last;
        last = token.extent;
        comma = next();
    }
}

// ---- Type names -----------------------------------------------------------------------------------------------------

// type-name: identifier ( '[' ... ']' )* ( ',' assembly-name )?
TypeName* Parser::type_name_rule(bool allow_assembly)
{
    const ModeScope type_mode(*this, LexMode::TypeName);
    const LexToken name = next();
    if (!name.is(TokenKind::Identifier)) {
        unget(name);
        return nullptr;
    }
    return finish_type_name(name, !allow_assembly);
}

TypeName* Parser::simple_type_name(const LexToken& token)
{
    auto* type = arena_.make<TypeName>();
    type->kind = TypeNameKind::Simple;
    type->extent = token.extent;
    type->name = token.value;
    name_type(type);
    return type;
}

TypeName* Parser::finish_type_name(const LexToken& name, bool unbracketed_argument)
{
    const DepthScope depth(*this);
    const LexToken token = peek();
    if (token.is(TokenKind::LBracket)) {
        skip();
        skip_newlines();
        const LexToken first = next();
        switch (first.kind) {
        case TokenKind::RBracket:
        case TokenKind::Comma: {
            TypeName* element = simple_type_name(name);
            return complete_array_type_name(element, unbracketed_argument ? nullptr : element, first);
        }
        case TokenKind::LBracket:
        case TokenKind::Identifier: return generic_type_name_rule(name, first, unbracketed_argument);
        case TokenKind::EndOfInput:
            unget(first);
            incomplete(after(token.extent), ErrorId::MissingTypename);
            return simple_type_name(name);
        default:
            error(first.extent, ErrorId::UnexpectedToken, {text(first)});
            sync_on_error(true, {TokenKind::RBracket});
            return simple_type_name(name);
        }
    }
    TypeName* type = simple_type_name(name);
    if (token.is(TokenKind::Comma) && !unbracketed_argument) {
        skip();
        assembly_name(type);
    }
    return type;
}

/// After the comma: `[Name, Assembly, Version=...]`.
bool Parser::assembly_name(TypeName* target)
{
    const std::uint32_t comma_end = lexer_.position();
    const LexToken name = lexer_.next_assembly_name();
    if (name.is(TokenKind::Unknown)) {
        error({comma_end, comma_end}, ErrorId::MissingAssemblyNameSpecification);
        return false;
    }
    target->assembly_name = name.value;
    target->extent = join(target->extent, name.extent);
    name_type(target);
    return true;
}

// array-type: type ( '[' ','* ']' )+
TypeName* Parser::complete_array_type_name(TypeName* element, TypeName* assembly_target, LexToken first)
{
    constexpr std::uint32_t max_rank = 32;
    while (true) {
        std::uint32_t rank = 1;
        LexToken token = first;
        switch (first.kind) {
        case TokenKind::Comma: {
            LexToken last_comma;
            do {
                last_comma = token;
                ++rank;
                token = next();
            } while (token.is(TokenKind::Comma));
            if (rank > max_rank) {
                error(join(first.extent, last_comma.extent), ErrorId::ArrayHasTooManyDimensions, {std::to_string(rank)});
            }
            if (!token.is(TokenKind::RBracket)) {
                unget(token);
                error(after(last_comma.extent), ErrorId::EndSquareBracketExpectedAtEndOfAttribute);
                token = last_comma;
            }
            break;
        }
        case TokenKind::RBracket: break;
        case TokenKind::EndOfInput:
            unget(first);
            error(before(first.extent), ErrorId::EndSquareBracketExpectedAtEndOfAttribute);
            return element;
        default:
            error(first.extent, ErrorId::UnexpectedToken, {text(first)});
            sync_on_error(true, {TokenKind::RBracket});
            break;
        }
        auto* array = arena_.make<TypeName>();
        array->kind = TypeNameKind::Array;
        array->extent = join(element->extent, token.extent);
        array->element = element;
        array->rank = rank;
        name_type(array);
        element = array;

        token = peek();
        if (token.is(TokenKind::Comma) && assembly_target != nullptr) {
            skip();
            if (assembly_name(assembly_target)) name_type(array);
            return element;
        }
        if (!token.is(TokenKind::LBracket)) return element;
        skip();
        first = next();
    }
}

// generic-type: identifier '[' generic-argument ( ',' generic-argument )* ']' array-suffix? ( ',' assembly-name )?
TypeName* Parser::generic_type_name_rule(const LexToken& name, const LexToken& first, bool unbracketed_argument)
{
    LexToken right;
    const std::vector<TypeName*> arguments = generic_arguments_rule(first, right);
    Extent end = right.extent;
    if (!right.is(TokenKind::RBracket)) {
        unget(right);
        incomplete(before(right.extent), ErrorId::EndSquareBracketExpectedAtEndOfAttribute);
        end = arguments.back()->extent;
    }
    auto* generic = arena_.make<TypeName>();
    generic->kind = TypeNameKind::Generic;
    generic->extent = join(name.extent, end);
    generic->element = simple_type_name(name);
    generic->generic_arguments = list(arguments);
    name_type(generic);
    const LexToken token = peek();
    if (token.is(TokenKind::LBracket)) {
        skip();
        return complete_array_type_name(generic, unbracketed_argument ? nullptr : generic->element, next());
    }
    if (token.is(TokenKind::Comma) && !unbracketed_argument) {
        skip();
        if (assembly_name(generic->element)) {
            generic->extent = join(generic->extent, generic->element->extent);
            generic->assembly_name = generic->element->assembly_name;
        }
    }
    return generic;
}

/// right is the token after the last argument.
std::vector<TypeName*> Parser::generic_arguments_rule(LexToken first, LexToken& right)
{
    std::vector<TypeName*> arguments{single_generic_argument(first)};
    while (true) {
        skip_newlines();
        right = next();
        if (!right.is(TokenKind::Comma)) return arguments;
        skip_newlines();
        const LexToken token = peek();
        if (token.is(TokenKind::Identifier) || token.is(TokenKind::LBracket)) {
            skip();
            arguments.push_back(single_generic_argument(token));
        } else {
            incomplete(after(right.extent), ErrorId::MissingTypename);
            auto* type = arena_.make<TypeName>();
            type->extent = after(right.extent);
            type->name = type->full_name = ":ErrorTypeName:";
            arguments.push_back(type);
        }
    }
}

// generic-argument: type-name | '[' type-name ( ',' assembly-name )? ']'
TypeName* Parser::single_generic_argument(const LexToken& first)
{
    if (first.is(TokenKind::Identifier)) return finish_type_name(first, true);
    const LexToken name = next();
    if (!name.is(TokenKind::Identifier)) {
        unget(name);
        incomplete(after(name.extent), ErrorId::MissingTypename);
        auto* type = arena_.make<TypeName>();
        type->extent = first.extent;
        type->name = type->full_name = ":ErrorTypeName:";
        return type;
    }
    TypeName* type = finish_type_name(name, false);
    const LexToken close = next();
    if (!close.is(TokenKind::RBracket)) {
        unget(close);
        incomplete(before(close.extent), ErrorId::EndSquareBracketExpectedAtEndOfType);
    }
    return type;
}

/// Fills name and full_name as ITypeName writes them.
void Parser::name_type(TypeName* type)
{
    switch (type->kind) {
    case TypeNameKind::Simple:
        type->full_name = type->name;
        if (!type->assembly_name.empty()) {
            type->full_name = arena_.copy(std::string(type->name).append(",").append(type->assembly_name));
        }
        break;
    case TypeNameKind::Array: {
        std::string suffix = "[";
        suffix.append(type->rank - 1, ',').append("]");
        type->name = arena_.copy(std::string(type->element->name) + suffix);
        type->full_name = type->name;
        if (const auto assembly = type->element->assembly_name; !assembly.empty()) {
            type->assembly_name = assembly;
            type->full_name = arena_.copy(std::string(type->name).append(",").append(assembly));
        }
        break;
    }
    case TypeNameKind::Generic: {
        std::string name(type->element->name);
        name.push_back('[');
        for (std::size_t i = 0; i < type->generic_arguments.size(); ++i) {
            const TypeName* argument = type->generic_arguments[i];
            if (i > 0) name.push_back(',');
            if (argument->assembly_name.empty()) {
                name.append(argument->full_name);
            } else {
                name.append("[").append(argument->full_name).append("]");
            }
        }
        name.push_back(']');
        type->name = arena_.copy(name);
        type->full_name = type->name;
        if (!type->assembly_name.empty()) type->full_name = arena_.copy(name.append(",").append(type->assembly_name));
        break;
    }
    }
}

} // namespace kestrun::syntax
