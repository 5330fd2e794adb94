#include "value/convert_object.hpp"
#include "value/array.hpp"
#include "value/call_depth.hpp"
#include "value/convert.hpp"
#include "value/convert_errors.hpp"
#include "value/convert_number.hpp"
#include "value/decimal.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"
#include "value/version.hpp"

namespace kestrun::value {

namespace {

/// Calls a constructor or static method with one argument; the rest are optional.
Value call_with(const Method& method, const Type& target, const Value& argument)
{
    check_call_depth(); // a constructor whose parameter is of its own class converts by itself
    if (method.script) {
        Value only = argument;
        return construct(target, {&only, 1});
    }
    std::vector<Value> args{argument};
    for (size_t i = 1; i < method.parameters.size(); ++i) args.push_back(method.parameters[i].default_value);
    const Value none;
    Call call{none, args, target};
    return method.fn(call);
}

bool takes_one(const Method& method)
{
    if (method.parameters.empty() || (!method.fn && !method.script) || method.parameters[0].params || method.parameters[0].by_ref)
        return false;
    for (size_t i = 1; i < method.parameters.size(); ++i)
        if (!method.parameters[i].optional) return false;
    return true;
}

bool takes_format_provider(const Type& target)
{
    static const Symbol name("Parse");
    if (const MemberGroup* group = target.static_member(name))
        for (const Method* method : group->overloads)
            if (method->parameters.size() == 2 && method->parameters[1].type &&
                method->parameters[1].type->full_name() == "System.IFormatProvider")
                return true;
    // .NET has that overload on these (IParsable), whether our tables show it or not.
    for (const std::string_view known : {"System.Guid", "System.DateOnly", "System.TimeOnly", "System.Numerics.Complex"})
        if (target.full_name() == known) return true;
    return false;
}

std::optional<Value> by_parse(const Value& value, const Type& target)
{
    const Method* method = parse_method(target);
    if (!method) return std::nullopt;
    try {
        return call_with(*method, target, value);
    } catch (const ScriptError& error) {
        throw_cast(takes_format_provider(target) ? "InvalidCastParseTargetInvocationWithFormatProvider"
                                                 : "InvalidCastParseTargetInvocation",
                   value, target, error.record->exception);
    }
}

std::optional<Value> by_constructor(const Value& value, const Type& target)
{
    const Method* method = constructor_for(value, target);
    if (!method) return std::nullopt;
    const Type* parameter = method->parameters[0].type;
    try {
        return call_with(*method, target, parameter ? convert(value, *parameter) : value);
    } catch (const ScriptError& error) {
        throw_cast("InvalidCastConstructorException", value, target, error.record->exception);
    }
}

/// List<T>, HashSet<T>, Queue<T>, ...: the elements become an array of T first.
std::optional<Value> by_elements(const Value& value, const Type& target)
{
    if (target.generic_args().size() != 1 || !is_collection_type(target) || has(target.flags(), TypeFlags::Abstract) ||
        target.is_interface())
        return std::nullopt;
    if (value.as<Dictionary>() || value.as<PSCustomObject>()) return std::nullopt;
    const MemberGroup* group = target.constructors();
    if (!group) return std::nullopt;
    for (const Method* method : group->overloads) {
        if (!takes_one(*method) || !method->parameters[0].type || method->parameters[0].type->tag() != Tag::Object) continue;
        const Type& parameter = *method->parameters[0].type;
        if (parameter.generic_args().size() != 1 && parameter.full_name() != "System.Collections.IEnumerable") continue;
        if (!is_collection_type(parameter)) continue;
        std::vector<Value> items;
        try {
            const Value source = convert_to_array(value, array_of(*target.generic_args()[0]));
            items = elements(source);
        } catch (const ScriptError&) {
            throw_no_conversion(value, target);
        }
        return call_with(*method, target, Value(static_cast<Object*>(make<Array>(*target.generic_args()[0], std::move(items)).get())));
    }
    return std::nullopt;
}

std::string settable_properties(const Type& target)
{
    std::string out;
    for (const MemberGroup* group : target.members(false)) {
        if (!group->is_property || !group->overloads[0]->setter || !group->overloads[0]->parameters.empty()) continue;
        const Type* type = group->overloads[0]->result;
        out += (out.empty() ? "[" : ", [") + group->name + " <" + (type ? type->full_name() : "System.Object") + ">]";
    }
    return out.empty() ? "There is no settable property available." : "The settable properties are: " + out + ".";
}

[[noreturn]] void throw_creation(const Type& target, Ref<ExceptionObject> cause)
{
    pass_call_depth(*cause);
    const std::string message = "Cannot create object of type \"" + target.dotnet_name() + "\". " + cause->message();
    throw_invalid_cast("ObjectCreationError", message, std::move(cause));
}

/// Throws when the type has no such property, or a read-only one.
const Method& settable_property(const Type& target, std::string_view name)
{
    const MemberGroup* member = target.instance_member(Name(name));
    if (!member || !member->is_property)
        throw_creation(target, make_exception("System.InvalidOperationException", "The property '" + std::string(name) +
                                                                                      "' was not found for the '" + target.full_name() +
                                                                                      "' object. " + settable_properties(target)));
    const Method& property = *member->overloads[0];
    if (!property.setter && !property.script)
        throw_creation(target, make_exception("System.Management.Automation.SetValueException",
                                              "\"" + std::string(name) + "\" is a ReadOnly property."));
    return property;
}

void assign(const Value& object, const Type& target, std::string_view name, const Value& assigned)
{
    const Method& property = settable_property(target, name);
    try {
        set_property(object, Name(name), property.result ? convert(assigned, *property.result) : assigned);
    } catch (const ScriptError& error) {
        const auto& raised = error.record->exception;
        throw_creation(target, raised->inner() ? raised->inner() : raised);
    }
}

bool is_creatable(const Type& target)
{
    if (target.is_interface() || has(target.flags(), TypeFlags::Abstract) || has(target.flags(), TypeFlags::Static) || target.is_array())
        return false;
    if (target.tag() >= Tag::Bool && target.tag() <= Tag::Double) return false;
    if (target.is_value_type()) return true;
    const MemberGroup* group = target.constructors();
    if (!group) return false;
    for (const Method* method : group->overloads) {
        bool free = true;
        for (const Parameter& p : method->parameters) free = free && (p.optional || p.params);
        if (free) return true;
    }
    return false;
}

/// An object of the type with its properties set from a dictionary or custom object.
std::optional<Value> by_properties(const Value& value, const Type& target)
{
    const auto* dictionary = value.as<Dictionary>();
    const auto* custom = value.as<PSCustomObject>();
    if ((!dictionary && !custom) || !is_creatable(target)) return std::nullopt;
    std::vector<std::pair<std::string, Value>> properties;
    if (dictionary) {
        for (const auto& entry : dictionary->entries())
            if (!entry.key.is_void()) properties.emplace_back(to_text(entry.key), entry.value);
    } else
        for (const std::string& name : property_names(value))
            properties.emplace_back(name, find_property(value, Name(name)).value_or(Value()));
    for (const auto& [name, assigned] : properties) settable_property(target, name);
    Value made;
    try {
        const bool number = &target == &types::decimal() || &target == &types::big_integer();
        made = number ? convert(Value(0), target) : construct(target, {});
    } catch (const ScriptError& error) {
        throw_creation(target, error.record->exception);
    }
    for (const auto& [name, assigned] : properties) assign(made, target, name, assigned);
    return made;
}

Value numeric_by_text(const Value& value, const Type& target)
{
    try {
        return convert(to_string_value(value), target);
    } catch (const ScriptError& error) {
        if (error.record->error_id == "ConvertToFinalInvalidCastException") throw_no_conversion(value, target);
        throw;
    }
}

/// Where its properties do not fit, the error speaks of the object as a whole.
Value from_custom_object(const Value& value, const Type& target)
{
    if (target.tag() >= Tag::Bool && target.tag() <= Tag::Double) throw_no_conversion(value, target);
    try {
        if (const auto made = by_properties(value, target)) return *made;
    } catch (const ScriptError& error) {
        if (error.record->error_id != "ObjectCreationError") throw;
        const auto& cast = error.record->exception->inner();
        if (cast && cast->inner() && cast->inner()->type().full_name() == "System.Management.Automation.PSInvalidCastException")
            throw_cast("InvalidCastConstructorException", value, target, cast->inner());
    }
    throw_cast("InvalidCastConstructorException", value, target, "System.Management.Automation.PSInvalidCastException",
               "Cannot convert the \"" + shown(value) + "\" value of type \"" + type_of(value).dotnet_name() + "\" to type \"" +
                   target.dotnet_name() + "\".");
}

} // namespace

bool is_collection_type(const Type& type)
{
    if (type.is_array()) return true;
    static const Type* const enumerable = find_type("System.Collections.IEnumerable");
    return enumerable && type.is_assignable_to(*enumerable) && &type != &types::string();
}

const Method* parse_method(const Type& target)
{
    static const Symbol name("Parse");
    const MemberGroup* group = target.static_member(name);
    if (!group || group->is_property) return nullptr;
    for (const Method* method : group->overloads)
        if (takes_one(*method) && method->parameters[0].type == &types::string()) return method;
    return nullptr;
}

const Method* constructor_for(const Value& value, const Type& target)
{
    const MemberGroup* group = target.constructors();
    if (!group || has(target.flags(), TypeFlags::Abstract)) return nullptr;
    const Type& from = type_of(value);
    const bool collection = is_collection_type(target);
    const Method* best = nullptr;
    int best_rank = 0;
    for (const Method* method : group->overloads) {
        if (!takes_one(*method)) continue;
        const Type* parameter = method->parameters[0].type;
        if (!parameter) continue;
        int rank = -1;
        if (parameter == &from)
            rank = 0;
        else if (from.is_assignable_to(*parameter))
            rank = parameter == &types::object() ? 3 : 1;
        else if ((value.is_integral() || value.is_real() || value.tag() == Tag::Char) && parameter->tag() >= Tag::SByte &&
                 parameter->tag() <= Tag::Double && conversion_rank(value, *parameter) <= 0x20) // widening only
            rank = 2;
        // An integer would be the capacity of the collection: not what a cast means.
        if (collection && (parameter->tag() == Tag::Int32 || parameter->tag() == Tag::Int64)) rank = -1;
        if (rank >= 0 && (!best || rank < best_rank)) {
            best = method;
            best_rank = rank;
        }
    }
    return best;
}

Value convert_to_array(const Value& value, const Type& target)
{
    const Type& element = *target.element();
    if (value.is_null()) return Value();
    std::vector<Value> items;
    if (value.is_string() && &element == &types::character()) {
        for (const char16_t unit : value.as_string().utf16()) items.emplace_back(unit);
    } else if (is_enumerable(value)) {
        const auto source = enumerate(value);
        for (Value item; source->next(item);) items.push_back(convert(item, element));
    } else {
        try {
            items.push_back(convert(value, element));
        } catch (const ScriptError& error) {
            if (error.record->error_id == "ConvertToFinalInvalidCastException") throw_no_conversion(value, target);
            const auto& raised = error.record->exception;
            throw_cast("InvalidCastExceptionScalarToArray", value, target, raised->inner() ? raised->inner() : raised);
        }
    }
    if (&element == &types::byte()) {
        std::string data;
        data.reserve(items.size());
        for (const Value& item : items) data += static_cast<char>(item.as_int64());
        return make_bytes(std::move(data));
    }
    return Value(static_cast<Object*>(make<Array>(element, std::move(items)).get()));
}

Value convert_object(const Value& value, const Type& target)
{
    if (const auto* semantic = value.as<SemanticVersionObject>(); semantic && &target == &types::version()) // its labels go
        return Value(make<VersionObject>(std::array{semantic->parts()[0], semantic->parts()[1], semantic->parts()[2], -1}));
    if (value.is_string())
        if (const auto parsed = by_parse(value, target)) return *parsed;
    if (const auto made = by_constructor(value, target)) return *made;
    if (const auto made = by_elements(value, target)) return *made;
    if (value.as<PSCustomObject>()) return from_custom_object(value, target);
    if (const auto made = by_properties(value, target)) return *made;
    if (value.is_integral() || value.is_real() || as_decimal(value)) return numeric_by_text(value, target);
    if (&target != &types::switch_parameter() &&
        (value.is_bool() || value.tag() == Tag::Char || value.tag() == Tag::DateTime || value.tag() == Tag::Enum))
        throw_invalid_convertible(value, target);
    throw_no_conversion(value, target);
}

} // namespace kestrun::value
