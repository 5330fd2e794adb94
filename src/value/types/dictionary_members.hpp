// Members that the tables of all dictionary types share.
#pragma once
#include "value/dictionary.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/comparers.hpp"
#include "value/types/enumerators.hpp"

namespace kestrun::value {

inline Dictionary& self_dictionary(const Call& c) { return self<Dictionary>(c); }

Value dictionary_count(Call& c);
Value dictionary_keys(Call& c);
Value dictionary_values(Call& c);
Value dictionary_get(Call& c);        // Item: null when the key is absent (Hashtable)
Value dictionary_get_strict(Call& c); // Item: KeyNotFoundException
Value dictionary_set(Call& c);        // args: key, value
Value dictionary_add(Call& c);
Value dictionary_try_add(Call& c);
Value dictionary_clear(Call& c);
Value dictionary_contains_key(Call& c);
Value dictionary_contains_value(Call& c);
Value dictionary_remove(Call& c);      // bool
Value dictionary_remove_void(Call& c); // Hashtable's
Value dictionary_remove_out(Call& c);  // key, out value
Value dictionary_try_get(Call& c);     // key, out value
Value dictionary_enumerator(Call& c);
Value dictionary_copy_to(Call& c);
Value dictionary_is_read_only(Call& c);
/// A new dictionary of the call's type with the entries of a dictionary or of key-value pairs.
Value new_dictionary_from(Call& c, const Value& source, KeyComparer comparer);

} // namespace kestrun::value
