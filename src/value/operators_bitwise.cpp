// -band -bor -bxor -bnot -shl -shr (about_Arithmetic_Operators, bitwise operators).
#include "value/arithmetic.hpp"
#include "value/big_integer.hpp"
#include "value/convert.hpp"
#include "value/convert_errors.hpp"
#include "value/convert_number.hpp"
#include "value/decimal.hpp"
#include "value/operator_errors.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"

namespace kestrun::value {

namespace {

enum class BitOp : uint8_t
{
    And,
    Or,
    Xor
};

template <typename T>
T combine(BitOp op, const T& a, const T& b)
{
    switch (op) {
    case BitOp::And: return a & b;
    case BitOp::Or: return a | b;
    case BitOp::Xor: return a ^ b;
    }
    return a;
}

const Value& plain(const Value& value) { return value.tag() == Tag::Object ? unwrap(value) : value; }

/// The bits of an integer type, cut to its width.
Value from_bits(uint64_t bits, Tag tag)
{
    switch (tag) {
    case Tag::SByte: return Value::integer(tag, static_cast<int8_t>(bits));
    case Tag::Byte: return Value::integer(tag, static_cast<uint8_t>(bits));
    case Tag::Int16: return Value::integer(tag, static_cast<int16_t>(bits));
    case Tag::UInt16: return Value::integer(tag, static_cast<uint16_t>(bits));
    case Tag::Int32: return Value::integer(tag, static_cast<int32_t>(bits));
    case Tag::UInt32: return Value::integer(tag, static_cast<uint32_t>(bits));
    case Tag::Int64: return Value::integer(tag, static_cast<int64_t>(bits));
    default: return Value::uint64(bits);
    }
}

bool is_fractional(const Value& value) { return value.is_real() || as_decimal(value); }

bool is_negative(const Value& value)
{
    if (const auto* decimal = as_decimal(value)) return decimal->negative();
    return value.is_real() ? value.as_double() < 0 : value.tag() != Tag::UInt64 && value.as_int64() < 0;
}

Value bitwise(BitOp op, const Value& left, const Value& right)
{
    constexpr std::string_view methods[] = {"op_BitwiseAnd", "op_BitwiseOr", "op_ExclusiveOr"};
    const std::string_view method = methods[static_cast<size_t>(op)];
    const Value& a = plain(left);
    const Value& b = plain(right);
    Value out;
    if (call_operator_method(method, a, b, out)) return out;
    if (!is_countable(a) && !a.is_string()) throw_no_operator(a, method);
    const Value x = a.is_string() ? number_from_text(a, b) : as_number(a);
    if (!is_countable(b) && !b.is_string() && !as_big_integer(a)) throw_no_operator(b, method);
    const Value y = as_big_integer(a) ? convert_operand(b, 1, types::big_integer(), method)
                    : b.is_string()   ? number_from_text(b, a)
                                      : as_number(b);
    if (as_big_integer(x) || as_big_integer(y)) {
        const Value p = convert_to_big_integer(x);
        const Value q = convert_to_big_integer(y);
        return big_integer_value(combine<BigInteger>(op, *as_big_integer(p), *as_big_integer(q)));
    }
    Tag tag = Tag::Int32;
    Value p = x;
    Value q = y;
    if (is_fractional(x) || is_fractional(y)) {
        tag = is_negative(x) || is_negative(y) ? Tag::Int64 : Tag::UInt64;
        p = convert_to_integral(x, tag);
        q = convert_to_integral(y, tag);
    } else
        tag = common_integer(x.tag(), y.tag());
    out = from_bits(combine(op, p.as_uint64(), q.as_uint64()), tag);
    if (a.tag() == Tag::Enum && tag != Tag::UInt64) return Value::enumeration(a.aux(), out.as_int64());
    return out;
}

/// Real and decimal operands of -bnot and the shifts become the smallest of Int32, Int64 and UInt64 that holds them.
Value as_integer(const Value& value)
{
    if (!is_fractional(value)) return value;
    for (const Tag tag : {Tag::Int32, Tag::Int64})
        if (const auto converted = try_convert(value, tag == Tag::Int32 ? types::int32() : types::int64())) return *converted;
    const auto converted = try_convert(value, types::uint64());
    if (!converted) throw_no_conversion(value, types::uint64());
    return *converted;
}

int width_of(Tag tag) { return tag == Tag::Int64 || tag == Tag::UInt64 ? 64 : 32; }

Value shift_big(const BigInteger& number, int64_t count)
{
    if (count < 0) return big_integer_value(BigInteger(number >> static_cast<unsigned>(std::min<int64_t>(-count, 1 << 30))));
    if (count > max_big_integer_bits) checked(BigInteger(1) << max_big_integer_bits);
    return big_integer_value(BigInteger(number << static_cast<unsigned>(count)));
}

Value shift(const Value& left, const Value& right, bool to_left)
{
    const Value& a = plain(left);
    const Value& b = plain(right);
    const std::string_view method = to_left ? "op_LeftShift" : "op_RightShift";
    Value out;
    if (call_operator_method(method, a, b, out)) return out;
    const Value count_value = b.is_string() && !a.is_null() ? number_from_text(b, a) : b;
    if (a.is_null()) {
        if (b.tag() >= Tag::Array && !is_number(b)) convert_to_integral(b, Tag::Int32);
        return Value(0);
    }
    if ((a.is_bool() || a.tag() == Tag::Char) && !as_big_integer(b)) {
        if ((!is_countable(b) && !b.is_string()) || as_decimal(b) || b.tag() == Tag::Enum) throw_no_operator(b, method);
        throw_not_defined(to_left ? "-shl" : "-shr", a, count_value);
    }
    if (a.tag() == Tag::Enum) throw_not_defined(to_left ? "-shl" : "-shr", a, count_value);
    if (!is_countable(a) && !a.is_string()) throw_no_operator(a, method);
    const Value number = as_integer(a.is_string() ? number_from_text(a, b) : as_number(a));
    const Value distance_value =
        as_big_integer(number) ? convert_operand(count_value, 1, types::int32(), method) : convert_to_integral(count_value, Tag::Int32);
    const int64_t count = distance_value.as_int64();
    if (const auto* big = as_big_integer(number)) return shift_big(*big, to_left ? count : -count);
    if (a.is_bool() || a.tag() == Tag::Char) return shift_big(BigInteger(number.as_int64()), to_left ? count : -count);
    const auto distance = static_cast<unsigned>(count & (width_of(number.tag()) - 1));
    if (to_left) return from_bits(number.as_uint64() << distance, number.tag());
    if (number.tag() == Tag::UInt64) return from_bits(number.as_uint64() >> distance, number.tag());
    return from_bits(static_cast<uint64_t>(number.as_int64() >> distance), number.tag()); // narrower unsigned ones are not negative
}

} // namespace

Value bit_and(const Value& a, const Value& b) { return bitwise(BitOp::And, a, b); }
Value bit_or(const Value& a, const Value& b) { return bitwise(BitOp::Or, a, b); }
Value bit_xor(const Value& a, const Value& b) { return bitwise(BitOp::Xor, a, b); }

Value bit_not(const Value& value)
{
    const Value& a = plain(value);
    if (!is_countable(a) && !a.is_string()) return convert_to_integral(a, Tag::Int32); // throws: it is no number
    const Value number = as_integer(a.is_string() ? number_from_text(a, Value(0)) : as_number(a));
    if (const auto* big = as_big_integer(number)) return big_integer_value(BigInteger(-*big - 1));
    if (a.tag() == Tag::Enum) return Value::enumeration(a.aux(), ~number.as_int64());
    return from_bits(~number.as_uint64(), common_integer(number.tag(), Tag::Int32));
}

Value shift_left(const Value& a, const Value& b) { return shift(a, b, true); }
Value shift_right(const Value& a, const Value& b) { return shift(a, b, false); }

} // namespace kestrun::value
