// Equality of dictionary keys: .NET's Equals and GetHashCode, with text compared as the dictionary's comparer says.
#pragma once
#include "value/dictionary.hpp"

namespace kestrun::value::detail {

uint32_t key_hash(const Value& key, KeyComparer comparer);
bool key_equals(const Value& a, const Value& b, KeyComparer comparer);

} // namespace kestrun::value::detail
