// Method calls: arguments are converted to the chosen overload's types, [ref] arguments written back, exceptions wrapped as PowerShell
// does.
#include "value/invoke.hpp"
#include "value/array.hpp"
#include "value/call_depth.hpp"
#include "value/call_guard.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/native_failure.hpp"
#include "value/null_values.hpp"
#include "value/reference.hpp"
#include "value/string.hpp"
#include "value/type_data.hpp"
#include <array>

namespace kestrun::value {

namespace {

constexpr std::string_view method_exception = "System.Management.Automation.MethodException";

// Most calls have few arguments: they live on the stack.
class Arguments
{
public:
    explicit Arguments(size_t count) : size_(count)
    {
        if (count > few_.size()) many_.resize(count);
    }
    std::span<Value> values() { return many_.empty() ? std::span<Value>(few_.data(), size_) : std::span<Value>(many_); }

private:
    size_t size_;
    std::array<Value, 6> few_;
    std::vector<Value> many_;
};

[[noreturn]] void throw_argument_conversion(const ScriptError& cause, const Value& value, std::string_view parameter, const Type& type,
                                            std::string_view method)
{
    const std::string text = value.is_null() ? "null" : to_text(value);
    std::string message = "Cannot convert argument \"" + std::string(parameter) + "\", with value: \"" + text + "\", for \"" +
                          std::string(method) + "\" to type \"" + type.dotnet_name() + "\": \"" + cause.record->exception->message() + "\"";
    Ref<ExceptionObject> exception = make_exception(method_exception, std::move(message), cause.record->exception);
    Ref<ErrorRecord> record = make<ErrorRecord>(exception, "MethodArgumentConversionInvalidCastArgument", ErrorCategory::NotSpecified);
    exception->set_error_record(record);
    throw ScriptError(std::move(record));
}

Value converted_argument(const Value& value, const Type* type, std::string_view parameter, std::string_view method)
{
    if (!type || type == &types::object()) {
        if (value.is_void()) return {};
        return value;
    }
    const Tag wanted = type->tag();
    if (wanted == value.tag() && wanted != Tag::Object && wanted != Tag::Enum && wanted != Tag::Array) return value;
    if (value.is_heap()) {
        const Type& from = type_of(value);
        if (&from == type || from.is_assignable_to(*type)) return value;
        if (type->is_delegate() &&
            (&from == &types::script_block() || (from.is_delegate() && from.generic_definition() == type->generic_definition())))
            return value;
        if (const auto* reference = value.as<Reference>()) return converted_argument(reference->get(), type, parameter, method);
        if (wanted == Tag::String && value.as<NullString>()) return {};
    }
    if (value.is_null() && !type->is_value_type() && wanted != Tag::String) return {};
    try {
        return convert(value, *type);
    } catch (const ScriptError& error) {
        throw_argument_conversion(error, value, parameter, *type, method);
    }
}

[[noreturn]] void throw_not_a_reference(size_t position)
{
    throw_runtime("NonRefArgumentToRefParameterMsg",
                  "Argument: '" + std::to_string(position + 1) + "' should be a System.Management.Automation.PSReference. Use [ref].",
                  ErrorCategory::NotSpecified, {}, method_exception);
}

/// The value of a variable that is passed by reference. A variable whose value cannot become the parameter's type fits no overload.
Value converted_variable(const Value& held, const Type* type, std::string_view name, size_t count)
{
    if (!type || (held.is_null() && !type->is_value_type())) return held;
    if (held.is_null() || conversion_rank(held, *type) >= 0) {
        try {
            return convert(held, *type);
        } catch (const ScriptError& error) {
            if (!held.is_null())
                throw_runtime("InvalidCast", error.record->exception->message(), ErrorCategory::InvalidArgument, {},
                              "System.Management.Automation.PSInvalidCastException");
        }
    }
    throw_runtime("MethodCountCouldNotFindBest",
                  "Cannot find an overload for \"" + std::string(name) + "\" and the argument count: \"" + std::to_string(count) + "\".",
                  ErrorCategory::NotSpecified, {}, method_exception);
}

// Fills the values a method sees: converted arguments, defaults, the params array.
void bind_arguments(const Method& method, bool expanded, std::string_view name, std::span<Value> args, std::span<Value> bound)
{
    const auto& parameters = method.parameters;
    const size_t fixed = expanded ? parameters.size() - 1 : parameters.size();
    for (size_t i = 0; i < fixed; ++i) {
        const Parameter& parameter = parameters[i];
        if (i >= args.size()) {
            bound[i] = parameter.default_value;
        } else if (parameter.by_ref) {
            const auto* reference = args[i].as<Reference>();
            if (!reference) throw_not_a_reference(i);
            bound[i] = converted_variable(reference->get(), parameter.type, name, args.size());
        } else {
            bound[i] = converted_argument(args[i], parameter.type, parameter.name, name);
        }
    }
    if (!expanded) return;
    const Parameter& rest = parameters.back();
    const Type& element = rest.type && rest.type->element() ? *rest.type->element() : types::object();
    std::vector<Value> items;
    for (size_t i = fixed; i < args.size(); ++i) items.push_back(converted_argument(args[i], &element, rest.name, name));
    bound[fixed] = Value(make<Array>(element, std::move(items)));
}

void write_back(const Method& method, std::span<Value> args, std::span<Value> bound)
{
    for (size_t i = 0; i < args.size() && i < method.parameters.size(); ++i) {
        if (!method.parameters[i].by_ref) continue;
        if (auto* reference = args[i].as<Reference>()) reference->set(bound[i]);
    }
}

Value call_bound(const Method& method, bool expanded, const Value& self, const Type& type, std::string_view name, std::span<Value> args)
{
    const std::string_view shown = method.kind == MemberKind::Constructor ? std::string_view(".ctor") : name;
    Arguments storage(method.parameters.size());
    const std::span<Value> bound = storage.values();
    const auto run = [&] {
        if (!method.fn) return conversion_host()->call_script(*method.script, self, bound);
        Call call{self, bound, type};
        const CallGuard guard(self);
        try {
            return with_native_failures([&] { return method.fn(call); });
        } catch (const ScriptError& error) {
            if (error.leaves_function || error.from_action_stop) throw; // $PSCmdlet.ThrowTerminatingError, WriteError under Stop
            throw_invocation(error, shown, args.size());
        }
    };
    bool has_reference = false;
    for (const Parameter& parameter : method.parameters) has_reference = has_reference || parameter.by_ref;
    if (!has_reference) {
        bind_arguments(method, expanded, shown, args, bound);
        return run();
    }
    try {
        bind_arguments(method, expanded, shown, args, bound);
    } catch (const ScriptError& error) { // the variable's value does not fit the parameter
        if (error.record->error_id == "NonRefArgumentToRefParameterMsg" || error.record->error_id.starts_with("Method")) throw;
        throw_invocation(error, shown, args.size());
    }
    Value result = run();
    write_back(method, args, bound);
    return result;
}

// What overload resolution decided for calls with arguments of certain types, per thread. Arrays are left out: their elements count.
struct Remembered
{
    static constexpr size_t max_args = 3;
    const MemberGroup* group = nullptr;
    size_t count = 0;
    uintptr_t types[max_args] = {};
    const Method* method = nullptr;
    bool expanded = false;
};
thread_local std::array<Remembered, 128> remembered;

// Identifies an argument's type; one-character texts differ from others because they convert to char. 0: not to be remembered.
uintptr_t type_key(const Value& value)
{
    if (value.is_null()) return 1;
    if (value.is_array() || value.tag() == Tag::Enum) return 0;
    if (value.is_string()) return value.as_string().length() == 1 ? 3 : 2;
    if (!value.is_heap()) return 16 + static_cast<uintptr_t>(value.tag()) + (value.is_switch() ? 64U : 0U);
    return is_enumerable(value) ? 0 : reinterpret_cast<uintptr_t>(&value.object()->type());
}

struct CallKey
{
    bool usable = false;
    size_t slot = 0;
    uintptr_t types[Remembered::max_args] = {};
    CallKey(const MemberGroup& group, std::span<const Value> args)
    {
        if (args.size() > Remembered::max_args) return;
        uintptr_t mixed = reinterpret_cast<uintptr_t>(&group) >> 4;
        for (size_t i = 0; i < args.size(); ++i) {
            types[i] = type_key(args[i]);
            if (types[i] == 0) return;
            mixed = mixed * 31 + (types[i] >> 3) + types[i];
        }
        usable = true;
        slot = (mixed + args.size()) % remembered.size();
    }
    bool matches(const Remembered& entry, const MemberGroup& group, size_t count) const
    {
        if (entry.group != &group || entry.count != count) return false;
        for (size_t i = 0; i < count; ++i) {
            if (entry.types[i] != types[i]) return false;
        }
        return true;
    }
};

[[noreturn]] void throw_no_overload(const MemberGroup& group, Overload::Problem problem, std::string_view name, std::span<const Value> args)
{
    for (const Method* method : group.overloads) {
        if (problem != Overload::Problem::Conversion || !Overload::accepts(*method, args.size())) continue;
        for (size_t i = 0; i < args.size() && i < method->parameters.size(); ++i) {
            if (method->parameters[i].by_ref && !args[i].as<Reference>()) throw_not_a_reference(i);
        }
    }
    const bool constructor = !group.overloads.empty() && group.overloads[0]->kind == MemberKind::Constructor;
    const std::string shown = constructor ? "new" : std::string(name);
    const char* what =
        problem == Overload::Problem::Ambiguous ? "Multiple ambiguous overloads found for \"" : "Cannot find an overload for \"";
    throw_runtime("MethodCountCouldNotFindBest", what + shown + "\" and the argument count: \"" + std::to_string(args.size()) + "\".",
                  ErrorCategory::NotSpecified, {}, method_exception);
}

} // namespace

void throw_invocation(const ScriptError& error, std::string_view name, size_t argument_count)
{
    const Ref<ExceptionObject>& inner = error.record->exception;
    pass_call_depth(*inner);
    std::string message = "Exception calling \"" + std::string(name) + "\" with \"" + std::to_string(argument_count) +
                          "\" argument(s): \"" + inner->message() + "\"";
    Ref<ExceptionObject> exception = make_exception("System.Management.Automation.MethodInvocationException", std::move(message), inner);
    Ref<ErrorRecord> record = make<ErrorRecord>(exception, inner->type().name(), ErrorCategory::NotSpecified);
    exception->set_error_record(record);
    throw ScriptError(std::move(record));
}

void throw_method_not_found(const Type& type, std::string_view name)
{
    throw_runtime("MethodNotFound",
                  "Method invocation failed because [" + type.full_name() + "] does not contain a method named '" + std::string(name) +
                      "'.",
                  ErrorCategory::InvalidOperation);
}

Value call_group(const MemberGroup& group, const Value& self, const Type& type, std::string_view name, std::span<Value> args,
                 std::span<const Type* const> casts)
{
    if (group.overloads.size() == 1) {
        const Method& only = *group.overloads[0];
        if (only.parameters.size() == args.size() && (args.empty() || !only.parameters.back().params))
            return call_bound(only, false, self, type, name, args);
    }
    const CallKey key(group, args);
    if (key.usable && casts.empty()) {
        const Remembered& entry = remembered[key.slot];
        if (key.matches(entry, group, args.size())) return call_bound(*entry.method, entry.expanded, self, type, name, args);
    }
    Overload::Problem problem{};
    const Overload chosen = Overload::choose(group, args, casts, problem);
    if (problem != Overload::Problem::None) throw_no_overload(group, problem, name, args);
    if (key.usable && casts.empty()) {
        Remembered& entry = remembered[key.slot];
        entry = {&group, args.size(), {}, chosen.method, chosen.expanded};
        std::copy(std::begin(key.types), std::end(key.types), std::begin(entry.types));
    }
    return call_bound(*chosen.method, chosen.expanded, self, type, name, args);
}

Value call_method(const Method& method, const Value& self, const Type& type, std::string_view name, std::span<Value> args)
{
    const Overload overload = Overload::of(method, args);
    return call_bound(method, overload.expanded, self, type, name, args);
}

namespace {

Value invoke_script_member(const PSMember& member, const Value& self, std::string_view name, std::span<Value> args)
{
    if (member.kind() != PSMemberKind::ScriptMethod || !member.value().is_heap() || !conversion_host())
        throw_method_not_found(type_of(self), name);
    try {
        return conversion_host()->call_script(*member.value().object(), self, args);
    } catch (const ScriptError& error) {
        const Ref<ExceptionObject>& inner = error.record->exception;
        pass_call_depth(*inner);
        std::string message = "Exception calling \"" + std::string(name) + "\" with \"" + std::to_string(args.size()) +
                              "\" argument(s): \"" + inner->message() + "\"";
        Ref<ExceptionObject> exception =
            make_exception("System.Management.Automation.MethodInvocationException", std::move(message), inner);
        Ref<ErrorRecord> record = make<ErrorRecord>(exception, "ScriptMethodRuntimeException", ErrorCategory::NotSpecified);
        exception->set_error_record(record);
        throw ScriptError(std::move(record));
    }
}

// $d.Item('key'), 'abc'.Chars(0): an indexer called by its name.
Value call_indexer(const MemberGroup& group, const Value& self, const Type& type, std::string_view name, std::span<Value> args)
{
    try {
        return call_group(group, self, type, name, args);
    } catch (const ScriptError& error) {
        const Ref<ExceptionObject>& inner = error.record->exception->inner();
        if (!inner || error.record->exception->type().name() != "MethodInvocationException") throw;
        throw_runtime("ExceptionWhenGetting", "Exception getting \"" + group.name + "\": \"" + inner->message() + "\"",
                      ErrorCategory::NotSpecified, {}, "System.Management.Automation.GetValueInvocationException");
    }
}

// A method that the collection lacks is called on each element.
Value invoke_on_elements(const Value& value, const Name& name, std::span<Value> args)
{
    std::vector<Value> results;
    const std::unique_ptr<Enumerator> items = enumerate(value);
    bool any = false;
    for (Value item; items->next(item);) {
        any = true;
        if (item.is_null()) throw_runtime("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.");
        Value result = invoke_method(item, name, args);
        if (result.is_void()) continue;
        if (is_enumerable(result)) {
            for (Value& part : elements(result)) results.push_back(std::move(part));
        } else {
            results.push_back(std::move(result));
        }
    }
    if (!any) throw_method_not_found(type_of(value), name.text);
    if (results.empty()) return Value::nothing();
    return results.size() == 1 ? std::move(results[0]) : make_array(std::move(results));
}

} // namespace

Value invoke_method(const Value& value, const Name& name, std::span<Value> args)
{
    if (value.is_null()) throw_runtime("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.");
    if (value.tag() == Tag::Object || (value.is_heap() && value.object()->has_flag(Object::Members)) || type_data_in_use()) {
        if (const Ref<PSMember> member = attached_member(value, name)) {
            if (member->kind() == PSMemberKind::ScriptMethod) return invoke_script_member(*member, value, name.text, args);
        }
        if (value.as<PSWrapper>()) return invoke_method(unwrap(value), name, args);
    }
    const Type& type = type_of(value);
    if (const MemberGroup* group = type.instance_member(name)) {
        if (!group->is_property) return call_group(*group, value, type, name.text, args);
        if (!group->overloads[0]->parameters.empty()) return call_indexer(*group, value, type, name.text, args);
    }
    Value result;
    if (invoke_magic(value, name, args, result)) return result;
    if (is_enumerable(value) && !value.as<Dictionary>()) return invoke_on_elements(value, name, args);
    throw_method_not_found(type, name.text);
}

Value invoke_static(const Type& type, const Name& name, std::span<Value> args)
{
    static const Symbol new_symbol("new");
    if (name.hash == new_symbol.hash() && equals_ignore_case(name.text, "new")) return construct(type, args);
    if (const MemberGroup* group = type.static_member(name); group && !group->is_property)
        return call_group(*group, Value(), type, name.text, args);
    // Methods of System.Type are called on the type object: [int].GetMethods() is written with a dot, [int]::ToString() is an error.
    throw_method_not_found(type, name.text);
}

namespace {

// Type arguments make a type of their own: Call::type knows them.
const Type& with_type_arguments(const Type& type, std::span<const Type* const> type_args)
{
    if (type_args.empty()) return type;
    const Type* carrier = find_type("System.Collections.Generic.GenericMethod`" + std::to_string(type_args.size()));
    const Type* made = carrier ? instantiate(*carrier, type_args) : nullptr;
    return made ? *made : type;
}

Value call_detailed(const MemberGroup* group, const Value& self, const Type& type, const Name& name, std::span<Value> args,
                    const CallDetails& details)
{
    if (!group || group->is_property) throw_method_not_found(type, name.text);
    return call_group(*group, self, with_type_arguments(type, details.type_args), name.text, args, details.casts);
}

} // namespace

Value invoke_method(const Value& value, const Name& name, std::span<Value> args, const CallDetails& details)
{
    if ((details.type_args.empty() && details.casts.empty()) || value.is_null()) return invoke_method(value, name, args);
    const Value& base = unwrap(value);
    const Type& type = type_of(base);
    const MemberGroup* group = type.instance_member(name);
    if (!group || group->is_property || attached_member(value, name)) return invoke_method(value, name, args);
    return call_detailed(group, base, type, name, args, details);
}

Value invoke_static(const Type& type, const Name& name, std::span<Value> args, const CallDetails& details)
{
    if (details.type_args.empty() && details.casts.empty()) return invoke_static(type, name, args);
    if (equals_ignore_case(name.text, "new")) return construct(type, args, details);
    return call_detailed(type.static_member(name), Value(), type, name, args, details);
}

namespace {

Value make_array_of(const Type& type, std::vector<int32_t> lengths)
{
    if (type.rank() > 1) return Value(make<MultiArray>(type, std::move(lengths)));
    if (lengths[0] < 0) throw_native("System.OverflowException", "Arithmetic operation resulted in an overflow.");
    const auto length = static_cast<size_t>(lengths[0]);
    check_array_length(length);
    if (type.element() == &types::byte()) return make_bytes(std::string(length, '\0'));
    return Value(make<Array>(*type.element(), std::vector<Value>(length, default_value(*type.element()))));
}

Value construct_array(const Type& type, std::span<Value> args)
{
    if (args.size() != type.rank()) {
        throw_runtime("MethodCountCouldNotFindBest",
                      "Cannot find an overload for \"new\" and the argument count: \"" + std::to_string(args.size()) + "\".",
                      ErrorCategory::NotSpecified, {}, method_exception);
    }
    std::vector<int32_t> lengths;
    for (const Value& arg : args)
        lengths.push_back(to_int32(converted_argument(arg, &types::int32(), std::to_string(lengths.size()), ".ctor")));
    try {
        return with_native_failures([&] { return make_array_of(type, std::move(lengths)); });
    } catch (const ScriptError& error) {
        throw_invocation(error, ".ctor", args.size());
    }
}

// Value types without constructors of their own: [int]::new() is 0, [datetime]::new() is an error.
bool has_default_value(const Type& type) { return type.is_value_type() && !type.generic_definition(); }

} // namespace

Value construct(const Type& type, std::span<Value> args, const CallDetails& details)
{
    if (type.is_array()) return construct_array(type, args);
    const MemberGroup* group = type.constructors();
    if (!group && args.empty() && has_default_value(type)) return default_value(type);
    static const MemberGroup none{"new", 0, false, {}};
    if (!group || has(type.flags(), TypeFlags::Abstract)) throw_no_overload(group ? *group : none, Overload::Problem::Count, "new", args);
    return call_group(*group, Value(), type, "new", args, details.casts);
}

} // namespace kestrun::value
