// PowerShell's operators on values (about_Operators). Each names the operator in its errors as PowerShell does. The engine inlines the
// common int and double cases and calls these for the rest. Left operand decides the type, as in PowerShell.
#pragma once
#include "value/value.hpp"
#include <span>
#include <string>

namespace kestrun::value {

Value add(const Value& a, const Value& b); // numbers, strings, arrays, hashtables, dates, chars
Value subtract(const Value& a, const Value& b);
Value multiply(const Value& a, const Value& b); // "ab" * 3, @(1,2) * 2
Value divide(const Value& a, const Value& b);
Value modulo(const Value& a, const Value& b);
Value negate(const Value& a);
Value plus(const Value& a);      // unary plus
Value increment(const Value& a); // ++ : numbers only (OperatorRequiresNumber)
Value decrement(const Value& a);
Value bit_and(const Value& a, const Value& b);
Value bit_or(const Value& a, const Value& b);
Value bit_xor(const Value& a, const Value& b);
Value bit_not(const Value& a);
Value shift_left(const Value& a, const Value& b);
Value shift_right(const Value& a, const Value& b);

/// Scalar comparisons; the right side is converted to the left's type. Text without case unless case_sensitive.
bool equal(const Value& a, const Value& b, bool case_sensitive = false);
/// <0, 0, >0. Throws ComparisonFailure / NotIcomparable when the sides cannot be ordered.
int compare(const Value& a, const Value& b, bool case_sensitive = false);
/// Sort-Object's order: never throws; null first, falls back to text.
int compare_for_sort(const Value& a, const Value& b, bool case_sensitive = false);
uint32_t hash_of(const Value& value, bool case_sensitive); // consistent with dictionary key equality

/// Operators whose left side may be a collection: the result is then the array of the elements that fit.
enum class ComparisonOp : uint8_t
{
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    Like,
    NotLike,
    Match,
    NotMatch,
    Contains,
    NotContains,
    In,
    NotIn
};
/// matches: out, for -match on a scalar: the $Matches hashtable (untouched when there is no match); may be null.
Value compare_operator(ComparisonOp op, bool case_sensitive, const Value& a, const Value& b, Value* matches);
/// -replace. The right side is pattern, or pattern and replacement (text or script block, called through ConversionHost).
Value replace_operator(const Value& a, const Value& b, bool case_sensitive);
Value split_operator(const Value& a, const Value& b, bool case_sensitive); // binary -split: pattern[, max[, options]] or script block
Value split_unary(const Value& a);
Value join_operator(const Value& a, const Value& separator);
Value join_unary(const Value& a);
Value format_operator(const Value& format, const Value& args); // -f
Value range(const Value& from, const Value& to);               // int and char ranges, up and down; numbers in text
Value is_operator(const Value& a, const Value& type, bool negate);
Value as_operator(const Value& a, const Value& type);

/// Text of an element in -join: numbers and dates in the culture en-US, nested collections by their type's name.
std::string element_text(const Value& value);

/// .NET composite formatting: string.Format(format, args). Throws System.FormatException.
std::string format_composite(std::string_view format, std::span<const Value> args);
/// value.ToString(format) for formattable types; "" format means the default.
std::string format_value(const Value& value, std::string_view format);
/// -like's wildcard match (*, ?, [a-z], `escape).
bool wildcard_match(std::string_view pattern, std::string_view text, bool ignore_case = true);
bool has_wildcards(std::string_view pattern);

} // namespace kestrun::value
