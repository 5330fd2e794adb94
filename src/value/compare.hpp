// Order of numbers, for the comparison operators and sorting.
#pragma once
#include "value/value.hpp"

namespace kestrun::value {

enum class Order : int8_t
{
    Less = -1,
    Equal = 0,
    Greater = 1,
    Unordered = 2 // NaN
};

/// Both are numbers (see is_countable; null is none here).
Order compare_numbers(const Value& a, const Value& b);
/// As compare(), but tells NaN apart.
Order order_of(const Value& a, const Value& b, bool case_sensitive);

} // namespace kestrun::value
