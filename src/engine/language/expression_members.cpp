// Members of the expressions of the tree.
#include "engine/language/node_object.hpp"

namespace kestrun::engine::language {

namespace {

using namespace syntax;

Value expression_type(Call& c)
{
    const Ast& node = *self<AstObject>(c).node;
    const auto of = [](const value::Type& type) { return value::type_value(type); };
    switch (node.kind) {
    case AstKind::StringConstantExpression:
    case AstKind::ExpandableStringExpression: return of(value::types::string());
    case AstKind::ConstantExpression: {
        const Value value = constant_value(cast<ConstantExpressionAst>(node).value);
        return of(value.is_null() ? value::types::object() : value::type_of(value));
    }
    case AstKind::ConvertExpression: {
        const auto* type = cast<ConvertExpressionAst>(node).type();
        return static_type(type ? type->type_name : nullptr);
    }
    case AstKind::TypeExpression: return of(value::types::type());
    case AstKind::ScriptBlockExpression: return of(value::types::script_block());
    case AstKind::Hashtable: return of(value::types::hashtable());
    case AstKind::ArrayLiteral:
    case AstKind::ArrayExpression: return of(value::array_of(value::types::object()));
    default: return of(value::types::object());
    }
}

constexpr MemberDef expression_members[] = {prop("StaticType", "type", expression_type)};
constexpr MemberDef ternary_members[] = {
    prop("Condition", KESTRUN_LANGUAGE "ExpressionAst", [](Call& c) { return child(c, node_of<TernaryExpressionAst>(c).condition); }),
    prop("IfTrue", KESTRUN_LANGUAGE "ExpressionAst", [](Call& c) { return child(c, node_of<TernaryExpressionAst>(c).if_true); }),
    prop("IfFalse", KESTRUN_LANGUAGE "ExpressionAst", [](Call& c) { return child(c, node_of<TernaryExpressionAst>(c).if_false); }),
};
constexpr MemberDef binary_members[] = {
    prop("Operator", KESTRUN_LANGUAGE "TokenKind", [](Call& c) { return token_kind(node_of<BinaryExpressionAst>(c).op); }),
    prop("Left", KESTRUN_LANGUAGE "ExpressionAst", [](Call& c) { return child(c, node_of<BinaryExpressionAst>(c).left); }),
    prop("Right", KESTRUN_LANGUAGE "ExpressionAst", [](Call& c) { return child(c, node_of<BinaryExpressionAst>(c).right); }),
    prop("ErrorPosition", KESTRUN_LANGUAGE "IScriptExtent",
         [](Call& c) { return extent_of(c, node_of<BinaryExpressionAst>(c).error_position); }),
};
constexpr MemberDef unary_members[] = {
    prop("TokenKind", KESTRUN_LANGUAGE "TokenKind", [](Call& c) { return token_kind(node_of<UnaryExpressionAst>(c).token_kind); }),
    prop("Child", KESTRUN_LANGUAGE "ExpressionAst", [](Call& c) { return child(c, node_of<UnaryExpressionAst>(c).child); }),
};
constexpr MemberDef attributed_members[] = {
    prop("Child", KESTRUN_LANGUAGE "ExpressionAst", [](Call& c) { return child(c, node_of<AttributedExpressionAst>(c).child); }),
    prop("Attribute", KESTRUN_LANGUAGE "AttributeBaseAst", [](Call& c) { return child(c, node_of<AttributedExpressionAst>(c).attribute); }),
};
constexpr MemberDef convert_members[] = {
    prop("Type", KESTRUN_LANGUAGE "TypeConstraintAst", [](Call& c) { return child(c, node_of<ConvertExpressionAst>(c).type()); }),
};
constexpr MemberDef member_members[] = {
    prop("Expression", KESTRUN_LANGUAGE "ExpressionAst", [](Call& c) { return child(c, node_of<MemberExpressionAst>(c).expression); }),
    prop("Member", KESTRUN_LANGUAGE "CommandElementAst", [](Call& c) { return child(c, node_of<MemberExpressionAst>(c).member); }),
    prop("Static", "bool", [](Call& c) { return Value(node_of<MemberExpressionAst>(c).is_static); }),
    prop("NullConditional", "bool", [](Call& c) { return Value(node_of<MemberExpressionAst>(c).null_conditional); }),
};
constexpr MemberDef invoke_members[] = {
    prop("Arguments", "object",
         [](Call& c) {
             const auto& arguments = node_of<InvokeMemberExpressionAst>(c).arguments;
             return arguments.empty() ? Value() : children(c, arguments, "ExpressionAst");
         }),
};
constexpr MemberDef type_expression_members[] = {
    prop("TypeName", KESTRUN_LANGUAGE "ITypeName",
         [](Call& c) { return make_type_name(self<AstObject>(c).unit, node_of<TypeExpressionAst>(c).type_name); }),
};
constexpr MemberDef variable_members[] = {
    prop("VariablePath", "System.Management.Automation.VariablePath",
         [](Call& c) { return make_variable_path(self<AstObject>(c).unit, node_of<VariableExpressionAst>(c).variable_path); }),
    prop("Splatted", "bool", [](Call& c) { return Value(node_of<VariableExpressionAst>(c).splatted); }),
    meth("IsConstantVariable", "", "bool",
         [](Call& c) {
             const std::string_view name = node_of<VariableExpressionAst>(c).variable_path.user_path;
             return Value(value::equals_ignore_case(name, "true") || value::equals_ignore_case(name, "false") ||
                          value::equals_ignore_case(name, "null"));
         }),
};
constexpr MemberDef constant_members[] = {
    prop("Value", "object",
         [](Call& c) {
             const Ast& node = *self<AstObject>(c).node;
             if (const auto* text = as<StringConstantExpressionAst>(&node)) return Value(text->value);
             return constant_value(cast<ConstantExpressionAst>(node).value);
         }),
};
constexpr MemberDef string_members[] = {
    prop("StringConstantType", KESTRUN_LANGUAGE "StringConstantType",
         [](Call& c) {
             return language_enum("StringConstantType", static_cast<int64_t>(node_of<StringConstantExpressionAst>(c).string_constant_type));
         }),
    prop("Value", "string", [](Call& c) { return Value(node_of<StringConstantExpressionAst>(c).value); }),
};
constexpr MemberDef expandable_members[] = {
    prop("Value", "string", [](Call& c) { return Value(node_of<ExpandableStringExpressionAst>(c).value); }),
    prop("StringConstantType", KESTRUN_LANGUAGE "StringConstantType",
         [](Call& c) {
             return language_enum("StringConstantType",
                                  static_cast<int64_t>(node_of<ExpandableStringExpressionAst>(c).string_constant_type));
         }),
    prop("NestedExpressions", "object",
         [](Call& c) { return children(c, node_of<ExpandableStringExpressionAst>(c).nested_expressions, "ExpressionAst"); }),
};
constexpr MemberDef block_expression_members[] = {
    prop("ScriptBlock", KESTRUN_LANGUAGE "ScriptBlockAst",
         [](Call& c) { return child(c, node_of<ScriptBlockExpressionAst>(c).script_block); }),
};
constexpr MemberDef array_literal_members[] = {
    prop("Elements", "object", [](Call& c) { return children(c, node_of<ArrayLiteralAst>(c).elements, "ExpressionAst"); }),
};
constexpr MemberDef hashtable_members[] = {
    prop("KeyValuePairs", "object",
         [](Call& c) {
             std::vector<std::pair<const Ast*, const Ast*>> pairs;
             for (const KeyValuePair& pair : node_of<HashtableAst>(c).key_value_pairs) pairs.emplace_back(pair.key, pair.value);
             return pair_list(c, pairs, "ExpressionAst", "StatementAst");
         }),
};
constexpr MemberDef array_members[] = {
    prop("SubExpression", KESTRUN_LANGUAGE "StatementBlockAst",
         [](Call& c) { return child(c, node_of<ArrayExpressionAst>(c).sub_expression); }),
};
constexpr MemberDef paren_members[] = {
    prop("Pipeline", KESTRUN_LANGUAGE "PipelineBaseAst", [](Call& c) { return child(c, node_of<ParenExpressionAst>(c).pipeline); }),
};
constexpr MemberDef sub_members[] = {
    prop("SubExpression", KESTRUN_LANGUAGE "StatementBlockAst",
         [](Call& c) { return child(c, node_of<SubExpressionAst>(c).sub_expression); }),
};
constexpr MemberDef using_members[] = {
    prop("SubExpression", KESTRUN_LANGUAGE "ExpressionAst",
         [](Call& c) { return child(c, node_of<UsingExpressionAst>(c).sub_expression); }),
};
constexpr MemberDef index_members[] = {
    prop("Target", KESTRUN_LANGUAGE "ExpressionAst", [](Call& c) { return child(c, node_of<IndexExpressionAst>(c).target); }),
    prop("Index", KESTRUN_LANGUAGE "ExpressionAst", [](Call& c) { return child(c, node_of<IndexExpressionAst>(c).index); }),
    prop("NullConditional", "bool", [](Call& c) { return Value(node_of<IndexExpressionAst>(c).null_conditional); }),
};
constexpr MemberDef error_members[] = {
    prop("NestedAst", "object", [](Call& c) { return children(c, node_of<ErrorExpressionAst>(c).nested_ast, "Ast"); }),
};
constexpr MemberDef command_parameter_members[] = {
    prop("ParameterName", "string", [](Call& c) { return Value(node_of<CommandParameterAst>(c).parameter_name); }),
    prop("Argument", KESTRUN_LANGUAGE "ExpressionAst", [](Call& c) { return child(c, node_of<CommandParameterAst>(c).argument); }),
    prop("ErrorPosition", KESTRUN_LANGUAGE "IScriptExtent",
         [](Call& c) { return extent_of(c, node_of<CommandParameterAst>(c).error_position); }),
};

#define NODE(name, base_name, list)                                                                                                        \
    {                                                                                                                                      \
        .full_name = KESTRUN_LANGUAGE name "Ast", .base = KESTRUN_LANGUAGE base_name, .members = list                                      \
    }
constexpr TypeDef rows[] = {
    NODE("CommandElement", "Ast", {}),
    NODE("CommandParameter", "CommandElementAst", command_parameter_members),
    NODE("Expression", "CommandElementAst", expression_members),
    NODE("ErrorExpression", "ExpressionAst", error_members),
    NODE("TernaryExpression", "ExpressionAst", ternary_members),
    NODE("BinaryExpression", "ExpressionAst", binary_members),
    NODE("UnaryExpression", "ExpressionAst", unary_members),
    NODE("AttributedExpression", "ExpressionAst", attributed_members),
    NODE("ConvertExpression", "AttributedExpressionAst", convert_members),
    NODE("MemberExpression", "ExpressionAst", member_members),
    NODE("InvokeMemberExpression", "MemberExpressionAst", invoke_members),
    NODE("BaseCtorInvokeMemberExpression", "InvokeMemberExpressionAst", {}),
    NODE("TypeExpression", "ExpressionAst", type_expression_members),
    NODE("VariableExpression", "ExpressionAst", variable_members),
    NODE("ConstantExpression", "ExpressionAst", constant_members),
    NODE("StringConstantExpression", "ConstantExpressionAst", string_members),
    NODE("ExpandableStringExpression", "ExpressionAst", expandable_members),
    NODE("ScriptBlockExpression", "ExpressionAst", block_expression_members),
    NODE("ArrayLiteral", "ExpressionAst", array_literal_members),
    NODE("Hashtable", "ExpressionAst", hashtable_members),
    NODE("ArrayExpression", "ExpressionAst", array_members),
    NODE("ParenExpression", "ExpressionAst", paren_members),
    NODE("SubExpression", "ExpressionAst", sub_members),
    NODE("UsingExpression", "ExpressionAst", using_members),
    NODE("IndexExpression", "ExpressionAst", index_members),
};
#undef NODE

} // namespace

void register_expression_types() { value::register_types(rows); }

} // namespace kestrun::engine::language
