// What the nodes that read variables and those that assign them share.
#pragma once
#include "engine/compiler.hpp"
#include "value/operators.hpp"

namespace kestrun::engine {

/// What reading a variable that is nowhere gives: null, or under Set-StrictMode an error that writes the name as the script does.
Value undefined_variable(Frame& frame, syntax::Extent at, Symbol name);
/// The variable seen from a scope. `at`: where the script reads it.
Value read_variable(Frame& frame, Scope* scope, syntax::Extent at, Symbol name);
/// The name in a variable expression, ++ or assignment to a variable as the source text writes it: without $, braces and scope.
std::string_view written_name(const Frame& frame, syntax::Extent at, Symbol name);
Scope& scope_named(Frame& frame, syntax::VariableScope which);
/// What no scope may have a variable of its own for: read-only or constant ones that stand in every scope.
bool is_constant_name(std::string_view name);

/// A slot number remembered for the layout it was found in: layout id in the high half.
struct SlotCache
{
    Value* find(Scope& scope, Symbol name) const
    {
        if (!scope.layout) return nullptr;
        const uint64_t seen = cache_.load(std::memory_order_relaxed);
        if (seen >> 32 == scope.layout->id()) return &scope.slots[seen & 0xffffffff];
        const int slot = scope.layout->find(name);
        if (slot < 0) return nullptr;
        cache_.store(uint64_t{scope.layout->id()} << 32 | static_cast<uint32_t>(slot), std::memory_order_relaxed);
        return &scope.slots[slot];
    }

private:
    mutable std::atomic<uint64_t> cache_{0};
};

} // namespace kestrun::engine
