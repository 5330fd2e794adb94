// Members, indexing, conversions and types (about_Properties, about_Methods, about_Type_Accelerators).
#include "engine/class_definition.hpp"
#include "engine/compiler.hpp"
#include "engine/member_cache.hpp"
#include "engine/member_name.hpp"
#include "engine/operand.hpp"
#include "engine/reference.hpp"
#include "value/array.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"

namespace kestrun::engine {

using syntax::AstKind;

const value::Type* try_resolve_type(SessionImpl& session, std::string_view name) { return session.find_type(name); }

const value::Type& resolve_type(SessionImpl& session, std::string_view name)
{
    if (const value::Type* type = try_resolve_type(session, name)) return *type;
    const std::string_view plain = name.substr(0, name.find('[')); // PowerShell names the definition, without arguments and ranks
    value::throw_runtime("TypeNotFound", "Unable to find type [" + std::string(plain) + "].", ErrorCategory::InvalidOperation, Value(name));
}

namespace {

/// True when the text has `class NAME` or `enum NAME` in it. What it says in comments and strings counts as well: it only means that the
/// name is looked up each time.
bool defines_type(std::string_view text, std::string_view name)
{
    const auto ends_with_keyword = [](std::string_view before) {
        const size_t end = before.find_last_not_of(" \t");
        if (end == std::string_view::npos || end + 1 == before.size()) return false;
        before = before.substr(0, end + 1);
        return (before.size() >= 5 && value::equals_ignore_case(before.substr(before.size() - 5), "class")) ||
               (before.size() >= 4 && value::equals_ignore_case(before.substr(before.size() - 4), "enum"));
    };
    for (size_t at = 0; at + name.size() <= text.size(); ++at) {
        if ((text[at] | 0x20) != (name[0] | 0x20) || at == 0 || (text[at - 1] != ' ' && text[at - 1] != '\t')) continue;
        if (value::equals_ignore_case(text.substr(at, name.size()), name) && ends_with_keyword(text.substr(0, at))) return true;
    }
    return false;
}

} // namespace

const value::Type* find_native_type(const Code& code, std::string_view name)
{
    const value::Type* type = value::find_type(name);
    if (!type || name.empty() || name.find_first_of(".[") != std::string_view::npos) return type;
    return defines_type(code.source().text(), name) ? nullptr : type;
}

namespace {

/// [name] that is a native type: known when compiled. Else looked up at each use (script classes).
struct TypeLiteral final : Expr
{
    TypeLiteral(syntax::Extent at, std::string_view called) : Expr(at), name(called) {}
    Value eval(Frame& frame) const override { return Value(const_cast<value::Type*>(&resolve_type(frame.session, name))); }
    std::string_view name;
};

struct Property final : Expr
{
    Property(syntax::Extent at, ExprPtr of, MemberName member, bool unless_null)
        : Expr(at), object(std::move(of)), name(member), null_conditional(unless_null)
    {
    }
    Value eval(Frame& frame) const override
    {
        Value scratch;
        const Value& target = object.get(frame, scratch);
        if (const Value* slot = cache.find(target, name.symbol)) return *slot;
        return other(target);
    }
    [[gnu::noinline]] Value other(const Value target) const
    {
        if (null_conditional && target.is_null()) return {};
        return value::get_property(target, name);
    }
    Operand object;
    MemberName name;
    bool null_conditional;
    PropertyCache cache;
};

struct ComputedProperty final : Expr
{
    ComputedProperty(syntax::Extent at, ExprPtr of, ExprPtr what, bool unless_null)
        : Expr(at), object(std::move(of)), name(std::move(what)), null_conditional(unless_null)
    {
    }
    Value eval(Frame& frame) const override
    {
        const Value target = object->eval(frame);
        if (null_conditional && target.is_null()) return {};
        const Value key = name->eval(frame);
        const std::string text = value::to_text(key);
        return value::get_property(target, value::Name(std::string_view(text)));
    }
    ExprPtr object, name;
    bool null_conditional;
};

struct StaticProperty final : Expr
{
    StaticProperty(syntax::Extent at, ExprPtr of, ExprPtr what) : Expr(at), type(std::move(of)), name(std::move(what)) {}
    Value eval(Frame& frame) const override
    {
        const Value target = type->eval(frame);
        const std::string text = value::to_text(name->eval(frame));
        const value::Name key{std::string_view(text)};
        if (auto* t = target.as<value::Type>()) return value::get_static_property(*t, key);
        if (target.is_null()) value::throw_runtime("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.");
        return value::get_static_property(value::type_of(target), key);
    }
    ExprPtr type, name;
};

struct Invoke final : Expr
{
    Invoke(syntax::Extent at, ExprPtr of, MemberName member, ExprPtr what, std::vector<ExprPtr> with, bool on_type, bool unless_null)
        : Expr(at), object(std::move(of)), name(member), computed(std::move(what)), arguments(std::move(with)), is_static(on_type),
          null_conditional(unless_null)
    {
    }
    Value eval(Frame& frame) const override
    {
        const Value target = object->eval(frame);
        if (null_conditional && target.is_null()) return {};
        constexpr size_t few = 4;
        Value inline_values[few];
        std::vector<Value> more;
        std::span<Value> values(inline_values, std::min(arguments.size(), few));
        if (arguments.size() > few) {
            more.resize(arguments.size());
            values = more;
        }
        for (size_t i = 0; i < arguments.size(); ++i) values[i] = arguments[i]->eval(frame);
        if (const ClassMethod* method = methods.find(target, name.symbol, values))
            return call_method_body(frame.session, *method, target, values);
        if (name.symbol) return call(frame, target, name, values);
        const Value member = computed->eval(frame);
        if (auto* block = member.as<ScriptBlock>(); block && !is_static) return frame.session.call_script(*block, target, values);
        const std::string text = value::to_text(member);
        return call(frame, target, value::Name(std::string_view(text)), values);
    }
    Value call(Frame&, const Value& target, const value::Name& method, std::span<Value> values) const
    {
        const value::CallDetails details{type_arguments, casts};
        if (!is_static) return value::invoke_method(target, method, values, details);
        if (auto* type = target.as<value::Type>()) return value::invoke_static(*type, method, values, details);
        if (target.is_null()) value::throw_runtime("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.");
        return value::invoke_static(value::type_of(target), method, values, details);
    }
    ExprPtr object;
    MemberName name;
    ExprPtr computed;
    std::vector<ExprPtr> arguments;
    bool is_static, null_conditional;
    MethodCache methods;
    std::vector<const value::Type*> type_arguments; // [array]::Empty[string]()
    std::vector<const value::Type*> casts;          // of arguments that are casts: they take part in overload resolution
};

// The native type of a cast that is the whole argument, or null.
const value::Type* cast_of(const Code& code, const syntax::ExpressionAst& argument)
{
    const auto* cast = syntax::as<syntax::ConvertExpressionAst>(static_cast<const syntax::Ast*>(&argument));
    const value::Type* type = cast ? find_native_type(code, cast->type()->type_name->full_name) : nullptr;
    return type == &value::types::ps_reference() ? nullptr : type;
}

struct Index final : Expr
{
    Index(syntax::Extent at, ExprPtr of, ExprPtr by, bool unless_null)
        : Expr(at), object(std::move(of), Operand::is_place(*by)), index(std::move(by)), null_conditional(unless_null)
    {
    }
    Value eval(Frame& frame) const override
    {
        Value x, y;
        const Value& target = object.get(frame, x);
        if (null_conditional && target.is_null()) return {};
        const Value& at = index.get(frame, y);
        if (target.is_heap() && !target.object()->has_flag(value::Object::Shared)) {
            if (const Value* found = element(target, at)) return *found;
        }
        return other(target, at);
    }
    /// What stands there, when that is plain to see.
    const Value* element(const Value& target, const Value& at) const
    {
        if (at.is_int32()) {
            const std::vector<Value>* items = nullptr;
            if (target.is_array()) {
                items = &target.as_array().items();
            } else if (const auto* list = target.as<value::List>()) {
                items = &list->items();
            } else {
                const auto* table = target.object()->has_flag(value::Object::Members) ? nullptr : target.as<value::Dictionary>();
                return table && !table->key_type() && !table->is_ordered() && !table->is_sorted() ? table->find(at) : nullptr;
            }
            const int64_t i = at.as_int32() < 0 ? at.as_int32() + static_cast<int64_t>(items->size()) : at.as_int32();
            return i >= 0 && static_cast<size_t>(i) < items->size() ? &(*items)[static_cast<size_t>(i)] : nullptr;
        }
        if (!at.is_string() || target.object()->has_flag(value::Object::Members)) return nullptr;
        const auto* table = target.as<value::Dictionary>();
        if (!table || table->key_type() || table->is_sorted()) return nullptr;
        if (!index.constant()) return table->find(at);
        uint32_t where = hint.load(std::memory_order_relaxed);
        const Value* found = table->find_again(at, where);
        hint.store(where, std::memory_order_relaxed);
        return found;
    }
    [[gnu::noinline]] static Value other(const Value target, const Value at)
    {
        return value::get_index(target, std::span<const Value>(&at, 1));
    }
    Operand object, index;
    bool null_conditional;
    mutable std::atomic<uint32_t> hint{0}; // where a constant key stood
};

struct Convert final : Expr
{
    Convert(syntax::Extent at, ExprPtr what, std::string_view called, const value::Type* known)
        : Expr(at), operand(std::move(what)), name(called), type(known)
    {
    }
    Value eval(Frame& frame) const override
    {
        const value::Type& target = type ? *type : resolve_type(frame.session, name);
        return value::convert(operand->eval(frame), target);
    }
    ExprPtr operand;
    std::string_view name;
    const value::Type* type;
};

struct Discard final : Expr // [void]
{
    Discard(syntax::Extent at, ExprPtr what) : Expr(at), operand(std::move(what)) {}
    Value eval(Frame& frame) const override
    {
        operand->eval(frame);
        return Value::nothing();
    }
    ExprPtr operand;
};

/// [ref]$x: a reference to the variable itself.
struct VariableReference final : Expr
{
    VariableReference(syntax::Extent at, Symbol symbol) : Expr(at), name(symbol) {}
    Value eval(Frame& frame) const override
    {
        Value* found = frame.session.find_variable(*frame.scope, name);
        if (!found) {
            if (!frame.scope->layout || frame.scope->layout->find(name) < 0)
                value::throw_runtime("NonExistingVariableReference", "[ref] cannot be applied to a variable that does not exist.",
                                     ErrorCategory::InvalidOperation, Value(name.name()));
            found = &frame.scope->place(name);
        }
        if (!found->is_cell()) {
            Ref<VariableCell> cell = value::make<VariableCell>(name, found->is_unset() ? Value() : *found);
            cell->spell(frame.code->source().slice(extent).substr(1));
            *found = Value::cell(cell.get());
        }
        return Value(value::make<VariableRef>(Ref<VariableCell>(static_cast<VariableCell*>(found->object()))));
    }
    Symbol name;
};

struct ValueReference final : Expr // [ref](expression)
{
    ValueReference(syntax::Extent at, ExprPtr what) : Expr(at), operand(std::move(what)) {}
    Value eval(Frame& frame) const override { return make_reference(operand->eval(frame)); }
    ExprPtr operand;
};

} // namespace

ExprPtr Compiler::type_expression(const syntax::TypeExpressionAst& ast)
{
    if (const value::Type* type = find_native_type(code_, ast.type_name->full_name))
        return constant(ast.extent, Value(const_cast<value::Type*>(type)));
    return std::make_unique<TypeLiteral>(ast.extent, ast.type_name->full_name);
}

ExprPtr Compiler::convert(const syntax::ConvertExpressionAst& ast)
{
    const std::string_view name = ast.type()->type_name->full_name;
    if (const auto* table = syntax::as<syntax::HashtableAst>(static_cast<const syntax::Ast*>(ast.child))) {
        if (value::equals_ignore_case(name, "ordered")) return hashtable(*table, true, false);
        if (value::equals_ignore_case(name, "pscustomobject") ||
            value::equals_ignore_case(name, "System.Management.Automation.PSCustomObject"))
            return hashtable(*table, true, true);
    }
    if (value::equals_ignore_case(name, "ref")) {
        const auto* v = syntax::as<syntax::VariableExpressionAst>(static_cast<const syntax::Ast*>(ast.child));
        if (v && v->variable_path.is_variable() && !value::equals_ignore_case(v->variable_path.name, "null"))
            return std::make_unique<VariableReference>(ast.extent, Symbol(v->variable_path.name));
        return std::make_unique<ValueReference>(ast.extent, expression(*ast.child));
    }
    ExprPtr operand = expression(*ast.child);
    if (value::equals_ignore_case(name, "void")) return std::make_unique<Discard>(ast.extent, std::move(operand));
    // [pscustomobject] is [psobject] but where it is written as a cast.
    const std::string_view target =
        value::equals_ignore_case(name, "pscustomobject") ? "System.Management.Automation.PSCustomObject" : name;
    return std::make_unique<Convert>(ast.extent, std::move(operand), target, find_native_type(code_, target));
}

ExprPtr Compiler::member(const syntax::MemberExpressionAst& ast)
{
    const auto* constant_name = syntax::as<syntax::StringConstantExpressionAst>(static_cast<const syntax::Ast*>(ast.member));
    if (const auto* invoke = syntax::as<syntax::InvokeMemberExpressionAst>(static_cast<const syntax::Ast*>(&ast))) {
        if (ast.kind == AstKind::BaseCtorInvokeMemberExpression)
            return base_constructor(static_cast<const syntax::BaseCtorInvokeMemberExpressionAst&>(*invoke));
        if (ExprPtr call = base_method(*invoke)) return call;
        std::vector<ExprPtr> arguments;
        for (const syntax::ExpressionAst* argument : invoke->arguments) arguments.push_back(expression(*argument));
        ExprPtr computed = constant_name ? nullptr : expression(syntax::cast<syntax::ExpressionAst>(*ast.member));
        auto call = std::make_unique<Invoke>(ast.extent, expression(*ast.expression),
                                             constant_name ? MemberName(constant_name->value) : MemberName(), std::move(computed),
                                             std::move(arguments), ast.is_static, ast.null_conditional);
        std::vector<const value::Type*> casts;
        for (const syntax::ExpressionAst* argument : invoke->arguments) casts.push_back(cast_of(code_, *argument));
        if (std::any_of(casts.begin(), casts.end(), [](const value::Type* type) { return type != nullptr; }))
            call->casts = std::move(casts);
        for (const syntax::TypeName* argument : invoke->generic_type_arguments) {
            const value::Type* type = find_native_type(code_, argument->full_name);
            call->type_arguments.push_back(type ? type : &value::types::object());
        }
        return call;
    }
    if (ast.is_static)
        return std::make_unique<StaticProperty>(ast.extent, expression(*ast.expression),
                                                expression(syntax::cast<syntax::ExpressionAst>(*ast.member)));
    if (constant_name)
        return std::make_unique<Property>(ast.extent, expression(*ast.expression), MemberName(constant_name->value), ast.null_conditional);
    return std::make_unique<ComputedProperty>(ast.extent, expression(*ast.expression),
                                              expression(syntax::cast<syntax::ExpressionAst>(*ast.member)), ast.null_conditional);
}

ExprPtr Compiler::index(const syntax::IndexExpressionAst& ast)
{
    return std::make_unique<Index>(ast.extent, expression(*ast.target), expression(*ast.index), ast.null_conditional);
}

} // namespace kestrun::engine
