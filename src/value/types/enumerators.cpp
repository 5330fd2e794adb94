#include "value/types/enumerators.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include <algorithm>
#include <optional>

namespace kestrun::value {

EnumeratorObject::EnumeratorObject(const Type& type, Value source, std::function<std::unique_ptr<Enumerator>()> each)
    : type_(&type), source_(std::move(source)), each_(std::move(each)), items_(each_())
{
    mark_container();
}

bool EnumeratorObject::move_next()
{
    started_ = true;
    if (items_ && items_->next(current_)) return true;
    current_ = Value();
    return false;
}

void EnumeratorObject::reset()
{
    items_ = each_();
    current_ = Value();
    started_ = false;
}

// The function and the enumerators hold further references to the source: those count as references from outside.
void EnumeratorObject::trace(Tracer& tracer) const
{
    tracer.visit(source_);
    tracer.visit(current_);
}

void EnumeratorObject::clear_references()
{
    source_ = current_ = Value();
    each_ = nullptr;
    items_.reset();
}

namespace {

class RestEnumerator final : public Enumerator
{
public:
    explicit RestEnumerator(Ref<EnumeratorObject> object) : object_(std::move(object)) {}
    bool next(Value& item) override
    {
        if (!object_->move_next()) return false;
        item = object_->current_item();
        return true;
    }

private:
    Ref<EnumeratorObject> object_;
};

class DictionaryEnumerator final : public Enumerator
{
public:
    DictionaryEnumerator(Ref<Dictionary> dictionary, DictionaryView::Part part)
        : dictionary_(std::move(dictionary)), part_(part), shared_(dictionary_->has_flag(Object::Shared)),
          version_(shared_ ? 0 : dictionary_->version)
    {
        entries_.emplace(*dictionary_);
    }
    bool next(Value& item) override
    {
        if (!shared_ && dictionary_->has_flag(Object::Shared)) { // since the walk began: it goes on over a copy
            entries_.emplace(*dictionary_);
            at_ = std::min(done_, entries_->size());
            shared_ = true;
        }
        if (!shared_ && dictionary_->version != version_)
            throw_native("System.InvalidOperationException", "Collection was modified; enumeration operation may not execute.");
        const Dictionary::Entries& entries = *entries_;
        while (at_ < entries.size() && entries[at_].key.is_void()) ++at_;
        if (at_ >= entries.size()) return false;
        const Dictionary::Entry& entry = entries[at_++];
        ++done_;
        switch (part_) {
        case DictionaryView::Part::Keys: item = entry.key; break;
        case DictionaryView::Part::Values: item = entry.value; break;
        case DictionaryView::Part::Entries: item = Value(make<KeyValue>(entry_type(*dictionary_), entry.key, entry.value)); break;
        }
        return true;
    }

private:
    Ref<Dictionary> dictionary_;
    DictionaryView::Part part_;
    bool shared_;
    uint32_t version_;
    std::optional<Dictionary::Entries> entries_;
    size_t at_ = 0;   // place in what is walked
    size_t done_ = 0; // entries given
};

} // namespace

std::unique_ptr<Enumerator> EnumeratorObject::enumerate() const
{
    return std::make_unique<RestEnumerator>(Ref<EnumeratorObject>(const_cast<EnumeratorObject*>(this)));
}

Value enumerator_of(const Value& source, std::string_view type_name)
{
    const Type* type = &native_type(type_name);
    const auto& arguments = type_of(source).generic_args();
    if (has(type->flags(), TypeFlags::GenericDefinition)) type = instantiate(*type, arguments);
    return Value(make<EnumeratorObject>(*type, source, [source] { return enumerate(source); }));
}

std::unique_ptr<Enumerator> enumerate_dictionary(Ref<Dictionary> dictionary, DictionaryView::Part part)
{
    return std::make_unique<DictionaryEnumerator>(std::move(dictionary), part);
}

const Type& DictionaryView::type() const
{
    const bool keys = part_ == Part::Keys;
    const auto& arguments = dictionary_->type().generic_args();
    if (!arguments.empty()) {
        const Type& definition = native_type(keys ? "System.Collections.Generic.Dictionary`2+KeyCollection"
                                                  : "System.Collections.Generic.Dictionary`2+ValueCollection");
        return *instantiate(definition, arguments);
    }
    if (dictionary_->is_ordered())
        return native_type("System.Collections.Specialized.OrderedDictionary+OrderedDictionaryKeyValueCollection");
    return native_type(keys ? "System.Collections.Hashtable+KeyCollection" : "System.Collections.Hashtable+ValueCollection");
}

std::unique_ptr<Enumerator> DictionaryView::enumerate() const { return enumerate_dictionary(dictionary_, part_); }

namespace {

ManualEnumerator& self_enumerator(const Call& c) { return *c.self.as<ManualEnumerator>(); }
DictionaryView& self_view(const Call& c) { return self<DictionaryView>(c); }

const KeyValue* current_entry(const Call& c) { return self_enumerator(c).current_item().as<KeyValue>(); }

constexpr MemberDef enumerator_members[] = {
    prop("Current", "System.Object", [](Call& c) { return self_enumerator(c).current_item(); }),
    meth("MoveNext", "", "bool", [](Call& c) { return Value(self_enumerator(c).move_next()); }),
    meth("Reset", "", "void", [](Call& c) { return self_enumerator(c).reset(), nothing(); }),
    meth("Dispose", "", "void", [](Call&) { return nothing(); }),
};

constexpr MemberDef entry_enumerator_members[] = {
    prop("Entry", "System.Collections.DictionaryEntry", [](Call& c) { return self_enumerator(c).current_item(); }),
    prop("Key", "System.Object", [](Call& c) { return current_entry(c) ? current_entry(c)->key() : Value(); }),
    prop("Value", "System.Object", [](Call& c) { return current_entry(c) ? current_entry(c)->value() : Value(); }),
    prop("Current", "System.Object", [](Call& c) { return self_enumerator(c).current_item(); }),
    prop("Name", "System.Object", [](Call& c) { return current_entry(c) ? current_entry(c)->key() : Value(); }),
    meth("MoveNext", "", "bool", [](Call& c) { return Value(self_enumerator(c).move_next()); }),
    meth("Reset", "", "void", [](Call& c) { return self_enumerator(c).reset(), nothing(); }),
    meth("Dispose", "", "void", [](Call&) { return nothing(); }),
};

Value view_contains(Call& c)
{
    for (const Value& item : elements(c.self)) {
        if (equals_default(item, c.args[0])) return true;
    }
    return false;
}

Value view_copy(Call& c)
{
    auto& target = object_arg<Sequence>(c, 0, "array");
    const std::vector<Value> items = elements(c.self);
    const int32_t at = i32(c, 1);
    if (at < 0 || static_cast<size_t>(at) + items.size() > target.size())
        throw_argument("System.ArgumentException",
                       "Destination array is not long enough to copy all the items in the collection. Check array index and length.", "");
    for (size_t i = 0; i < items.size(); ++i) target.set(static_cast<size_t>(at) + i, items[i]);
    return nothing();
}

constexpr MemberDef view_members[] = {
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(self_view(c).dictionary().size())); }),
    prop("IsSynchronized", "bool", [](Call&) { return Value(false); }),
    prop("SyncRoot", "System.Object", [](Call& c) { return c.self; }),
    meth("CopyTo", "array array, int index", "void", view_copy),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
};

constexpr MemberDef generic_view_members[] = {
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(self_view(c).dictionary().size())); }),
    meth("Contains", "System.Object item", "bool", view_contains),
    meth("CopyTo", "array array, int index", "void", view_copy),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
};

constexpr MemberDef key_value_members[] = {
    ctor("TKey key, TValue value", [](Call& c) { return Value(make<KeyValue>(c.type, c.args[0], c.args[1])); }),
    prop("Key", "TKey", [](Call& c) { return self<KeyValue>(c).key(); }),
    prop("Value", "TValue", [](Call& c) { return self<KeyValue>(c).value(); }),
    meth("ToString", "", "string",
         [](Call& c) { return Value("[" + dotnet_text(self<KeyValue>(c).key()) + ", " + dotnet_text(self<KeyValue>(c).value()) + "]"); }),
};

constexpr MemberDef entry_members[] = {
    ctor("System.Object key, System.Object value", [](Call& c) { return Value(make<KeyValue>(c.type, c.args[0], c.args[1])); }),
    prop("Name", "System.Object", [](Call& c) { return self<KeyValue>(c).key(); }), // PowerShell's alias
    prop("Key", "System.Object", [](Call& c) { return self<KeyValue>(c).key(); }),
    prop("Value", "System.Object", [](Call& c) { return self<KeyValue>(c).value(); }),
    // .NET 9 and later show the pair; PowerShell's text of an entry is its type name all the same.
    meth("ToString", "", "string",
         [](Call& c) { return Value("[" + dotnet_text(self<KeyValue>(c).key()) + ", " + dotnet_text(self<KeyValue>(c).value()) + "]"); }),
};

using F = TypeFlags;
constexpr const char* collection_interfaces = "System.Collections.ICollection";

constexpr TypeDef table[] = {
    {"System.ArrayEnumerator", "System.Object", F::Sealed, "", "System.Collections.IEnumerator,System.ICloneable", enumerator_members},
    {"System.Collections.ArrayList+ArrayListEnumeratorSimple", "System.Object", F::Sealed, "", "System.Collections.IEnumerator",
     enumerator_members},
    {"System.Collections.Generic.List`1+Enumerator", "System.ValueType", F::GenericDefinition | F::ValueType, "",
     "System.Collections.Generic.IEnumerator[T]", enumerator_members},
    {"System.Collections.Hashtable+HashtableEnumerator", "System.Object", F::None, "", "System.Collections.IDictionaryEnumerator",
     entry_enumerator_members},
    {"System.Collections.Specialized.OrderedDictionary+OrderedDictionaryEnumerator", "System.Object", F::None, "",
     "System.Collections.IDictionaryEnumerator", entry_enumerator_members},
    {"System.Collections.Generic.Dictionary`2+Enumerator", "System.ValueType", F::GenericDefinition | F::ValueType, "",
     "System.Collections.IDictionaryEnumerator", entry_enumerator_members},
    {"System.Collections.Hashtable+KeyCollection", "System.Object", F::None, "", collection_interfaces, view_members},
    {"System.Collections.Hashtable+ValueCollection", "System.Object", F::None, "", collection_interfaces, view_members},
    {"System.Collections.Specialized.OrderedDictionary+OrderedDictionaryKeyValueCollection", "System.Object", F::None, "",
     collection_interfaces, view_members},
    {"System.Collections.Generic.Dictionary`2+KeyCollection", "System.Object", F::GenericDefinition | F::Sealed, "",
     "System.Collections.ICollection,System.Collections.Generic.ICollection[TKey],System.Collections.Generic.IReadOnlyCollection[TKey]",
     generic_view_members},
    {"System.Collections.Generic.Dictionary`2+ValueCollection", "System.Object", F::GenericDefinition | F::Sealed, "",
     "System.Collections.ICollection,System.Collections.Generic.ICollection[TValue],System.Collections.Generic.IReadOnlyCollection[TValue]",
     generic_view_members},
    {"System.Collections.DictionaryEntry", "System.ValueType", F::ValueType | F::Sealed, "", "", entry_members},
    {"System.Collections.Generic.KeyValuePair`2", "System.ValueType", F::GenericDefinition | F::ValueType | F::Sealed, "", "",
     key_value_members},
};

} // namespace

std::span<const TypeDef> enumerators_types() { return table; }

} // namespace kestrun::value
