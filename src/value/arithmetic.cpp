// Numbers: the wider operand decides the type, what overflows an integer becomes a double (about_Arithmetic_Operators).
#include "value/arithmetic.hpp"
#include "value/big_integer.hpp"
#include "value/convert.hpp"
#include "value/convert_number.hpp"
#include "value/decimal.hpp"
#include "value/operator_errors.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"
#include <cmath>

namespace kestrun::value {

namespace {

double real_of(const Value& value)
{
    if (value.is_real()) return value.as_double();
    if (value.is_integral())
        return value.tag() == Tag::UInt64 ? static_cast<double>(value.as_uint64()) : static_cast<double>(value.as_int64());
    return convert_to_real(value, Tag::Double).as_double();
}

__extension__ typedef unsigned __int128 UInt128;

/// Cut to 53 bits instead of rounded: products of longs pass through BigInteger in .NET.
double truncated(UInt128 number)
{
    int shift = 0;
    while ((number >> shift) >= (UInt128{1} << 53)) ++shift;
    return std::ldexp(static_cast<double>(number >> shift), shift);
}

Value real_result(ArithmeticOp op, double a, double b)
{
    switch (op) {
    case ArithmeticOp::Add: return Value(a + b);
    case ArithmeticOp::Subtract: return Value(a - b);
    case ArithmeticOp::Multiply: return Value(a * b);
    case ArithmeticOp::Divide: return Value(a / b);
    case ArithmeticOp::Modulo: return Value(std::fmod(a, b));
    }
    return Value();
}

Value decimal_result(ArithmeticOp op, const Decimal& a, const Decimal& b)
{
    try {
        switch (op) {
        case ArithmeticOp::Add: return decimal_value(decimal_add(a, b));
        case ArithmeticOp::Subtract: return decimal_value(decimal_subtract(a, b));
        case ArithmeticOp::Multiply: return decimal_value(decimal_multiply(a, b));
        case ArithmeticOp::Divide: return decimal_value(decimal_divide(a, b));
        case ArithmeticOp::Modulo: return decimal_value(decimal_remainder(a, b));
        }
    } catch (const ScriptError& error) {
        throw_wrapped(error.record->exception->type().full_name(), error.record->exception->message());
    }
    return Value();
}

Value integer_result(ArithmeticOp op, const Value& a, const Value& b)
{
    const Tag tag = common_integer(a.tag(), b.tag());
    const Int128 x = wide(a);
    const Int128 y = wide(b);
    const bool is_unsigned = tag == Tag::UInt32 || tag == Tag::UInt64;
    if (is_unsigned && (x < 0 || y < 0)) { // the next wider signed type
        if (tag == Tag::UInt32) return integer_result(op, narrow(x, Tag::Int64), narrow(y, Tag::Int64));
        const Value left = convert_to_decimal(a);
        const Value right = convert_to_decimal(b);
        return decimal_result(op, *as_decimal(left), *as_decimal(right));
    }
    Int128 result = 0;
    switch (op) {
    case ArithmeticOp::Add: result = x + y; break;
    case ArithmeticOp::Subtract: result = x - y; break;
    case ArithmeticOp::Multiply: // 64 by 64 bits: only two unsigned ones can pass 127
        if (__builtin_mul_overflow(x, y, &result)) return Value(truncated(static_cast<UInt128>(x) * static_cast<UInt128>(y)));
        if (!fits(result, tag) && tag != Tag::Int32 && tag != Tag::UInt32)
            return Value(result < 0 ? -truncated(static_cast<UInt128>(-result)) : truncated(static_cast<UInt128>(result)));
        break;
    case ArithmeticOp::Divide:
        if (y == 0) throw_divide_by_zero();
        if (x % y != 0) return Value(static_cast<double>(x) / static_cast<double>(y));
        result = x / y;
        break;
    case ArithmeticOp::Modulo:
        if (y == 0) throw_divide_by_zero();
        result = x % y;
        break;
    }
    if (fits(result, tag)) return narrow(result, tag);
    return real_result(op, static_cast<double>(x), static_cast<double>(y));
}

Value big_result(ArithmeticOp op, const BigInteger& a, const BigInteger& b)
{
    switch (op) {
    case ArithmeticOp::Add: return big_integer_value(a + b);
    case ArithmeticOp::Subtract: return big_integer_value(a - b);
    case ArithmeticOp::Multiply:
        if (a != 0 && b != 0 && msb(BigInteger(abs(a))) + msb(BigInteger(abs(b))) >= max_big_integer_bits)
            checked(BigInteger(1) << max_big_integer_bits);
        return big_integer_value(a * b);
    case ArithmeticOp::Divide:
    case ArithmeticOp::Modulo:
        if (b == 0)
            throw_operator_failure(operator_method(op), make_exception("System.DivideByZeroException", "Attempted to divide by zero."));
        return big_integer_value(op == ArithmeticOp::Divide ? BigInteger(a / b) : BigInteger(a % b));
    }
    return Value();
}

const BigInteger& big_of(const Value& value, Value& holder)
{
    holder = convert_to_big_integer(value);
    return *as_big_integer(holder);
}

int integer_rank(Tag tag)
{
    switch (tag) {
    case Tag::UInt64: return 3;
    case Tag::Int64: return 2;
    case Tag::UInt32: return 1;
    default: return 0;
    }
}

} // namespace

Tag common_integer(Tag a, Tag b)
{
    constexpr Tag tags[] = {Tag::Int32, Tag::UInt32, Tag::Int64, Tag::UInt64};
    return tags[std::max(integer_rank(a), integer_rank(b))];
}

std::string_view operator_method(ArithmeticOp op)
{
    constexpr std::string_view names[] = {"op_Addition", "op_Subtraction", "op_Multiply", "op_Division", "op_Modulus"};
    return names[static_cast<size_t>(op)];
}

bool is_countable(const Value& value)
{
    if (value.is_integral() || value.is_real() || value.is_null() || value.is_bool() || value.tag() == Tag::Char ||
        value.tag() == Tag::Enum)
        return true;
    return value.tag() == Tag::Object && is_number(value);
}

Value as_number(const Value& value)
{
    switch (value.tag()) {
    case Tag::Null:
    case Tag::Void: return Value(0);
    case Tag::Bool:
    case Tag::Char: return Value(static_cast<int32_t>(value.as_int64()));
    case Tag::Enum: {
        const Type* underlying = enum_type(value.aux()).underlying();
        return Value::integer(underlying ? underlying->tag() : Tag::Int32, value.as_int64());
    }
    default: return value;
    }
}

Value number_from_text(const Value& text, const Value& other)
{
    if (auto number = scan_number(text_of(text))) return *number;
    if (text_of(text).find_first_not_of(" \t\n\v\f\r") == std::string_view::npos) return Value(0);
    if (other.tag() == Tag::Enum) return as_number(convert(text, type_of(other)));
    if (other.is_integral()) return convert_to_integral(text, other.tag());
    if (other.is_real()) return convert_to_real(text, other.tag());
    if (as_decimal(other)) return convert_to_decimal(text);
    return convert_to_integral(text, Tag::Int32);
}

Value calculate(ArithmeticOp op, const Value& a, const Value& b)
{
    if (a.is_integral() && b.is_integral()) return integer_result(op, a, b);
    const bool plain = a.tag() < Tag::String && b.tag() < Tag::String;
    if (plain) return real_result(op, real_of(a), real_of(b));
    Value left, right;
    if (as_big_integer(a)) return big_result(op, big_of(a, left), big_of(b, right));
    if (as_decimal(a) || as_decimal(b)) {
        left = convert_to_decimal(a);
        right = convert_to_decimal(b);
        return decimal_result(op, *as_decimal(left), *as_decimal(right));
    }
    return big_result(op, big_of(a, left), big_of(b, right));
}

} // namespace kestrun::value
