// Conversions that go through the members of types: Parse methods, constructors, properties from a dictionary.
#pragma once
#include "value/type.hpp"
#include <optional>

namespace kestrun::value {

/// For a value that is not assignable to the target and that no rule of its own covers. Throws when nothing fits.
Value convert_object(const Value& value, const Type& target);
/// Elements to an array of that type (byte[] gives Bytes).
Value convert_to_array(const Value& value, const Type& target);
/// A constructor that takes this one value, without conversion other than widening; null when there is none.
const Method* constructor_for(const Value& value, const Type& target);
/// Static Parse(string) of the type, or null.
const Method* parse_method(const Type& target);
/// True for types that foreach enumerates (IEnumerable).
bool is_collection_type(const Type& type);

} // namespace kestrun::value
