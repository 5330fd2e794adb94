// System.Delegate, Func, Action and the other delegate types: what a script block becomes when it is cast to one.
#include "value/delegate.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {

const Type* DelegateObject::result() const
{
    const std::string& name = type_->name();
    const auto& args = type_->generic_args();
    if (name.starts_with("Func`") || name.starts_with("Converter`")) return args.back();
    if (name.starts_with("Predicate`")) return &types::boolean();
    if (name.starts_with("Comparison`")) return &types::int32();
    if (name == "MatchEvaluator") return &types::string();
    return nullptr;
}

bool DelegateObject::equals(const Value& other) const
{
    const auto* delegate = other.as<DelegateObject>();
    return delegate && delegate->type_ == type_ && delegate->script_.identical(script_);
}

uint32_t DelegateObject::hash() const { return static_cast<uint32_t>(std::hash<const void*>()(script_.object())); }

Value delegate_value(const Type& type, const Value& script) { return Value(make<DelegateObject>(type, script)); }

namespace {

using F = TypeFlags;
constexpr TypeFlags plain = F::Delegate | F::Sealed;
constexpr TypeFlags generic = F::Delegate | F::Sealed | F::GenericDefinition;
constexpr const char* code = "System.MulticastDelegate";

Value call(const Value& delegate, std::span<Value> args)
{
    const auto* made = delegate.as<DelegateObject>();
    const Value& script = made ? made->script() : delegate;
    Value result = conversion_host()->call_script(*script.object(), Value(), args);
    const Type* type = made ? made->result() : nullptr;
    if (made && !type) return nothing();
    return type ? convert(result, *type) : result;
}

Value invoke(Call& c) { return call(c.self, c.args); }

Value dynamic_invoke(Call& c)
{
    std::vector<Value> args = is_null(c, 0) ? std::vector<Value>() : elements(c.args[0]);
    return call(c.self, args);
}

constexpr MemberDef delegate_members[] = {
    prop("Target", "System.Object", [](Call& c) { return self<DelegateObject>(c).script(); }),
    prop("HasSingleTarget", "bool", [](Call&) { return Value(true); }),
    meth("DynamicInvoke", "params System.Object[] args", "System.Object", dynamic_invoke),
    meth("GetInvocationList", "", "System.Delegate[]", [](Call& c) { return typed_array(native_type("System.Delegate"), {c.self}); }),
    meth("Clone", "", "System.Object", [](Call& c) { return c.self; }),
};

#define KESTRUN_INVOKE(id, signature, result) constexpr MemberDef id[] = {meth("Invoke", signature, result, invoke)}
KESTRUN_INVOKE(action0, "", "void");
KESTRUN_INVOKE(action1, "T obj", "void");
KESTRUN_INVOKE(action2, "TKey arg1, TValue arg2", "void");
KESTRUN_INVOKE(action3, "T1 arg1, T2 arg2, T3 arg3", "void");
KESTRUN_INVOKE(action4, "T1 arg1, T2 arg2, T3 arg3, T4 arg4", "void");
KESTRUN_INVOKE(action5, "T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5", "void");
KESTRUN_INVOKE(func0, "", "T");
KESTRUN_INVOKE(func1, "TKey arg", "TValue");
KESTRUN_INVOKE(func2, "T1 arg1, T2 arg2", "T3");
KESTRUN_INVOKE(func3, "T1 arg1, T2 arg2, T3 arg3", "T4");
KESTRUN_INVOKE(func4, "T1 arg1, T2 arg2, T3 arg3, T4 arg4", "T5");
KESTRUN_INVOKE(func5, "T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5", "T6");
KESTRUN_INVOKE(predicate, "T obj", "bool");
KESTRUN_INVOKE(comparison, "T x, T y", "int");
KESTRUN_INVOKE(converter, "TKey input", "TValue");
KESTRUN_INVOKE(event_handler, "System.Object sender, System.EventArgs e", "void");
KESTRUN_INVOKE(event_handler1, "System.Object sender, T e", "void");
KESTRUN_INVOKE(evaluator, "System.Text.RegularExpressions.Match match", "string");
KESTRUN_INVOKE(state_callback, "System.Object state", "void");
#undef KESTRUN_INVOKE

constexpr TypeDef table[] = {
    {"System.Delegate", "System.Object", F::Abstract, "", "System.ICloneable", delegate_members},
    {"System.MulticastDelegate", "System.Delegate", F::Abstract},
    {"System.Action", code, plain, "", "", action0},
    {"System.Action`1", code, generic, "", "", action1},
    {"System.Action`2", code, generic, "", "", action2},
    {"System.Action`3", code, generic, "", "", action3},
    {"System.Action`4", code, generic, "", "", action4},
    {"System.Action`5", code, generic, "", "", action5},
    {"System.Func`1", code, generic, "", "", func0},
    {"System.Func`2", code, generic, "", "", func1},
    {"System.Func`3", code, generic, "", "", func2},
    {"System.Func`4", code, generic, "", "", func3},
    {"System.Func`5", code, generic, "", "", func4},
    {"System.Func`6", code, generic, "", "", func5},
    {"System.Predicate`1", code, generic, "", "", predicate},
    {"System.Comparison`1", code, generic, "", "", comparison},
    {"System.Converter`2", code, generic, "", "", converter},
    {"System.EventHandler", code, plain, "", "", event_handler},
    {"System.EventHandler`1", code, generic, "", "", event_handler1},
    {"System.Text.RegularExpressions.MatchEvaluator", code, plain, "", "", evaluator},
    {"System.AsyncCallback", code, plain},
    {"System.Threading.ThreadStart", code, plain, "", "", action0},
    {"System.Threading.ParameterizedThreadStart", code, plain, "", "", state_callback},
    {"System.Threading.TimerCallback", code, plain, "", "", state_callback},
    {"System.Threading.WaitCallback", code, plain, "", "", state_callback},
    {"System.Threading.SendOrPostCallback", code, plain, "", "", state_callback},
};

} // namespace

std::span<const TypeDef> delegate_types() { return table; }

} // namespace kestrun::value
