// What the tables of collections share: ranges, comparers and delegates.
#pragma once
#include "value/types/native.hpp"
#include <functional>

namespace kestrun::value {

/// Orders two values; throws what scripts should see.
using Comparison = std::function<int(const Value&, const Value&)>;

/// .NET's Comparer<T>.Default: numbers, texts (culture), dates, ...; other or mixed types throw.
int compare_default(const Value& a, const Value& b);
/// Of an IComparer, Comparison<T> or script block argument; null: the default one.
Comparison comparison_of(const Value& comparer);
/// Equals of two values (.NET's, so text by case).
bool equals_default(const Value& a, const Value& b);
/// Stable; throws InvalidOperationException "Failed to compare two elements in the array." around errors of the comparison.
void sort_values(std::vector<Value>& items, const Comparison& comparison);
/// ArgumentOutOfRangeException for negative numbers, ArgumentException when [index, index + count) is not inside [0, size).
void check_range(int32_t index, int32_t count, size_t size);
/// Elements of an IEnumerable argument; ArgumentNullException for null.
std::vector<Value> items_arg(const Call& c, size_t i, std::string_view parameter);
/// Copies values into an array argument from an index on.
void copy_into(const std::vector<Value>& items, Sequence& target, int64_t at);
bool call_predicate(const Value& predicate, const Value& item);
/// Index of the value among the items from `from` on (before `to`), or -1.
int32_t index_of(const std::vector<Value>& items, const Value& wanted, size_t from, size_t to);
int32_t binary_search(const std::vector<Value>& items, const Value& wanted, const Comparison& comparison);

} // namespace kestrun::value
