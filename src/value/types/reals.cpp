// System.Single, System.Double and System.Half's neighbours.
#include "value/types/all_types.hpp"
#include "value/types/number_members.hpp"
#include "value/types/tuple.hpp"
#include <cmath>

namespace kestrun::value {
namespace {

template <Tag T>
Value real(double d)
{
    return T == Tag::Single ? Value::single(static_cast<float>(d)) : Value(d);
}

template <Tag T>
bool read(const Call& c, double& out)
{
    if (!c.args[0].is_string()) return false;
    const ParseOptions options = parse_options(c, number_style::Float | number_style::Thousands);
    const std::string source = invariant_number(text(c, 0), options);
    if constexpr (T == Tag::Single) {
        float f = 0;
        if (parse_single(source, options.styles, f) != ParseStatus::Ok) return false;
        out = static_cast<double>(f);
        return true;
    } else {
        return parse_double(source, options.styles, out) == ParseStatus::Ok;
    }
}

template <Tag T>
Value parse(Call& c)
{
    require(c, 0, "s");
    double d = 0;
    if (!read<T>(c, d)) throw_number_format(text(c, 0));
    return real<T>(d);
}

template <Tag T>
Value try_parse(Call& c)
{
    double d = 0;
    const bool ok = read<T>(c, d);
    c.args.back() = real<T>(ok ? d : 0);
    return Value(ok);
}

template <Tag T, double (*F)(double)>
Value apply(Call& c)
{
    return real<T>(F(f64(c, 0)));
}

/// Max and Min of reals give NaN when one is NaN; -0 is less than 0.
double larger(double a, double b)
{
    if (std::isnan(a) || std::isnan(b)) return std::nan("");
    if (a == b) return std::signbit(a) ? b : a;
    return a > b ? a : b;
}
double smaller(double a, double b)
{
    if (std::isnan(a) || std::isnan(b)) return std::nan("");
    if (a == b) return std::signbit(a) ? a : b;
    return a < b ? a : b;
}

Value sign(Call& c)
{
    const double d = f64(c, 0);
    if (std::isnan(d)) throw_native("System.ArithmeticException", "Function does not accept floating point Not-a-Number values.");
    return Value(d < 0 ? -1 : d > 0 ? 1 : 0);
}

template <Tag T>
constexpr double limit(int which)
{
    using D = std::numeric_limits<double>;
    using F = std::numeric_limits<float>;
    switch (which) {
    case 0: return T == Tag::Single ? static_cast<double>(F::max()) : D::max();
    case 1: return T == Tag::Single ? static_cast<double>(F::lowest()) : D::lowest();
    default: return T == Tag::Single ? static_cast<double>(F::denorm_min()) : D::denorm_min();
    }
}

constexpr double pi = 3.14159265358979323846;

/// sin(pi x) and cos(pi x), exact at multiples of a half.
double sin_pi(double x)
{
    const double r = std::fmod(std::fabs(x), 2.0), s = std::signbit(x) ? -1.0 : 1.0;
    if (r == 0 || r == 1) return s * 0.0;
    if (r == 0.5) return s;
    if (r == 1.5) return -s;
    return s * std::sin(pi * r);
}
double cos_pi(double x)
{
    const double r = std::fmod(std::fabs(x), 2.0);
    if (r == 0.5 || r == 1.5) return 0.0;
    if (r == 0) return 1.0;
    if (r == 1) return -1.0;
    return std::cos(pi * r);
}
double tan_pi(double x) { return sin_pi(x) / cos_pi(x); }
double asin_pi(double x) { return std::asin(x) / pi; }
double acos_pi(double x) { return std::acos(x) / pi; }
double atan_pi(double x) { return std::atan(x) / pi; }
double exp10_of(double x) { return std::pow(10.0, x); }
double exp10_m1(double x) { return std::pow(10.0, x) - 1; }
double exp2_m1(double x) { return std::exp2(x) - 1; }
double log2_p1(double x) { return std::log2(x + 1); }
double log10_p1(double x) { return std::log10(x + 1); }

double root(double x, int n)
{
    if (n == 2) return std::sqrt(x);
    if (n == 3) return std::cbrt(x);
    if (x < 0 && n % 2 != 0) return -root(-x, n);
    const double estimate = std::pow(x, 1.0 / n), whole = std::round(estimate);
    return std::pow(whole, n) == x ? whole : estimate;
}

template <Tag T>
Value next_to(Call& c, bool up)
{
    const double to = up ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
    if (T == Tag::Single) return Value::single(std::nextafterf(static_cast<float>(f64(c, 0)), static_cast<float>(to)));
    return Value(std::nextafter(f64(c, 0), to));
}

template <Tag T>
Value by_magnitude(Call& c, bool largest)
{
    const double a = std::fabs(f64(c, 0)), b = std::fabs(f64(c, 1));
    if (std::isnan(a)) return c.args[0];
    if (std::isnan(b)) return c.args[1];
    if (a == b) return std::signbit(f64(c, 0)) == largest ? c.args[1] : c.args[0];
    return (a > b) == largest ? c.args[0] : c.args[1];
}

template <Tag T>
Value round_places(Call& c)
{
    const int digits = i32(c, 1);
    if (digits < 0 || digits > (T == Tag::Single ? 6 : 15))
        throw_range(T == Tag::Single ? "Rounding digits must be between 0 and 6, inclusive."
                                     : "Rounding digits must be between 0 and 15, inclusive.",
                    "digits");
    const double scale = std::pow(10.0, digits);
    if (T == Tag::Single)
        return Value::single(std::nearbyintf(static_cast<float>(f64(c, 0)) * static_cast<float>(scale)) / static_cast<float>(scale));
    return Value(std::nearbyint(f64(c, 0) * scale) / scale);
}

Value both(double a, double b) { return value_tuple({Value(a), Value(b)}); }
Value both(float a, float b) { return value_tuple({Value::single(a), Value::single(b)}); }
template <Tag T>
Value sin_cos(double s, double k)
{
    return T == Tag::Single ? both(static_cast<float>(s), static_cast<float>(k)) : both(s, k);
}

#define KESTRUN_FUNCTION(NAME, TAG, name, f) smeth(name, NAME " x", NAME, apply<TAG, f>)
#define KESTRUN_MORE_REAL_ROWS(NAME, TAG)                                                                                                  \
    KESTRUN_FUNCTION(NAME, TAG, "Acos", std::acos), KESTRUN_FUNCTION(NAME, TAG, "AcosPi", acos_pi),                                        \
        KESTRUN_FUNCTION(NAME, TAG, "Acosh", std::acosh), KESTRUN_FUNCTION(NAME, TAG, "Asin", std::asin),                                  \
        KESTRUN_FUNCTION(NAME, TAG, "AsinPi", asin_pi), KESTRUN_FUNCTION(NAME, TAG, "Asinh", std::asinh),                                  \
        KESTRUN_FUNCTION(NAME, TAG, "Atan", std::atan), KESTRUN_FUNCTION(NAME, TAG, "AtanPi", atan_pi),                                    \
        KESTRUN_FUNCTION(NAME, TAG, "Atanh", std::atanh), KESTRUN_FUNCTION(NAME, TAG, "Cosh", std::cosh),                                  \
        KESTRUN_FUNCTION(NAME, TAG, "CosPi", cos_pi), KESTRUN_FUNCTION(NAME, TAG, "Sinh", std::sinh),                                      \
        KESTRUN_FUNCTION(NAME, TAG, "SinPi", sin_pi), KESTRUN_FUNCTION(NAME, TAG, "Tanh", std::tanh),                                      \
        KESTRUN_FUNCTION(NAME, TAG, "TanPi", tan_pi), KESTRUN_FUNCTION(NAME, TAG, "Exp2", std::exp2),                                      \
        KESTRUN_FUNCTION(NAME, TAG, "Exp10", exp10_of), KESTRUN_FUNCTION(NAME, TAG, "ExpM1", std::expm1),                                  \
        KESTRUN_FUNCTION(NAME, TAG, "Exp2M1", exp2_m1), KESTRUN_FUNCTION(NAME, TAG, "Exp10M1", exp10_m1),                                  \
        KESTRUN_FUNCTION(NAME, TAG, "LogP1", std::log1p), KESTRUN_FUNCTION(NAME, TAG, "Log2P1", log2_p1),                                  \
        KESTRUN_FUNCTION(NAME, TAG, "Log10P1", log10_p1),                                                                                  \
        smeth("Log", NAME " x, " NAME " newBase", NAME, [](Call& c) { return real<TAG>(std::log(f64(c, 0)) / std::log(f64(c, 1))); }),     \
        smeth("Atan2Pi", NAME " y, " NAME " x", NAME, [](Call& c) { return real<TAG>(std::atan2(f64(c, 0), f64(c, 1)) / pi); }),           \
        smeth("BitIncrement", NAME " x", NAME, [](Call& c) { return next_to<TAG>(c, true); }),                                             \
        smeth("BitDecrement", NAME " x", NAME, [](Call& c) { return next_to<TAG>(c, false); }),                                            \
        smeth("CopySign", NAME " value, " NAME " sign", NAME, [](Call& c) { return real<TAG>(std::copysign(f64(c, 0), f64(c, 1))); }),     \
        smeth("CreateChecked", "System.Object value", NAME, [](Call& c) { return real<TAG>(to_double(c.args[0])); }),                      \
        smeth("CreateSaturating", "System.Object value", NAME, [](Call& c) { return real<TAG>(to_double(c.args[0])); }),                   \
        smeth("CreateTruncating", "System.Object value", NAME, [](Call& c) { return real<TAG>(to_double(c.args[0])); }),                   \
        smeth("FusedMultiplyAdd", NAME " left, " NAME " right, " NAME " addend", NAME,                                                     \
              [](Call& c) { return real<TAG>(std::fma(f64(c, 0), f64(c, 1), f64(c, 2))); }),                                               \
        smeth("Ieee754Remainder", NAME " left, " NAME " right", NAME,                                                                      \
              [](Call& c) { return real<TAG>(std::remainder(f64(c, 0), f64(c, 1))); }),                                                    \
        smeth("ILogB", NAME " x", "int", [](Call& c) { return Value(std::ilogb(f64(c, 0))); }),                                            \
        smeth("IsPow2", NAME " value", "bool",                                                                                             \
              [](Call& c) {                                                                                                                \
                  int e = 0;                                                                                                               \
                  return Value(f64(c, 0) > 0 && std::isfinite(f64(c, 0)) && std::frexp(f64(c, 0), &e) == 0.5);                             \
              }),                                                                                                                          \
        smeth("IsRealNumber", NAME " value", "bool", [](Call& c) { return Value(!std::isnan(f64(c, 0))); }),                               \
        smeth("IsSubnormal", NAME " d", "bool",                                                                                            \
              [](Call& c) {                                                                                                                \
                  return Value(f64(c, 0) != 0 && std::fabs(f64(c, 0)) < (TAG == Tag::Single ? 1.17549435e-38 : 2.2250738585072014e-308));  \
              }),                                                                                                                          \
        smeth("MaxMagnitude", NAME " x, " NAME " y", NAME, [](Call& c) { return by_magnitude<TAG>(c, true); }),                            \
        smeth("MinMagnitude", NAME " x, " NAME " y", NAME, [](Call& c) { return by_magnitude<TAG>(c, false); }),                           \
        smeth("MaxNumber", NAME " x, " NAME " y", NAME, [](Call& c) { return real<TAG>(std::fmax(f64(c, 0), f64(c, 1))); }),               \
        smeth("MinNumber", NAME " x, " NAME " y", NAME, [](Call& c) { return real<TAG>(std::fmin(f64(c, 0), f64(c, 1))); }),               \
        smeth("ReciprocalEstimate", NAME " x", NAME, [](Call& c) { return real<TAG>(1 / f64(c, 0)); }),                                    \
        smeth("ReciprocalSqrtEstimate", NAME " x", NAME, [](Call& c) { return real<TAG>(1 / std::sqrt(f64(c, 0))); }),                     \
        smeth("RootN", NAME " x, int n", NAME, [](Call& c) { return real<TAG>(root(f64(c, 0), i32(c, 1))); }),                             \
        smeth("Round", NAME " x, int digits", NAME, round_places<TAG>),                                                                    \
        smeth("ScaleB", NAME " x, int n", NAME, [](Call& c) { return real<TAG>(std::scalbn(f64(c, 0), i32(c, 1))); }),                     \
        smeth("SinCos", NAME " x", "System.ValueTuple[" NAME ", " NAME "]",                                                                \
              [](Call& c) { return sin_cos<TAG>(std::sin(f64(c, 0)), std::cos(f64(c, 0))); }),                                             \
        smeth("SinCosPi", NAME " x", "System.ValueTuple[" NAME ", " NAME "]",                                                              \
              [](Call& c) { return sin_cos<TAG>(sin_pi(f64(c, 0)), cos_pi(f64(c, 0))); })

#define KESTRUN_REAL_ROWS(NAME, TAG)                                                                                                       \
    sprop("MaxValue", NAME, [](Call&) { return real<TAG>(limit<TAG>(0)); }),                                                               \
        sprop("MinValue", NAME, [](Call&) { return real<TAG>(limit<TAG>(1)); }),                                                           \
        sprop("Epsilon", NAME, [](Call&) { return real<TAG>(limit<TAG>(2)); }),                                                            \
        sprop("NaN", NAME, [](Call&) { return real<TAG>(-std::numeric_limits<double>::quiet_NaN()); }),                                    \
        sprop("PositiveInfinity", NAME, [](Call&) { return real<TAG>(std::numeric_limits<double>::infinity()); }),                         \
        sprop("NegativeInfinity", NAME, [](Call&) { return real<TAG>(-std::numeric_limits<double>::infinity()); }),                        \
        sprop("NegativeZero", NAME, [](Call&) { return real<TAG>(-0.0); }),                                                                \
        sprop("E", NAME, [](Call&) { return real<TAG>(2.71828182845904523536); }),                                                         \
        sprop("Pi", NAME, [](Call&) { return real<TAG>(3.14159265358979323846); }),                                                        \
        sprop("Tau", NAME, [](Call&) { return real<TAG>(6.28318530717958647692); }), KESTRUN_PARSE_ROWS(NAME, parse<TAG>, try_parse<TAG>), \
        KESTRUN_COMPARABLE_ROWS(NAME), KESTRUN_FORMATTABLE_ROWS,                                                                           \
        meth("GetTypeCode", "", "System.TypeCode", [](Call&) { return enum_value("System.TypeCode", type_code(TAG)); }),                   \
        smeth("IsNaN", NAME " d", "bool", [](Call& c) { return Value(std::isnan(f64(c, 0))); }),                                           \
        smeth("IsInfinity", NAME " d", "bool", [](Call& c) { return Value(std::isinf(f64(c, 0))); }),                                      \
        smeth("IsPositiveInfinity", NAME " d", "bool", [](Call& c) { return Value(std::isinf(f64(c, 0)) && f64(c, 0) > 0); }),             \
        smeth("IsNegativeInfinity", NAME " d", "bool", [](Call& c) { return Value(std::isinf(f64(c, 0)) && f64(c, 0) < 0); }),             \
        smeth("IsFinite", NAME " d", "bool", [](Call& c) { return Value(bool(std::isfinite(f64(c, 0)))); }),                               \
        smeth("IsNormal", NAME " d", "bool", [](Call& c) { return Value(bool(std::isnormal(f64(c, 0)))); }),                               \
        smeth("IsNegative", NAME " d", "bool", [](Call& c) { return Value(bool(std::signbit(f64(c, 0)))); }),                              \
        smeth("IsPositive", NAME " d", "bool", [](Call& c) { return Value(!std::signbit(f64(c, 0))); }),                                   \
        smeth("IsInteger", NAME " d", "bool",                                                                                              \
              [](Call& c) { return Value(std::isfinite(f64(c, 0)) && std::trunc(f64(c, 0)) == f64(c, 0)); }),                              \
        smeth("IsEvenInteger", NAME " d", "bool", [](Call& c) { return Value(std::fmod(f64(c, 0), 2) == 0); }),                            \
        smeth("IsOddInteger", NAME " d", "bool", [](Call& c) { return Value(std::abs(std::fmod(f64(c, 0), 2)) == 1); }),                   \
        smeth("Abs", NAME " value", NAME, apply<TAG, std::fabs>), smeth("Floor", NAME " x", NAME, apply<TAG, std::floor>),                 \
        smeth("Ceiling", NAME " x", NAME, apply<TAG, std::ceil>), smeth("Truncate", NAME " x", NAME, apply<TAG, std::trunc>),              \
        smeth("Round", NAME " x", NAME, apply<TAG, std::nearbyint>), smeth("Sqrt", NAME " x", NAME, apply<TAG, std::sqrt>),                \
        smeth("Cbrt", NAME " x", NAME, apply<TAG, std::cbrt>), smeth("Exp", NAME " x", NAME, apply<TAG, std::exp>),                        \
        smeth("Log", NAME " x", NAME, apply<TAG, std::log>), smeth("Log2", NAME " x", NAME, apply<TAG, std::log2>),                        \
        smeth("Log10", NAME " x", NAME, apply<TAG, std::log10>), smeth("Sin", NAME " x", NAME, apply<TAG, std::sin>),                      \
        smeth("Cos", NAME " x", NAME, apply<TAG, std::cos>), smeth("Tan", NAME " x", NAME, apply<TAG, std::tan>),                          \
        smeth("Pow", NAME " x, " NAME " y", NAME, [](Call& c) { return real<TAG>(std::pow(f64(c, 0), f64(c, 1))); }),                      \
        smeth("Atan2", NAME " y, " NAME " x", NAME, [](Call& c) { return real<TAG>(std::atan2(f64(c, 0), f64(c, 1))); }),                  \
        smeth("Hypot", NAME " x, " NAME " y", NAME, [](Call& c) { return real<TAG>(std::hypot(f64(c, 0), f64(c, 1))); }),                  \
        smeth("Lerp", NAME " value1, " NAME " value2, " NAME " amount", NAME,                                                              \
              [](Call& c) { return real<TAG>(f64(c, 0) * (1 - f64(c, 2)) + f64(c, 1) * f64(c, 2)); }),                                     \
        smeth("DegreesToRadians", NAME " degrees", NAME, [](Call& c) { return real<TAG>(f64(c, 0) * 3.14159265358979323846 / 180); }),     \
        smeth("RadiansToDegrees", NAME " radians", NAME, [](Call& c) { return real<TAG>(f64(c, 0) * 180 / 3.14159265358979323846); }),     \
        smeth("Max", NAME " x, " NAME " y", NAME, [](Call& c) { return real<TAG>(larger(f64(c, 0), f64(c, 1))); }),                        \
        smeth("Min", NAME " x, " NAME " y", NAME, [](Call& c) { return real<TAG>(smaller(f64(c, 0), f64(c, 1))); }),                       \
        smeth("Clamp", NAME " value, " NAME " min, " NAME " max", NAME,                                                                    \
              [](Call& c) { return real<TAG>(smaller(larger(f64(c, 0), f64(c, 1)), f64(c, 2))); }),                                        \
        smeth("Sign", NAME " value", "int", sign)

constexpr MemberDef single_members[] = {KESTRUN_REAL_ROWS("float", Tag::Single), KESTRUN_MORE_REAL_ROWS("float", Tag::Single)};
constexpr MemberDef double_members[] = {KESTRUN_REAL_ROWS("double", Tag::Double), KESTRUN_MORE_REAL_ROWS("double", Tag::Double)};
#undef KESTRUN_REAL_ROWS
#undef KESTRUN_MORE_REAL_ROWS
#undef KESTRUN_FUNCTION

constexpr TypeFlags value_type = TypeFlags::ValueType | TypeFlags::Sealed;

constexpr TypeDef table[] = {
    {"System.Single", "System.ValueType", value_type, "float,single", number_interfaces, single_members},
    {"System.Double", "System.ValueType", value_type, "double", number_interfaces, double_members},
};

} // namespace

std::span<const TypeDef> reals_types() { return table; }

} // namespace kestrun::value
