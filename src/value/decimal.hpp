// System.Decimal: a 96-bit integer over a power of ten from 0 to 28, with a sign. 1.10 and 1.1 are equal but print differently.
#pragma once
#include "value/type.hpp"
#include <compare>
#include <string>
#include <string_view>

namespace kestrun::value {

class Decimal
{
public:
    constexpr Decimal() = default;
    /// low and high: the integer's lower 64 and upper 32 bits. scale: digits after the point, at most 28.
    constexpr Decimal(uint64_t low, uint32_t high, uint8_t scale, bool negative)
        : low_(low), high_(high), scale_(scale), negative_(negative)
    {
    }
    static Decimal from_int64(int64_t i);
    static Decimal from_uint64(uint64_t u);
    /// As .NET: 15 significant digits (7 for a float). False when it is out of range or NaN.
    static bool from_double(double d, Decimal& out);
    static bool from_single(float f, Decimal& out);
    /// Digits with an optional point at `point` (may lie outside them): the number 0.DIGITS * 10^point. Rounds half to even past 28 places.
    /// False when it is out of range.
    static bool from_digits(std::string_view digits, int point, bool negative, Decimal& out);

    uint64_t low() const { return low_; }
    uint32_t high() const { return high_; }
    uint8_t scale() const { return scale_; }
    bool negative() const { return negative_; }
    bool is_zero() const { return low_ == 0 && high_ == 0; }

    double to_double() const;
    /// Toward zero; false when it does not fit.
    bool truncate_to_int64(int64_t& out) const;
    bool truncate_to_uint64(uint64_t& out) const;
    /// Digits, a point when scale() > 0: "1.10".
    std::string text() const;
    /// All digits without point or sign ("0" for zero): for number formatting together with scale().
    std::string digits() const;
    Decimal operator-() const;

private:
    uint64_t low_ = 0;
    uint32_t high_ = 0;
    uint8_t scale_ = 0;
    bool negative_ = false;
};

enum class DecimalRounding : uint8_t
{
    ToEven,
    AwayFromZero,
    ToZero,
    ToNegativeInfinity,
    ToPositiveInfinity
};

/// These throw System.OverflowException ("Value was either too large or too small for a Decimal.") and System.DivideByZeroException.
Decimal decimal_add(const Decimal& a, const Decimal& b);
Decimal decimal_subtract(const Decimal& a, const Decimal& b);
Decimal decimal_multiply(const Decimal& a, const Decimal& b);
Decimal decimal_divide(const Decimal& a, const Decimal& b);
Decimal decimal_remainder(const Decimal& a, const Decimal& b);
/// places: 0 to 28. Places that are not there are not added.
Decimal decimal_round(const Decimal& d, int places, DecimalRounding mode);
int decimal_compare(const Decimal& a, const Decimal& b);

/// A boxed decimal: what scripts hold.
class DecimalObject final : public Object
{
public:
    explicit DecimalObject(const Decimal& value) : value_(value) {}
    const Decimal& get() const { return value_; }
    const Type& type() const override;

private:
    Decimal value_;
};

inline Value decimal_value(const Decimal& d) { return Value(static_cast<Object*>(make<DecimalObject>(d).get())); }
/// Null when the value is no decimal.
inline const Decimal* as_decimal(const Value& value)
{
    if (value.tag() != Tag::Object) return nullptr;
    const auto* object = value.as<DecimalObject>();
    return object ? &object->get() : nullptr;
}

} // namespace kestrun::value
