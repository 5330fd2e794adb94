#include "syntax/semantic.hpp"

#include "syntax/ast_children.hpp"
#include "syntax/chars.hpp"

#include <charconv>
#include <vector>

namespace kestrun::syntax {
namespace {

bool is_in_catch(const Ast& node)
{
    for (const Ast* at = node.parent; at != nullptr && !is<FunctionDefinitionAst>(at); at = at->parent) {
        if (is<CatchClauseAst>(at)) return true;
    }
    return false;
}

/// Sets the parents. False when the tree is higher than max_height; too_deep is then the first node beyond.
bool link_parents(ScriptBlockAst& root, std::uint32_t max_height, const Ast*& too_deep)
{
    struct Item
    {
        Ast* node;
        std::uint32_t depth;
    };
    std::vector<Item> pending{{&root, 1}};
    while (!pending.empty()) {
        const Item item = pending.back();
        pending.pop_back();
        if (item.depth > max_height && too_deep == nullptr) too_deep = item.node;
        if (auto* statement = as<ThrowStatementAst>(item.node); statement != nullptr && statement->pipeline == nullptr) {
            statement->is_rethrow = is_in_catch(*statement);
        }
        for_each_child(*item.node, [&](Ast& child) {
            child.parent = item.node;
            pending.push_back({&child, item.depth + 1});
        });
    }
    return too_deep == nullptr;
}

bool names_one_of(const TypeName& type, std::string_view a, std::string_view b)
{
    return type.kind == TypeNameKind::Simple && (equals_ignore_case(type.name, a) || equals_ignore_case(type.name, b));
}

} // namespace

bool is_void_type(const TypeName& type) { return names_one_of(type, "void", "System.Void"); }

bool is_ref_type(const TypeName& type) { return names_one_of(type, "ref", "System.Management.Automation.PSReference"); }

SemanticScope scope_inside(const Ast& node, const SemanticScope& scope)
{
    switch (node.kind) {
    case AstKind::TypeDefinition: return {&cast<TypeDefinitionAst>(node), nullptr};
    case AstKind::FunctionMember:
    case AstKind::PropertyMember: return {scope.type, &cast<MemberAst>(node)};
    case AstKind::ScriptBlockExpression:
    case AstKind::FunctionDefinition: return {scope.type, nullptr};
    default: return scope;
    }
}

const ExpressionAst* pure_expression(const StatementAst* statement)
{
    if (const auto* element = as<CommandExpressionAst>(statement); element != nullptr) return element->expression;
    const auto* pipeline = as<PipelineAst>(statement);
    if (pipeline == nullptr || pipeline->background || pipeline->pipeline_elements.size() != 1) return nullptr;
    const auto* element = as<CommandExpressionAst>(pipeline->pipeline_elements[0]);
    return element != nullptr && element->redirections.empty() ? element->expression : nullptr;
}

bool constant_text(const ExpressionAst& expression, std::string& text)
{
    if (const auto* string = as<StringConstantExpressionAst>(&expression); string != nullptr) {
        text = string->value;
        return true;
    }
    const auto* constant = as<ConstantExpressionAst>(&expression);
    if (constant == nullptr) return false;
    const ConstantValue& value = constant->value;
    switch (value.kind) {
    case ConstantKind::Null: return false;
    case ConstantKind::Boolean: text = value.integer != 0 ? "True" : "False"; break;
    case ConstantKind::Decimal:
    case ConstantKind::BigInteger: text = value.text; break;
    case ConstantKind::Single:
    case ConstantKind::Double: {
        char buffer[32];
        text.assign(buffer, std::to_chars(buffer, buffer + sizeof buffer, value.real).ptr);
        break;
    }
    case ConstantKind::Byte:
    case ConstantKind::UInt16:
    case ConstantKind::UInt32:
    case ConstantKind::UInt64: text = std::to_string(value.unsigned_integer); break;
    default: text = std::to_string(value.integer); break;
    }
    return true;
}

void check_semantics(ScriptBlockAst& root, const SourceText& source, const ParseOptions& options, Diagnostics& diagnostics, bool cut_off)
{
    const Ast* too_deep = nullptr;
    const bool linked = link_parents(root, options.max_tree_height, too_deep);
    if (cut_off) return;
    if (!linked) {
        diagnostics.report(ErrorId::ScriptTooComplicated, too_deep->extent);
        return;
    }
    check_symbols(root, options, diagnostics);
    check_nodes(root, source, options, diagnostics);
}

} // namespace kestrun::syntax
