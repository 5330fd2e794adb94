#include "syntax/semantic.hpp"

#include "syntax/ast_children.hpp"

#include <vector>

namespace kestrun::syntax {
namespace {

/// Sets the parents. False when the tree is higher than max_height; node is then the first one too deep.
bool link_parents(ScriptBlockAst& root, std::uint32_t max_height, Ast*& too_deep)
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
        if (item.depth > max_height) {
            too_deep = item.node;
            return false;
        }
        for_each_child(*item.node, [&](Ast& child) {
            child.parent = item.node;
            pending.push_back({&child, item.depth + 1});
        });
    }
    return true;
}

} // namespace

void check_semantics(ScriptBlockAst& root, const SourceText& source, const ParseOptions& options, Diagnostics& diagnostics)
{
    (void)source;
    Ast* too_deep = nullptr;
    if (!link_parents(root, options.max_tree_height, too_deep)) diagnostics.report(ErrorId::ScriptTooComplicated, too_deep->extent);
}

} // namespace kestrun::syntax
