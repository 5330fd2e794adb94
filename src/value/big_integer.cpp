#include "value/big_integer.hpp"
#include "value/error.hpp"
#include <cmath>

namespace kestrun::value {

const Type& BigIntegerObject::type() const { return types::big_integer(); }

Value big_integer_value(BigInteger value)
{
    checked(value);
    return Value(static_cast<Object*>(make<BigIntegerObject>(std::move(value)).get()));
}

const BigInteger* as_big_integer(const Value& value)
{
    if (value.tag() != Tag::Object) return nullptr;
    const auto* object = value.as<BigIntegerObject>();
    return object ? &object->get() : nullptr;
}

BigInteger big_integer_from_double(double d)
{
    if (std::isnan(d)) throw_native("System.OverflowException", "The value is not a number.");
    if (std::isinf(d)) throw_native("System.OverflowException", "BigInteger cannot represent infinity.");
    return BigInteger(std::trunc(d));
}

bool parse_big_integer(std::string_view text, BigInteger& out)
{
    const auto white = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && white(text.front())) text.remove_prefix(1);
    while (!text.empty() && white(text.back())) text.remove_suffix(1);
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text.empty()) return false;
    for (const char c : text)
        if (c < '0' || c > '9') return false;
    while (text.size() > 1 && text.front() == '0') text.remove_prefix(1); // cpp_int would read a leading 0 as octal
    if (text.size() > max_big_integer_bits / 3) throw_native("System.OverflowException", "The number has too many digits.");
    out = BigInteger(std::string(text));
    if (negative) out = -out;
    return true;
}

const BigInteger& checked(const BigInteger& number)
{
    if (number != 0 && boost::multiprecision::msb(boost::multiprecision::abs(number)) >= max_big_integer_bits)
        throw_native("System.OverflowException", "The number has more than 1048576 bits: the limit of this server.");
    return number;
}

} // namespace kestrun::value
