// System.Math and System.MathF.
#include "value/decimal.hpp"
#include "value/types/all_types.hpp"
#include "value/types/number_members.hpp"
#include "value/types/tuple.hpp"
#include <cmath>

namespace kestrun::value {
namespace {

template <double (*F)(double)>
Value apply(Call& c)
{
    return Value(F(f64(c, 0)));
}

template <double (*F)(double, double)>
Value apply2(Call& c)
{
    return Value(F(f64(c, 0), f64(c, 1)));
}

/// <0, 0, >0 of two numbers of the same type; NaN counts as neither.
int order(const Value& a, const Value& b)
{
    if (const Decimal* da = as_decimal(a)) return decimal_compare(*da, *as_decimal(b));
    if (a.is_real()) return a.as_double() < b.as_double() ? -1 : a.as_double() > b.as_double() ? 1 : 0;
    const Int128 x = wide(a), y = wide(b);
    return x < y ? -1 : x > y ? 1 : 0;
}

Value pick(const Value& a, const Value& b, bool larger)
{
    if (a.is_real()) {
        if (std::isnan(a.as_double())) return a;
        if (std::isnan(b.as_double())) return b;
        if (a.as_double() == b.as_double()) return std::signbit(a.as_double()) == larger ? b : a;
    }
    return (order(a, b) >= 0) == larger ? a : b;
}

Value maximum(Call& c) { return pick(c.args[0], c.args[1], true); }
Value minimum(Call& c) { return pick(c.args[0], c.args[1], false); }

Value clamp(Call& c)
{
    if (order(c.args[1], c.args[2]) > 0) {
        throw_native("System.ArgumentException", "'" + dotnet_text(c.args[1]) + "' cannot be greater than " + dotnet_text(c.args[2]) + ".");
    }
    if (order(c.args[0], c.args[1]) < 0) return c.args[1];
    return order(c.args[0], c.args[2]) > 0 ? c.args[2] : c.args[0];
}

Value absolute(Call& c)
{
    const Value& a = c.args[0];
    if (const Decimal* d = as_decimal(a)) return decimal_value(d->negative() ? -*d : *d);
    if (a.tag() == Tag::Single) return Value::single(static_cast<float>(std::fabs(a.as_double())));
    if (a.is_real()) return Value(std::fabs(a.as_double()));
    const Int128 i = wide(a), positive = i < 0 ? -i : i;
    if (!fits(positive, a.tag())) {
        throw_native("System.OverflowException", "Negating the minimum value of a twos complement number is invalid.");
    }
    return narrow(positive, a.tag());
}

Value sign(Call& c)
{
    const Value& a = c.args[0];
    if (a.is_real() && std::isnan(a.as_double())) {
        throw_native("System.ArithmeticException", "Function does not accept floating point Not-a-Number values.");
    }
    if (const Decimal* d = as_decimal(a)) return Value(d->is_zero() ? 0 : d->negative() ? -1 : 1);
    if (a.is_real()) return Value(a.as_double() < 0 ? -1 : a.as_double() > 0 ? 1 : 0);
    return Value(wide(a) < 0 ? -1 : wide(a) > 0 ? 1 : 0);
}

double round_by(double d, int64_t mode)
{
    switch (mode) {
    case 1: return std::round(d);
    case 2: return std::trunc(d);
    case 3: return std::floor(d);
    case 4: return std::ceil(d);
    default: return std::nearbyint(d);
    }
}

/// digits and mode of Round's overloads.
struct Rounding
{
    int32_t digits = 0;
    int64_t mode = 0;
};
Rounding rounding_of(const Call& c)
{
    Rounding r;
    for (size_t i = 1; i < c.args.size(); ++i) {
        if (c.args[i].tag() == Tag::Enum)
            r.mode = c.args[i].as_int64();
        else
            r.digits = i32(c, i);
    }
    return r;
}

Value round_double(Call& c)
{
    const Rounding r = rounding_of(c);
    if (r.digits < 0 || r.digits > 15) throw_range("Rounding digits must be between 0 and 15, inclusive.", "digits");
    const double d = f64(c, 0);
    if (r.digits == 0) return Value(round_by(d, r.mode));
    if (!(std::fabs(d) < 1e16)) return Value(d); // no fraction left, or NaN
    static constexpr double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    return Value(round_by(d * powers[r.digits], r.mode) / powers[r.digits]);
}

Value round_decimal(Call& c)
{
    const Rounding r = rounding_of(c);
    if (r.digits < 0 || r.digits > 28) throw_range("Decimal can only round to between 0 and 28 digits of precision.", "decimals");
    return decimal_value(decimal_round(*as_decimal(c.args[0]), r.digits, static_cast<DecimalRounding>(r.mode)));
}

template <double (*F)(double, double)>
Value apply_single2(Call& c)
{
    return Value::single(static_cast<float>(F(f64(c, 0), f64(c, 1))));
}

Value round_single(Call& c)
{
    const Rounding r = rounding_of(c);
    if (r.digits < 0 || r.digits > 6) throw_range("Rounding digits must be between 0 and 6, inclusive.", "digits");
    const float scale = std::pow(10.0F, static_cast<float>(r.digits));
    return Value::single(static_cast<float>(round_by(static_cast<double>(static_cast<float>(f64(c, 0)) * scale), r.mode)) / scale);
}

template <DecimalRounding Mode>
Value decimal_to(Call& c)
{
    return decimal_value(decimal_round(*as_decimal(c.args[0]), 0, Mode));
}

Value log_base(Call& c)
{
    const double a = f64(c, 0), base = f64(c, 1);
    if (std::isnan(a) || std::isnan(base)) return Value(std::nan(""));
    if (base == 1 || (a != 1 && (base == 0 || (std::isinf(base) && base > 0)))) return Value(std::nan(""));
    return Value(std::log(a) / std::log(base));
}

Value divide_with_rest(Call& c)
{
    const Value& a = c.args[0];
    const Int128 x = wide(a), y = wide(c.args[1]);
    if (y == 0) throw_native("System.DivideByZeroException", "Attempted to divide by zero.");
    if (!fits(x / y, a.tag())) throw_native("System.OverflowException", "Arithmetic operation resulted in an overflow.");
    const Value quotient = narrow(x / y, a.tag()), rest = narrow(x % y, a.tag());
    if (c.args.size() == 3) {
        c.args[2] = rest;
        return quotient;
    }
    return value_tuple({quotient, rest});
}

Value big_mul(Call& c)
{
    const Int128 product = wide(c.args[0]) * wide(c.args[1]);
    return c.args[0].tag() == Tag::UInt32 ? Value::uint64(static_cast<uint64_t>(product)) : Value(static_cast<int64_t>(product));
}

double bit_increment(double d) { return std::nextafter(d, std::numeric_limits<double>::infinity()); }
double bit_decrement(double d) { return std::nextafter(d, -std::numeric_limits<double>::infinity()); }
double max_magnitude(double a, double b) { return std::fabs(a) >= std::fabs(b) ? a : b; }
double min_magnitude(double a, double b) { return std::fabs(a) <= std::fabs(b) ? a : b; }

#define KESTRUN_PAIR_ROWS(T) smeth("Max", T " val1, " T " val2", T, maximum), smeth("Min", T " val1, " T " val2", T, minimum)
#define KESTRUN_CLAMP_ROW(T) smeth("Clamp", T " value, " T " min, " T " max", T, clamp)
#define KESTRUN_DIV_REM_ROW(T) smeth("DivRem", T " left, " T " right", "System.ValueTuple[" T "," T "]", divide_with_rest)

constexpr MemberDef members[] = {
    sprop("E", "double", [](Call&) { return Value(2.71828182845904523536); }),
    sprop("PI", "double", [](Call&) { return Value(3.14159265358979323846); }),
    sprop("Tau", "double", [](Call&) { return Value(6.28318530717958647692); }),
    smeth("Abs", "short value", "short", absolute),
    smeth("Abs", "int value", "int", absolute),
    smeth("Abs", "long value", "long", absolute),
    smeth("Abs", "sbyte value", "sbyte", absolute),
    smeth("Abs", "decimal value", "decimal", absolute),
    smeth("Abs", "double value", "double", absolute),
    smeth("Abs", "float value", "float", absolute),
    smeth("Acos", "double d", "double", apply<std::acos>),
    smeth("Acosh", "double d", "double", apply<std::acosh>),
    smeth("Asin", "double d", "double", apply<std::asin>),
    smeth("Asinh", "double d", "double", apply<std::asinh>),
    smeth("Atan", "double d", "double", apply<std::atan>),
    smeth("Atanh", "double d", "double", apply<std::atanh>),
    smeth("Atan2", "double y, double x", "double", apply2<std::atan2>),
    smeth("BigMul", "int a, int b", "long", big_mul),
    smeth("BigMul", "uint a, uint b", "ulong", big_mul),
    smeth("BitDecrement", "double x", "double", apply<bit_decrement>),
    smeth("BitIncrement", "double x", "double", apply<bit_increment>),
    smeth("Cbrt", "double d", "double", apply<std::cbrt>),
    smeth("Ceiling", "double a", "double", apply<std::ceil>),
    smeth("Ceiling", "decimal d", "decimal", decimal_to<DecimalRounding::ToPositiveInfinity>),
    KESTRUN_CLAMP_ROW("byte"),
    KESTRUN_CLAMP_ROW("decimal"),
    KESTRUN_CLAMP_ROW("double"),
    KESTRUN_CLAMP_ROW("short"),
    KESTRUN_CLAMP_ROW("int"),
    KESTRUN_CLAMP_ROW("long"),
    KESTRUN_CLAMP_ROW("sbyte"),
    KESTRUN_CLAMP_ROW("float"),
    KESTRUN_CLAMP_ROW("ushort"),
    KESTRUN_CLAMP_ROW("uint"),
    KESTRUN_CLAMP_ROW("ulong"),
    smeth("CopySign", "double x, double y", "double", apply2<std::copysign>),
    smeth("Cos", "double d", "double", apply<std::cos>),
    smeth("Cosh", "double value", "double", apply<std::cosh>),
    smeth("DivRem", "int a, int b, out int result", "int", divide_with_rest),
    smeth("DivRem", "long a, long b, out long result", "long", divide_with_rest),
    KESTRUN_DIV_REM_ROW("sbyte"),
    KESTRUN_DIV_REM_ROW("byte"),
    KESTRUN_DIV_REM_ROW("short"),
    KESTRUN_DIV_REM_ROW("ushort"),
    KESTRUN_DIV_REM_ROW("int"),
    KESTRUN_DIV_REM_ROW("uint"),
    KESTRUN_DIV_REM_ROW("long"),
    KESTRUN_DIV_REM_ROW("ulong"),
    smeth("Exp", "double d", "double", apply<std::exp>),
    smeth("Floor", "double d", "double", apply<std::floor>),
    smeth("Floor", "decimal d", "decimal", decimal_to<DecimalRounding::ToNegativeInfinity>),
    smeth("FusedMultiplyAdd", "double x, double y, double z", "double",
          [](Call& c) { return Value(std::fma(f64(c, 0), f64(c, 1), f64(c, 2))); }),
    smeth("IEEERemainder", "double x, double y", "double", apply2<std::remainder>),
    smeth("ILogB", "double x", "int", [](Call& c) { return Value(static_cast<int32_t>(std::ilogb(f64(c, 0)))); }),
    smeth("Log", "double d", "double", apply<std::log>),
    smeth("Log", "double a, double newBase", "double", log_base),
    smeth("Log10", "double d", "double", apply<std::log10>),
    smeth("Log2", "double x", "double", apply<std::log2>),
    KESTRUN_PAIR_ROWS("byte"),
    KESTRUN_PAIR_ROWS("decimal"),
    KESTRUN_PAIR_ROWS("double"),
    KESTRUN_PAIR_ROWS("short"),
    KESTRUN_PAIR_ROWS("int"),
    KESTRUN_PAIR_ROWS("long"),
    KESTRUN_PAIR_ROWS("sbyte"),
    KESTRUN_PAIR_ROWS("float"),
    KESTRUN_PAIR_ROWS("ushort"),
    KESTRUN_PAIR_ROWS("uint"),
    KESTRUN_PAIR_ROWS("ulong"),
    smeth("MaxMagnitude", "double x, double y", "double", apply2<max_magnitude>),
    smeth("MinMagnitude", "double x, double y", "double", apply2<min_magnitude>),
    smeth("Pow", "double x, double y", "double", apply2<std::pow>),
    smeth("Round", "decimal d", "decimal", round_decimal),
    smeth("Round", "decimal d, int decimals", "decimal", round_decimal),
    smeth("Round", "decimal d, System.MidpointRounding mode", "decimal", round_decimal),
    smeth("Round", "decimal d, int decimals, System.MidpointRounding mode", "decimal", round_decimal),
    smeth("Round", "double a", "double", round_double),
    smeth("Round", "double value, int digits", "double", round_double),
    smeth("Round", "double value, System.MidpointRounding mode", "double", round_double),
    smeth("Round", "double value, int digits, System.MidpointRounding mode", "double", round_double),
    smeth("ScaleB", "double x, int n", "double", [](Call& c) { return Value(std::scalbn(f64(c, 0), i32(c, 1))); }),
    smeth("Sign", "decimal value", "int", sign),
    smeth("Sign", "double value", "int", sign),
    smeth("Sign", "short value", "int", sign),
    smeth("Sign", "int value", "int", sign),
    smeth("Sign", "long value", "int", sign),
    smeth("Sign", "sbyte value", "int", sign),
    smeth("Sign", "float value", "int", sign),
    smeth("Sin", "double a", "double", apply<std::sin>),
    smeth("SinCos", "double x", "System.ValueTuple[double,double]",
          [](Call& c) {
              return value_tuple({Value(std::sin(f64(c, 0))), Value(std::cos(f64(c, 0)))});
          }),
    smeth("Sinh", "double value", "double", apply<std::sinh>),
    smeth("Sqrt", "double d", "double", apply<std::sqrt>),
    smeth("Tan", "double a", "double", apply<std::tan>),
    smeth("Tanh", "double value", "double", apply<std::tanh>),
    smeth("Truncate", "decimal d", "decimal", decimal_to<DecimalRounding::ToZero>),
    smeth("Truncate", "double d", "double", apply<std::trunc>),
};

template <double (*F)(double)>
Value apply_single(Call& c)
{
    return Value::single(static_cast<float>(F(f64(c, 0))));
}

constexpr MemberDef single_members[] = {
    sprop("E", "float", [](Call&) { return Value::single(2.7182818F); }),
    sprop("PI", "float", [](Call&) { return Value::single(3.1415927F); }),
    smeth("Abs", "float x", "float", absolute),
    smeth("Ceiling", "float x", "float", apply_single<std::ceil>),
    smeth("Floor", "float x", "float", apply_single<std::floor>),
    smeth("Round", "float x", "float", apply_single<std::nearbyint>),
    smeth("Truncate", "float x", "float", apply_single<std::trunc>),
    smeth("Sqrt", "float x", "float", apply_single<std::sqrt>),
    smeth("Sin", "float x", "float", apply_single<std::sin>),
    smeth("Cos", "float x", "float", apply_single<std::cos>),
    smeth("Tan", "float x", "float", apply_single<std::tan>),
    smeth("Exp", "float x", "float", apply_single<std::exp>),
    smeth("Log", "float x", "float", apply_single<std::log>),
    smeth("Log10", "float x", "float", apply_single<std::log10>),
    smeth("Pow", "float x, float y", "float", [](Call& c) { return Value::single(static_cast<float>(std::pow(f64(c, 0), f64(c, 1)))); }),
    KESTRUN_PAIR_ROWS("float"),
    sprop("Tau", "float", [](Call&) { return Value::single(6.2831855F); }),
    smeth("Acos", "float x", "float", apply_single<std::acos>),
    smeth("Acosh", "float x", "float", apply_single<std::acosh>),
    smeth("Asin", "float x", "float", apply_single<std::asin>),
    smeth("Asinh", "float x", "float", apply_single<std::asinh>),
    smeth("Atan", "float x", "float", apply_single<std::atan>),
    smeth("Atan2", "float y, float x", "float", apply_single2<std::atan2>),
    smeth("Atanh", "float x", "float", apply_single<std::atanh>),
    smeth("BitDecrement", "float x", "float",
          [](Call& c) { return Value::single(std::nextafterf(static_cast<float>(f64(c, 0)), -std::numeric_limits<float>::infinity())); }),
    smeth("BitIncrement", "float x", "float",
          [](Call& c) { return Value::single(std::nextafterf(static_cast<float>(f64(c, 0)), std::numeric_limits<float>::infinity())); }),
    smeth("Cbrt", "float x", "float", apply_single<std::cbrt>),
    smeth("CopySign", "float x, float y", "float", apply_single2<std::copysign>),
    smeth("Cosh", "float x", "float", apply_single<std::cosh>),
    smeth("FusedMultiplyAdd", "float x, float y, float z", "float",
          [](Call& c) { return Value::single(static_cast<float>(std::fma(f64(c, 0), f64(c, 1), f64(c, 2)))); }),
    smeth("IEEERemainder", "float x, float y", "float", apply_single2<std::remainder>),
    smeth("ILogB", "float x", "int", [](Call& c) { return Value(std::ilogb(f64(c, 0))); }),
    smeth("Log", "float x, float y", "float",
          [](Call& c) { return Value::single(static_cast<float>(std::log(f64(c, 0)) / std::log(f64(c, 1)))); }),
    smeth("Log2", "float x", "float", apply_single<std::log2>),
    smeth("ReciprocalEstimate", "float x", "float", [](Call& c) { return Value::single(static_cast<float>(1 / f64(c, 0))); }),
    smeth("ReciprocalSqrtEstimate", "float x", "float",
          [](Call& c) { return Value::single(static_cast<float>(1 / std::sqrt(f64(c, 0)))); }),
    smeth("Round", "float x, int digits", "float", round_single),
    smeth("Round", "float x, System.MidpointRounding mode", "float", round_single),
    smeth("Round", "float x, int digits, System.MidpointRounding mode", "float", round_single),
    smeth("ScaleB", "float x, int n", "float",
          [](Call& c) { return Value::single(static_cast<float>(std::scalbn(f64(c, 0), i32(c, 1)))); }),
    smeth("Sign", "float x", "int", sign),
    smeth("SinCos", "float x", "System.ValueTuple[float, float]",
          [](Call& c) {
              return value_tuple(
                  {Value::single(static_cast<float>(std::sin(f64(c, 0)))), Value::single(static_cast<float>(std::cos(f64(c, 0))))});
          }),
    smeth("Sinh", "float x", "float", apply_single<std::sinh>),
    smeth("Tanh", "float x", "float", apply_single<std::tanh>),
};
#undef KESTRUN_PAIR_ROWS
#undef KESTRUN_CLAMP_ROW
#undef KESTRUN_DIV_REM_ROW

constexpr TypeDef table[] = {
    {"System.Math", "System.Object", TypeFlags::Static, "", "", members},
    {"System.MathF", "System.Object", TypeFlags::Static, "", "", single_members},
};

} // namespace

std::span<const TypeDef> math_types() { return table; }

} // namespace kestrun::value
