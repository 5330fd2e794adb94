// What stands left of an assignment: variables, properties, elements, lists of them (about_Assignment_Operators).
#include "engine/compiler.hpp"
#include "engine/drives.hpp"
#include "engine/member_cache.hpp"
#include "engine/member_name.hpp"
#include "engine/operand.hpp"
#include "engine/variable_access.hpp"
#include "value/array.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"

namespace kestrun::engine {

using syntax::TokenKind;
using syntax::VariableScope;

namespace {

struct LocalTarget final : Target
{
    LocalTarget(syntax::Extent at, int number, Symbol symbol) : Target(at), slot(number), name(symbol) {}
    void assign(Frame& frame, Value value) const override { store(frame.slots[slot], std::move(value)); }
    Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const override
    {
        Value now = frame.slots[slot].is_unset() ? read_variable(frame, frame.scope, extent, name) : read(frame.slots[slot]);
        Value next = combine(now);
        store(frame.slots[slot], next);
        return next;
    }
    int slot;
    Symbol name;
};

struct NameTarget final : Target
{
    NameTarget(syntax::Extent at, Symbol symbol, std::string_view as) : Target(at), name(symbol), spelling(as) {}
    Value& place(Frame& frame) const
    {
        Value* at = cache.find(*frame.scope, name);
        if (at && !frame.scope->layout->bare_parameters()) [[likely]]
            return *at;
        if (!at) frame.scope->spell(name, spelling);
        return frame.scope->place(name);
    }
    void assign(Frame& frame, Value value) const override { store(place(frame), std::move(value)); }
    Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const override
    {
        Value next = combine(read_variable(frame, frame.scope, extent, name));
        store(place(frame), next);
        return next;
    }
    Symbol name;
    std::string spelling;
    SlotCache cache;
};

struct ScopedTarget final : Target
{
    ScopedTarget(syntax::Extent at, Symbol symbol, std::string_view as, VariableScope where)
        : Target(at), name(symbol), spelling(as), which(where)
    {
    }
    void assign(Frame& frame, Value value) const override
    {
        scope_named(frame, which).spell(name, spelling);
        if (which == VariableScope::Private) frame.scope->cell(name).options |= VarPrivate;
        scope_named(frame, which).assign(name, std::move(value));
    }
    Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const override
    {
        Value next = combine(read_variable(frame, &scope_named(frame, which), extent, name));
        assign(frame, next);
        return next;
    }
    Symbol name;
    std::string spelling;
    VariableScope which;
};

struct DriveTarget final : Target
{
    DriveTarget(syntax::Extent at, std::string on, std::string what) : Target(at), drive(std::move(on)), path(std::move(what)) {}
    void assign(Frame& frame, Value value) const override { write_drive(frame.session, drive, path, value); }
    Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const override
    {
        Value next = combine(read_drive(frame.session, drive, path));
        assign(frame, next);
        return next;
    }
    std::string drive, path;
};

struct ConstantTarget final : Target // $true = 1
{
    ConstantTarget(syntax::Extent at, std::string called) : Target(at), name(std::move(called)) {}
    void assign(Frame&, Value) const override
    {
        value::throw_runtime("VariableNotWritable", "Cannot overwrite variable " + name + " because it is read-only or constant.",
                             ErrorCategory::WriteError, Value(name),
                             "System.Management.Automation.SessionStateUnauthorizedAccessException");
    }
    Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const override
    {
        assign(frame, combine({}));
        return {};
    }
    std::string name;
};

struct NullTarget final : Target // $null = ...
{
    using Target::Target;
    void assign(Frame&, Value) const override {}
    Value update(Frame&, const std::function<Value(const Value&)>& combine) const override { return combine({}), Value(); }
};

struct MemberTarget final : Target
{
    MemberTarget(syntax::Extent at, ExprPtr on, MemberName member, ExprPtr computed)
        : Target(at), object(std::move(on)), name(member), expression(std::move(computed))
    {
    }
    void assign(Frame& frame, Value value) const override
    {
        Value scratch;
        const Value& place = object.get(frame, scratch);
        if (name.symbol && cache.store(place, name.symbol, value)) return;
        const Value target = place;
        with_name(frame, [&](const value::Name& n) { value::set_property(target, n, value); });
    }
    Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const override
    {
        Value scratch;
        const Value target = object.get(frame, scratch);
        Value next;
        if (const Value* now = name.symbol ? cache.find(target, name.symbol) : nullptr) {
            next = combine(Value(*now));
            if (!cache.store(target, name.symbol, next)) value::set_property(target, name, next);
            return next;
        }
        with_name(frame, [&](const value::Name& n) {
            next = combine(value::get_property(target, n));
            value::set_property(target, n, next);
        });
        return next;
    }
    template <typename F>
    void with_name(Frame& frame, F&& f) const
    {
        if (name.symbol) return f(value::Name(name));
        const std::string text = value::to_text(expression->eval(frame));
        f(value::Name(std::string_view(text)));
    }
    Operand object;
    MemberName name;
    ExprPtr expression;
    PropertyCache cache;
};

struct StaticTarget final : Target
{
    StaticTarget(syntax::Extent at, ExprPtr on, ExprPtr what) : Target(at), type(std::move(on)), name(std::move(what)) {}
    void assign(Frame& frame, Value value) const override
    {
        const Value target = type->eval(frame);
        const std::string text = value::to_text(name->eval(frame));
        if (auto* t = target.as<value::Type>()) return value::set_static_property(*t, value::Name(std::string_view(text)), value);
        value::set_property(target, value::Name(std::string_view(text)), value);
    }
    Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const override
    {
        const Value target = type->eval(frame);
        const std::string text = value::to_text(name->eval(frame));
        auto* t = target.as<value::Type>();
        Value next = combine(t ? value::get_static_property(*t, value::Name(std::string_view(text))) : Value());
        if (t) value::set_static_property(*t, value::Name(std::string_view(text)), next);
        return next;
    }
    ExprPtr type, name;
};

struct IndexTarget final : Target
{
    IndexTarget(syntax::Extent at, ExprPtr on, ExprPtr by) : Target(at), object(std::move(on), Operand::is_place(*by)), index(std::move(by))
    {
    }
    void assign(Frame& frame, Value value) const override
    {
        Value x, y;
        const Value& target = object.get(frame, x);
        const Value& at = index.get(frame, y);
        if (!store_element(target, at, value)) other(target, at, value);
    }
    /// Stores where it is plain that nothing needs to be converted or checked.
    bool store_element(const Value& target, const Value& at, const Value& value) const
    {
        if (!target.is_heap() || target.object()->has_flag(value::Object::Shared) || value.is_void()) return false;
        if (target.is_array() && at.is_int32()) {
            value::Array& array = target.as_array();
            const auto i = static_cast<size_t>(at.as_int32());
            if (at.as_int32() < 0 || i >= array.size() || &array.element() != &value::types::object()) return false;
            array.items()[i] = value;
            return true;
        }
        if (!at.is_string() || target.object()->has_flag(value::Object::Members)) return false;
        auto* table = target.as<value::Dictionary>();
        if (!table || table->key_type() || table->value_type()) return false;
        if (!index.constant()) return table->set(at, value), true;
        uint32_t where = hint.load(std::memory_order_relaxed);
        if (table->replace_again(at, value, where))
            hint.store(where, std::memory_order_relaxed);
        else
            table->set(at, value);
        return true;
    }
    [[gnu::noinline]] static void other(const Value target, const Value at, const Value& value)
    {
        value::set_index(target, std::span<const Value>(&at, 1), value);
    }
    Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const override
    {
        Value x, y;
        const Value target = object.get(frame, x);
        const Value at = index.get(frame, y);
        const std::span<const Value> indices(&at, 1);
        Value next = combine(value::get_index(target, indices));
        if (!store_element(target, at, next)) value::set_index(target, indices, next);
        return next;
    }
    Operand object, index;
    mutable std::atomic<uint32_t> hint{0}; // where a constant key stood
};

/// $a, $b = 1, 2, 3: the last one takes the rest.
struct ListTarget final : Target
{
    ListTarget(syntax::Extent at, std::vector<TargetPtr> to) : Target(at), targets(std::move(to)) {}
    void assign(Frame& frame, Value value) const override
    {
        std::vector<Value> items;
        if (value::is_enumerable(value))
            items = value::elements(value);
        else
            items.push_back(std::move(value));
        const size_t n = targets.size();
        for (size_t i = 0; i < n; ++i) {
            if (i + 1 < n || items.size() <= n) {
                targets[i]->assign(frame, i < items.size() ? items[i] : Value());
            } else {
                targets[i]->assign(frame, value::make_array({items.begin() + static_cast<std::ptrdiff_t>(i), items.end()}));
            }
        }
    }
    Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const override
    {
        assign(frame, combine({}));
        return {};
    }
    std::vector<TargetPtr> targets;
};

/// [int]$x = ..., [ValidateRange(1, 5)]$x = ...: the variable keeps its type.
struct TypedTarget final : Target
{
    TypedTarget(syntax::Extent at, TargetPtr to, Symbol symbol, std::string_view as, VariableScope where,
                std::vector<const syntax::AttributeBaseAst*> with)
        : Target(at), inner(std::move(to)), name(symbol), spelling(as), which(where), attributes(std::move(with))
    {
    }
    void assign(Frame& frame, Value value) const override
    {
        const value::Type* type = nullptr;
        std::vector<Validation> validations;
        for (const syntax::AttributeBaseAst* attribute : attributes) {
            if (attribute->kind == syntax::AstKind::TypeConstraint) {
                if (type) value = value::convert(value, *type);
                type = &resolve_type(frame.session, attribute->type_name->full_name);
            } else {
                compile_validation(frame.session, frame.code, syntax::cast<syntax::AttributeAst>(*attribute), validations);
            }
        }
        if (type) value = value::convert(value, *type);
        if (!name) return inner->assign(frame, std::move(value));
        Scope& scope = scope_named(frame, which);
        Value* existing = scope.find_here(name);
        if (existing && existing->is_cell()) {
            auto& old = *static_cast<VariableCell*>(existing->object());
            if (old.options & (VarReadOnly | VarConstant)) old.set(value);
        }
        scope.spell(name, spelling);
        Ref<VariableCell> cell = value::make<VariableCell>(name);
        cell->spell(scope.spelling(name));
        cell->constraint = type;
        for (const Validation& validation : validations) {
            try {
                validate(validation, value);
            } catch (const value::ScriptError&) {
                value::throw_runtime("ValidateSetFailure",
                                     "The attribute cannot be added because variable " + spelling + " with value " + value::to_text(value) +
                                         " would no longer be valid.",
                                     ErrorCategory::MetadataError, {}, "System.Management.Automation.ValidationMetadataException");
            }
        }
        if (!validations.empty()) cell->validations = std::make_shared<const std::vector<Validation>>(std::move(validations));
        cell->set(std::move(value));
        scope.place(name) = Value::cell(cell.get());
    }
    Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const override
    {
        Value next;
        inner->update(frame, [&](const Value& now) { return next = combine(now); });
        return next;
    }
    TargetPtr inner;
    Symbol name;
    std::string spelling;
    VariableScope which;
    std::vector<const syntax::AttributeBaseAst*> attributes;
};

/// [type]$x.Property = value: converts, then assigns.
struct ConvertedTarget final : Target
{
    ConvertedTarget(syntax::Extent at, TargetPtr to, std::string_view type) : Target(at), inner(std::move(to)), type_name(type) {}
    void assign(Frame& frame, Value value) const override
    {
        inner->assign(frame, value::convert(value, resolve_type(frame.session, type_name)));
    }
    Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const override
    {
        return inner->update(frame, [&](const Value& now) { return value::convert(combine(now), resolve_type(frame.session, type_name)); });
    }
    TargetPtr inner;
    std::string_view type_name;
};

TargetPtr variable_target(Compiler& compiler, const syntax::VariableExpressionAst& ast)
{
    const syntax::VariablePath& path = ast.variable_path;
    if (path.scope == VariableScope::Drive) return std::make_unique<DriveTarget>(ast.extent, to_std(path.drive_name), to_std(path.name));
    if (value::equals_ignore_case(path.name, "null")) return std::make_unique<NullTarget>(ast.extent);
    if (is_constant_name(path.name) || path.name == "?") return std::make_unique<ConstantTarget>(ast.extent, to_std(path.name));
    const Symbol name(path.name);
    if (path.scope == VariableScope::Global || path.scope == VariableScope::Script || path.scope == VariableScope::Private)
        return std::make_unique<ScopedTarget>(ast.extent, name, path.name, path.scope);
    const int slot = compiler.slot(name);
    if (slot >= 0) return std::make_unique<LocalTarget>(ast.extent, slot, name);
    return std::make_unique<NameTarget>(ast.extent, name, path.name);
}

/// The innermost expression under casts and attributes, and those, outermost first.
const syntax::ExpressionAst& peel(const syntax::ExpressionAst& ast, std::vector<const syntax::AttributeBaseAst*>& attributes)
{
    const syntax::ExpressionAst* at = &ast;
    while (const auto* attributed = syntax::as<syntax::AttributedExpressionAst>(static_cast<const syntax::Ast*>(at))) {
        attributes.insert(attributes.begin(), attributed->attribute);
        at = attributed->child;
    }
    return *at;
}

} // namespace

TargetPtr make_target(Compiler& compiler, const syntax::ExpressionAst& ast)
{
    using syntax::AstKind;
    switch (ast.kind) {
    case AstKind::VariableExpression: return variable_target(compiler, syntax::cast<syntax::VariableExpressionAst>(ast));
    case AstKind::MemberExpression: {
        const auto& member = syntax::cast<syntax::MemberExpressionAst>(ast);
        const auto* constant = syntax::as<syntax::StringConstantExpressionAst>(static_cast<const syntax::Ast*>(member.member));
        ExprPtr object = compiler.expression(*member.expression);
        if (member.is_static)
            return std::make_unique<StaticTarget>(ast.extent, std::move(object),
                                                  compiler.expression(syntax::cast<syntax::ExpressionAst>(*member.member)));
        if (constant) return std::make_unique<MemberTarget>(ast.extent, std::move(object), MemberName(constant->value), nullptr);
        return std::make_unique<MemberTarget>(ast.extent, std::move(object), MemberName(),
                                              compiler.expression(syntax::cast<syntax::ExpressionAst>(*member.member)));
    }
    case AstKind::IndexExpression: {
        const auto& index = syntax::cast<syntax::IndexExpressionAst>(ast);
        return std::make_unique<IndexTarget>(ast.extent, compiler.expression(*index.target), compiler.expression(*index.index));
    }
    case AstKind::ArrayLiteral: {
        std::vector<TargetPtr> targets;
        for (const syntax::ExpressionAst* element : syntax::cast<syntax::ArrayLiteralAst>(ast).elements)
            targets.push_back(make_target(compiler, *element));
        return std::make_unique<ListTarget>(ast.extent, std::move(targets));
    }
    case AstKind::ParenExpression: {
        const auto& paren = syntax::cast<syntax::ParenExpressionAst>(ast);
        if (const auto* pipeline = syntax::as<syntax::PipelineAst>(static_cast<const syntax::Ast*>(paren.pipeline));
            pipeline && pipeline->pipeline_elements.size() == 1) {
            if (const auto* e = syntax::as<syntax::CommandExpressionAst>(static_cast<const syntax::Ast*>(pipeline->pipeline_elements[0])))
                return make_target(compiler, *e->expression);
        }
        return std::make_unique<NullTarget>(ast.extent);
    }
    case AstKind::ConvertExpression:
    case AstKind::AttributedExpression: {
        std::vector<const syntax::AttributeBaseAst*> attributes;
        const syntax::ExpressionAst& inner = peel(ast, attributes);
        TargetPtr target = make_target(compiler, inner);
        if (const auto* v = syntax::as<syntax::VariableExpressionAst>(static_cast<const syntax::Ast*>(&inner));
            v && v->variable_path.is_variable())
            return std::make_unique<TypedTarget>(ast.extent, std::move(target), Symbol(v->variable_path.name), v->variable_path.name,
                                                 v->variable_path.scope, std::move(attributes));
        for (const syntax::AttributeBaseAst* attribute : attributes)
            target = std::make_unique<ConvertedTarget>(ast.extent, std::move(target), attribute->type_name->full_name);
        return target;
    }
    default: return std::make_unique<NullTarget>(ast.extent);
    }
}

} // namespace kestrun::engine
