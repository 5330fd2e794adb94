// System.Convert and System.BitConverter.
#include "value/base64.hpp"
#include "value/convert_number.hpp"
#include "value/culture.hpp"
#include "value/date_parse.hpp"
#include "value/decimal.hpp"
#include "value/types/all_types.hpp"
#include "value/types/number_members.hpp"
#include "value/types/string_members.hpp"
#include <bit>
#include <cmath>

namespace kestrun::value {
namespace {

[[noreturn]] void throw_overflow(Tag tag) { throw_native("System.OverflowException", std::string(overflow_text(tag))); }

[[noreturn]] void throw_invalid_cast(const Value& from, std::string_view to)
{
    const Type& type = type_of(from);
    if (from.tag() == Tag::DateTime || from.tag() == Tag::Char || from.is_bool()) {
        throw_native("System.InvalidCastException", "Invalid cast from '" + type.name() + "' to '" + std::string(to) + "'.");
    }
    throw_native("System.InvalidCastException", "Unable to cast object of type '" + type.full_name() + "' to type 'System.IConvertible'.");
}

/// Convert.ToInt32 and its like: rounds reals half to even, reads text, refuses what does not fit.
Value to_integral(const Value& from, Tag tag, std::string_view name)
{
    switch (from.tag()) {
    case Tag::Null:
    case Tag::Void: return Value::integer(tag, 0);
    case Tag::Bool:
    case Tag::Char:
    case Tag::Enum:
    case Tag::SByte:
    case Tag::Byte:
    case Tag::Int16:
    case Tag::UInt16:
    case Tag::Int32:
    case Tag::UInt32:
    case Tag::Int64:
    case Tag::UInt64: {
        const Int128 i = wide(from);
        if (!fits(i, tag)) throw_overflow(tag);
        return narrow(i, tag);
    }
    case Tag::Single:
    case Tag::Double: {
        const double rounded = round_half_even(from.as_double());
        if (!(rounded >= -1.8e19 && rounded <= 1.9e19) || !fits(static_cast<Int128>(rounded), tag)) throw_overflow(tag);
        return narrow(static_cast<Int128>(rounded), tag);
    }
    case Tag::String: {
        Value result;
        const ParseStatus status = parse_integer(text(from), number_style::Integer, tag, result);
        if (status == ParseStatus::Overflow) throw_overflow(tag);
        if (status == ParseStatus::Format) throw_number_format(text(from));
        return result;
    }
    default: break;
    }
    if (const Decimal* decimal = as_decimal(from)) {
        const Decimal rounded = decimal_round(*decimal, 0, DecimalRounding::ToEven);
        int64_t i = 0;
        uint64_t u = 0;
        if (rounded.truncate_to_int64(i) && fits(i, tag)) return narrow(i, tag);
        if (rounded.truncate_to_uint64(u) && fits(static_cast<Int128>(u), tag)) return narrow(static_cast<Int128>(u), tag);
        throw_overflow(tag);
    }
    throw_invalid_cast(from, name);
}

Value to_real(const Value& from, Tag tag)
{
    double d = 0;
    if (from.is_null()) {
        d = 0;
    } else if (from.is_real()) {
        d = from.as_double();
    } else if (from.tag() == Tag::UInt64) {
        d = static_cast<double>(from.as_uint64());
    } else if (from.is_integral() || from.is_bool() || from.tag() == Tag::Enum) {
        d = static_cast<double>(from.as_int64());
    } else if (from.is_string()) {
        if (parse_double(text(from), number_style::Float | number_style::Thousands, d) != ParseStatus::Ok) throw_number_format(text(from));
    } else if (const Decimal* decimal = as_decimal(from)) {
        d = decimal->to_double();
    } else {
        throw_invalid_cast(from, tag == Tag::Single ? "Single" : "Double");
    }
    return tag == Tag::Single ? Value::single(static_cast<float>(d)) : Value(d);
}

Value to_decimal(const Value& from)
{
    if (from.is_null()) return decimal_value(Decimal());
    if (from.is_bool()) return decimal_value(Decimal::from_int64(from.as_bool()));
    if (as_decimal(from)) return from;
    Decimal result;
    if (from.is_string()) {
        const ParseStatus status = parse_decimal(text(from), number_style::Number, result);
        if (status == ParseStatus::Format) throw_number_format(text(from));
        if (status == ParseStatus::Overflow) {
            throw_native("System.OverflowException", "Value was either too large or too small for a Decimal.");
        }
        return decimal_value(result);
    }
    if (from.is_real()) {
        const bool ok = from.tag() == Tag::Single ? Decimal::from_single(static_cast<float>(from.as_double()), result)
                                                  : Decimal::from_double(from.as_double(), result);
        if (!ok) throw_native("System.OverflowException", "Value was either too large or too small for a Decimal.");
        return decimal_value(result);
    }
    if (from.is_integral() || from.tag() == Tag::Enum) {
        return decimal_value(from.tag() == Tag::UInt64 ? Decimal::from_uint64(from.as_uint64()) : Decimal::from_int64(from.as_int64()));
    }
    throw_invalid_cast(from, "Decimal");
}

Value to_boolean(const Value& from)
{
    if (from.is_null()) return Value(false);
    if (from.is_string()) {
        const std::string_view word = trim(text(from));
        if (equals_ignore_case(word, "True")) return Value(true);
        if (equals_ignore_case(word, "False")) return Value(false);
        throw_native("System.FormatException", "String '" + std::string(text(from)) + "' was not recognized as a valid Boolean.");
    }
    if (from.is_real()) return Value(from.as_double() != 0);
    if (from.is_integral() || from.is_bool() || from.tag() == Tag::Enum) return Value(from.as_int64() != 0);
    if (const Decimal* decimal = as_decimal(from)) return Value(!decimal->is_zero());
    throw_invalid_cast(from, "Boolean");
}

Value to_char(const Value& from)
{
    if (from.is_null()) return Value(char16_t{0});
    if (from.tag() == Tag::Char) return from;
    if (from.is_string()) {
        if (from.as_string().length() != 1) throw_native("System.FormatException", "String must be exactly one character long.");
        return Value(from.as_string().unit(0));
    }
    if (!from.is_integral()) throw_invalid_cast(from, "Char");
    const Int128 i = wide(from);
    if (i < 0 || i > 0xFFFF) throw_native("System.OverflowException", "Value was either too large or too small for a character.");
    return Value(static_cast<char16_t>(i));
}

Value to_date(const Value& from)
{
    if (from.is_null()) return Value::date_time(0, DateKind::Unspecified);
    if (from.tag() == Tag::DateTime) return from;
    if (!from.is_string()) throw_invalid_cast(from, "DateTime");
    Value result;
    std::string error;
    if (!parse_date(text(from), 0, result, error)) throw_native("System.FormatException", error);
    return result;
}

void check_base(int32_t base)
{
    if (base != 2 && base != 8 && base != 10 && base != 16) throw_native("System.ArgumentException", "Invalid Base.");
}

int bits_of(Tag tag)
{
    switch (tag) {
    case Tag::SByte:
    case Tag::Byte: return 8;
    case Tag::Int16:
    case Tag::UInt16: return 16;
    case Tag::Int32:
    case Tag::UInt32: return 32;
    default: return 64;
    }
}

bool is_signed(Tag tag) { return tag == Tag::SByte || tag == Tag::Int16 || tag == Tag::Int32 || tag == Tag::Int64; }

/// Digits of base 2, 8 or 16 are the bits of the number; of base 10 it may have a sign.
Value parse_in_base(const Call& c, Tag tag)
{
    const int32_t base = i32(c, 1);
    check_base(base);
    if (is_null(c, 0)) return Value::integer(tag, 0);
    std::string_view digits = text(c, 0);
    if (base == 10) return to_integral(c.args[0], tag, "");
    if (digits.empty()) throw_range("Index was out of range. Must be non-negative and less than the size of the collection.", "startIndex");
    if (digits[0] == '-') {
        throw_native("System.ArgumentException", "String cannot contain a minus sign if the base is not 10.");
    }
    if (digits[0] == '+') digits.remove_prefix(1);
    if (base == 16 && (digits.starts_with("0x") || digits.starts_with("0X"))) digits.remove_prefix(2);
    uint64_t value = 0;
    size_t at = 0;
    for (; at < digits.size(); ++at) {
        const char ch = base::ascii_lower(digits[at]);
        const int digit = ch >= '0' && ch <= '9' ? ch - '0' : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : 99;
        if (digit >= base) break;
        if (value > (~uint64_t{0} - static_cast<unsigned>(digit)) / static_cast<unsigned>(base)) throw_overflow(tag);
        value = value * static_cast<unsigned>(base) + static_cast<unsigned>(digit);
    }
    if (at == 0) throw_native("System.FormatException", "Could not find any recognizable digits.");
    if (at < digits.size()) throw_native("System.FormatException", "Additional non-parsable characters are at the end of the string.");
    const int bits = bits_of(tag);
    if (bits < 64 && value >> bits != 0) throw_overflow(tag);
    if (!is_signed(tag)) return narrow(static_cast<Int128>(value), tag);
    if (bits < 64 && (value >> (bits - 1)) != 0) value |= ~uint64_t{0} << bits;
    return Value::integer(tag, static_cast<int64_t>(value));
}

Value to_text_in_base(Call& c)
{
    const Value& number = c.args[0];
    const int32_t base = i32(c, 1);
    check_base(base);
    if (base == 10) return Value(dotnet_text(number));
    const int bits = bits_of(number.tag());
    uint64_t value = number.as_uint64();
    if (bits < 64) value &= (uint64_t{1} << bits) - 1;
    std::string out;
    do {
        out.insert(out.begin(), "0123456789abcdef"[value % static_cast<unsigned>(base)]);
        value /= static_cast<unsigned>(base);
    } while (value != 0);
    return Value(out);
}

Value to_string(Call& c) { return Value(c.args[0].is_null() ? std::string() : dotnet_text(c.args[0])); }

Value change_type(Call& c)
{
    const Type* target = c.args[1].as<Type>();
    if (!target && c.args[1].tag() == Tag::Enum) { // a TypeCode
        static constexpr std::string_view names[] = {"",       "Object",  "DBNull",   "Boolean", "Char",  "SByte",  "Byte",
                                                     "Int16",  "UInt16",  "Int32",    "UInt32",  "Int64", "UInt64", "Single",
                                                     "Double", "Decimal", "DateTime", "",        "String"};
        const int64_t code = c.args[1].as_int64();
        if (code > 0 && code < 19) target = &native_type("System." + std::string(names[code]));
    }
    if (!target) throw_argument("System.ArgumentNullException", "Value cannot be null.", "conversionType");
    const Value& from = c.args[0];
    if (&type_of(from) == target && !from.is_null()) return from;
    switch (target->tag()) {
    case Tag::Bool: return to_boolean(from);
    case Tag::Char: return to_char(from);
    case Tag::Single:
    case Tag::Double: return to_real(from, target->tag());
    case Tag::DateTime: return to_date(from);
    case Tag::String: return Value(dotnet_text(from));
    case Tag::SByte:
    case Tag::Byte:
    case Tag::Int16:
    case Tag::UInt16:
    case Tag::Int32:
    case Tag::UInt32:
    case Tag::Int64:
    case Tag::UInt64: return to_integral(from, target->tag(), target->name());
    default: break;
    }
    if (target == &types::decimal()) return to_decimal(from);
    if (from.is_null() && !target->is_value_type()) return from;
    if (!from.is_null() && type_of(from).is_assignable_to(*target)) return from;
    if (from.is_null()) throw_native("System.InvalidCastException", "Null object cannot be converted to a value type.");
    throw_native("System.InvalidCastException", "Invalid cast from '" + type_of(from).full_name() + "' to '" + target->full_name() + "'.");
}

Value to_base64(Call& c)
{
    std::string storage;
    std::string_view bytes = bytes_arg(c, 0, "inArray", storage);
    bool breaks = c.args.back().tag() == Tag::Enum && c.args.back().as_int64() == 1;
    if (c.args.size() >= 3) {
        const int32_t offset = i32(c, 1), length = i32(c, 2), size = static_cast<int32_t>(bytes.size());
        if (length < 0) throw_negative("length", length);
        if (offset < 0) throw_negative("offset", offset);
        if (offset > size - length) throw_too_large("offset", offset, size - length);
        bytes = bytes.substr(static_cast<size_t>(offset), static_cast<size_t>(length));
    }
    return Value(base64_encode(bytes, breaks));
}

Value from_base64(Call& c)
{
    require(c, 0, "s");
    std::string bytes;
    if (!base64_decode(text(c, 0), bytes)) {
        throw_native("System.FormatException", "The input is not a valid Base-64 string as it contains a non-base 64 character, more than "
                                               "two padding characters, or an illegal character among the padding characters.");
    }
    return make_bytes(std::move(bytes));
}

Value to_hex(Call& c, bool upper)
{
    std::string storage;
    return Value(hex_encode(bytes_arg(c, 0, "inArray", storage), upper));
}

Value from_hex(Call& c)
{
    require(c, 0, "s");
    std::string bytes;
    if (!hex_decode(text(c, 0), bytes)) {
        throw_native("System.FormatException", text(c, 0).size() % 2 != 0
                                                   ? "The input is not a valid hex string as its length is not a multiple of 2."
                                                   : "The input is not a valid hex string as it contains a non-hex character.");
    }
    return make_bytes(std::move(bytes));
}

Value code_of(Call& c)
{
    if (is_null(c, 0)) return enum_value("System.TypeCode", 0);
    return enum_value("System.TypeCode", as_decimal(c.args[0]) ? 15 : type_code(c.args[0].tag()));
}

/// The first argument; a number's text in a culture's spelling as one in the invariant culture's.
Value plain_number(Call& c)
{
    if (!c.args[0].is_string()) return c.args[0];
    const ParseOptions options{0, &provider_culture(c.args.size() > 1 ? c.args[1] : Value())};
    return Value(invariant_number(text(c, 0), options));
}

#define KESTRUN_TO_INTEGER(NAME, RESULT, TAG)                                                                                              \
    smeth("To" NAME, "System.Object value", RESULT, [](Call& c) { return to_integral(c.args[0], TAG, NAME); }),                            \
        smeth("To" NAME, "System.Object value, System.IFormatProvider provider", RESULT,                                                   \
              [](Call& c) { return to_integral(c.args[0], TAG, NAME); }),                                                                  \
        smeth("To" NAME, "string value, int fromBase", RESULT, [](Call& c) { return parse_in_base(c, TAG); })
#define KESTRUN_TO_OTHER(NAME, RESULT, EXPRESSION)                                                                                         \
    smeth("To" NAME, "System.Object value", RESULT, [](Call& c) { return EXPRESSION; }),                                                   \
        smeth("To" NAME, "System.Object value, System.IFormatProvider provider", RESULT, [](Call& c) { return EXPRESSION; })

constexpr MemberDef members[] = {
    KESTRUN_TO_INTEGER("SByte", "sbyte", Tag::SByte),
    KESTRUN_TO_INTEGER("Byte", "byte", Tag::Byte),
    KESTRUN_TO_INTEGER("Int16", "short", Tag::Int16),
    KESTRUN_TO_INTEGER("UInt16", "ushort", Tag::UInt16),
    KESTRUN_TO_INTEGER("Int32", "int", Tag::Int32),
    KESTRUN_TO_INTEGER("UInt32", "uint", Tag::UInt32),
    KESTRUN_TO_INTEGER("Int64", "long", Tag::Int64),
    KESTRUN_TO_INTEGER("UInt64", "ulong", Tag::UInt64),
    KESTRUN_TO_OTHER("Single", "float", to_real(plain_number(c), Tag::Single)),
    KESTRUN_TO_OTHER("Double", "double", to_real(plain_number(c), Tag::Double)),
    KESTRUN_TO_OTHER("Decimal", "decimal", to_decimal(plain_number(c))),
    KESTRUN_TO_OTHER("Boolean", "bool", to_boolean(c.args[0])),
    KESTRUN_TO_OTHER("Char", "char", to_char(c.args[0])),
    KESTRUN_TO_OTHER("DateTime", "datetime", to_date(c.args[0])),
    smeth("ToString", "System.Object value", "string", to_string),
    smeth("ToString", "System.Object value, System.IFormatProvider provider", "string",
          [](Call& c) { return Value(format_value(c.args[0], "", provider_culture(c.args[1]))); }),
    smeth("ToString", "byte value, int toBase", "string", to_text_in_base),
    smeth("ToString", "short value, int toBase", "string", to_text_in_base),
    smeth("ToString", "int value, int toBase", "string", to_text_in_base),
    smeth("ToString", "long value, int toBase", "string", to_text_in_base),
    smeth("ChangeType", "System.Object value, type conversionType", "System.Object", change_type),
    smeth("ChangeType", "System.Object value, System.TypeCode typeCode", "System.Object", change_type),
    smeth("ChangeType", "System.Object value, type conversionType, System.IFormatProvider provider", "System.Object", change_type),
    smeth("ToBase64String", "byte[] inArray", "string", to_base64),
    smeth("ToBase64String", "byte[] inArray, System.Base64FormattingOptions options", "string", to_base64),
    smeth("ToBase64String", "byte[] inArray, int offset, int length", "string", to_base64),
    smeth("ToBase64String", "byte[] inArray, int offset, int length, System.Base64FormattingOptions options", "string", to_base64),
    smeth("FromBase64String", "string s", "byte[]", from_base64),
    smeth("ToHexString", "byte[] inArray", "string", [](Call& c) { return to_hex(c, true); }),
    smeth("ToHexStringLower", "byte[] inArray", "string", [](Call& c) { return to_hex(c, false); }),
    smeth("FromHexString", "string s", "byte[]", from_hex),
    smeth("GetTypeCode", "System.Object value", "System.TypeCode", code_of),
    smeth("IsDBNull", "System.Object value", "bool",
          [](Call& c) { return Value(!is_null(c, 0) && type_of(c.args[0]).name() == "DBNull"); }),
};
#undef KESTRUN_TO_INTEGER
#undef KESTRUN_TO_OTHER

Value get_bytes(Call& c)
{
    const Value& value = c.args[0];
    uint64_t bits = value.as_uint64();
    size_t size = 8;
    switch (value.tag()) {
    case Tag::Bool: size = 1; break;
    case Tag::Char: size = 2; break;
    case Tag::Single:
        bits = std::bit_cast<uint32_t>(static_cast<float>(value.as_double()));
        size = 4;
        break;
    default: size = static_cast<size_t>(bits_of(value.tag())) / 8; break;
    }
    std::string out;
    for (size_t i = 0; i < size; ++i) out += static_cast<char>(bits >> (8 * i));
    return make_bytes(std::move(out));
}

uint64_t read_bytes(const Call& c, size_t size)
{
    std::string storage;
    const std::string_view bytes = bytes_arg(c, 0, "value", storage);
    const int32_t start = c.args.size() > 1 ? i32(c, 1) : 0;
    if (start < 0 || static_cast<size_t>(start) >= bytes.size()) throw_index("startIndex");
    if (static_cast<size_t>(start) + size > bytes.size()) {
        throw_argument("System.ArgumentException",
                       "The array starting from the specified index is not long enough to read a value of the specified type.", "value");
    }
    uint64_t bits = 0;
    for (size_t i = size; i-- > 0;) bits = bits << 8 | static_cast<uint8_t>(bytes[static_cast<size_t>(start) + i]);
    return bits;
}

template <typename T>
Value signed_at(const Call& c, Tag tag)
{
    return Value::integer(tag, static_cast<T>(read_bytes(c, sizeof(T))));
}

Value dashed_text(Call& c)
{
    std::string storage;
    const std::string_view bytes = bytes_arg(c, 0, "value", storage);
    const int32_t size = static_cast<int32_t>(bytes.size()), start = c.args.size() > 1 ? i32(c, 1) : 0;
    if (start < 0 || (start >= size && start > 0)) throw_index("startIndex");
    const int32_t length = c.args.size() > 2 ? i32(c, 2) : size - start;
    if (length < 0) throw_negative("length", length);
    if (start > size - length)
        throw_argument("System.ArgumentException",
                       "Offset and length were out of bounds for the array or count is greater than the number of elements from index to "
                       "the end of the source collection.",
                       "value");
    const std::string hex = hex_encode(bytes.substr(static_cast<size_t>(start), static_cast<size_t>(length)));
    std::string out;
    for (size_t i = 0; i < hex.size(); i += 2) {
        if (i > 0) out += '-';
        out.append(hex, i, 2);
    }
    return Value(out);
}

#define KESTRUN_GET_BYTES(T) smeth("GetBytes", T " value", "byte[]", get_bytes)

constexpr MemberDef bit_members[] = {
    sprop("IsLittleEndian", "bool", [](Call&) { return Value(true); }),
    KESTRUN_GET_BYTES("bool"),
    KESTRUN_GET_BYTES("char"),
    KESTRUN_GET_BYTES("short"),
    KESTRUN_GET_BYTES("int"),
    KESTRUN_GET_BYTES("long"),
    KESTRUN_GET_BYTES("ushort"),
    KESTRUN_GET_BYTES("uint"),
    KESTRUN_GET_BYTES("ulong"),
    KESTRUN_GET_BYTES("float"),
    KESTRUN_GET_BYTES("double"),
    smeth("ToBoolean", "byte[] value, int startIndex = 0", "bool", [](Call& c) { return Value(read_bytes(c, 1) != 0); }),
    smeth("ToChar", "byte[] value, int startIndex = 0", "char", [](Call& c) { return Value(static_cast<char16_t>(read_bytes(c, 2))); }),
    smeth("ToInt16", "byte[] value, int startIndex = 0", "short", [](Call& c) { return signed_at<int16_t>(c, Tag::Int16); }),
    smeth("ToInt32", "byte[] value, int startIndex = 0", "int", [](Call& c) { return signed_at<int32_t>(c, Tag::Int32); }),
    smeth("ToInt64", "byte[] value, int startIndex = 0", "long", [](Call& c) { return signed_at<int64_t>(c, Tag::Int64); }),
    smeth("ToUInt16", "byte[] value, int startIndex = 0", "ushort", [](Call& c) { return signed_at<uint16_t>(c, Tag::UInt16); }),
    smeth("ToUInt32", "byte[] value, int startIndex = 0", "uint", [](Call& c) { return signed_at<uint32_t>(c, Tag::UInt32); }),
    smeth("ToUInt64", "byte[] value, int startIndex = 0", "ulong", [](Call& c) { return Value::uint64(read_bytes(c, 8)); }),
    smeth("ToSingle", "byte[] value, int startIndex = 0", "float",
          [](Call& c) { return Value::single(std::bit_cast<float>(static_cast<uint32_t>(read_bytes(c, 4)))); }),
    smeth("ToDouble", "byte[] value, int startIndex = 0", "double", [](Call& c) { return Value(std::bit_cast<double>(read_bytes(c, 8))); }),
    smeth("ToString", "byte[] value", "string", dashed_text),
    smeth("ToString", "byte[] value, int startIndex", "string", dashed_text),
    smeth("ToString", "byte[] value, int startIndex, int length", "string", dashed_text),
    smeth("DoubleToInt64Bits", "double value", "long", [](Call& c) { return Value(std::bit_cast<int64_t>(f64(c, 0))); }),
    smeth("Int64BitsToDouble", "long value", "double", [](Call& c) { return Value(std::bit_cast<double>(i64(c, 0))); }),
    smeth("SingleToInt32Bits", "float value", "int", [](Call& c) { return Value(std::bit_cast<int32_t>(static_cast<float>(f64(c, 0)))); }),
    smeth("Int32BitsToSingle", "int value", "float", [](Call& c) { return Value::single(std::bit_cast<float>(i32(c, 0))); }),
};
#undef KESTRUN_GET_BYTES

constexpr TypeDef table[] = {
    {"System.Convert", "System.Object", TypeFlags::Static, "", "", members},
    {"System.BitConverter", "System.Object", TypeFlags::Static, "", "", bit_members},
};

} // namespace

std::span<const TypeDef> convert_type_types() { return table; }

} // namespace kestrun::value
