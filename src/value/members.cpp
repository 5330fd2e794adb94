// Properties of any value: attached members, then dictionary keys and data properties, the type's own rows, the members every value has,
// and at last the elements' (member enumeration; about_Member-Access_Enumeration).
#include "value/members.hpp"
#include "value/array.hpp"
#include "value/call_guard.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/invoke.hpp"
#include "value/psmember.hpp"
#include "value/shared_lock.hpp"
#include "value/string.hpp"
#include "value/type_data.hpp"

namespace kestrun::value {

namespace {

constexpr std::string_view set_exception = "System.Management.Automation.SetValueInvocationException";

[[noreturn]] void throw_not_settable(std::string_view name)
{
    throw_runtime("PropertyAssignmentException", "The property '" + std::string(name) +
                                                     "' cannot be found on this object. Verify that the property exists and can be set.");
}

[[noreturn]] void throw_setting(std::string_view name, const std::string& why, Ref<ExceptionObject> inner = {})
{
    Ref<ExceptionObject> exception =
        make_exception(set_exception, "Exception setting \"" + std::string(name) + "\": \"" + why + "\"", std::move(inner));
    Ref<ErrorRecord> record = make<ErrorRecord>(exception, "ExceptionWhenSetting", ErrorCategory::NotSpecified);
    exception->set_error_record(record);
    throw ScriptError(std::move(record));
}

bool strict(int version)
{
    ConversionHost* host = conversion_host();
    return host && host->strict_mode(version);
}

// Text keys only: a hashtable's number key is no property... but for dictionaries whose keys are of another type the name is converted.
std::optional<Value> dictionary_property(const Dictionary& dictionary, const Name& name)
{
    const Type* key_type = dictionary.key_type();
    if (!key_type || key_type == &types::string()) return dictionary.get(name.text);
    if (const std::optional<Value> key = try_convert(Value(name.text), *key_type)) return dictionary.get(*key);
    return std::nullopt;
}

Value slot_value(const Value& slot, const Value& owner)
{
    if (slot.tag() == Tag::Object) {
        if (const auto* member = slot.as<PSMember>()) return member_value(*member, owner);
    }
    return slot;
}

const Method* plain_property(const Type& type, const Name& name)
{
    const MemberGroup* group = type.instance_member(name);
    if (!group || !group->is_property || !group->overloads[0]->parameters.empty()) return nullptr;
    return group->overloads[0];
}

bool is_count(const Name& name)
{
    static const Symbol count("Count");
    static const Symbol length("Length");
    return name.equals("Count", count.hash()) || name.equals("Length", length.hash());
}

std::optional<Value> own_property(const Value& value, const Name& name)
{
    if (const auto* custom = value.as<PSCustomObject>()) {
        if (const std::optional<Value> slot = custom->get(name)) return slot_value(*slot, value);
    } else if (value.is_heap() && value.object()->has_flag(Object::Members)) {
        if (const Ref<PSMember> member = attached_member(value, name)) return member_value(*member, value);
    }
    if (value.tag() != Tag::Object) return std::nullopt;
    if (const auto* dictionary = value.as<Dictionary>()) return dictionary_property(*dictionary, name);
    if (const auto* dynamic = value.as<DynamicMembers>()) return dynamic->find_property(name);
    return std::nullopt;
}

} // namespace

Value call_getter(const Method& property, const Value& self, const Type& type)
{
    if (!property.fn) return property.script ? conversion_host()->call_script(*property.script, self, {}) : Value();
    Call call{self, {}, type};
    const CallGuard guard(self);
    return property.fn(call);
}

void call_setter(const Method& property, const Value& self, const Type& type, const Value& assigned)
{
    Value converted = assigned.is_void() ? Value() : assigned;
    try {
        if (property.result && property.result != &types::object()) {
            if (!(assigned.is_null() && !property.result->is_value_type() && property.result != &types::string()))
                converted = convert(assigned, *property.result);
        }
        if (property.script) { // a property of a script class
            conversion_host()->call_script(*property.script, self, std::span<Value>(&converted, 1));
            return;
        }
        Call call{self, std::span<Value>(&converted, 1), type};
        const CallGuard guard(self);
        property.setter(call);
    } catch (const ScriptError& error) {
        if (error.record->exception->type().name().starts_with("SetValue")) throw; // says already what could not be set
        throw_setting(property.name, error.record->exception->message(), error.record->exception);
    }
}

std::optional<Value> find_property(const Value& value, const Name& name)
{
    if (value.is_null()) return std::nullopt;
    if (std::optional<Value> own = own_property(value, name)) return own;
    if (const auto* wrapper = value.as<PSWrapper>()) return find_property(wrapper->base(), name);
    if (type_data_in_use()) {
        if (const Ref<PSMember> member = extended_member(value, name)) return member_value(*member, value);
    }
    const Type& type = type_of(value);
    if (const Method* property = plain_property(type, name)) {
        try {
            return call_getter(*property, value, type);
        } catch (const ScriptError&) {
            return Value(); // PowerShell's property access swallows what a getter throws
        }
    }
    Value result;
    if (intrinsic_member(value, name, result)) return result;
    return std::nullopt;
}

void missing_property(const Name& name)
{
    if (!strict(2)) return;
    throw_runtime("PropertyNotFoundStrict",
                  "The property '" + std::string(name.text) + "' cannot be found on this object. Verify that the property exists.",
                  ErrorCategory::NotSpecified, {}, "System.Management.Automation.PropertyNotFoundException");
}

namespace {

constexpr int max_enumeration_depth = 64; // an array that holds itself must not end the program

// Collects the property from the elements; false when none has it.
bool enumerate_members(const Value& value, const Name& name, std::vector<Value>& results, int depth)
{
    bool found = false;
    const std::unique_ptr<Enumerator> items = enumerate(value);
    for (Value item; items->next(item);) {
        if (std::optional<Value> one = find_property(item, name)) {
            found = true;
            if (one->is_void()) continue;
            if (is_enumerable(*one)) {
                for (Value& part : elements(*one)) results.push_back(std::move(part));
            } else {
                results.push_back(std::move(*one));
            }
        } else if (item.as<PSCustomObject>()) { // reading what a custom object lacks is null, and not nothing
            missing_property(name);
            found = true;
            results.emplace_back();
        } else if (depth < max_enumeration_depth && is_enumerable(item)) {
            found = enumerate_members(item, name, results, depth + 1) || found;
        }
    }
    return found;
}

Value bound_method(const Value& value, const Name& name)
{
    const MemberGroup* group = type_of(value).instance_member(name);
    if (!group || (group->is_property && group->overloads[0]->parameters.empty())) return {};
    return Value(make<PSMethodObject>(value, *group));
}

} // namespace

Value get_property(const Value& value, const Name& name)
{
    if (std::optional<Value> found = find_property(value, name)) return std::move(*found);
    if (!value.is_null()) {
        if (Value method = bound_method(value, name); !method.is_null()) return method;
        if (is_enumerable(value)) {
            std::vector<Value> results;
            if (enumerate_members(value, name, results, 0)) {
                if (results.empty()) return {};
                return results.size() == 1 ? std::move(results[0]) : make_array(std::move(results));
            }
        }
    }
    missing_property(name);
    if (is_count(name)) return Value(value.is_null() ? 0 : 1);
    return {};
}

namespace {

void set_on_custom(PSCustomObject& custom, const Value& owner, const Name& name, const Value& assigned)
{
    const std::optional<Value> slot = custom.get(name);
    if (!slot) {
        if (const Ref<PSMember> member = extended_member(owner, name)) return set_member_value(*member, owner, assigned);
    }
    if (!slot)
        throw_setting(name.text, "The property '" + std::string(name.text) +
                                     "' cannot be found on this object. Verify that the property exists and can be set.");
    if (auto* member = slot->as<PSMember>()) return set_member_value(*member, owner, assigned);
    custom.set(name.text, assigned.is_void() ? Value() : assigned);
}

} // namespace

void set_property(const Value& value, const Name& name, const Value& assigned)
{
    if (value.is_null())
        throw_runtime("PropertyNotFound", "The property '" + std::string(name.text) +
                                              "' cannot be found on this object. Verify that the property exists and can be set.");
    if (auto* custom = value.as<PSCustomObject>()) return set_on_custom(*custom, value, name, assigned);
    if (const Ref<PSMember> member = attached_member(value, name)) return set_member_value(*member, value, assigned);
    if (const auto* wrapper = value.as<PSWrapper>()) return set_property(wrapper->base(), name, assigned);
    if (auto* dictionary = value.as<Dictionary>()) {
        const Type* key_type = dictionary->key_type();
        if (!key_type || key_type == &types::string()) return dictionary->set(name.text, assigned);
        if (const std::optional<Value> key = try_convert(Value(name.text), *key_type)) return dictionary->set(*key, assigned);
        throw_not_settable(name.text);
    }
    if (auto* dynamic = value.as<DynamicMembers>(); dynamic && dynamic->set_property(name, assigned)) return;
    const Type& type = type_of(value);
    const Method* property = plain_property(type, name);
    if (!property) throw_not_settable(name.text);
    if (!property->setter) throw_runtime("PropertyAssignmentException", "'" + property->name + "' is a ReadOnly property.");
    call_setter(*property, value, type, assigned);
}

namespace {

const Method* static_property(const Type& type, const Name& name)
{
    const MemberGroup* group = type.static_member(name);
    return group && group->is_property ? group->overloads[0] : nullptr;
}

} // namespace

Value get_static_property(const Type& type, const Name& name)
{
    if (type.is_enum()) {
        for (const Type::EnumName& member : type.enum_names()) {
            if (equals_ignore_case(member.name, name.text)) return Value::enumeration(type.enum_index(), member.value);
        }
    }
    if (const Method* property = static_property(type, name)) {
        try {
            return call_getter(*property, Value(), type);
        } catch (const ScriptError&) {
            return {};
        }
    }
    if (const MemberGroup* group = type.static_member(name)) return Value(make<PSMethodObject>(type_value(type), *group));
    static const Symbol new_symbol("new");
    if (name.equals("new", new_symbol.hash())) {
        if (const MemberGroup* group = type.constructors()) return Value(make<PSMethodObject>(type_value(type), *group));
    }
    missing_property(name);
    return {};
}

void set_static_property(const Type& type, const Name& name, const Value& assigned)
{
    const Method* property = static_property(type, name);
    if (!property) throw_not_settable(name.text);
    if (!property->setter) throw_runtime("PropertyAssignmentException", "'" + property->name + "' is a ReadOnly property.");
    call_setter(*property, Value(), type, assigned);
}

} // namespace kestrun::value
