#include "engine/scope.hpp"
#include "engine/command.hpp"
#include "value/convert.hpp"
#include <array>

namespace kestrun::engine {

namespace {
std::atomic<uint32_t> next_layout_id{1};

[[noreturn]] void not_writable(std::string_view name)
{
    value::throw_runtime("VariableNotWritable", "Cannot overwrite variable " + std::string(name) + " because it is read-only or constant.",
                         ErrorCategory::WriteError, Value(name), "System.Management.Automation.SessionStateUnauthorizedAccessException");
}
} // namespace

Layout::Layout(std::vector<Symbol> names, std::span<const Symbol> assigned, std::vector<std::string> spellings)
    : names_(std::move(names)), spellings_(std::move(spellings)), assigned_(names_.size()),
      id_(next_layout_id.fetch_add(1, std::memory_order_relaxed))
{
    for (uint32_t i = 0; i < names_.size(); ++i) slots_[names_[i]] = i;
    for (const Symbol name : assigned)
        if (const uint32_t* at = slots_.find(name)) assigned_[*at] = true;
}

const value::Type& VariableCell::type() const
{
    static const value::Type& type = value::native_type("System.Management.Automation.PSVariable");
    return type;
}

void VariableCell::set(Value value)
{
    if (options & (VarReadOnly | VarConstant)) not_writable(spelling());
    if (constraint) value = value::convert(value, *constraint);
    if (validations) {
        for (const Validation& validation : *validations) {
            try {
                validate(validation, value);
            } catch (const value::ScriptError&) {
                value::throw_runtime("ValidateSetFailure",
                                     "The variable cannot be validated because the value " +
                                         (value.is_null() ? std::string("$null") : value::to_text(value)) +
                                         " is not a valid value for the " + std::string(spelling()) + " variable.",
                                     ErrorCategory::MetadataError, {}, "System.Management.Automation.ValidationMetadataException");
            }
        }
    }
    value_ = std::move(value);
}

namespace {

/// Changes when a scope but the global one gets a variable of the name, or of another that shares its place here, in any session.
std::atomic<uint64_t>& name_epoch(Symbol name) noexcept
{
    static std::array<std::atomic<uint64_t>, 256> epochs;
    return epochs[name.id() % epochs.size()];
}

} // namespace

Scope* Scope::holder_from_landing(Symbol name) noexcept
{
    const uint64_t epoch = name_epoch(name).load(std::memory_order_relaxed);
    Scope* holder = this;
    Scope* stale = nullptr; // the outermost landing passed that does not know
    for (; holder->depth > 0; holder = holder->parent) {
        if (holder->depth % landing_distance == 0) {
            const Shortcut* known = holder->extra_ ? holder->extra_->shortcuts.find(name) : nullptr;
            if (known && known->epoch == epoch) {
                holder = known->holder;
                break;
            }
            stale = holder;
        }
        if (holder->may_have(name)) break;
    }
    if (!stale) return holder;
    for (Scope* s = this;; s = s->parent) {
        if (s->depth % landing_distance == 0) s->extra().shortcuts[name] = {holder, epoch};
        if (s == stale) return holder;
    }
}

void Scope::DropExtra::operator()(Extra* extra) const noexcept { delete extra; }

Value* Scope::find(Symbol name) noexcept
{
    for (Scope* s = this; s; s = s->parent) {
        s = s->next_holder(name);
        Value* found = s->find_here(name);
        if (!found) continue;
        if (s != this && found->is_cell() && (static_cast<VariableCell*>(found->object())->options & VarPrivate)) continue;
        return found;
    }
    return nullptr;
}

Scope::Extra& Scope::extra()
{
    if (!extra_) extra_.reset(new Extra);
    return *extra_;
}

Value& Scope::place(Symbol name)
{
    if (layout) {
        const int slot = layout->find(name);
        if (slot >= 0) {
            if (layout->bare_parameters()) constrain(slot);
            return slots[slot];
        }
    }
    Extra& more = extra();
    if (Value* there = more.variables.find(name)) return *there;
    if (depth > 0) name_epoch(name).fetch_add(1, std::memory_order_relaxed); // the global scope is never stepped over
    return more.variables[name];
}

void Scope::assign(Symbol name, Value value) { store(place(name), std::move(value)); }

void Scope::constrain(int slot)
{
    Value& there = slots[slot];
    if (there.is_cell()) return;
    for (const ParameterMetadata& parameter : layout->bare_parameters()->parameters) {
        if (parameter.slot != slot || !parameter.is_bare(*layout)) continue;
        Ref<VariableCell> cell = value::make<VariableCell>(parameter.symbol, there.is_unset() ? Value() : there);
        cell->constraint = parameter.type;
        cell->spell(layout->spelling(static_cast<size_t>(slot)));
        there = Value::cell(cell.get());
        return;
    }
}

bool Scope::remove(Symbol name)
{
    Value* found = find_here(name);
    if (!found) return false;
    if (found->is_cell() && (static_cast<VariableCell*>(found->object())->options & VarConstant)) {
        value::throw_runtime(
            "VariableNotRemovable",
            "Cannot remove variable " + spelling(name) +
                " because it is constant or read-only. If the variable is read-only, try the operation again specifying the Force option.",
            ErrorCategory::WriteError, Value(spelling(name)), "System.Management.Automation.SessionStateUnauthorizedAccessException");
    }
    if (extra_ && extra_->variables.erase(name)) return true;
    *found = Value::unset();
    return true;
}

VariableCell& Scope::cell(Symbol name)
{
    Value& at = place(name);
    if (!at.is_cell()) {
        Ref<VariableCell> made = value::make<VariableCell>(name, at.is_unset() ? Value() : at);
        made->spell(spelling(name));
        at = Value::cell(made.get());
    }
    return *static_cast<VariableCell*>(at.object());
}

std::string Scope::spelling(Symbol name) const
{
    if (const int slot = layout ? layout->find(name) : -1; slot >= 0) return std::string(layout->spelling(static_cast<size_t>(slot)));
    const std::string* known = extra_ ? extra_->spellings.find(name) : nullptr;
    return known ? *known : std::string(name.name());
}

void Scope::spell(Symbol name, std::string_view as)
{
    if ((layout && layout->find(name) >= 0) || (extra_ && extra_->variables.find(name))) return;
    if (as != name.name())
        extra().spellings[name] = as;
    else if (extra_)
        extra_->spellings.erase(name);
}

void Scope::define_function(Symbol name, Ref<CommandInfo> info)
{
    extra().functions[name] = std::move(info);
    commands = this;
    note_command_change();
}

void Scope::define_alias(Symbol name, Ref<CommandInfo> info)
{
    extra().aliases[name] = std::move(info);
    commands = this;
    note_command_change();
}

bool Scope::remove_function(Symbol name)
{
    note_command_change();
    return extra_ && extra_->functions.erase(name);
}

bool Scope::remove_alias(Symbol name)
{
    note_command_change();
    return extra_ && extra_->aliases.erase(name);
}

Scope& Scope::script_scope() noexcept
{
    Scope* s = this;
    Scope* asking = nullptr; // a landing passed that does not know
    while (s->parent && s->kind == Kind::Local) {
        if (s->is_landing()) {
            if (s->extra().script_scope) {
                s = s->extra_->script_scope;
                break;
            }
            if (!asking) asking = s;
        }
        s = s->parent;
    }
    if (asking) asking->extra_->script_scope = s;
    return *s;
}

int8_t Scope::strictness() noexcept
{
    const uint64_t epoch = strictness_epoch_.load(std::memory_order_relaxed);
    Scope* asking = nullptr; // a landing passed that does not know
    int8_t found = 0;
    for (Scope* s = this; s; s = s->parent) {
        if (s->strict_ >= 0) {
            found = s->strict_;
            break;
        }
        if (!s->is_landing()) continue;
        if (s->extra().strictness_epoch == epoch) {
            found = s->extra_->strictness;
            break;
        }
        if (!asking) asking = s;
    }
    if (asking) {
        asking->extra_->strictness = found;
        asking->extra_->strictness_epoch = epoch;
    }
    return found;
}

void Scope::set_strictness(int8_t version) noexcept
{
    strict_ = version;
    strictness_epoch_.fetch_add(1, std::memory_order_relaxed);
}

Scope& Scope::global_scope() noexcept
{
    Scope* s = this;
    while (s->parent) s = s->parent;
    return *s;
}

} // namespace kestrun::engine
