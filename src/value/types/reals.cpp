// System.Single, System.Double and System.Half's neighbours.
#include "value/types/all_types.hpp"
#include "value/types/number_members.hpp"
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

constexpr MemberDef single_members[] = {KESTRUN_REAL_ROWS("float", Tag::Single)};
constexpr MemberDef double_members[] = {KESTRUN_REAL_ROWS("double", Tag::Double)};
#undef KESTRUN_REAL_ROWS

constexpr TypeFlags value_type = TypeFlags::ValueType | TypeFlags::Sealed;

constexpr TypeDef table[] = {
    {"System.Single", "System.ValueType", value_type, "float,single", number_interfaces, single_members},
    {"System.Double", "System.ValueType", value_type, "double", number_interfaces, double_members},
};

} // namespace

std::span<const TypeDef> reals_types() { return table; }

} // namespace kestrun::value
