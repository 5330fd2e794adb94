#include "syntax/parser_rules.hpp"

// about_Classes, about_Enum.
namespace kestrun::syntax {
namespace {

bool can_be_simple_name(const LexToken& token) { return token.is(TokenKind::Identifier) || has_trait(token.kind, traits::keyword); }

} // namespace

// class-statement: attribute-list? 'class' newlines name newlines ( ':' base-types )? newlines '{' class-member* '}'
StatementAst* Parser::class_definition_rule(std::vector<AttributeBaseAst*>& attributes, const LexToken& keyword)
{
    const DepthScope depth(*this);
    skip_newlines();
    LexToken name;
    if (simple_name_rule(&name) == nullptr) {
        incomplete(after(keyword.extent), ErrorId::MissingNameAfterKeyword, {text(keyword)});
        return error_statement(keyword.extent);
    }
    std::vector<TypeConstraintAst*> bases;
    Extent last = name.extent;
    {
        const ModeScope mode(*this, LexMode::Expression);
        skip_newlines();
        if (const LexToken colon = peek(); colon.is(TokenKind::Colon)) {
            skip();
            bases = base_types_rule(colon);
            last = bases.empty() ? colon.extent : bases.back()->extent;
        }
        skip_newlines();
    }
    const LexToken open = next();
    if (!open.is(TokenKind::LCurly)) {
        unget(open);
        incomplete(after(bases.empty() ? name.extent : last), ErrorId::MissingTypeBody, {text_of(keyword.kind)});
        return error_statement(join(keyword.extent, last));
    }
    std::vector<MemberAst*> members;
    bool is_error = false;
    const ModeScope member_mode(*this, LexMode::Expression);
    last = open.extent;
    while (true) {
        bool went_wrong = false;
        MemberAst* member = class_member_rule(name.value, went_wrong);
        if (member != nullptr) {
            members.push_back(member);
            last = member->extent;
        } else if (!went_wrong) {
            break;
        }
        is_error = is_error || went_wrong;
    }
    const LexToken close = next();
    Extent end = close.extent;
    if (!close.is(TokenKind::RCurly)) {
        unget(close);
        incomplete_at(after(open.extent), close.extent, ErrorId::MissingEndCurlyBrace);
        end = last;
    }
    const Extent extent = join(attributes.empty() ? keyword.extent : attributes.front()->extent, end);
    if (is_error) return error_statement(extent, std::vector<Ast*>(members.begin(), members.end()));
    auto* node = make<TypeDefinitionAst>(extent);
    node->name = name.value;
    node->name_extent = name.extent;
    node->type_attributes = TypeAttributes::Class;
    node->attributes = list(only_attributes(attributes));
    node->base_types = list(bases);
    node->members = list(members);
    return node;
}

std::vector<AttributeAst*> Parser::only_attributes(const std::vector<AttributeBaseAst*>& attributes)
{
    std::vector<AttributeAst*> result;
    for (AttributeBaseAst* attribute : attributes) {
        if (auto* node = as<AttributeAst>(attribute); node != nullptr) result.push_back(node);
    }
    return result;
}

// base-types: newlines type-name ( newlines ',' newlines type-name )*
std::vector<TypeConstraintAst*> Parser::base_types_rule(const LexToken& colon)
{
    std::vector<TypeConstraintAst*> bases;
    Extent separator = colon.extent;
    while (true) {
        skip_newlines();
        TypeName* type = type_name_rule(false);
        if (type == nullptr) {
            incomplete(after(separator), ErrorId::TypeNameExpected);
            return bases;
        }
        auto* node = make<TypeConstraintAst>(type->extent);
        node->type_name = type;
        bases.push_back(node);
        skip_newlines();
        const LexToken comma = peek();
        if (!comma.is(TokenKind::Comma)) return bases;
        skip();
        separator = comma.extent;
    }
}

// went_wrong: something was read that is no member, and the class cannot be used.
// class-member: ( attribute | type-literal | 'static' | 'hidden' )* ( property | method )
MemberAst* Parser::class_member_rule(std::string_view class_name, bool& went_wrong)
{
    std::vector<AttributeAst*> attributes;
    TypeConstraintAst* type = nullptr;
    bool is_static = false;
    bool is_hidden = false;
    Extent start;
    Extent last;
    bool has_start = false;
    LexToken token;
    while (true) {
        skip_newlines();
        if (AttributeBaseAst* attribute = attribute_rule(); attribute != nullptr) {
            if (!has_start) start = attribute->extent;
            has_start = true;
            last = attribute->extent;
            if (auto* node = as<AttributeAst>(attribute); node != nullptr) {
                attributes.push_back(node);
            } else {
                if (type != nullptr) error(attribute->extent, ErrorId::TooManyTypes);
                type = &cast<TypeConstraintAst>(*attribute);
            }
            continue;
        }
        token = peek();
        if (!token.is(TokenKind::Static) && !token.is(TokenKind::Hidden)) break;
        bool& flag = token.is(TokenKind::Static) ? is_static : is_hidden;
        if (flag) error(token.extent, ErrorId::DuplicateQualifier, {text(token)});
        flag = true;
        if (!has_start) start = token.extent;
        has_start = true;
        last = token.extent;
        skip();
    }
    if (!has_start) start = token.extent;
    MemberAst* member = nullptr;
    if (token.is(TokenKind::Variable)) {
        skip();
        PropertyMemberAst* property = property_member_rule(token, start);
        property->property_type = type;
        member = property;
    } else if (can_be_simple_name(token)) {
        skip();
        FunctionMemberAst* method = method_rule(token, class_name, start, is_static);
        if (method == nullptr) {
            sync_on_error(false, {TokenKind::RCurly});
            went_wrong = type != nullptr || !attributes.empty();
            return nullptr;
        }
        method->return_type = type;
        member = method;
    } else {
        if (has_start) {
            incomplete(after(last), ErrorId::IncompleteMemberDefinition);
            went_wrong = type != nullptr || !attributes.empty();
        }
        return nullptr;
    }
    member->attributes = list(attributes);
    member->is_static = is_static;
    member->is_hidden = is_hidden;
    return member;
}

// property: variable ( '=' newlines expression )? terminator
PropertyMemberAst* Parser::property_member_rule(const LexToken& variable, Extent start)
{
    auto* node = make<PropertyMemberAst>(join(start, variable.extent));
    node->name = variable.path->name;
    node->name_extent = variable.extent;
    Extent end = variable.extent;
    const ModeScope expression_mode(*this, LexMode::Expression);
    if (const LexToken equals = peek(); equals.is(TokenKind::Equals)) {
        skip();
        skip_newlines();
        node->initial_value = expression_rule();
        // A missing value is no error here.
        if (node->initial_value != nullptr) end = node->initial_value->extent;
    }
    const LexToken terminator = peek();
    if (terminator.is(TokenKind::Semi)) {
        end = terminator.extent;
    } else if (!terminator.is(TokenKind::NewLine) && !terminator.is(TokenKind::RCurly)) {
        incomplete(after(end), ErrorId::MissingPropertyTerminator);
    }
    skip_newlines_and_semicolons();
    node->extent = join(start, end);
    return node;
}

// method: name '(' parameter-list ')' newlines ( ':' newlines 'base' '(' arguments ')' )? newlines '{' statement-list '}'
FunctionMemberAst* Parser::method_rule(const LexToken& name, std::string_view class_name, Extent start, bool is_static)
{
    std::vector<ParameterAst*> parameters;
    Extent last = name.extent;
    bool has_list = false;
    bool failed = false;
    {
        const LexToken open = peek();
        if (open.is(TokenKind::LParen)) {
            function_parameters_rule(parameters, last, has_list, failed);
        } else {
            incomplete(after(name.extent), ErrorId::MissingMethodParameterList);
        }
    }
    const std::string_view method_name = text(name);
    const bool is_constructor = equals_ignore_case(method_name, class_name);
    BaseCtorInvokeMemberExpressionAst* base_call = nullptr;
    if (is_constructor && !is_static) base_call = base_constructor_call(failed, last);
    skip_newlines();
    const LexToken curly = next();
    if (!curly.is(TokenKind::LCurly)) {
        unget(curly);
        if (!failed) incomplete(after(last), ErrorId::MissingFunctionBody);
        return nullptr;
    }
    if (failed) return nullptr;
    const ModeScope command_mode(*this, LexMode::Command);
    const ValueScope<bool> comma(disable_comma_, false);
    ScriptBlockAst* body = script_block_rule(&curly, false);
    if (base_call != nullptr) prepend_base_call(body, base_call);
    auto* node = make<FunctionMemberAst>(join(start, body->extent));
    node->name = method_name;
    node->name_extent = name.extent;
    node->parameters = list(parameters);
    node->body = body;
    node->is_constructor = is_constructor;
    return node;
}

/// The call that a constructor makes first: what is written after the parameters, or base().
BaseCtorInvokeMemberExpressionAst* Parser::base_constructor_call(bool& failed, Extent last)
{
    const ModeScope expression_mode(*this, LexMode::Expression);
    auto* call = make<BaseCtorInvokeMemberExpressionAst>(after(last));
    auto* member = make<StringConstantExpressionAst>(after(last));
    member->value = ".ctor";
    call->member = member;
    skip_newlines();
    const LexToken colon = peek();
    if (!colon.is(TokenKind::Colon)) return call;
    skip();
    skip_newlines();
    const LexToken base = peek();
    if (!base.is(TokenKind::Base)) {
        failed = true;
        incomplete(after(colon.extent), ErrorId::MissingBaseCtorCall);
        return call;
    }
    skip();
    skip_newlines();
    const LexToken open = peek();
    if (!open.is(TokenKind::LParen)) {
        failed = true;
        incomplete(after(base.extent), ErrorId::MissingMethodParameterList);
        return call;
    }
    skip();
    Extent end;
    call->arguments = list(invoke_arguments_rule(open, end));
    call->extent = join(base.extent, end);
    member->extent = base.extent;
    return call;
}

void Parser::prepend_base_call(ScriptBlockAst* body, BaseCtorInvokeMemberExpressionAst* call)
{
    auto* element = make<CommandExpressionAst>(call->extent);
    element->expression = call;
    auto* pipeline = make<PipelineAst>(call->extent);
    pipeline->pipeline_elements = list(std::vector<CommandBaseAst*>{element});
    NamedBlockAst* block = body->end_block;
    if (block == nullptr) return;
    Statements statements{pipeline};
    statements.insert(statements.end(), block->statements.begin(), block->statements.end());
    block->statements = list(statements);
}

// enum-statement: attribute-list? 'enum' newlines name ( ':' type-name )? newlines '{' ( enum-member terminators )* '}'
StatementAst* Parser::enum_definition_rule(std::vector<AttributeBaseAst*>& attributes, const LexToken& keyword)
{
    const DepthScope depth(*this);
    skip_newlines();
    LexToken name;
    if (simple_name_rule(&name) == nullptr) {
        incomplete(after(keyword.extent), ErrorId::MissingNameAfterKeyword, {text(keyword)});
        return error_statement(keyword.extent);
    }
    TypeConstraintAst* underlying = nullptr;
    Extent last = name.extent;
    {
        const ModeScope mode(*this, LexMode::Expression);
        skip_newlines();
        if (const LexToken colon = peek(); colon.is(TokenKind::Colon)) {
            skip();
            skip_newlines();
            TypeName* type = type_name_rule(false);
            last = colon.extent;
            if (type == nullptr) {
                incomplete(after(colon.extent), ErrorId::TypeNameExpected);
            } else {
                underlying = make<TypeConstraintAst>(type->extent);
                underlying->type_name = type;
                check_underlying_type(*type);
                last = type->extent;
            }
        }
        skip_newlines();
    }
    const LexToken open = next();
    if (!open.is(TokenKind::LCurly)) {
        unget(open);
        incomplete(after(name.extent), ErrorId::MissingTypeBody, {text_of(keyword.kind)});
        return error_statement(join(keyword.extent, last));
    }
    last = open.extent;
    std::vector<MemberAst*> members;
    while (PropertyMemberAst* member = enum_member_rule()) {
        members.push_back(member);
    }
    const LexToken close = next();
    Extent end = close.extent;
    if (!close.is(TokenKind::RCurly)) {
        unget(close);
        incomplete_at(after(open.extent), close.extent, ErrorId::MissingEndCurlyBrace);
    }
    auto* node = make<TypeDefinitionAst>(join(attributes.empty() ? keyword.extent : attributes.front()->extent, end));
    node->name = name.value;
    node->name_extent = name.extent;
    node->type_attributes = TypeAttributes::Enum;
    node->attributes = list(only_attributes(attributes));
    if (underlying != nullptr) node->base_types = list(std::vector<TypeConstraintAst*>{underlying});
    node->members = list(members);
    return node;
}

void Parser::check_underlying_type(const TypeName& type)
{
    static constexpr std::string_view integral_types[] = {"byte",  "sbyte", "short",  "ushort", "int",    "uint",  "long",
                                                          "ulong", "int16", "uint16", "int32",  "uint32", "int64", "uint64"};
    if (type.kind != TypeNameKind::Simple) return;
    std::string_view name = type.name;
    if (starts_with_ignore_case(name, "System.")) name.remove_prefix(7);
    for (const std::string_view integral : integral_types) {
        if (equals_ignore_case(name, integral)) return;
    }
    error(type.extent, ErrorId::InvalidUnderlyingType, {type.full_name});
}

// enum-member: name ( '=' newlines expression )?
PropertyMemberAst* Parser::enum_member_rule()
{
    skip_newlines();
    LexToken name;
    if (simple_name_rule(&name) == nullptr) return nullptr;
    auto* node = make<PropertyMemberAst>(name.extent);
    node->name = name.value;
    node->name_extent = name.extent;
    node->is_static = true;
    node->is_literal = true;
    const ModeScope expression_mode(*this, LexMode::Expression);
    if (const LexToken equals = peek(); equals.is(TokenKind::Equals)) {
        skip();
        skip_newlines();
        node->initial_value = expression_rule();
        if (node->initial_value == nullptr) {
            error(after(equals.extent), ErrorId::ExpectedValueExpression, {text_of(equals.kind)});
            node->initial_value = error_expression(after(equals.extent));
            return node;
        }
        node->extent = join(name.extent, node->initial_value->extent);
    }
    const LexToken terminator = peek();
    if (terminator.is(TokenKind::Semi)) {
        node->extent = join(node->extent, terminator.extent);
    } else if (!terminator.is(TokenKind::NewLine) && !terminator.is(TokenKind::RCurly)) {
        incomplete(after(node->extent), ErrorId::MissingPropertyTerminator);
    }
    skip_newlines_and_semicolons();
    return node;
}

} // namespace kestrun::syntax
