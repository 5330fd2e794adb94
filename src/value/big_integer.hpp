// System.Numerics.BigInteger. Heavy header: include it in .cpp files only.
#pragma once
#include "value/type.hpp"
#include <boost/multiprecision/cpp_int.hpp>
#include <string>

namespace kestrun::value {

using BigInteger = boost::multiprecision::cpp_int;

/// A boxed BigInteger: what scripts hold.
class BigIntegerObject final : public Object
{
public:
    explicit BigIntegerObject(BigInteger value) : value_(std::move(value)) {}
    const BigInteger& get() const { return value_; }
    const Type& type() const override;

private:
    BigInteger value_;
};

Value big_integer_value(BigInteger value);
/// Null when the value is none.
const BigInteger* as_big_integer(const Value& value);
/// Toward zero. NaN and infinities throw System.OverflowException.
BigInteger big_integer_from_double(double d);
/// Decimal digits with an optional sign and white space around; false when it is none.
bool parse_big_integer(std::string_view text, BigInteger& out);
/// Largest size in bits that arithmetic may give: scripts must not be able to fill the memory with one multiplication.
constexpr unsigned max_big_integer_bits = 1u << 20;
/// Throws System.OverflowException when the number is larger than that.
const BigInteger& checked(const BigInteger& number);

} // namespace kestrun::value
