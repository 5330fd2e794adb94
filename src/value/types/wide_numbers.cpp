// System.Int128, UInt128, Half and System.Numerics.Complex: rare numbers that work as objects with operators of their own.
#include "value/big_integer.hpp"
#include "value/types/all_types.hpp"
#include "value/types/number_members.hpp"
#include "value/types/tuple.hpp"
#include <charconv>
#include <cmath>
#include <complex>

namespace kestrun::value {
namespace {

constexpr TypeFlags value_type = TypeFlags::ValueType | TypeFlags::Sealed;
constexpr const char* int128_name = "System.Int128";
constexpr const char* uint128_name = "System.UInt128";

[[noreturn]] void throw_overflow() { throw_native("System.OverflowException", "Arithmetic operation resulted in an overflow."); }

class WideInteger final : public Object, public Textual, public Comparable
{
public:
    WideInteger(const Type& type, BigInteger value) : type_(&type), value_(std::move(value)) {}
    const Type& type() const override { return *type_; }
    const BigInteger& get() const { return value_; }
    std::string text() const override { return value_.str(); }
    std::string text(std::string_view format) const override { return format_value(big_integer_value(value_), format); }
    bool equals(const Value& other) const override
    {
        const auto* wide = other.as<WideInteger>();
        return wide && wide->value_ == value_;
    }
    uint32_t hash() const override { return static_cast<uint32_t>(std::hash<std::string>()(value_.str())); }
    std::optional<int> compare(const Value& other) const override
    {
        const auto* wide = other.as<WideInteger>();
        if (!wide) return std::nullopt;
        return value_ < wide->value_ ? -1 : value_ > wide->value_ ? 1 : 0;
    }

private:
    const Type* type_;
    BigInteger value_;
};

BigInteger power_of_two(unsigned n) { return BigInteger(1) << n; }

template <bool is_signed>
BigInteger limit(bool largest)
{
    if (!is_signed) return largest ? BigInteger(power_of_two(128) - 1) : BigInteger(0);
    return largest ? BigInteger(power_of_two(127) - 1) : BigInteger(-power_of_two(127));
}

template <bool is_signed>
const Type& type_of_wide()
{
    return native_type(is_signed ? int128_name : uint128_name);
}

template <bool is_signed>
bool fits_wide(const BigInteger& value)
{
    return value >= limit<is_signed>(false) && value <= limit<is_signed>(true);
}

template <bool is_signed>
Value wide_value(const BigInteger& value)
{
    if (!fits_wide<is_signed>(value)) throw_overflow();
    return Value(make<WideInteger>(type_of_wide<is_signed>(), value));
}

BigInteger number_of(const Value& value)
{
    if (const auto* wide = value.as<WideInteger>()) return wide->get();
    if (const BigInteger* big = as_big_integer(value)) return *big;
    if (value.tag() == Tag::UInt64) return value.as_uint64();
    if (value.is_real()) return big_integer_from_double(std::trunc(value.as_double()));
    return to_int64(value);
}

template <bool is_signed>
Value parse(Call& c)
{
    require(c, 0, "s");
    BigInteger value;
    if (!parse_big_integer(text(c, 0), value)) throw_number_format(text(c, 0));
    if (!fits_wide<is_signed>(value))
        throw_native("System.OverflowException", is_signed ? "Value was either too large or too small for an Int128."
                                                           : "Value was either too large or too small for a UInt128.");
    return wide_value<is_signed>(value);
}

template <bool is_signed>
Value try_parse(Call& c)
{
    BigInteger value;
    const bool ok = parse_big_integer(text(c, 0), value) && fits_wide<is_signed>(value);
    c.args.back() = wide_value<is_signed>(ok ? value : BigInteger(0));
    return Value(ok);
}

enum class Op
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo
};

template <bool is_signed, Op op>
Value calculate(Call& c)
{
    const BigInteger a = number_of(c.args[0]), b = number_of(c.args[1]);
    if ((op == Op::Divide || op == Op::Modulo) && b == 0) throw_native("System.DivideByZeroException", "Attempted to divide by zero.");
    switch (op) {
    case Op::Add: return wide_value<is_signed>(a + b);
    case Op::Subtract: return wide_value<is_signed>(a - b);
    case Op::Multiply: return wide_value<is_signed>(a * b);
    case Op::Divide: return wide_value<is_signed>(a / b);
    default: return wide_value<is_signed>(a % b);
    }
}

template <bool is_signed, bool larger>
Value pick(Call& c)
{
    const BigInteger a = number_of(c.args[0]), b = number_of(c.args[1]);
    return wide_value<is_signed>((a > b) == larger ? a : b);
}

Value compare_to(Call& c)
{
    if (is_null(c, 0)) return Value(1);
    const auto order = self<WideInteger>(c).compare(c.args[0]);
    if (!order) throw_argument("System.ArgumentException", "Object must be of type " + c.type.name() + ".", "");
    return Value(*order);
}

template <bool is_signed>
Value from_halves(Call& c)
{
    BigInteger value = (BigInteger(c.args[0].as_uint64()) << 64) + BigInteger(c.args[1].as_uint64());
    if (is_signed && value >= power_of_two(127)) value -= power_of_two(128);
    return wide_value<is_signed>(value);
}

#define KESTRUN_WIDE_ROWS(NAME, SIGNED)                                                                                                    \
    ctor("ulong upper, ulong lower", from_halves<SIGNED>),                                                                                 \
        sprop("MaxValue", NAME, [](Call&) { return wide_value<SIGNED>(limit<SIGNED>(true)); }),                                            \
        sprop("MinValue", NAME, [](Call&) { return wide_value<SIGNED>(limit<SIGNED>(false)); }),                                           \
        sprop("One", NAME, [](Call&) { return wide_value<SIGNED>(1); }), sprop("Zero", NAME, [](Call&) { return wide_value<SIGNED>(0); }), \
        KESTRUN_PARSE_ROWS(NAME, parse<SIGNED>, try_parse<SIGNED>),                                                                        \
        smeth("op_Addition", NAME " left, " NAME " right", NAME, calculate<SIGNED, Op::Add>),                                              \
        smeth("op_Subtraction", NAME " left, " NAME " right", NAME, calculate<SIGNED, Op::Subtract>),                                      \
        smeth("op_Multiply", NAME " left, " NAME " right", NAME, calculate<SIGNED, Op::Multiply>),                                         \
        smeth("op_Division", NAME " left, " NAME " right", NAME, calculate<SIGNED, Op::Divide>),                                           \
        smeth("op_Modulus", NAME " left, " NAME " right", NAME, calculate<SIGNED, Op::Modulo>),                                            \
        smeth("Max", NAME " x, " NAME " y", NAME, pick<SIGNED, true>), smeth("Min", NAME " x, " NAME " y", NAME, pick<SIGNED, false>),     \
        smeth("Abs", NAME " value", NAME, [](Call& c) { return wide_value<SIGNED>(abs(number_of(c.args[0]))); }),                          \
        smeth("CreateChecked", "System.Object value", NAME, [](Call& c) { return wide_value<SIGNED>(number_of(c.args[0])); }),             \
        smeth("Sign", NAME " value", "int", [](Call& c) { return Value(number_of(c.args[0]).sign()); }),                                   \
        smeth("IsNegative", NAME " value", "bool", [](Call& c) { return Value(number_of(c.args[0]) < 0); }),                               \
        smeth("IsEvenInteger", NAME " value", "bool", [](Call& c) { return Value(number_of(c.args[0]) % 2 == 0); }),                       \
        meth("CompareTo", "System.Object value", "int", compare_to),                                                                       \
        meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(self<WideInteger>(c).equals(c.args[0])); }),                \
        meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(self<WideInteger>(c).hash())); }),                  \
        meth("ToString", "", "string", [](Call& c) { return Value(self<WideInteger>(c).text()); }),                                        \
        meth("ToString", "string format", "string", [](Call& c) { return Value(self<WideInteger>(c).text(text(c, 0))); }),                 \
        meth("ToString", "string format, System.IFormatProvider provider", "string",                                                       \
             [](Call& c) { return Value(self<WideInteger>(c).text(text(c, 0))); })

constexpr MemberDef int128_members[] = {KESTRUN_WIDE_ROWS("System.Int128", true),
                                        sprop("NegativeOne", int128_name, [](Call&) { return wide_value<true>(-1); })};
constexpr MemberDef uint128_members[] = {KESTRUN_WIDE_ROWS("System.UInt128", false)};
#undef KESTRUN_WIDE_ROWS

// Half: kept as the float it stands for, rounded to 11 bits.

float to_half(double d)
{
    if (!std::isfinite(d) || d == 0) return static_cast<float>(d);
    int exponent = 0;
    std::frexp(d, &exponent);
    const int bits = std::max(exponent - 11, -24); // the weight of the last bit
    const double rounded = std::scalbn(std::nearbyint(std::scalbn(d, -bits)), bits);
    return static_cast<float>(std::fabs(rounded) > 65504 ? std::copysign(std::numeric_limits<double>::infinity(), d) : rounded);
}

/// The shortest digits that read back as the same Half.
double shortest(float half)
{
    if (!std::isfinite(half)) return half;
    for (int digits = 1; digits < 6; ++digits) {
        char buffer[32];
        const auto end =
            std::to_chars(buffer, buffer + sizeof buffer, static_cast<double>(half), std::chars_format::scientific, digits - 1);
        double d = 0;
        std::from_chars(buffer, end.ptr, d);
        if (to_half(d) == half) return d;
    }
    return half;
}

class Half final : public Object, public Textual, public Comparable
{
public:
    explicit Half(double value) : value_(to_half(value)) {}
    const Type& type() const override { return native_type("System.Half"); }
    float get() const { return value_; }
    std::string text() const override { return dotnet_text(Value(shortest(value_))); }
    std::string text(std::string_view format) const override { return format_value(Value(shortest(value_)), format); }
    bool equals(const Value& other) const override
    {
        const auto* half = other.as<Half>();
        return half && (half->value_ == value_ || (std::isnan(half->value_) && std::isnan(value_)));
    }
    uint32_t hash() const override { return static_cast<uint32_t>(std::hash<float>()(value_)); }
    std::optional<int> compare(const Value& other) const override
    {
        const auto* half = other.as<Half>();
        if (!half) return std::nullopt;
        return value_ < half->value_ ? -1 : value_ > half->value_ ? 1 : 0;
    }

private:
    float value_;
};

Value half(double d) { return Value(make<Half>(d)); }

double real_of(const Value& value)
{
    if (const auto* h = value.as<Half>()) return static_cast<double>(h->get());
    return to_double(value);
}

Value parse_half(Call& c)
{
    require(c, 0, "s");
    double d = 0;
    const std::string given(trim(text(c, 0)));
    const auto end = std::from_chars(given.data(), given.data() + given.size(), d);
    if (given.empty() || end.ec == std::errc::invalid_argument || end.ptr != given.data() + given.size()) throw_number_format(text(c, 0));
    return half(d);
}

Value try_parse_half(Call& c)
{
    double d = 0;
    const std::string given(trim(text(c, 0)));
    const auto end = std::from_chars(given.data(), given.data() + given.size(), d);
    const bool ok = !given.empty() && end.ec != std::errc::invalid_argument && end.ptr == given.data() + given.size();
    c.args.back() = half(ok ? d : 0);
    return Value(ok);
}

template <Op op>
Value calculate_half(Call& c)
{
    const double a = real_of(c.args[0]), b = real_of(c.args[1]);
    switch (op) {
    case Op::Add: return half(a + b);
    case Op::Subtract: return half(a - b);
    case Op::Multiply: return half(a * b);
    case Op::Divide: return half(a / b);
    default: return half(std::fmod(a, b));
    }
}

#define HALF "System.Half"
constexpr MemberDef half_members[] = {
    sprop("MaxValue", HALF, [](Call&) { return half(65504); }),
    sprop("MinValue", HALF, [](Call&) { return half(-65504); }),
    sprop("Epsilon", HALF, [](Call&) { return half(std::scalbn(1.0, -24)); }),
    sprop("NaN", HALF, [](Call&) { return half(std::nan("")); }),
    sprop("PositiveInfinity", HALF, [](Call&) { return half(std::numeric_limits<double>::infinity()); }),
    sprop("NegativeInfinity", HALF, [](Call&) { return half(-std::numeric_limits<double>::infinity()); }),
    sprop("One", HALF, [](Call&) { return half(1); }),
    sprop("Zero", HALF, [](Call&) { return half(0); }),
    sprop("Pi", HALF, [](Call&) { return half(3.14159265358979323846); }),
    sprop("E", HALF, [](Call&) { return half(2.71828182845904523536); }),
    KESTRUN_PARSE_ROWS(HALF, parse_half, try_parse_half),
    smeth("op_Addition", HALF " left, " HALF " right", HALF, calculate_half<Op::Add>),
    smeth("op_Subtraction", HALF " left, " HALF " right", HALF, calculate_half<Op::Subtract>),
    smeth("op_Multiply", HALF " left, " HALF " right", HALF, calculate_half<Op::Multiply>),
    smeth("op_Division", HALF " left, " HALF " right", HALF, calculate_half<Op::Divide>),
    smeth("op_Modulus", HALF " left, " HALF " right", HALF, calculate_half<Op::Modulo>),
    smeth("Abs", HALF " value", HALF, [](Call& c) { return half(std::fabs(real_of(c.args[0]))); }),
    smeth("Sqrt", HALF " x", HALF, [](Call& c) { return half(std::sqrt(real_of(c.args[0]))); }),
    smeth("Round", HALF " x", HALF, [](Call& c) { return half(std::nearbyint(real_of(c.args[0]))); }),
    smeth("Floor", HALF " x", HALF, [](Call& c) { return half(std::floor(real_of(c.args[0]))); }),
    smeth("Ceiling", HALF " x", HALF, [](Call& c) { return half(std::ceil(real_of(c.args[0]))); }),
    smeth("Max", HALF " x, " HALF " y", HALF, [](Call& c) { return half(std::fmax(real_of(c.args[0]), real_of(c.args[1]))); }),
    smeth("Min", HALF " x, " HALF " y", HALF, [](Call& c) { return half(std::fmin(real_of(c.args[0]), real_of(c.args[1]))); }),
    smeth("IsNaN", HALF " value", "bool", [](Call& c) { return Value(std::isnan(real_of(c.args[0]))); }),
    smeth("IsFinite", HALF " value", "bool", [](Call& c) { return Value(bool(std::isfinite(real_of(c.args[0])))); }),
    smeth("IsInfinity", HALF " value", "bool", [](Call& c) { return Value(bool(std::isinf(real_of(c.args[0])))); }),
    smeth("CreateChecked", "System.Object value", HALF, [](Call& c) { return half(real_of(c.args[0])); }),
    meth("CompareTo", "System.Object value", "int",
         [](Call& c) {
             if (is_null(c, 0)) return Value(1);
             const auto order = self<Half>(c).compare(c.args[0]);
             if (!order) throw_argument("System.ArgumentException", "Object must be of type Half.", "");
             return Value(*order);
         }),
    meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(self<Half>(c).equals(c.args[0])); }),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(self<Half>(c).hash())); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<Half>(c).text()); }),
    meth("ToString", "string format", "string", [](Call& c) { return Value(self<Half>(c).text(text(c, 0))); }),
    meth("ToString", "string format, System.IFormatProvider provider", "string",
         [](Call& c) { return Value(self<Half>(c).text(text(c, 0))); }),
};
#undef HALF

// Complex

using Number = std::complex<double>;

class Complex final : public Object, public Textual, public Comparable
{
public:
    explicit Complex(Number value) : value_(value) {}
    const Type& type() const override { return native_type("System.Numerics.Complex"); }
    const Number& get() const { return value_; }
    std::string text() const override { return "<" + dotnet_text(Value(value_.real())) + "; " + dotnet_text(Value(value_.imag())) + ">"; }
    std::string text(std::string_view format) const override
    {
        return "<" + format_value(Value(value_.real()), format) + "; " + format_value(Value(value_.imag()), format) + ">";
    }
    bool equals(const Value& other) const override
    {
        const auto* complex = other.as<Complex>();
        return complex && complex->value_ == value_;
    }
    uint32_t hash() const override
    {
        return static_cast<uint32_t>(std::hash<double>()(value_.real()) ^ std::hash<double>()(value_.imag()) * 31);
    }

private:
    Number value_;
};

Value complex(Number value) { return Value(make<Complex>(value)); }
Number complex_of(const Value& value)
{
    if (const auto* made = value.as<Complex>()) return made->get();
    return {to_double(value), 0};
}

template <Op op>
Value calculate_complex(Call& c)
{
    const Number a = complex_of(c.args[0]), b = complex_of(c.args[1]);
    switch (op) {
    case Op::Add: return complex(a + b);
    case Op::Subtract: return complex(a - b);
    case Op::Multiply: return complex(a * b);
    default: return complex(a / b);
    }
}

Number self_complex(const Call& c) { return self<Complex>(c).get(); }

#define COMPLEX "System.Numerics.Complex"
#define KESTRUN_COMPLEX_PAIR(NAME, OP) smeth(NAME, "System.Object left, System.Object right", COMPLEX, calculate_complex<OP>)
#define KESTRUN_COMPLEX_FUNCTION(NAME, F) smeth(NAME, COMPLEX " value", COMPLEX, [](Call& c) { return complex(F(complex_of(c.args[0]))); })
constexpr MemberDef complex_members[] = {
    ctor("double real, double imaginary",
         [](Call& c) {
             return complex({f64(c, 0), f64(c, 1)});
         }),
    sprop("Zero", COMPLEX, [](Call&) { return complex(0); }),
    sprop("One", COMPLEX, [](Call&) { return complex(1); }),
    sprop("ImaginaryOne", COMPLEX,
          [](Call&) {
              return complex({0, 1});
          }),
    prop("Real", "double", [](Call& c) { return Value(self_complex(c).real()); }),
    prop("Imaginary", "double", [](Call& c) { return Value(self_complex(c).imag()); }),
    prop("Magnitude", "double", [](Call& c) { return Value(std::abs(self_complex(c))); }),
    prop("Phase", "double", [](Call& c) { return Value(std::arg(self_complex(c))); }),
    KESTRUN_COMPLEX_PAIR("op_Addition", Op::Add),
    KESTRUN_COMPLEX_PAIR("op_Subtraction", Op::Subtract),
    KESTRUN_COMPLEX_PAIR("op_Multiply", Op::Multiply),
    KESTRUN_COMPLEX_PAIR("op_Division", Op::Divide),
    KESTRUN_COMPLEX_PAIR("Add", Op::Add),
    KESTRUN_COMPLEX_PAIR("Subtract", Op::Subtract),
    KESTRUN_COMPLEX_PAIR("Multiply", Op::Multiply),
    KESTRUN_COMPLEX_PAIR("Divide", Op::Divide),
    KESTRUN_COMPLEX_FUNCTION("Negate", -),
    KESTRUN_COMPLEX_FUNCTION("Conjugate", std::conj),
    KESTRUN_COMPLEX_FUNCTION("Sqrt", std::sqrt),
    KESTRUN_COMPLEX_FUNCTION("Exp", std::exp),
    KESTRUN_COMPLEX_FUNCTION("Log", std::log),
    KESTRUN_COMPLEX_FUNCTION("Sin", std::sin),
    KESTRUN_COMPLEX_FUNCTION("Cos", std::cos),
    KESTRUN_COMPLEX_FUNCTION("Tan", std::tan),
    KESTRUN_COMPLEX_FUNCTION("Reciprocal", 1.0 /),
    smeth("Abs", COMPLEX " value", "double", [](Call& c) { return Value(std::abs(complex_of(c.args[0]))); }),
    smeth("Pow", COMPLEX " value, double power", COMPLEX, [](Call& c) { return complex(std::pow(complex_of(c.args[0]), f64(c, 1))); }),
    smeth("FromPolarCoordinates", "double magnitude, double phase", COMPLEX,
          [](Call& c) { return complex(std::polar(f64(c, 0), f64(c, 1))); }),
    meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(self<Complex>(c).equals(c.args[0])); }),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(self<Complex>(c).hash())); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<Complex>(c).text()); }),
    meth("ToString", "string format", "string", [](Call& c) { return Value(self<Complex>(c).text(text(c, 0))); }),
};
#undef KESTRUN_COMPLEX_PAIR
#undef KESTRUN_COMPLEX_FUNCTION

constexpr TypeDef table[] = {
    {int128_name, "System.ValueType", value_type, "", "System.IComparable,System.IFormattable", int128_members},
    {uint128_name, "System.ValueType", value_type, "", "System.IComparable,System.IFormattable", uint128_members},
    {"System.Half", "System.ValueType", value_type, "", "System.IComparable,System.IFormattable", half_members},
    {COMPLEX, "System.ValueType", value_type, "", "System.IFormattable", complex_members},
};
#undef COMPLEX

} // namespace

std::span<const TypeDef> wide_numbers_types() { return table; }

} // namespace kestrun::value
