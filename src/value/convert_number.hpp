// Conversions to numbers, character and truth; used by convert() and the arithmetic operators.
#pragma once
#include "value/number_parse.hpp"
#include "value/value.hpp"

namespace kestrun::value {

/// To an integral tag (SByte to UInt64) or Char.
Value convert_to_integral(const Value& value, Tag tag);
/// To Single or Double.
Value convert_to_real(const Value& value, Tag tag);
Value convert_to_decimal(const Value& value);
Value convert_to_big_integer(const Value& value);
/// Half to even, as Convert.ToInt32 rounds.
double round_half_even(double d);
/// SByte to Double, Decimal or BigInteger (Bool, Char and Enum are not).
bool is_number(const Value& value);

} // namespace kestrun::value
