#include "cmdlets/support/property_expression.hpp"
#include "value/type_data.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

PropertyExpression::PropertyExpression(std::string name) : name_(std::move(name)), wildcards_(value::has_wildcards(name_)) {}

PropertyExpression::PropertyExpression(Ref<ScriptBlock> script) : name_(script->text()), script_(std::move(script)) {}

PropertyExpression PropertyExpression::from(const Value& value)
{
    if (ScriptBlock* script = as_script_block(value)) return PropertyExpression(Ref<ScriptBlock>(script));
    return PropertyExpression(value::to_text(value));
}

std::vector<std::string> all_property_names(const Value& target)
{
    value::Dictionary* hashtable = as_hashtable(target);
    if (!hashtable) return value::property_names(target);
    std::vector<std::string> names;
    for (const auto& entry : hashtable->entries()) {
        if (!entry.key.is_void()) names.push_back(value::to_text(entry.key));
    }
    return names;
}

bool hides_native_properties(const Value& target)
{
    const Value& base = value::unwrap(target);
    return base.tag() == Tag::Object && base.as<value::DynamicMembers>() && base.object()->type().full_name().starts_with("System.Xml.");
}

std::vector<std::string> adapted_property_names(const Value& target)
{
    if (!hides_native_properties(target)) return all_property_names(target);
    return value::unwrap(target).as<value::DynamicMembers>()->property_names();
}

std::optional<std::string> own_property_name(const Value& target, std::string_view name)
{
    if (value::PSCustomObject* custom = as_custom_object(target)) {
        const value::PSCustomObject::Properties properties(*custom);
        const int at = properties.shape().find(Name(name));
        if (at >= 0) return std::string(properties.name(static_cast<size_t>(at)));
        if (!value::type_data_in_use()) return std::nullopt;
    }
    for (std::string& own : all_property_names(target)) {
        if (equals_ci(own, name)) return std::move(own);
    }
    if (as_hashtable(target)) { // Count, Keys, ... where no key has that name
        for (std::string& own : value::property_names(target)) {
            if (equals_ci(own, name)) return std::move(own);
        }
    }
    return std::nullopt;
}

std::vector<std::string> PropertyExpression::resolve(const Value& target) const
{
    if (script_) return {name_};
    if (target.is_null()) return {};
    if (!wildcards_) {
        std::optional<std::string> own = own_property_name(target, name_);
        return own ? std::vector<std::string>{std::move(*own)} : std::vector<std::string>{};
    }
    std::vector<std::string> names;
    for (std::string& own : all_property_names(target)) {
        if (value::wildcard_match(name_, own)) names.push_back(std::move(own));
    }
    return names;
}

PropertyExpression::Result PropertyExpression::read(const Value& target, std::string name) const
{
    Result result;
    result.name = std::move(name);
    try {
        if (value::Dictionary* hashtable = as_hashtable(target)) {
            const Value* found = hashtable->find(std::string_view(result.name));
            result.value = found ? *found : value::find_property(target, Name(result.name)).value_or(Value());
        } else {
            result.value = value::find_property(target, Name(result.name)).value_or(Value());
        }
    } catch (const ScriptError& error) {
        result.error = error.record;
    }
    return result;
}

std::vector<PropertyExpression::Result> PropertyExpression::values(Context& context, const Value& target) const
{
    std::vector<Result> results;
    if (script_) {
        Result result;
        result.name = name_;
        try {
            result.value = context.invoke_with_item(*script_, target);
            if (result.value.is_void()) result.value = Value();
        } catch (const ScriptError& error) {
            result.error = error.record;
        }
        results.push_back(std::move(result));
        return results;
    }
    for (std::string& name : resolve(target)) results.push_back(read(target, std::move(name)));
    return results;
}

std::optional<Value> PropertyExpression::first(Context& context, const Value& target) const
{
    if (!script_ && !wildcards_) {
        // The path of Sort-Object, Group-Object and Measure-Object over custom objects: no list, no copy of the name.
        if (value::PSCustomObject* custom = as_custom_object(target)) {
            std::optional<Value> slot = custom->get(Name(name_));
            if (!slot && !value::type_data_in_use()) return std::nullopt;
            if (slot && (slot->tag() != Tag::Object || !slot->as<value::PSMember>())) return slot;
        }
    }
    std::vector<Result> found = values(context, target);
    if (found.empty()) return std::nullopt;
    if (found.front().error) return Value();
    return std::move(found.front().value);
}

namespace {

struct KeyRow
{
    const char* name;
    unsigned key;
};
constexpr KeyRow key_rows[] = {
    {"Expression", KeyExpression}, {"Name", KeyName},           {"Label", KeyLabel},         {"FormatString", KeyFormat},
    {"Width", KeyWidth},           {"Alignment", KeyAlignment}, {"Ascending", KeyAscending}, {"Descending", KeyDescending},
    {"Depth", KeyDepth},           {"Width", KeyWidthText},
};

[[noreturn]] void fail(std::string id, std::string message, const Value& target)
{
    // The exception is a bare one; what is wrong stands in the details.
    auto record = value::make<ErrorRecord>(value::make_exception("System.NotSupportedException", "Specified method is not supported."),
                                           std::move(id), ErrorCategory::InvalidArgument, target);
    record->details = Value(value::make<value::ErrorDetails>(std::move(message)));
    throw ScriptError(record);
}

/// A key may be shortened as long as it stays clear.
unsigned find_key(const std::string& written, unsigned allowed, const Value& table)
{
    const KeyRow* found = nullptr;
    for (const KeyRow& row : key_rows) {
        if (!(row.key & allowed) || !starts_with_ci(row.name, written)) continue;
        if (equals_ci(row.name, written)) return row.key;
        if (found)
            fail("DictionaryKeyAmbiguous", "The " + written + " key is ambiguous; " + found->name + " and " + row.name + " conflict.",
                 table);
        found = &row;
    }
    if (!found) fail("DictionaryKeyIllegal", "The " + written + " key is not valid.", table);
    return found->key;
}

std::string type_list(unsigned keys) { return keys ? "{System.String, System.Management.Automation.ScriptBlock}" : ""; }

void read_expression(PropertyParameter& parameter, const Value& item, const std::string& key, const Value& table)
{
    if (as_script_block(item)) {
        parameter.expression = PropertyExpression::from(item);
        return;
    }
    if (!value::unwrap(item).is_string()) {
        fail("DictionaryKeyIllegalValue",
             "The \"" + key + "\" key has a type, " + value::type_of(item).full_name() + ", that is not valid; expected types are " +
                 type_list(1) + ".",
             table);
    }
    const std::string name = value::to_text(item);
    if (name.empty()) fail("ExpressionEmptyString2", "The \"" + key + "\" key cannot have an empty string value.", table);
    parameter.expression = PropertyExpression(name);
}

void read_alignment(PropertyParameter& parameter, const Value& item, const std::string& key, const Value& table)
{
    const std::string text = value::to_text(item);
    constexpr const char* names[] = {"left", "center", "right"};
    for (int i = 0; i < 3; ++i) {
        if (!text.empty() && starts_with_ci(names[i], text)) {
            parameter.alignment = i + 1;
            return;
        }
    }
    fail("AlignmentIllegalValue", "The value \"" + text + "\" for key \"" + key + "\" is not valid; valid values are left, center, right.",
         table);
}

void read_entry(PropertyParameter& parameter, unsigned key, const Value& item, const std::string& written, const Value& table)
{
    switch (key) {
    case KeyExpression: read_expression(parameter, item, "expression", table); break;
    case KeyName:
    case KeyLabel:
        parameter.label = value::to_text(item);
        parameter.has_label = true;
        if (parameter.label.empty()) fail("NameEmptyString", "The \"" + written + "\" key cannot have an empty string value.", table);
        break;
    case KeyFormat:
        parameter.format_string = value::to_text(item);
        if (parameter.format_string.empty()) {
            fail("FormatStringEmpty", "Cannot have an empty formatting string for key \"" + written + "\".", table);
        }
        break;
    case KeyWidth:
        if (!value::unwrap(item).is_int32())
            fail("DictionaryKeyIllegalValue2",
                 "The \"" + written + "\" key has a type, " + value::type_of(item).full_name() +
                     ", that is not valid; expected type is System.Int32.",
                 table);
        parameter.width = value::to_int32(item);
        if (parameter.width < 1) {
            fail("WidthOutOfRange",
                 "The value \"" + std::to_string(parameter.width) + "\" for key \"" + written + "\" should be greater than 0.", table);
        }
        break;
    case KeyWidthText: parameter.width_text = value::to_text(item); break;
    case KeyAlignment: read_alignment(parameter, item, written, table); break;
    case KeyAscending: parameter.ascending = value::to_bool(item); break;
    case KeyDescending: parameter.descending = value::to_bool(item); break;
    case KeyDepth: parameter.depth = value::to_int32(item); break;
    default: break;
    }
}

PropertyParameter read_table(const value::Dictionary& dictionary, const Value& table, unsigned keys)
{
    PropertyParameter parameter;
    parameter.original = table;
    bool has_expression = false;
    for (const auto& entry : dictionary.entries()) {
        if (entry.key.is_void()) continue;
        if (!entry.key.is_string()) {
            fail("DictionaryKeyNonString",
                 "The " + value::type_of(entry.key).full_name() + " key type is not valid. The key must be a string.", table);
        }
        const std::string written = value::to_text(entry.key);
        if (entry.value.is_null()) fail("DictionaryKeyNullValue", "The value of a key cannot be null.", table);
        const unsigned key = find_key(written, keys, table);
        has_expression = has_expression || key == KeyExpression;
        read_entry(parameter, key, entry.value, written, table);
    }
    if (!has_expression) fail("DictionaryKeyMandatoryEntry", "A mandatory entry for expression is missing.", table);
    return parameter;
}

} // namespace

std::vector<PropertyParameter> parse_property_parameters(const Value& argument, unsigned keys)
{
    std::vector<PropertyParameter> parameters;
    if (argument.is_null()) return parameters;
    const std::vector<Value> items = value::is_enumerable(argument) ? value::elements(argument) : std::vector<Value>{argument};
    for (const Value& item : items) {
        if (item.is_null()) {
            fail("NullParameterType",
                 "The value of a parameter was null; one of the following types was expected: {System.String, "
                 "System.Management.Automation.ScriptBlock}.",
                 argument);
        }
        if (value::Dictionary* dictionary = as_dictionary(item)) {
            parameters.push_back(read_table(*dictionary, item, keys));
            continue;
        }
        const Value& base = value::unwrap(item);
        if (!base.is_string() && !as_script_block(base)) {
            fail("DictionaryKeyUnknown",
                 "Cannot convert " + value::type_of(base).full_name() + " to one of the following types " + type_list(1) + ".", argument);
        }
        PropertyParameter parameter;
        parameter.expression = PropertyExpression::from(base);
        parameter.original = item;
        if (parameter.expression.text().empty()) fail("ExpressionEmptyString1", "An empty string value is not allowed.", argument);
        parameters.push_back(std::move(parameter));
    }
    return parameters;
}

} // namespace kestrun::cmdlets
