// Variables: reading, assigning, ++ and compound assignment (about_Variables, about_Scopes, about_Assignment_Operators).
#include "engine/compiler.hpp"
#include "engine/drives.hpp"
#include "engine/member_cache.hpp"
#include "engine/member_name.hpp"
#include "engine/operand.hpp"
#include "engine/silent_statement.hpp"
#include "engine/variable_access.hpp"
#include "value/array.hpp"
#include "value/dictionary.hpp"
#include "value/file_path.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"

namespace kestrun::engine {

using syntax::TokenKind;
using syntax::VariableScope;

std::string_view written_name(const Frame& frame, syntax::Extent at, Symbol name)
{
    const std::string_view text = frame.code->source().slice(at);
    for (size_t from = text.find_first_of("$@"); from != std::string_view::npos; from = text.find_first_of("$@:{", from + 1)) {
        std::string_view word = text.substr(from + 1);
        if (word.starts_with('{')) word.remove_prefix(1);
        word = word.substr(0, name.name().size());
        if (value::equals_ignore_case(word, name.name())) return word;
    }
    return name.name();
}

Value undefined_variable(Frame& frame, syntax::Extent at, Symbol name)
{
    if (frame.session.strict_mode(1)) {
        const std::string_view written = written_name(frame, at, name);
        value::throw_runtime("VariableIsUndefined",
                             "The variable '$" + std::string(written) + "' cannot be retrieved because it has not been set.",
                             ErrorCategory::InvalidOperation, Value(written));
    }
    return {};
}

Value read_variable(Frame& frame, Scope* scope, syntax::Extent at, Symbol name)
{
    if (Value* found = scope ? frame.session.find_variable(*scope, name) : nullptr) return read(*found);
    return undefined_variable(frame, at, name);
}

Scope& scope_named(Frame& frame, VariableScope which)
{
    switch (which) {
    case VariableScope::Global: return *frame.session.global;
    case VariableScope::Script: return frame.scope->script_scope();
    default: return *frame.scope;
    }
}

bool is_constant_name(std::string_view name)
{
    static constexpr std::string_view names[] = {"true",           "false",     "null",    "PID",       "Host",        "HOME",
                                                 "PSVersionTable", "PSHOME",    "Error",   "ShellId",   "PSEdition",   "PSCulture",
                                                 "IsLinux",        "IsWindows", "IsMacOS", "IsCoreCLR", "PSUICulture", "ExecutionContext"};
    for (const std::string_view known : names)
        if (value::equals_ignore_case(name, known)) return true;
    return false;
}

namespace {

/// A variable with a slot in this block.
struct LocalVariable final : Expr
{
    LocalVariable(syntax::Extent at, int number, Symbol symbol) : Expr(at), slot(number), name(symbol) {}
    Value eval(Frame& frame) const override
    {
        const Value& value = frame.slots[slot];
        if (value.is_unset() || value.is_cell()) [[unlikely]]
            return slow(frame, value);
        return value;
    }
    bool test(Frame& frame) const override
    {
        const Value& value = frame.slots[slot];
        if (value.is_bool()) return value.as_bool();
        return value::to_bool(eval(frame));
    }
    Place place() const override { return {.slot = slot}; }
    [[gnu::noinline]] Value slow(Frame& frame, const Value& value) const
    {
        if (value.is_cell()) return read(value);
        return read_variable(frame, frame.scope, extent, name);
    }
    int slot;
    Symbol name;
};

/// A variable this block never assigns: somewhere out there.
struct FreeVariable final : Expr
{
    FreeVariable(syntax::Extent at, Symbol symbol) : Expr(at), name(symbol) {}
    Value eval(Frame& frame) const override { return read_variable(frame, frame.scope, extent, name); }
    Symbol name;
};

struct DottedVariable final : Expr
{
    DottedVariable(syntax::Extent at, Symbol symbol) : Expr(at), name(symbol) {}
    Value eval(Frame& frame) const override
    {
        const Value* at = cache.find(*frame.scope, name);
        if (at && !at->is_unset() && !at->is_cell()) [[likely]]
            return *at;
        return read_variable(frame, frame.scope, extent, name);
    }
    Symbol name;
    SlotCache cache;
};

struct ScopedVariable final : Expr
{
    ScopedVariable(syntax::Extent at, Symbol symbol, VariableScope where) : Expr(at), name(symbol), which(where) {}
    Value eval(Frame& frame) const override
    {
        Scope& scope = scope_named(frame, which);
        if (Value* found = scope.find_here(name)) return read(*found);
        if (which == VariableScope::Global || !scope.parent) return read_variable(frame, &scope, extent, name);
        return undefined_variable(frame, extent, name);
    }
    Symbol name;
    VariableScope which;
};

/// $env:PATH, $function:f, $variable:x, ${c:\file}
struct DriveVariable final : Expr
{
    DriveVariable(syntax::Extent at, std::string on, std::string what) : Expr(at), drive(std::move(on)), path(std::move(what)) {}
    Value eval(Frame& frame) const override { return read_drive(frame.session, drive, path); }
    std::string drive, path;
};

struct LastStatus final : Expr
{
    using Expr::Expr;
    Value eval(Frame& frame) const override { return frame.session.last_ok; }
};

// --- assignments -----------------------------------------------------------------------------------------------------

using Combine = Value (*)(const Value&, const Value&);

Combine combiner(TokenKind op)
{
    switch (op) {
    case TokenKind::PlusEquals: return value::add;
    case TokenKind::MinusEquals: return value::subtract;
    case TokenKind::MultiplyEquals: return value::multiply;
    case TokenKind::DivideEquals: return value::divide;
    default: return value::modulo;
    }
}

struct Assign final : Expr
{
    Assign(syntax::Extent at, TargetPtr to, ExprPtr what) : Expr(at), target(std::move(to)), value(std::move(what)) {}
    void emit(Frame& frame, Sink&) const override { eval(frame); }
    bool is_silent() const override { return true; }
    bool sets_status() const override { return value->sets_status(); }
    StmtPtr statement(syntax::Extent at, ExprPtr&& self) const override
    {
        return std::make_unique<SilentStatement<Assign>>(at, std::move(self));
    }
    void run(Frame& frame) const override { target->assign(frame, value->eval(frame)); }
    Value eval(Frame& frame) const override
    {
        Value v = value->eval(frame);
        target->assign(frame, v);
        return v;
    }
    TargetPtr target;
    ExprPtr value;
};

struct AssignLocal final : Expr
{
    AssignLocal(syntax::Extent at, int number, ExprPtr what) : Expr(at), slot(number), value(std::move(what)) {}
    bool is_silent() const override { return true; }
    StmtPtr statement(syntax::Extent at, ExprPtr&& self) const override
    {
        return std::make_unique<SilentStatement<AssignLocal>>(at, std::move(self));
    }
    bool sets_status() const override { return value->sets_status(); }
    Value eval(Frame& frame) const override
    {
        store(frame.slots[slot], value->eval(frame));
        return frame.slots[slot].is_cell() ? read(frame.slots[slot]) : frame.slots[slot];
    }
    void emit(Frame& frame, Sink&) const override { store(frame.slots[slot], value->eval(frame)); }
    void run(Frame& frame) const override { store(frame.slots[slot], value->eval(frame)); }
    int slot;
    ExprPtr value;
};

/// $x += expression on a local
struct AddLocal final : Expr
{
    AddLocal(syntax::Extent at, int number, Symbol symbol, ExprPtr what, Combine with)
        : Expr(at), slot(number), name(symbol), value(std::move(what)), combine(with), adds(with == static_cast<Combine>(value::add))
    {
    }
    bool is_silent() const override { return true; }
    StmtPtr statement(syntax::Extent at, ExprPtr&& self) const override
    {
        return std::make_unique<SilentStatement<AddLocal>>(at, std::move(self));
    }
    Value eval(Frame& frame) const override
    {
        run(frame);
        return read(frame.slots[slot]);
    }
    void emit(Frame& frame, Sink&) const override { run(frame); }
    void run(Frame& frame) const override
    {
        Value scratch;
        const Value& operand = value.get(frame, scratch);
        Value& at = frame.slots[slot];
        int32_t sum = 0;
        if (adds && at.is_int32() && operand.is_int32() && !__builtin_add_overflow(at.as_int32(), operand.as_int32(), &sum)) [[likely]] {
            at.set_int32(sum);
            return;
        }
        other(frame, operand);
    }
    [[gnu::noinline]] void other(Frame& frame, const Value operand) const
    {
        Value& at = frame.slots[slot];
        const Value now = at.is_unset() ? read_variable(frame, frame.scope, extent, name) : read(at);
        store(frame.slots[slot], combine(now, operand));
    }
    int slot;
    Symbol name;
    Operand value;
    Combine combine;
    bool adds;
};

struct CompoundAssign final : Expr
{
    CompoundAssign(syntax::Extent at, TargetPtr to, ExprPtr what, Combine with)
        : Expr(at), target(std::move(to)), value(std::move(what)), combine(with)
    {
    }
    void emit(Frame& frame, Sink&) const override { eval(frame); }
    bool is_silent() const override { return true; }
    Value eval(Frame& frame) const override
    {
        const Value operand = value->eval(frame);
        return target->update(frame, [&](const Value& now) { return combine(now, operand); });
    }
    TargetPtr target;
    ExprPtr value;
    Combine combine;
};

/// $x ??= expression: the right side runs only when needed.
struct CoalesceAssign final : Expr
{
    CoalesceAssign(syntax::Extent at, TargetPtr to, ExprPtr from, ExprPtr what)
        : Expr(at), target(std::move(to)), current(std::move(from)), value(std::move(what))
    {
    }
    void emit(Frame& frame, Sink&) const override { eval(frame); }
    bool is_silent() const override { return true; }
    Value eval(Frame& frame) const override
    {
        Value now = current->eval(frame);
        if (!now.is_null()) return now;
        Value v = value->eval(frame);
        target->assign(frame, v);
        return v;
    }
    TargetPtr target;
    ExprPtr current, value;
};

struct Increment final : Expr
{
    Increment(syntax::Extent at, TargetPtr to, bool upwards, bool after) : Expr(at), target(std::move(to)), up(upwards), postfix(after) {}
    bool is_silent() const override { return true; }
    Value eval(Frame& frame) const override
    {
        Value before;
        Value after = target->update(frame, [&](const Value& now) {
            before = now.is_null() ? Value(0) : now;
            return up ? value::increment(now) : value::decrement(now);
        });
        return postfix ? before : after;
    }
    void emit(Frame& frame, Sink&) const override { eval(frame); }
    TargetPtr target;
    bool up, postfix;
};

struct IncrementLocal final : Expr
{
    IncrementLocal(syntax::Extent at, int number, Symbol symbol, bool upwards, bool after)
        : Expr(at), slot(number), name(symbol), up(upwards), postfix(after)
    {
    }
    bool is_silent() const override { return true; }
    StmtPtr statement(syntax::Extent at, ExprPtr&& self) const override
    {
        return std::make_unique<SilentStatement<IncrementLocal>>(at, std::move(self));
    }
    Value eval(Frame& frame) const override
    {
        Value& at = frame.slots[slot];
        if (at.is_int32()) {
            const int32_t before = at.as_int32();
            int32_t after = 0;
            if (!__builtin_add_overflow(before, up ? 1 : -1, &after)) {
                at.set_int32(after);
                return Value(postfix ? before : after);
            }
        }
        return other(frame);
    }
    void run(Frame& frame) const override
    {
        Value& at = frame.slots[slot];
        int32_t after = 0;
        if (at.is_int32() && !__builtin_add_overflow(at.as_int32(), up ? 1 : -1, &after)) [[likely]]
            at.set_int32(after);
        else
            other(frame);
    }
    [[gnu::noinline]] Value other(Frame& frame) const
    {
        Value& at = frame.slots[slot];
        const Value now = at.is_unset() ? read_variable(frame, frame.scope, extent, name) : read(at);
        Value next = up ? value::increment(now) : value::decrement(now);
        store(frame.slots[slot], next);
        return postfix ? (now.is_null() ? Value(0) : now) : next;
    }
    void emit(Frame& frame, Sink&) const override { run(frame); }
    int slot;
    Symbol name;
    bool up, postfix;
};

} // namespace

ExprPtr Compiler::variable(const syntax::VariableExpressionAst& ast)
{
    const syntax::VariablePath& path = ast.variable_path;
    if (path.scope == VariableScope::Drive) return std::make_unique<DriveVariable>(ast.extent, to_std(path.drive_name), to_std(path.name));
    if (value::equals_ignore_case(path.name, "true")) return constant(ast.extent, true);
    if (value::equals_ignore_case(path.name, "false")) return constant(ast.extent, false);
    if (value::equals_ignore_case(path.name, "null")) return constant(ast.extent, {});
    if (path.name == "?") return std::make_unique<LastStatus>(ast.extent);
    if (value::equals_ignore_case(path.name, "PSScriptRoot") || value::equals_ignore_case(path.name, "PSCommandPath")) {
        const std::string& file = code_.source().file();
        if (value::equals_ignore_case(path.name, "PSCommandPath")) return constant(ast.extent, Value(file));
        return constant(ast.extent, Value(value::path_folder(file).value_or("")));
    }
    const Symbol name(value::equals_ignore_case(path.name, "PSItem") ? std::string_view("_") : path.name);
    if (path.scope != VariableScope::Unqualified && path.scope != VariableScope::Private)
        return std::make_unique<ScopedVariable>(ast.extent, name, path.scope);
    const int number = slot(name);
    if (number >= 0) return std::make_unique<LocalVariable>(ast.extent, number, name);
    if (!layout_) return std::make_unique<DottedVariable>(ast.extent, name);
    return std::make_unique<FreeVariable>(ast.extent, name);
}

ExprPtr Compiler::assignment(const syntax::AssignmentStatementAst& ast)
{
    const auto* local = syntax::as<syntax::VariableExpressionAst>(static_cast<const syntax::Ast*>(ast.left));
    int number = -1;
    if (local && (local->variable_path.scope == VariableScope::Unqualified || local->variable_path.scope == VariableScope::Local) &&
        !is_constant_name(local->variable_path.name) && local->variable_path.name != "?")
        number = slot(Symbol(local->variable_path.name));
    ExprPtr value = statement_value(*ast.right);
    if (ast.op == TokenKind::Equals) {
        if (number >= 0) return std::make_unique<AssignLocal>(ast.extent, number, std::move(value));
        return std::make_unique<Assign>(ast.extent, make_target(*this, *ast.left), std::move(value));
    }
    if (ast.op == TokenKind::QuestionQuestionEquals)
        return std::make_unique<CoalesceAssign>(ast.extent, make_target(*this, *ast.left), expression(*ast.left), std::move(value));
    if (number >= 0)
        return std::make_unique<AddLocal>(ast.extent, number, Symbol(local->variable_path.name), std::move(value), combiner(ast.op));
    return std::make_unique<CompoundAssign>(ast.extent, make_target(*this, *ast.left), std::move(value), combiner(ast.op));
}

ExprPtr Compiler::increment(const syntax::UnaryExpressionAst& ast)
{
    const bool up = ast.token_kind == TokenKind::PlusPlus || ast.token_kind == TokenKind::PostfixPlusPlus;
    const bool postfix = ast.token_kind == TokenKind::PostfixPlusPlus || ast.token_kind == TokenKind::PostfixMinusMinus;
    const auto* local = syntax::as<syntax::VariableExpressionAst>(static_cast<const syntax::Ast*>(ast.child));
    if (local && local->variable_path.scope == VariableScope::Unqualified && !is_constant_name(local->variable_path.name)) {
        const Symbol name(local->variable_path.name);
        if (const int number = slot(name); number >= 0) return std::make_unique<IncrementLocal>(ast.extent, number, name, up, postfix);
    }
    return std::make_unique<Increment>(ast.extent, make_target(*this, *ast.child), up, postfix);
}

} // namespace kestrun::engine
