// HashSet and SortedSet.
#include "value/collections.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/comparers.hpp"
#include "value/types/enumerators.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

/// Both kinds of sets through one face.
class SetView
{
public:
    explicit SetView(Object& object) : hash_(dynamic_cast<HashSet*>(&object)), sorted_(dynamic_cast<SortedSet*>(&object)) {}
    bool add(const Value& v) { return hash_ ? hash_->add(v) : sorted_->add(v); }
    bool remove(const Value& v) { return hash_ ? hash_->remove(v) : sorted_->remove(v); }
    bool contains(const Value& v) const { return hash_ ? hash_->contains(v) : sorted_->contains(v); }
    size_t size() const { return hash_ ? hash_->size() : sorted_->size(); }
    void clear() { hash_ ? hash_->clear() : sorted_->clear(); }
    std::vector<Value> items() const { return hash_ ? hash_->snapshot() : sorted_->snapshot(); }

private:
    HashSet* hash_;
    SortedSet* sorted_;
};

SetView own(const Call& c) { return SetView(*c.self.object()); }

const Type& item_type(const Call& c) { return *c.type.generic_args()[0]; }

/// The other collection's items as this set's items, each once.
std::vector<Value> others(const Call& c)
{
    std::vector<Value> items;
    for (const Value& item : items_arg(c, 0, "other")) items.push_back(convert(item, item_type(c)));
    return items;
}

/// An empty set that compares as this one does.
Ref<Object> empty_like(const Call& c)
{
    if (const auto* hash = c.self.as<HashSet>()) return Ref<Object>(make<HashSet>(c.type, hash->comparer()).get());
    return Ref<Object>(make<SortedSet>(c.type, c.self.as<SortedSet>()->order()).get());
}

Ref<Object> others_set(const Call& c)
{
    Ref<Object> set = empty_like(c);
    for (const Value& item : others(c)) SetView(*set).add(item);
    return set;
}

Value union_with(Call& c)
{
    for (const Value& item : others(c)) own(c).add(item);
    return nothing();
}

Value intersect_with(Call& c)
{
    const Ref<Object> other = others_set(c);
    for (const Value& item : own(c).items()) {
        if (!SetView(*other).contains(item)) own(c).remove(item);
    }
    return nothing();
}

Value except_with(Call& c)
{
    for (const Value& item : others(c)) own(c).remove(item);
    return nothing();
}

Value symmetric_except_with(Call& c)
{
    for (const Value& item : SetView(*others_set(c)).items()) {
        if (!own(c).remove(item)) own(c).add(item);
    }
    return nothing();
}

/// Whether every item of `inner` is in `outer`.
bool covers(const SetView& outer, const SetView& inner)
{
    const std::vector<Value> items = inner.items();
    return std::all_of(items.begin(), items.end(), [&](const Value& item) { return outer.contains(item); });
}

template <bool Super, bool Proper>
Value is_part(Call& c)
{
    const Ref<Object> set = others_set(c);
    const SetView mine = own(c), other(*set);
    const bool holds = Super ? covers(mine, other) : covers(other, mine);
    return Value(holds && (!Proper || mine.size() != other.size()));
}

Value set_equals(Call& c)
{
    const Ref<Object> set = others_set(c);
    return Value(SetView(*set).size() == own(c).size() && covers(own(c), SetView(*set)));
}

Value overlaps(Call& c)
{
    const std::vector<Value> items = others(c);
    return Value(std::any_of(items.begin(), items.end(), [&](const Value& item) { return own(c).contains(item); }));
}

Value remove_where(Call& c)
{
    require(c, 0, "match");
    int32_t removed = 0;
    for (const Value& item : own(c).items()) {
        if (call_predicate(c.args[0], item) && own(c).remove(item)) ++removed;
    }
    return Value(removed);
}

Value copy_to(Call& c)
{
    std::vector<Value> items = own(c).items();
    if (c.args.size() > 2) items.resize(std::min(items.size(), static_cast<size_t>(std::max(0, i32(c, 2)))));
    copy_into(items, object_arg<Sequence>(c, 0, "array"), c.args.size() > 1 ? i32(c, 1) : 0);
    return nothing();
}

Value fill(const Call& c, Ref<Object> set)
{
    if (!c.args.empty() && !c.args[0].is_int32() && is_enumerable(c.args[0])) {
        for (const Value& item : elements(c.args[0])) SetView(*set).add(convert(item, item_type(c)));
    }
    return Value(set);
}

Value new_hash(Call& c)
{
    KeyComparer comparer = KeyComparer::CaseSensitive;
    if (!c.args.empty() && c.args.back().as<StringComparer>()) comparer = key_comparer_of(c.args.back());
    return fill(c, Ref<Object>(make<HashSet>(c.type, comparer).get()));
}

Value new_sorted(Call& c)
{
    Comparison order = compare_default;
    if (!c.args.empty() && !is_enumerable(c.args.back()) && !c.args.back().is_null()) order = comparison_of(c.args.back());
    return fill(c, Ref<Object>(make<SortedSet>(c.type, order).get()));
}

Value try_get(Call& c)
{
    const auto found = self<HashSet>(c).find(c.args[0]);
    c.args[1] = found.value_or(Value());
    return Value(found.has_value());
}

Value edge(Call& c, bool last)
{
    const std::vector<Value> items = own(c).items();
    if (items.empty()) return {};
    return last ? items.back() : items.front();
}

Value reversed(Call& c)
{
    std::vector<Value> items = own(c).items();
    std::reverse(items.begin(), items.end());
    return typed_array(item_type(c), std::move(items));
}

Value view_between(Call& c)
{
    const auto& set = self<SortedSet>(c);
    if (set.order()(c.args[0], c.args[1]) > 0) {
        throw_argument("System.ArgumentException", "Must be less than or equal to upperValue.", "lowerValue");
    }
    auto view = make<SortedSet>(c.type, set.order());
    for (const Value& item : set.snapshot()) {
        if (set.order()(item, c.args[0]) >= 0 && set.order()(item, c.args[1]) <= 0) view->add(item);
    }
    return Value(view);
}

constexpr const char* items = "System.Collections.Generic.IEnumerable[T] other";

#define KESTRUN_SET_ROWS                                                                                                                   \
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).size())); }),                                              \
        meth("Add", "T item", "bool", [](Call& c) { return Value(own(c).add(c.args[0])); }),                                               \
        meth("Remove", "T item", "bool", [](Call& c) { return Value(own(c).remove(c.args[0])); }),                                         \
        meth("Contains", "T item", "bool", [](Call& c) { return Value(own(c).contains(c.args[0])); }),                                     \
        meth("Clear", "", "void", [](Call& c) { return own(c).clear(), nothing(); }), meth("UnionWith", items, "void", union_with),        \
        meth("IntersectWith", items, "void", intersect_with), meth("ExceptWith", items, "void", except_with),                              \
        meth("SymmetricExceptWith", items, "void", symmetric_except_with), meth("IsSubsetOf", items, "bool", is_part<false, false>),       \
        meth("IsProperSubsetOf", items, "bool", is_part<false, true>), meth("IsSupersetOf", items, "bool", is_part<true, false>),          \
        meth("IsProperSupersetOf", items, "bool", is_part<true, true>), meth("SetEquals", items, "bool", set_equals),                      \
        meth("Overlaps", items, "bool", overlaps), meth("RemoveWhere", "System.Predicate[T] match", "int", remove_where),                  \
        meth("CopyTo", "T[] array", "void", copy_to), meth("CopyTo", "T[] array, int arrayIndex", "void", copy_to),                        \
        meth("CopyTo", "T[] array, int arrayIndex, int count", "void", copy_to),                                                           \
        meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); })

constexpr MemberDef hash_members[] = {
    ctor("", new_hash),
    ctor("System.Collections.Generic.IEqualityComparer[T] comparer", new_hash),
    ctor("int capacity", new_hash),
    ctor("System.Collections.Generic.IEnumerable[T] collection", new_hash),
    ctor("System.Collections.Generic.IEnumerable[T] collection, System.Collections.Generic.IEqualityComparer[T] comparer", new_hash),
    ctor("int capacity, System.Collections.Generic.IEqualityComparer[T] comparer", new_hash),
    prop("Comparer", "System.Collections.Generic.IEqualityComparer[T]",
         [](Call& c) {
             return string_comparer(self<HashSet>(c).comparer() == KeyComparer::IgnoreCase ? StringComparer::Kind::OrdinalIgnoreCase
                                                                                           : StringComparer::Kind::Ordinal);
         }),
    KESTRUN_SET_ROWS,
    meth("TryGetValue", "T equalValue, out T actualValue", "bool", try_get),
    meth("TrimExcess", "", "void", [](Call&) { return nothing(); }),
};

constexpr MemberDef sorted_members[] = {
    ctor("", new_sorted),
    ctor("System.Collections.Generic.IComparer[T] comparer", new_sorted),
    ctor("System.Collections.Generic.IEnumerable[T] collection", new_sorted),
    ctor("System.Collections.Generic.IEnumerable[T] collection, System.Collections.Generic.IComparer[T] comparer", new_sorted),
    KESTRUN_SET_ROWS,
    prop("Min", "T", [](Call& c) { return edge(c, false); }),
    prop("Max", "T", [](Call& c) { return edge(c, true); }),
    meth("Reverse", "", "System.Collections.Generic.IEnumerable[T]", reversed),
    prop("Comparer", "System.Collections.Generic.IComparer[T]",
         [](Call& c) {
             return get_static_property(*instantiate(native_type("System.Collections.Generic.Comparer`1"), c.type.generic_args()),
                                        Name("Default"));
         }),
    meth("TryGetValue", "T equalValue, out T actualValue", "bool",
         [](Call& c) {
             const bool there = own(c).contains(c.args[0]);
             c.args[1] = there ? c.args[0] : Value();
             return Value(there);
         }),
    meth("GetViewBetween", "T lowerValue, T upperValue", "System.Collections.Generic.SortedSet[T]", view_between),
};
#undef KESTRUN_SET_ROWS

constexpr const char* interfaces =
    "System.Collections.Generic.ISet[T],System.Collections.Generic.IReadOnlyCollection[T],System.Collections.ICollection";

constexpr TypeDef table[] = {
    {"System.Collections.Generic.HashSet`1", "System.Object", TypeFlags::GenericDefinition, "", interfaces, hash_members},
    {"System.Collections.Generic.SortedSet`1", "System.Object", TypeFlags::GenericDefinition | TypeFlags::Locked, "", interfaces,
     sorted_members},
};

} // namespace

std::span<const TypeDef> set_types_types() { return table; }

} // namespace kestrun::value
