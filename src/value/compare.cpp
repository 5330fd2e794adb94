// Equality and order of two values: the left one's type decides (LanguagePrimitives.Equals and Compare).
#include "value/compare.hpp"
#include "value/arithmetic.hpp"
#include "value/array.hpp"
#include "value/big_integer.hpp"
#include "value/calendar.hpp"
#include "value/convert.hpp"
#include "value/convert_errors.hpp"
#include "value/convert_number.hpp"
#include "value/decimal.hpp"
#include "value/dictionary_key.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"
#include <cmath>

namespace kestrun::value {

namespace {

Order order(int sign) { return sign < 0 ? Order::Less : sign > 0 ? Order::Greater : Order::Equal; }

template <typename T>
Order order_of_two(const T& a, const T& b)
{
    return a < b ? Order::Less : b < a ? Order::Greater : a == b ? Order::Equal : Order::Unordered;
}

const Value& plain(const Value& value) { return value.tag() == Tag::Object ? unwrap(value) : value; }

double real(const Value& value) { return convert_to_real(value, Tag::Double).as_double(); }

/// The right operand of a number as a number; nothing when it is none. Texts are read as numbers.
std::optional<Value> right_number(const Value& a, const Value& b)
{
    if (b.is_null()) return std::nullopt;
    if (is_countable(b)) return as_number(b);
    if (!b.is_string()) return std::nullopt;
    if (auto number = scan_number(text_of(b))) return number;
    if (auto converted = try_convert(b, type_of(a))) return as_number(*converted);
    return std::nullopt;
}

bool is_negative_number(const Value& value)
{
    if (!is_number(value)) return false;
    return compare_numbers(value, Value(0)) == Order::Less;
}

bool equal_text(std::string_view a, std::string_view b, bool case_sensitive) { return case_sensitive ? a == b : equals_ignore_case(a, b); }

bool equal_chars(char16_t a, char16_t b, bool case_sensitive)
{
    if (a == b) return true;
    if (case_sensitive) return false;
    return equals_ignore_case(dotnet_text(Value(a)), dotnet_text(Value(b)));
}

bool equal_objects(const Value& a, const Value& b)
{
    if (a.identical(b)) return true;
    if (const auto* comparable = a.as<Comparable>()) {
        if (comparable->equals(b)) return true;
        if (&type_of(a) == &type_of(b)) return false;
        const auto converted = try_convert(b, type_of(a));
        return converted && comparable->equals(*converted);
    }
    // A class of the script may define Equals.
    const Type& type = type_of(a);
    if (type.script_class()) {
        static const Symbol name("Equals");
        const MemberGroup* group = type.instance_member(name);
        if (group && !group->overloads.empty() && group->overloads[0]->script) {
            Value argument = b;
            return to_bool(invoke_method(a, name, {&argument, 1}));
        }
    }
    return false;
}

bool equal_ticks(const Value& a, const Value& b)
{
    if (a.tag() == b.tag() && a.tag() != Tag::DateTimeOffset) return a.as_int64() == b.as_int64();
    if (a.tag() == Tag::DateTimeOffset && b.tag() == Tag::DateTimeOffset) return calendar::to_utc(a) == calendar::to_utc(b);
    const auto converted = try_convert(b, type_of(a));
    return converted && equal_ticks(a, *converted);
}

[[noreturn]] void throw_comparison(const Value& a, const Value& b, const Ref<ExceptionObject>& cause)
{
    // The cast's exception is told only when something lies behind it.
    const Ref<ExceptionObject> inner = cause->inner() && cause->inner()->inner() ? cause->inner() : Ref<ExceptionObject>();
    const std::string message = "Could not compare \"" + to_text(a) + "\" to \"" + to_text(b) + "\". Error: \"" + cause->message() + "\"";
    const auto outer = make_exception("System.Management.Automation.RuntimeException", message, inner);
    const auto record = make<ErrorRecord>(outer, "ComparisonFailure", ErrorCategory::InvalidOperation);
    outer->set_error_record(record);
    throw ScriptError(record);
}

Value converted_for_order(const Value& a, const Value& b)
{
    try {
        return convert(b, type_of(a));
    } catch (const ScriptError& error) {
        throw_comparison(a, b, error.record->exception);
    }
}

Order order_numbers(const Value& a, const Value& b)
{
    if (const auto number = right_number(a, b)) return compare_numbers(as_number(a), *number);
    // Text that is no number: the conversion's own error. Other things cannot be compared.
    if (b.is_string() && !as_big_integer(a)) return compare_numbers(as_number(a), convert(b, type_of(a)));
    return compare_numbers(as_number(a), as_number(converted_for_order(a, b)));
}

Order order_objects(const Value& a, const Value& b)
{
    const Type& type = type_of(a);
    if (type.script_class()) {
        static const Symbol name("CompareTo");
        if (type.instance_member(name)) {
            Value argument = b;
            return order(to_int32(invoke_method(a, name, {&argument, 1})));
        }
    }
    const auto* comparable = a.as<Comparable>();
    if (comparable) {
        if (const auto result = comparable->compare(b)) return order(*result);
        if (&type != &type_of(b) && comparable->compare(a))
            if (const auto result = comparable->compare(converted_for_order(a, b))) return order(*result);
    }
    if (equal_objects(a, b)) return Order::Equal;
    if (a.as<PSCustomObject>())
        throw_runtime("PSObjectCompareTo",
                      "Cannot compare \"" + to_text(a) + "\" to \"" + shown(b) +
                          "\" because the objects are not the same type or the object \"" + to_text(a) +
                          "\" does not implement \"IComparable\".",
                      ErrorCategory::NotSpecified, {}, "System.Management.Automation.ExtendedTypeSystemException");
    throw_runtime("NotIcomparable", "Cannot compare \"" + shown(a) + "\" because it is not IComparable.");
}

} // namespace

Order compare_numbers(const Value& left, const Value& right)
{
    const Value a = as_number(left);
    const Value b = as_number(right);
    if (a.is_integral() && b.is_integral()) return order_of_two(wide(a), wide(b));
    if (a.tag() < Tag::String && b.tag() < Tag::String) return order_of_two(real(a), real(b));
    for (const Value* value : {&a, &b})
        if (value->is_real() && !(std::fabs(value->as_double()) < 7.9e28)) return order_of_two(real(a), real(b));
    if (as_decimal(a) || (as_decimal(b) && !as_big_integer(a))) {
        const auto x = try_convert(a, types::decimal());
        const auto y = try_convert(b, types::decimal());
        if (!x || !y) return order_of_two(real(a), real(b));
        return order(decimal_compare(*as_decimal(*x), *as_decimal(*y)));
    }
    if (a.is_real() || b.is_real()) return order_of_two(real(a), real(b));
    const Value x = convert_to_big_integer(a);
    const Value y = convert_to_big_integer(b);
    return order_of_two(*as_big_integer(x), *as_big_integer(y));
}

bool equal(const Value& left, const Value& right, bool case_sensitive)
{
    const Value& a = plain(left);
    const Value& b = plain(right);
    switch (a.tag()) {
    case Tag::Null:
    case Tag::Void: return b.is_null();
    case Tag::String:
        if (b.is_string()) return equal_text(text_of(a), text_of(b), case_sensitive);
        if (b.is_null()) return false;
        return equal_text(text_of(a), to_text(b), case_sensitive);
    case Tag::Bool: return !b.is_null() && a.as_bool() == to_bool(b);
    case Tag::Char:
        if (b.tag() == Tag::Char) return equal_chars(a.as_char(), b.as_char(), case_sensitive);
        if (b.is_null()) return false;
        if (const auto converted = try_convert(b, types::character()))
            return equal_chars(a.as_char(), converted->as_char(), case_sensitive);
        return false;
    case Tag::Enum:
        if (b.is_string()) {
            const auto converted = try_convert(b, type_of(a));
            return converted && converted->as_int64() == a.as_int64();
        }
        break;
    case Tag::DateTime:
    case Tag::TimeSpan:
    case Tag::DateTimeOffset: return !b.is_null() && equal_ticks(a, b);
    case Tag::Array: return b.is_array() && a.identical(b);
    case Tag::Object:
        if (b.is_null()) return false;
        if (!is_number(a)) return equal_objects(a, b);
        break;
    default: break;
    }
    if (b.is_null()) return false;
    if (a.identical(b)) return !a.is_real() || !std::isnan(a.as_double());
    if (const auto number = right_number(a, b)) return compare_numbers(a, *number) == Order::Equal;
    return false;
}

Order order_of(const Value& left, const Value& right, bool case_sensitive)
{
    const Value& a = plain(left);
    const Value& b = plain(right);
    // Null is less than everything but negative numbers.
    if (a.is_null()) return b.is_null() ? Order::Equal : is_negative_number(b) ? Order::Greater : Order::Less;
    if (b.is_null()) return is_negative_number(a) ? Order::Less : Order::Greater;
    switch (a.tag()) {
    case Tag::String:
        if (b.is_string()) return order(compare_culture(text_of(a), text_of(b), !case_sensitive));
        return order(compare_culture(text_of(a), to_text(b), !case_sensitive));
    case Tag::Bool: return order_of_two<int>(a.as_bool(), to_bool(b));
    case Tag::Char: return order_of_two(a.as_char(), converted_for_order(a, b).as_char());
    case Tag::Enum:
        if (b.is_string()) return order_of_two(a.as_int64(), convert(b, type_of(a)).as_int64());
        return order_numbers(a, b);
    case Tag::DateTime:
    case Tag::TimeSpan: return order_of_two(a.as_int64(), converted_for_order(a, b).as_int64());
    case Tag::DateTimeOffset: return order_of_two(calendar::to_utc(a), calendar::to_utc(converted_for_order(a, b)));
    case Tag::Array: return order_objects(a, b);
    case Tag::Object: return is_number(a) ? order_numbers(a, b) : order_objects(a, b);
    default: return order_numbers(a, b);
    }
}

int compare(const Value& a, const Value& b, bool case_sensitive)
{
    const Order result = order_of(a, b, case_sensitive);
    if (result != Order::Unordered) return static_cast<int>(result);
    // CompareTo of .NET puts NaN before every number.
    const bool a_nan = plain(a).is_real() && std::isnan(plain(a).as_double());
    const bool b_nan = plain(b).is_real() && std::isnan(plain(b).as_double());
    return a_nan && b_nan ? 0 : a_nan ? -1 : 1;
}

int compare_for_sort(const Value& a, const Value& b, bool case_sensitive)
{
    if (a.is_null() || b.is_null()) return a.is_null() && b.is_null() ? 0 : a.is_null() ? -1 : 1;
    try {
        return compare(a, b, case_sensitive);
    } catch (const ScriptError&) {
        return compare_culture(to_text(a), to_text(b), !case_sensitive);
    }
}

uint32_t hash_of(const Value& value, bool case_sensitive)
{
    return detail::key_hash(value, case_sensitive ? KeyComparer::CaseSensitive : KeyComparer::IgnoreCase);
}

} // namespace kestrun::value
