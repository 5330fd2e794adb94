#include "engine/all_scope.hpp"

namespace kestrun::engine {

namespace {
std::atomic<bool> any{false};
}

bool any_all_scope_variables() noexcept { return any.load(std::memory_order_relaxed); }
void note_all_scope_variable() noexcept { any.store(true, std::memory_order_relaxed); }

void adopt_all_scope_variables(Scope& scope)
{
    if (!scope.layout || !scope.parent) return;
    for (size_t slot = 1; slot < scope.layout->size(); ++slot) { // 0 is $_
        if (!scope.slots[slot].is_unset()) continue;
        const Value* outer = scope.parent->find(scope.layout->names()[slot]);
        if (!outer || !outer->is_cell()) continue;
        auto* cell = static_cast<VariableCell*>(outer->object());
        if (cell->options & VarAllScope) scope.slots[slot] = Value::cell(cell);
    }
}

} // namespace kestrun::engine
