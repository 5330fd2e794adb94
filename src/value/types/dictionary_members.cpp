#include "value/types/dictionary_members.hpp"

namespace kestrun::value {

Value dictionary_count(Call& c) { return static_cast<int32_t>(self_dictionary(c).size()); }

namespace {

Ref<Dictionary> shared_self(const Call& c) { return &self_dictionary(c); }

} // namespace

Value dictionary_keys(Call& c) { return Value(make<DictionaryView>(shared_self(c), DictionaryView::Part::Keys)); }

Value dictionary_values(Call& c) { return Value(make<DictionaryView>(shared_self(c), DictionaryView::Part::Values)); }

Value dictionary_get(Call& c) { return self_dictionary(c).get(c.args[0]).value_or(Value()); }

Value dictionary_get_strict(Call& c)
{
    std::optional<Value> value = self_dictionary(c).get(c.args[0]);
    if (!value)
        throw_native("System.Collections.Generic.KeyNotFoundException",
                     "The given key '" + dotnet_text(c.args[0]) + "' was not present in the dictionary.");
    return std::move(*value);
}

Value dictionary_set(Call& c) { return self_dictionary(c).set(c.args[0], c.args[1]), nothing(); }

Value dictionary_add(Call& c) { return self_dictionary(c).add(c.args[0], c.args[1]), nothing(); }

Value dictionary_try_add(Call& c) { return self_dictionary(c).try_add(c.args[0], c.args[1]); }

Value dictionary_clear(Call& c) { return self_dictionary(c).clear(), nothing(); }

Value dictionary_contains_key(Call& c) { return self_dictionary(c).contains(c.args[0]); }

Value dictionary_contains_value(Call& c)
{
    for (const Dictionary::Entry& entry : self_dictionary(c).snapshot()) {
        if (equals_default(entry.value, c.args[0])) return true;
    }
    return false;
}

Value dictionary_remove(Call& c) { return self_dictionary(c).remove(c.args[0]); }

Value dictionary_remove_void(Call& c) { return self_dictionary(c).remove(c.args[0]), nothing(); }

namespace {

Value out_value(Call& c, std::optional<Value> value)
{
    const Type* type = self_dictionary(c).value_type();
    c.args[1] = value ? *value : type ? default_value(*type) : Value();
    return value.has_value();
}

} // namespace

Value dictionary_remove_out(Call& c) { return out_value(c, self_dictionary(c).take(c.args[0])); }

Value dictionary_try_get(Call& c) { return out_value(c, self_dictionary(c).get(c.args[0])); }

Value dictionary_enumerator(Call& c)
{
    const Dictionary& dictionary = self_dictionary(c);
    const char* name = !dictionary.type().generic_args().empty() ? "System.Collections.Generic.Dictionary`2+Enumerator"
                       : dictionary.is_ordered() ? "System.Collections.Specialized.OrderedDictionary+OrderedDictionaryEnumerator"
                                                 : "System.Collections.Hashtable+HashtableEnumerator";
    const Type* type = &native_type(name);
    if (has(type->flags(), TypeFlags::GenericDefinition)) type = instantiate(*type, dictionary.type().generic_args());
    const Value source = c.self;
    return Value(make<EnumeratorObject>(
        *type, source, [source] { return enumerate_dictionary(Ref<Dictionary>(source.as<Dictionary>()), DictionaryView::Part::Entries); }));
}

Value dictionary_copy_to(Call& c)
{
    auto& target = object_arg<Sequence>(c, 0, "array");
    const std::vector<Dictionary::Entry> entries = self_dictionary(c).snapshot();
    const int32_t at = i32(c, 1);
    if (at < 0) throw_range("Non-negative number required.", "arrayIndex");
    if (static_cast<size_t>(at) + entries.size() > target.size())
        throw_argument("System.ArgumentException",
                       "Destination array is not long enough to copy all the items in the collection. Check array index and length.", "");
    const Type& type = entry_type(self_dictionary(c));
    for (size_t i = 0; i < entries.size(); ++i)
        target.set(static_cast<size_t>(at) + i, Value(make<KeyValue>(type, entries[i].key, entries[i].value)));
    return nothing();
}

Value dictionary_is_read_only(Call& c) { return self_dictionary(c).is_read_only(); }

Value new_dictionary_from(Call& c, const Value& source, KeyComparer comparer)
{
    Ref<Dictionary> made(new Dictionary(c.type, comparer));
    if (source.is_null()) throw_argument("System.ArgumentNullException", "Value cannot be null.", "dictionary");
    if (const auto* dictionary = source.as<Dictionary>()) {
        for (const Dictionary::Entry& entry : dictionary->snapshot()) made->add(entry.key, entry.value);
        return Value(made);
    }
    for (const Value& item : elements(source)) {
        const auto* pair = item.as<KeyValue>();
        if (!pair) throw_argument("System.ArgumentException", "The collection holds something that is no key-value pair.", "collection");
        made->add(pair->key(), pair->value());
    }
    return Value(made);
}

} // namespace kestrun::value
