#pragma once

#include "syntax/ast_children.hpp"
#include "syntax/parser.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::syntax::testing {

inline ParsedScript parse_text(std::string_view text, const ParseOptions& options = {})
{
    return parse(std::make_shared<const SourceText>(std::string(text)), options);
}

/// "Id line:column" of each error.
inline std::vector<std::string> errors_of(const ParsedScript& script)
{
    std::vector<std::string> result;
    for (const ParseError& error : script.errors()) {
        const Position at = script.source()->position(error.extent.start);
        result.push_back(std::string(error.error_id) + " " + std::to_string(at.line) + ":" + std::to_string(at.column));
    }
    return result;
}
inline std::vector<std::string> errors_of(std::string_view text) { return errors_of(parse_text(text)); }

/// The first node of a kind, in the order of the source; null when there is none.
template <class T>
const T* find(const Ast& root)
{
    if (const T* found = as<T>(&root); found != nullptr) return found;
    const T* result = nullptr;
    for_each_child(root, [&](const Ast& child) {
        if (result == nullptr) result = find<T>(child);
    });
    return result;
}

/// The tree as an expression of class names without "Ast", e.g. Binary(Constant, Constant).
inline std::string shape(const Ast& node)
{
    std::string name(name_of(node.kind));
    name.resize(name.size() - 3);
    for (const std::string_view suffix : {"Expression", "Statement"}) {
        if (name.size() > suffix.size() && name.ends_with(suffix)) name.resize(name.size() - suffix.size());
    }
    std::string children;
    for_each_child(node, [&](const Ast& child) {
        if (!children.empty()) children += ", ";
        children += shape(child);
    });
    return children.empty() ? name : name + "(" + children + ")";
}

/// The shape of the statements of a script without its wrapping blocks and pipelines.
inline std::string shape_of(const ParsedScript& script)
{
    std::string result;
    for (const StatementAst* statement : script.root()->end_block->statements) {
        if (!result.empty()) result += "; ";
        const Ast* node = statement;
        if (const auto* pipeline = as<PipelineAst>(node); pipeline != nullptr && pipeline->pipeline_elements.size() == 1) {
            node = pipeline->pipeline_elements[0];
        }
        if (const auto* element = as<CommandExpressionAst>(node); element != nullptr && element->redirections.empty())
            node = element->expression;
        result += shape(*node);
    }
    return result;
}
inline std::string shape_of(std::string_view text)
{
    const ParsedScript script = parse_text(text);
    return script.has_errors() ? "error " + errors_of(script)[0] : shape_of(script);
}

} // namespace kestrun::syntax::testing
