// System.Numerics.BigInteger.
#include "value/big_integer.hpp"
#include "value/convert_number.hpp"
#include "value/types/all_types.hpp"
#include "value/types/number_members.hpp"
#include "value/types/tuple.hpp"
#include <cmath>

namespace kestrun::value {
namespace {

const BigInteger& big(const Call& c, size_t i) { return *as_big_integer(c.args[i]); }
const BigInteger& self_big(const Call& c) { return *as_big_integer(c.self); }

bool read(const Call& c, BigInteger& out)
{
    if (!c.args[0].is_string()) return false;
    const ParseOptions options = parse_options(c, number_style::Integer);
    std::string source = invariant_number(text(c, 0), options);
    if (options.styles & number_style::Thousands) std::erase(source, ',');
    if (!(options.styles & number_style::HexSpecifier)) return parse_big_integer(source, out);
    // Hexadecimal digits are two's complement: a leading digit above 7 makes a negative number.
    const std::string_view digits = trim(source);
    if (digits.empty() || digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) return false;
    out = BigInteger("0x" + std::string(digits));
    if (std::string_view("89abcdefABCDEF").find(digits[0]) != std::string_view::npos) {
        out -= BigInteger(1) << static_cast<unsigned>(digits.size() * 4);
    }
    return true;
}

Value parse(Call& c)
{
    require(c, 0, "value");
    BigInteger result;
    if (!read(c, result)) throw_native("System.FormatException", "The value could not be parsed.");
    return big_integer_value(std::move(result));
}

Value try_parse(Call& c)
{
    BigInteger result;
    const bool ok = read(c, result);
    c.args.back() = big_integer_value(ok ? std::move(result) : BigInteger());
    return Value(ok);
}

void check_divisor(const Call& c, size_t i)
{
    if (big(c, i) == 0) throw_native("System.DivideByZeroException", "Attempted to divide by zero.");
}

Value divide(Call& c)
{
    check_divisor(c, 1);
    return big_integer_value(big(c, 0) / big(c, 1));
}

Value remainder(Call& c)
{
    check_divisor(c, 1);
    return big_integer_value(big(c, 0) % big(c, 1));
}

Value divide_with_rest(Call& c)
{
    check_divisor(c, 1);
    const Value rest = big_integer_value(big(c, 0) % big(c, 1));
    const Value quotient = big_integer_value(big(c, 0) / big(c, 1));
    c.args[2] = rest;
    return quotient;
}

Value power(Call& c)
{
    const int32_t exponent = i32(c, 1);
    if (exponent < 0) throw_range("The number must be greater than or equal to zero.", "exponent");
    const BigInteger& base = big(c, 0);
    if (base != 0 && abs(base) != 1) {
        const auto size = static_cast<double>(msb(abs(base)) + 1) * exponent;
        if (size > max_big_integer_bits * 1.01) throw_native("System.OverflowException", "BigInteger would be larger than the limit.");
    }
    return big_integer_value(checked(pow(base, static_cast<unsigned>(exponent))));
}

Value mod_pow(Call& c)
{
    check_divisor(c, 2);
    if (big(c, 1) < 0) throw_range("The number must be greater than or equal to zero.", "exponent");
    const BigInteger modulus = abs(big(c, 2));
    BigInteger result = powm(abs(big(c, 0)) % modulus, big(c, 1), modulus);
    if (big(c, 0) < 0 && bit_test(big(c, 1), 0) && result != 0) result = -result;
    return big_integer_value(std::move(result));
}

double to_log(const BigInteger& i)
{
    if (i <= 0) return i == 0 ? -std::numeric_limits<double>::infinity() : std::nan("");
    const auto bits = static_cast<unsigned>(msb(i));
    if (bits < 1000) return std::log(i.convert_to<double>());
    const BigInteger top = i >> (bits - 64);
    return std::log(top.convert_to<double>()) + (bits - 64) * std::log(2.0);
}

/// Little-endian two's complement, as short as possible.
std::string to_bytes(const BigInteger& number, bool is_unsigned, bool big_endian)
{
    if (is_unsigned && number < 0) throw_native("System.OverflowException", "Negative values do not have an unsigned representation.");
    std::string bytes;
    BigInteger rest = number;
    const bool negative = number < 0;
    if (negative) rest = -(rest + 1);
    while (rest != 0) {
        bytes += static_cast<char>(static_cast<unsigned>(rest & 0xFF));
        rest >>= 8;
    }
    if (bytes.empty()) bytes += '\0';
    if (!is_unsigned && (static_cast<unsigned char>(bytes.back()) & 0x80)) bytes += '\0';
    if (negative) {
        for (char& b : bytes) b = static_cast<char>(~b);
    }
    if (big_endian) std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

Value from_bytes(Call& c)
{
    std::string storage;
    const std::string_view bytes = bytes_arg(c, 0, "value", storage);
    BigInteger result = 0;
    for (size_t i = bytes.size(); i-- > 0;) result = (result << 8) | static_cast<unsigned char>(bytes[i]);
    if (!bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80))
        result -= BigInteger(1) << static_cast<unsigned>(bytes.size() * 8);
    return big_integer_value(checked(result));
}

Value from_number(Call& c) { return convert_to_big_integer(c.args[0]); }
Value pick(Call& c, bool larger) { return (big(c, 0) >= big(c, 1)) == larger ? c.args[0] : c.args[1]; }

constexpr MemberDef members[] = {
    ctor("int value", from_number),
    ctor("uint value", from_number),
    ctor("long value", from_number),
    ctor("ulong value", from_number),
    ctor("float value", from_number),
    ctor("double value", from_number),
    ctor("decimal value", from_number),
    ctor("byte[] value", from_bytes),
    prop("IsPowerOfTwo", "bool", [](Call& c) { return Value(self_big(c) > 0 && (self_big(c) & (self_big(c) - 1)) == 0); }),
    prop("IsZero", "bool", [](Call& c) { return Value(self_big(c) == 0); }),
    prop("IsOne", "bool", [](Call& c) { return Value(self_big(c) == 1); }),
    prop("IsEven", "bool", [](Call& c) { return Value((self_big(c) % 2) == 0); }),
    prop("Sign", "int", [](Call& c) { return Value(static_cast<int32_t>(self_big(c).sign())); }),
    sprop("Zero", "bigint", [](Call&) { return big_integer_value(0); }),
    sprop("One", "bigint", [](Call&) { return big_integer_value(1); }),
    sprop("MinusOne", "bigint", [](Call&) { return big_integer_value(-1); }),
    KESTRUN_PARSE_ROWS("bigint", parse, try_parse),
    KESTRUN_COMPARABLE_ROWS("bigint"),
    KESTRUN_FORMATTABLE_ROWS,
    smeth("Compare", "bigint left, bigint right", "int", [](Call& c) { return Value(static_cast<int32_t>(big(c, 0).compare(big(c, 1)))); }),
    smeth("Abs", "bigint value", "bigint", [](Call& c) { return big_integer_value(abs(big(c, 0))); }),
    smeth("Add", "bigint left, bigint right", "bigint", [](Call& c) { return big_integer_value(checked(big(c, 0) + big(c, 1))); }),
    smeth("Subtract", "bigint left, bigint right", "bigint", [](Call& c) { return big_integer_value(checked(big(c, 0) - big(c, 1))); }),
    smeth("Multiply", "bigint left, bigint right", "bigint", [](Call& c) { return big_integer_value(checked(big(c, 0) * big(c, 1))); }),
    smeth("Divide", "bigint dividend, bigint divisor", "bigint", divide),
    smeth("Remainder", "bigint dividend, bigint divisor", "bigint", remainder),
    smeth("DivRem", "bigint dividend, bigint divisor, out bigint remainder", "bigint", divide_with_rest),
    smeth("DivRem", "bigint left, bigint right", "System.ValueTuple[bigint, bigint]",
          [](Call& c) {
              if (big(c, 1) == 0) throw_native("System.DivideByZeroException", "Attempted to divide by zero.");
              return value_tuple({big_integer_value(big(c, 0) / big(c, 1)), big_integer_value(big(c, 0) % big(c, 1))});
          }),
    smeth("Clamp", "bigint value, bigint min, bigint max", "bigint",
          [](Call& c) { return big(c, 0) < big(c, 1)   ? c.args[1]
                               : big(c, 0) > big(c, 2) ? c.args[2]
                                                       : c.args[0]; }),
    smeth("IsEvenInteger", "bigint value", "bool", [](Call& c) { return Value(big(c, 0) % 2 == 0); }),
    smeth("IsOddInteger", "bigint value", "bool", [](Call& c) { return Value(big(c, 0) % 2 != 0); }),
    smeth("IsNegative", "bigint value", "bool", [](Call& c) { return Value(big(c, 0) < 0); }),
    smeth("IsPositive", "bigint value", "bool", [](Call& c) { return Value(big(c, 0) >= 0); }),
    smeth("IsPow2", "bigint value", "bool", [](Call& c) { return Value(big(c, 0) > 0 && (big(c, 0) & (big(c, 0) - 1)) == 0); }),
    smeth("Log2", "bigint value", "bigint",
          [](Call& c) {
              if (big(c, 0) <= 0) throw_range("Specified argument was out of the range of valid values.", "value");
              return big_integer_value(BigInteger(msb(big(c, 0))));
          }),
    smeth("CreateChecked", "bigint value", "bigint", [](Call& c) { return c.args[0]; }),
    meth("GetBitLength", "", "long",
         [](Call& c) {
             const BigInteger& self_value = *as_big_integer(c.self);
             const BigInteger shown = self_value < 0 ? BigInteger(-self_value - 1) : self_value;
             return Value(shown == 0 ? int64_t{0} : static_cast<int64_t>(msb(shown)) + 1);
         }),
    meth("GetByteCount", "bool isUnsigned = false", "int",
         [](Call& c) {
             const BigInteger& self_value = *as_big_integer(c.self);
             const BigInteger shown = self_value < 0 ? BigInteger(-self_value - 1) : self_value;
             const size_t bits = (shown == 0 ? 0 : msb(shown) + 1) + (flag(c, 0) ? 0 : 1);
             return Value(static_cast<int32_t>(std::max<size_t>(1, (bits + 7) / 8)));
         }),
    smeth("Negate", "bigint value", "bigint", [](Call& c) { return big_integer_value(-big(c, 0)); }),
    smeth("Log", "bigint value", "double", [](Call& c) { return Value(to_log(big(c, 0))); }),
    smeth("Log", "bigint value, double baseValue", "double", [](Call& c) { return Value(to_log(big(c, 0)) / std::log(f64(c, 1))); }),
    smeth("Log10", "bigint value", "double", [](Call& c) { return Value(to_log(big(c, 0)) / std::log(10.0)); }),
    smeth("GreatestCommonDivisor", "bigint left, bigint right", "bigint",
          [](Call& c) { return big_integer_value(gcd(big(c, 0), big(c, 1))); }),
    smeth("Max", "bigint left, bigint right", "bigint", [](Call& c) { return pick(c, true); }),
    smeth("Min", "bigint left, bigint right", "bigint", [](Call& c) { return pick(c, false); }),
    smeth("ModPow", "bigint value, bigint exponent, bigint modulus", "bigint", mod_pow),
    smeth("Pow", "bigint value, int exponent", "bigint", power),
    meth("ToByteArray", "", "byte[]", [](Call& c) { return make_bytes(to_bytes(self_big(c), false, false)); }),
    meth("ToByteArray", "bool isUnsigned = False, bool isBigEndian = False", "byte[]",
         [](Call& c) { return make_bytes(to_bytes(self_big(c), flag(c, 0), flag(c, 1))); }),
};

constexpr TypeDef table[] = {
    {"System.Numerics.BigInteger", "System.ValueType", TypeFlags::ValueType | TypeFlags::Sealed, "bigint",
     "System.IComparable,System.IFormattable", members},
};

} // namespace

std::span<const TypeDef> big_integer_type_types() { return table; }

} // namespace kestrun::value
