// The range operator, -is and -as.
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/convert_errors.hpp"
#include "value/convert_number.hpp"
#include "value/decimal.hpp"
#include "value/error.hpp"
#include "value/native_failure.hpp"
#include "value/number_parse.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"
#include "value/switch_parameter.hpp"

namespace kestrun::value {

namespace {

/// A character or a text of one character that is no digit.
bool is_letter_bound(const Value& value, char16_t& out)
{
    if (value.tag() == Tag::Char) {
        out = value.as_char();
        return true;
    }
    if (!value.is_string() || value.as_string().length() != 1) return false;
    out = value.as_string().unit(0);
    return out < u'0' || out > u'9';
}

[[noreturn]] void throw_overflow() { throw_native("System.OverflowException", std::string(overflow_text(Tag::Int32))); }

/// Convert.ToInt32, with its bare .NET exceptions.
int32_t bound(const Value& value)
{
    const Value& v = value.tag() == Tag::Object ? unwrap(value) : value;
    if (v.is_int32()) return v.as_int32();
    if (v.is_null()) return 0;
    if (v.is_string()) {
        Value number;
        switch (parse_integer(text_of(v), number_style::Integer, Tag::Int32, number)) {
        case ParseStatus::Ok: return number.as_int32();
        case ParseStatus::Overflow: throw_overflow();
        case ParseStatus::Format: break;
        }
        throw_native("System.FormatException", "The input string '" + std::string(text_of(v)) + "' was not in a correct format.");
    }
    if (v.tag() == Tag::DateTime) throw_native("System.InvalidCastException", "Invalid cast from 'DateTime' to 'Int32'.");
    const bool convertible = v.is_integral() || v.is_real() || v.is_bool() || v.tag() == Tag::Char || v.tag() == Tag::Enum || as_decimal(v);
    if (!convertible) {
        const std::string name = v.as<PSCustomObject>() ? "System.Management.Automation.PSObject" : type_of(v).dotnet_name();
        throw_native("System.InvalidCastException", "Unable to cast object of type '" + name + "' to type 'System.IConvertible'.");
    }
    const auto converted = try_convert(v, types::int32());
    if (!converted) throw_overflow();
    return converted->as_int32();
}

const Type& type_operand(const Value& type, const char* id, const char* symbol)
{
    if (const auto* known = type.as<Type>()) return *known;
    if (type.is_null()) throw_runtime(id, "The right operand of '" + std::string(symbol) + "' must be a type.");
    return *convert(to_string_value(type), types::type()).as<Type>();
}

} // namespace

Value range(const Value& from, const Value& to)
{
    std::vector<Value> items;
    char16_t first = 0, last = 0;
    if (is_letter_bound(from, first) && is_letter_bound(to, last)) {
        const int step = first <= last ? 1 : -1;
        for (int c = first; c != last + step; c += step) items.emplace_back(static_cast<char16_t>(c));
        return make_array(std::move(items));
    }
    const int64_t start = bound(from);
    const int64_t end = bound(to);
    const int64_t count = (end >= start ? end - start : start - end) + 1;
    check_array_length(static_cast<uint64_t>(count));
    items.reserve(static_cast<size_t>(count));
    const int64_t step = end >= start ? 1 : -1;
    for (int64_t i = start; i != end + step; i += step) items.emplace_back(static_cast<int32_t>(i));
    return make_array(std::move(items));
}

Value is_operator(const Value& a, const Value& type, bool negate)
{
    const Type* target = nullptr;
    try {
        target = &type_operand(type, "IsOperatorRequiresType", negate ? "-isnot" : "-is");
    } catch (const ScriptError& error) {
        if (error.record->error_id != "InvalidCastFromStringToType") throw;
        error.record->error_id = "RuntimeException";
        error.record->category = ErrorCategory::NotSpecified;
        throw;
    }
    return Value(is_instance(a, *target) != negate);
}

Value as_operator(const Value& a, const Value& type)
{
    const Type& target = type_operand(type, "AsOperatorRequiresType", "-as");
    if (&target == &types::ps_custom_object()) return a;
    if (auto converted = try_convert(a, target)) return *converted;
    return Value();
}

} // namespace kestrun::value
