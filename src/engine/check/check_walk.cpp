#include "engine/check/check_walk.hpp"

namespace kestrun::engine {

using namespace syntax;

void add_texts(const ScriptFacts& facts, const Ast* expression, std::vector<std::string>& texts)
{
    if (!expression) return;
    if (const auto* list = as<ArrayLiteralAst>(expression)) {
        for (const ExpressionAst* element : list->elements) add_texts(facts, element, texts);
    } else if (const auto* array = as<ArrayExpressionAst>(expression)) {
        for (const StatementAst* statement : array->sub_expression->statements) add_texts(facts, statement, texts);
    } else if (const auto* pipeline = as<PipelineAst>(expression); pipeline && pipeline->pipeline_elements.size() == 1) {
        add_texts(facts, pipeline->pipeline_elements[0], texts);
    } else if (const auto* command = as<CommandExpressionAst>(expression)) {
        add_texts(facts, command->expression, texts);
    } else if (auto text = facts.static_text(expression)) {
        texts.push_back(std::move(*text));
    }
}

CheckWalk::CheckWalk(SessionImpl& session, const CheckOptions& options, const Sight& sight, const NameMap<std::string>& prefixes,
                     bool blind, std::vector<Finding>& findings)
    : session_(session), options_(options), sight_(sight), prefixes_(prefixes), blind_(blind), findings_(findings),
      guesser_(session, sight, options.variables)
{
    for (const ScriptFacts* facts : sight) attaches_members_ |= facts->attaches_members;
}

void CheckWalk::walk(const Ast& node)
{
    switch (node.kind) {
    case AstKind::Command: command(cast<CommandAst>(node)); break;
    case AstKind::TypeExpression:
    case AstKind::TypeConstraint: {
        const TypeName* const name =
            node.kind == AstKind::TypeConstraint ? cast<TypeConstraintAst>(node).type_name : cast<TypeExpressionAst>(node).type_name;
        if (name) type_name(*name);
        break;
    }
    case AstKind::Attribute: attribute(cast<AttributeAst>(node)); break;
    case AstKind::BinaryExpression: {
        const auto& binary = cast<BinaryExpressionAst>(node);
        const auto* text = as<StringConstantExpressionAst>(static_cast<const Ast*>(binary.right));
        if (text && (binary.op == TokenKind::Is || binary.op == TokenKind::IsNot || binary.op == TokenKind::As))
            written_type(*text, text->value);
        break;
    }
    case AstKind::MemberExpression:
    case AstKind::InvokeMemberExpression: member(cast<MemberExpressionAst>(node)); break;
    default: break;
    }
    for_each_child(node, [this](const Ast& child) { walk(child); });
}

void CheckWalk::report(Extent extent, Finding::Kind kind, std::string_view name, std::string message, std::string suggestion)
{
    const ScriptFacts& facts = *sight_.front();
    const Position at = facts.script.source()->position(extent.start);
    findings_.push_back({facts.path, at.line, at.column, kind, std::string(name), std::move(message), std::move(suggestion)});
}

} // namespace kestrun::engine
