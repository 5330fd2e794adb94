// Variables and where they live (about_Scopes).
//
// PowerShell scopes are dynamic: a function sees the variables of its caller. Still, most variables are local, so the compiler gives every
// name that a block assigns (or declares as a parameter) a slot, described by the block's Layout; a call keeps its slots in the Frame, on
// the stack. Names a block only reads are looked up along the chain of scopes. A slot that was never assigned is `unset` and does not hide
// an outer variable. Variables made by name at run time (New-Variable, dotted scripts) go to the scope's own map.
//
// Deep recursion makes long chains of scopes of which few can have a given name: which names a scope has slots for is known, and only
// making a variable by name in its map adds one. So every landing_distance-th scope is a landing that remembers, name by name, the next
// scope outwards that can have it; a look-up walks to the first landing and goes on from landing to landing only where none is remembered.
//
// A slot holds the value itself, or a VariableCell when the variable has a type, attributes, options or is referenced by [ref].
#pragma once
#include "engine/context.hpp"
#include "engine/symbol_map.hpp"
#include <atomic>
#include <memory>
#include <span>

namespace kestrun::engine {

class CommandInfo;
class Module;
struct CommandMetadata;
struct Validation;

/// The names of a block's slots. Immutable. Slot 0 is always $_.
class Layout
{
public:
    /// assigned: names the block's code may give a value to, parameters that it only reads left out.
    /// spellings: how the block writes each name where it first stands; empty: as the symbols are written.
    explicit Layout(std::vector<Symbol> names, std::span<const Symbol> assigned = {}, std::vector<std::string> spellings = {});
    /// Slot of a name or -1.
    int find(Symbol name) const noexcept
    {
        const uint32_t* at = slots_.find(name);
        return at ? static_cast<int>(*at) : -1;
    }
    const std::vector<Symbol>& names() const { return names_; }
    size_t size() const { return names_.size(); }
    std::string_view spelling(size_t slot) const { return spellings_.empty() ? names_[slot].name() : std::string_view(spellings_[slot]); }
    /// Dense number, never 0 and never reused: for inline caches.
    uint32_t id() const { return id_; }
    bool is_assigned(int slot) const { return slot < 0 || assigned_[static_cast<size_t>(slot)]; }

    /// Parameters with a type whose slots hold the value itself, because no code of the block assigns to them: they become cells when
    /// someone asks for them by name (Scope::constrain). Null: none. Set once, with the block's metadata.
    const CommandMetadata* bare_parameters() const { return bare_parameters_.load(std::memory_order_acquire); }
    void set_bare_parameters(const CommandMetadata& metadata) const { bare_parameters_.store(&metadata, std::memory_order_release); }

private:
    std::vector<Symbol> names_;
    std::vector<std::string> spellings_;
    SymbolMap<uint32_t> slots_;
    std::vector<bool> assigned_;
    uint32_t id_;
    mutable std::atomic<const CommandMetadata*> bare_parameters_{nullptr};
};

enum VariableOptions : uint8_t
{
    VarNone = 0,
    VarReadOnly = 1,
    VarConstant = 2,
    VarPrivate = 4,
    VarAllScope = 8
};

/// A variable that is more than a value. Also what [ref]$x and Get-Variable hold on to.
class VariableCell : public value::Object
{
public:
    explicit VariableCell(Symbol name, Value value = {}) : name_(name), value_(std::move(value)) {}
    Symbol name() const { return name_; }
    /// The name as the script that made the variable writes it.
    std::string_view spelling() const { return spelling_.empty() ? name_.name() : std::string_view(spelling_); }
    void spell(std::string_view as) { spelling_ = as == name_.name() ? std::string_view() : as; }
    virtual Value get() const { return value_; }
    /// Converts to the variable's type, validates, refuses when it is read-only (VariableNotWritable).
    virtual void set(Value value);
    void force(Value value) { value_ = std::move(value); }
    void trace(value::Tracer& tracer) const override { tracer.visit(value_); }
    void clear_references() override { value_ = {}; }
    const value::Type& type() const override; // PSVariable

    const value::Type* constraint = nullptr;                    // [int]$x
    std::shared_ptr<const std::vector<Validation>> validations; // [ValidateRange(1, 5)]$x
    uint8_t options = VarNone;
    std::string description;

protected:
    Symbol name_;
    std::string spelling_; // empty: as the symbol
    Value value_;
};

struct FunctionEntry
{
    Ref<CommandInfo> info;
};

class Scope
{
public:
    enum class Kind : uint8_t
    {
        Global,
        Script,
        Module,
        Local
    };

    Scope(Scope* up, Kind what, const Layout* names, Value* storage) noexcept
        : parent(up), layout(names), slots(storage), commands(up ? up->commands : this), module(up ? up->module : nullptr),
          depth(up ? up->depth + 1 : 0), kind(what)
    {
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope()
    {
        if (commands == this) note_command_change();
    }

    static constexpr uint32_t landing_distance = 64;

    /// Changes whenever a name may mean another command than before, in any session: what was found is good while it stays (and the scope
    /// that was asked has the same `commands`).
    static uint64_t command_epoch() noexcept { return command_epoch_.load(std::memory_order_relaxed); }
    static void note_command_change() noexcept { command_epoch_.fetch_add(1, std::memory_order_relaxed); }

    /// The variable in this scope only; null when it does not exist. The result may be a cell.
    Value* find_here(Symbol name) noexcept
    {
        if (layout) {
            const int slot = layout->find(name);
            if (slot >= 0) {
                Value& there = slots[slot];
                if (there.is_unset()) return nullptr;
                if (layout->bare_parameters() && !there.is_cell()) [[unlikely]]
                    constrain(slot);
                return &there;
            }
        }
        return extra_ ? extra_->variables.find(name) : nullptr;
    }
    /// The variable in this scope or an outer one (private ones of outer scopes are skipped).
    Value* find(Symbol name) noexcept;
    /// The nearest scope, this one included, that may have the variable, or the global one: look-ups of names that no scope in between
    /// can have step over those. Give it the scope to look at next; then find_here() tells.
    Scope* next_holder(Symbol name) noexcept { return is_landing() ? holder_from_landing(name) : this; }
    /// The place of a variable in this scope, made (unset) when it does not exist.
    Value& place(Symbol name);
    /// Assigns in this scope; honours cells.
    void assign(Symbol name, Value value);
    bool remove(Symbol name);
    /// Turns the variable (made when absent) into a cell.
    VariableCell& cell(Symbol name);
    /// The name of this scope's variable as the script that made it writes it.
    std::string spelling(Symbol name) const;
    /// Tells how the variable that is about to be made is written; nothing when it exists, or its block's layout knows.
    void spell(Symbol name, std::string_view as);

    Ref<CommandInfo>* find_function_here(Symbol name) noexcept { return extra_ ? extra_->functions.find(name) : nullptr; }
    Ref<CommandInfo>* find_alias_here(Symbol name) noexcept { return extra_ ? extra_->aliases.find(name) : nullptr; }
    void define_function(Symbol name, Ref<CommandInfo> info);
    void define_alias(Symbol name, Ref<CommandInfo> info);
    bool remove_function(Symbol name);
    bool remove_alias(Symbol name);

    /// What a landing remembers, see next_holder().
    struct Shortcut
    {
        Scope* holder = nullptr;
        uint64_t epoch = 0; // of the name, when the scopes in between were looked at
    };
    struct Extra
    {
        SymbolMap<Value> variables;
        SymbolMap<std::string> spellings; // of variables that are not written as their symbols
        SymbolMap<Ref<CommandInfo>> functions;
        SymbolMap<Ref<CommandInfo>> aliases;
        SymbolMap<const value::Type*> types; // classes and enums defined here
        std::vector<std::string> namespaces; // using namespace
        SymbolMap<Shortcut> shortcuts;       // of a landing, as the rest
        Scope* script_scope = nullptr;
        uint64_t strictness_epoch = 0; // when the scopes around were asked
        int8_t strictness = 0;
    };
    Extra& extra();
    Extra* extra_or_null() const { return extra_.get(); }
    /// The nearest script or module scope: where $script:x lives. Global when there is none.
    Scope& script_scope() noexcept;
    Scope& global_scope() noexcept;

    Scope* parent;
    const Layout* layout;
    Value* slots;
    Scope* commands; // the nearest scope, this one included, that has functions or aliases of its own (or the global one)
    Module* module;
    uint32_t depth; // 0: global
    Kind kind;
    bool hides_parent_privates = true;
    /// Set-StrictMode here or in the nearest scope around that has it: 0 off, else the major version.
    int8_t strictness() noexcept;
    void set_strictness(int8_t version) noexcept;
    /// Makes the slot of a bare parameter a cell, so that who got at it by name assigns to a variable of its type. Others stay.
    void constrain(int slot);

private:
    static inline std::atomic<uint64_t> command_epoch_{1};
    static inline std::atomic<uint64_t> strictness_epoch_{1};
    int8_t strict_ = -1; // -1: inherited
    bool is_landing() const noexcept { return depth % landing_distance == 0 && depth > 0; }
    bool may_have(Symbol name) const noexcept { return (layout && layout->find(name) >= 0) || (extra_ && extra_->variables.find(name)); }
    [[gnu::noinline]] Scope* holder_from_landing(Symbol name) noexcept;
    struct DropExtra
    {
        void operator()(Extra* extra) const noexcept;
    };
    std::unique_ptr<Extra, DropExtra> extra_;
};

/// The value in a variable's place: through a cell, null when unset.
inline Value read(const Value& place)
{
    if (place.is_cell()) [[unlikely]]
        return static_cast<VariableCell*>(place.object())->get();
    if (place.is_unset()) [[unlikely]]
        return {};
    return place;
}
/// Stores into a variable's place; a cell converts and checks.
inline void store(Value& place, Value value)
{
    if (place.is_cell()) [[unlikely]]
        static_cast<VariableCell*>(place.object())->set(std::move(value));
    else
        place = std::move(value);
}

} // namespace kestrun::engine
