// Texts that are known before a script runs: above all the paths of the files it loads.
#include "base/system_path.hpp"
#include "engine/check/script_facts.hpp"
#include <filesystem>

namespace kestrun::engine {

using namespace syntax;

namespace {

constexpr int deepest = 8; // variables within variables

bool same(std::string_view a, std::string_view b) { return base::ascii_iequals(a, b); }

/// The pipeline's only expression or command.
const Ast* only_element(const Ast* node)
{
    if (const auto* pipeline = as<PipelineAst>(node))
        return pipeline->pipeline_elements.size() == 1 ? pipeline->pipeline_elements[0] : nullptr;
    return node;
}

/// Join-Path a b..., Split-Path a [-Parent].
std::optional<std::string> path_command(const ScriptFacts& facts, const CommandAst& command, int depth)
{
    const std::string_view name = constant_command_name(command);
    const bool join = same(name, "Join-Path");
    if (!join && !same(name, "Split-Path")) return std::nullopt;
    std::vector<std::string> parts;
    for (const CommandElementAst* element : command.command_elements.subspan(1)) {
        if (const auto* parameter = as<CommandParameterAst>(element)) {
            const std::string_view written = parameter->parameter_name;
            const bool known = join ? same(written, "Path") || same(written, "ChildPath") || same(written, "AdditionalChildPath")
                                    : same(written, "Parent") || same(written, "Path");
            if (!known || parameter->argument) return std::nullopt;
            continue;
        }
        std::optional<std::string> part = facts.static_text(element, depth);
        if (!part) return std::nullopt;
        parts.push_back(std::move(*part));
    }
    if (parts.empty()) return std::nullopt;
    if (!join) return parts.size() == 1 ? std::optional(base::sys::path(parts[0]).parent_path().string()) : std::nullopt;
    std::string path = parts[0];
    for (size_t i = 1; i < parts.size(); ++i) (path += base::path_separator) += parts[i];
    return path;
}

std::optional<std::string> variable_text(const ScriptFacts& facts, const VariableExpressionAst& variable, int depth)
{
    const std::string_view name = variable.variable_path.name;
    if (same(name, "PSScriptRoot")) return base::sys::path(facts.path).parent_path().string();
    if (same(name, "PSCommandPath")) return facts.path;
    const auto found = facts.variables.find(name);
    if (found == facts.variables.end() || found->second.size() != 1 || !found->second[0].value) return std::nullopt;
    return facts.static_text(found->second[0].value, depth + 1);
}

} // namespace

std::optional<std::string> ScriptFacts::static_text(const Ast* expression, int depth) const
{
    const Ast* const node = only_element(expression);
    if (!node || depth > deepest) return std::nullopt;
    switch (node->kind) {
    case AstKind::StringConstantExpression: return std::string(cast<StringConstantExpressionAst>(*node).value);
    case AstKind::CommandExpression: return static_text(cast<CommandExpressionAst>(*node).expression, depth + 1);
    case AstKind::ParenExpression: return static_text(cast<ParenExpressionAst>(*node).pipeline, depth + 1);
    case AstKind::Command: return path_command(*this, cast<CommandAst>(*node), depth + 1);
    case AstKind::VariableExpression: return variable_text(*this, cast<VariableExpressionAst>(*node), depth);
    case AstKind::MemberExpression: {
        const std::string_view text = script.source()->slice(node->extent);
        if (same(text, "$MyInvocation.MyCommand.Path") || same(text, "$MyInvocation.MyCommand.Definition")) return path;
        return std::nullopt;
    }
    case AstKind::BinaryExpression: {
        const auto& sum = cast<BinaryExpressionAst>(*node);
        if (sum.op != TokenKind::Plus) return std::nullopt;
        const auto left = static_text(sum.left, depth + 1), right = static_text(sum.right, depth + 1);
        return left && right ? std::optional(*left + *right) : std::nullopt;
    }
    case AstKind::ExpandableStringExpression: {
        const auto& parts = cast<ExpandableStringExpressionAst>(*node);
        std::string text(parts.literal_parts[0]);
        for (size_t i = 0; i < parts.nested_expressions.size(); ++i) {
            const Ast* nested = parts.nested_expressions[i];
            if (const auto* sub = as<SubExpressionAst>(nested))
                nested = sub->sub_expression && sub->sub_expression->statements.size() == 1 ? sub->sub_expression->statements[0] : nullptr;
            const auto value = static_text(nested, depth + 1);
            if (!value) return std::nullopt;
            text.append(*value).append(parts.literal_parts[i + 1]);
        }
        return text;
    }
    default: return std::nullopt;
    }
}

} // namespace kestrun::engine
