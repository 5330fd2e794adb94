#include "value/convert.hpp"
#include "base/fiber_local.hpp"
#include "value/array.hpp"
#include "value/big_integer.hpp"
#include "value/calendar.hpp"
#include "value/convert_errors.hpp"
#include "value/convert_number.hpp"
#include "value/convert_object.hpp"
#include "value/date_parse.hpp"
#include "value/decimal.hpp"
#include "value/delegate.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"
#include "value/switch_parameter.hpp"
#include "value/xml.hpp"

namespace kestrun::value {

namespace {

bool object_to_bool(const Value& value)
{
    if (const auto* sequence = value.as<Sequence>()) {
        if (sequence->size() != 1) return sequence->size() > 1;
        const Value item = sequence->at(0);
        if (const auto* inner = item.as<Sequence>()) return inner->size() != 0;
        return to_bool(item);
    }
    if (const auto* present = value.as<SwitchParameter>()) return present->is_present();
    if (const auto* wrapper = value.as<PSWrapper>()) return to_bool(wrapper->base());
    if (const auto* decimal = as_decimal(value)) return !decimal->is_zero();
    if (const auto* big = as_big_integer(value)) return *big != 0;
    return true;
}

[[noreturn]] void throw_null(const Type& target)
{
    throw_invalid_cast("nullToObjectInvalidCast", "Cannot convert null to type \"" + target.dotnet_name() + "\".");
}

/// A number as text ("5.5"), parsed by the target's own rules; texts are parsed directly.
Value to_date_or_span(const Value& value, const Type& target)
{
    const auto parse_error = [&](const std::string& cause) {
        throw_cast("InvalidCastParseTargetInvocationWithFormatProvider", value, target, "System.FormatException", cause);
    };
    if (value.is_null()) throw_null(target);
    const bool is_offset = target.tag() == Tag::DateTimeOffset;
    const bool integer = (value.is_integral() && value.tag() != Tag::UInt64) || value.tag() == Tag::Char || value.tag() == Tag::Enum;
    if (integer && target.tag() == Tag::DateTime) {
        if (value.as_int64() < 0 || value.as_int64() > calendar::max_ticks)
            throw_cast("InvalidCastConstructorException", value, target, "System.ArgumentOutOfRangeException",
                       "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks. (Parameter 'ticks')");
        return Value::date_time(value.as_int64(), DateKind::Unspecified);
    }
    if (integer && target.tag() == Tag::TimeSpan) return Value::time_span(value.as_int64());
    if (is_offset && value.tag() == Tag::DateTime) {
        const int64_t ticks = value.as_int64();
        const int64_t offset = value.date_kind() == DateKind::Utc ? 0 : calendar::offset_at_local(ticks);
        return Value::date_time_offset(ticks, static_cast<int32_t>(offset / calendar::ticks_per_minute));
    }
    if (value.is_string() || value.is_integral() || value.is_real() || as_decimal(value)) {
        const std::string text = to_text(value);
        std::string cause;
        Value parsed;
        if (target.tag() == Tag::TimeSpan) {
            if (!parse_time_span(text, parsed, cause)) parse_error(cause);
        } else if (target.tag() == Tag::DateTime) {
            if (!parse_date(text, 0, parsed, cause)) parse_error(cause);
        } else if (!parse_date_offset(text, 0, parsed, cause))
            parse_error(cause);
        return parsed;
    }
    if (const auto* wrapper = value.as<PSWrapper>()) return to_date_or_span(wrapper->base(), target);
    if (value.is_bool() || value.tag() == Tag::DateTime || value.tag() == Tag::Char) throw_invalid_convertible(value, target);
    return convert_object(value, target);
}

Value to_type(const Value& value)
{
    const Value text = to_string_value(value);
    const Type* found = conversion_host() ? conversion_host()->find_type(text_of(text)) : nullptr;
    if (!found) found = find_type(text_of(text));
    if (found) return type_value(*found);
    throw_invalid_cast("InvalidCastFromStringToType", "Cannot convert the \"" + std::string(text_of(text)) +
                                                          "\" value of type \"System.String\" to type \"System.Type\".");
}

Value to_hashtable(const Value& value, const Type& target)
{
    const auto* dictionary = value.as<Dictionary>();
    if (!dictionary) return convert_object(value, target);
    const auto copy = make<Dictionary>();
    const Dictionary::Entries entries(*dictionary);
    for (const auto& entry : entries)
        if (!entry.key.is_void()) copy->set(entry.key, entry.value);
    return Value(static_cast<Object*>(copy.get()));
}

Value to_custom_object(const Value& value)
{
    const auto* dictionary = value.as<Dictionary>();
    if (!dictionary) return value;
    const auto object = make<PSCustomObject>();
    const Dictionary::Entries entries(*dictionary);
    for (const auto& entry : entries)
        if (!entry.key.is_void()) object->set(to_text(entry.key), entry.value);
    return Value(static_cast<Object*>(object.get()));
}

Value to_xml(const Value& value)
{
    const Type& target = types::xml_document();
    try {
        Value document = construct(target, {});
        load_xml(*document.as<XmlObject>()->document(), to_text(value), XmlSource::Cast);
        return document;
    } catch (const ScriptError& error) {
        const auto& raised = error.record->exception;
        throw_cast("InvalidCastToXmlDocument", value, target, raised->inner() ? raised->inner() : raised);
    }
}

Value to_regex(const Value& value)
{
    Value text = to_string_value(value);
    try {
        return construct(types::regex(), {&text, 1});
    } catch (const ScriptError& error) {
        const auto& raised = error.record->exception;
        throw_cast("InvalidCastFromStringToRegex", value, types::regex(), raised->inner() ? raised->inner() : raised);
    }
}

/// A relative reference is a Uri too, which the constructor of one argument refuses.
Value to_uri(const Value& value)
{
    static const Type& kind = native_type("System.UriKind");
    Value args[] = {to_string_value(value), Value::enumeration(kind.enum_index(), 0)};
    try {
        return construct(types::uri(), args);
    } catch (const ScriptError& error) {
        const auto& raised = error.record->exception;
        throw_cast("InvalidCastFromStringToUri", value, types::uri(), raised->inner() ? raised->inner() : raised);
    }
}

Value null_to(const Type& target)
{
    if (&target == &types::switch_parameter()) return switch_value(false);
    if (!target.is_value_type() || target.generic_definition() == &types::nullable()) return Value();
    throw_null(target);
}

Value convert_to_other(const Value& value, const Type& target)
{
    if (const auto* wrapper = value.as<PSWrapper>(); wrapper && &target != &types::ps_object() && &target != &types::object())
        return convert(wrapper->base(), target);
    if (&target == &types::object() || &target == &types::ps_object()) return value.is_void() ? Value() : value;
    if (&target == &types::void_type()) return Value();
    if (&target == &types::decimal()) return convert_to_decimal(value);
    if (&target == &types::big_integer()) return convert_to_big_integer(value);
    if (value.is_null()) return null_to(target);
    if (type_of(value).is_assignable_to(target)) return value;
    if (target.generic_definition() == &types::nullable()) return convert(value, *target.generic_args()[0]);
    if (target.is_array()) return convert_to_array(value, target);
    if (&target == &types::array()) return convert_to_array(value, array_of(types::object()));
    if (&target == &types::ps_custom_object()) return to_custom_object(value);
    if (&target == &types::hashtable()) return to_hashtable(value, target);
    if (&target == &types::type()) return to_type(value);
    if (&target == &types::regex() && value.is_string()) return to_regex(value);
    if (&target == &types::xml_document()) return to_xml(value);
    if (&target == &types::uri() && (value.is_string() || is_number(value))) return to_uri(value);
    if (&target == &types::switch_parameter() && value.is_bool()) return switch_value(value.as_bool());
    if (target.is_delegate() && &type_of(value) == &types::script_block() && target.full_name() != "System.Delegate" &&
        target.full_name() != "System.MulticastDelegate")
        return delegate_value(target, value);
    if (target.full_name() == "System.Collections.IList" || target.full_name() == "System.Collections.ICollection" ||
        target.full_name() == "System.Collections.IEnumerable")
        return convert_to_array(value, array_of(types::object()));
    return convert_object(value, target);
}

} // namespace

ConversionHost* conversion_host() { return static_cast<ConversionHost*>(base::fiber_slot(base::FiberSlot::script_host)); }
void set_conversion_host(ConversionHost* host) { base::fiber_slot(base::FiberSlot::script_host) = host; }

bool to_bool(const Value& value)
{
    switch (value.tag()) {
    case Tag::Null:
    case Tag::Void: return false;
    case Tag::Single:
    case Tag::Double: return value.as_double() != 0;
    case Tag::DateTime:
    case Tag::TimeSpan:
    case Tag::DateTimeOffset: return true;
    case Tag::String: return !text_of(value).empty();
    case Tag::Array:
    case Tag::Object: return object_to_bool(value);
    default: return value.as_uint64() != 0;
    }
}

Value convert(const Value& value, const Type& target)
{
    switch (target.tag()) {
    case Tag::Bool: return Value(to_bool(value));
    case Tag::Char:
    case Tag::SByte:
    case Tag::Byte:
    case Tag::Int16:
    case Tag::UInt16:
    case Tag::Int32:
    case Tag::UInt32:
    case Tag::Int64:
    case Tag::UInt64: return convert_to_integral(value, target.tag());
    case Tag::Single:
    case Tag::Double: return convert_to_real(value, target.tag());
    case Tag::DateTime:
    case Tag::TimeSpan:
    case Tag::DateTimeOffset: return value.tag() == target.tag() ? value : to_date_or_span(value, target);
    case Tag::Enum: return to_enum(value, target);
    case Tag::String: return to_string_value(value);
    default: return target.is_enum() ? to_enum(value, target) : convert_to_other(value, target);
    }
}

std::optional<Value> try_convert(const Value& value, const Type& target)
{
    try {
        return convert(value, target);
    } catch (const ScriptError&) {
        return std::nullopt;
    }
}

int32_t to_int32(const Value& value) { return convert_to_integral(value, Tag::Int32).as_int32(); }
int64_t to_int64(const Value& value) { return convert_to_integral(value, Tag::Int64).as_int64(); }
double to_double(const Value& value) { return convert_to_real(value, Tag::Double).as_double(); }

Value parse_number(std::string_view text)
{
    if (auto number = scan_number(text)) return *number;
    return convert_to_integral(Value(text), Tag::Int32);
}

bool is_instance(const Value& value, const Type& type)
{
    if (value.is_null()) return false;
    const Value& base = unwrap(value);
    if (&type == &types::ps_object()) return value.as<PSCustomObject>() != nullptr || value.as<PSWrapper>() != nullptr;
    if (type.generic_definition() == &types::nullable()) return is_instance(value, *type.generic_args()[0]);
    return type_of(base).is_assignable_to(type);
}

} // namespace kestrun::value
