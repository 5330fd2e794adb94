// System.Linq.Enumerable. Type arguments that C# infers come from the source's element type and the delegates' result types. The results
// are computed when the method is called: scripts see the same elements, in the same order.
#include "value/delegate.hpp"
#include "value/operators.hpp"
#include "value/types/all_types.hpp"
#include "value/types/comparers.hpp"
#include "value/types/enumerators.hpp"
#include "value/types/linq_sequence.hpp"
#include "value/types/tuple.hpp"
#include <algorithm>
#include <random>

namespace kestrun::value {
namespace {

using Items = std::vector<Value>;
using F = TypeFlags;

Items source(const Call& c, size_t i = 0, std::string_view parameter = "source")
{
    require(c, i, parameter);
    const Value& value = c.args[i];
    if (!value.is_string()) return elements(value);
    Items units;
    for (const char16_t unit : to_utf16(text_of(value))) units.emplace_back(unit);
    return units;
}

const Type& element(const Call& c, size_t i = 0) { return element_type_of(c.args[i]); }
bool is_delegate(const Value& value) { return value.as<DelegateObject>() || &type_of(value) == &types::script_block(); }
bool has_delegate(const Call& c, size_t i) { return i < c.args.size() && is_delegate(c.args[i]); }

/// The type a selector makes, as far as its delegate type tells.
const Type& result_type(const Value& selector)
{
    const auto* made = selector.as<DelegateObject>();
    return made && made->result() ? *made->result() : types::object();
}

const Type& type_argument(const Call& c) { return c.type.generic_args().empty() ? types::object() : *c.type.generic_args()[0]; }
const Type& generic(std::string_view definition, std::initializer_list<const Type*> args)
{
    const std::vector<const Type*> list(args);
    return *instantiate(native_type(definition), list);
}
Value sequence(const Type& type, Items items) { return linq_sequence(type, std::move(items)); }
Value integer(size_t count) { return Value(static_cast<int32_t>(count)); }

[[noreturn]] void throw_none(bool predicate = false)
{
    throw_native("System.InvalidOperationException", predicate ? "Sequence contains no matching element" : "Sequence contains no elements");
}

bool test(const Value& predicate, const Value& item, size_t index)
{
    const auto* made = predicate.as<DelegateObject>();
    if (made && made->type().generic_args().size() == 3) return to_bool(call_delegate(predicate, {item, integer(index)}));
    return call_predicate(predicate, item);
}

Value select_one(const Value& selector, const Value& item, size_t index)
{
    const auto* made = selector.as<DelegateObject>();
    if (made && made->type().generic_args().size() == 3) return call_delegate(selector, {item, integer(index)});
    return call_delegate(selector, {item});
}

/// The items for which the predicate argument holds, or all where it was left out.
Items filtered(const Call& c, size_t predicate = 1)
{
    Items all = source(c);
    if (!has_delegate(c, predicate)) return all;
    Items kept;
    for (size_t i = 0; i < all.size(); ++i)
        if (test(c.args[predicate], all[i], i)) kept.push_back(all[i]);
    return kept;
}

Items selected(const Call& c, size_t selector = 1)
{
    Items items = source(c);
    for (size_t i = 0; i < items.size() && has_delegate(c, selector); ++i) items[i] = select_one(c.args[selector], items[i], i);
    return items;
}

Value where(Call& c) { return sequence(element(c), filtered(c)); }
Value select(Call& c) { return sequence(result_type(c.args[1]), selected(c)); }

Value select_many(Call& c)
{
    Items made;
    for (const Value& part : selected(c))
        for (Value& item : elements(part)) made.push_back(std::move(item));
    return sequence(element_type_of(default_value(result_type(c.args[1]))), std::move(made));
}

Value range(Call& c)
{
    if (i32(c, 1) < 0) throw_range("Specified argument was out of the range of valid values.", "count");
    Items items;
    for (int32_t i = 0; i < i32(c, 1); ++i) items.emplace_back(i32(c, 0) + i);
    return sequence(types::int32(), std::move(items));
}

Value repeat(Call& c)
{
    if (i32(c, 1) < 0) throw_range("Specified argument was out of the range of valid values.", "count");
    return sequence(type_of(c.args[0]), Items(static_cast<size_t>(i32(c, 1)), c.args[0]));
}

Value empty(Call& c) { return typed_array(type_argument(c), {}); }

Value cast(Call& c)
{
    const Type& type = type_argument(c);
    Items items = source(c);
    for (const Value& item : items)
        if (!item.is_null() && !type_of(item).is_assignable_to(type))
            throw_native("System.InvalidCastException",
                         "Unable to cast object of type '" + type_of(item).full_name() + "' to type '" + type.full_name() + "'.");
    return sequence(type, std::move(items));
}

Value of_type(Call& c)
{
    Items kept;
    for (Value& item : source(c))
        if (!item.is_null() && type_of(item).is_assignable_to(type_argument(c))) kept.push_back(std::move(item));
    return sequence(type_argument(c), std::move(kept));
}

enum class End
{
    First,
    Last,
    Single
};

template <End end, bool or_default>
Value pick(Call& c)
{
    const bool predicate = has_delegate(c, 1);
    Items items = filtered(c);
    if (end == End::Single && items.size() > 1) {
        throw_native("System.InvalidOperationException",
                     predicate ? "Sequence contains more than one matching element" : "Sequence contains more than one element");
    }
    if (!items.empty()) return end == End::Last ? items.back() : items.front();
    if (!or_default) throw_none(predicate);
    if (c.args.size() > 1 && !has_delegate(c, c.args.size() - 1)) return c.args.back();
    return default_value(element(c));
}

template <bool or_default>
Value element_at(Call& c)
{
    const Items items = source(c);
    const int32_t at = i32(c, 1);
    if (at >= 0 && static_cast<size_t>(at) < items.size()) return items[static_cast<size_t>(at)];
    if (or_default) return default_value(element(c));
    throw_index();
}

Value any(Call& c) { return Value(!filtered(c).empty()); }
Value all(Call& c) { return Value(filtered(c).size() == source(c).size()); }
Value count(Call& c) { return integer(filtered(c).size()); }
Value long_count(Call& c) { return Value(static_cast<int64_t>(filtered(c).size())); }

Value zero_of(const Type& type) { return &type == &types::object() ? Value(0) : convert(Value(0), type); }

Value sum_of(const Items& items, const Type& type)
{
    Value total = zero_of(type);
    const Tag tag = total.tag();
    for (const Value& item : items) {
        if (item.is_null()) continue;
        if (tag == Tag::Int32 || tag == Tag::Int64) {
            int64_t next = 0;
            const bool over = __builtin_add_overflow(total.as_int64(), to_int64(item), &next);
            if (over || (tag == Tag::Int32 && next != static_cast<int32_t>(next)))
                throw_native("System.OverflowException", "Arithmetic operation resulted in an overflow.");
            total = Value::integer(tag, next);
        } else {
            total = convert(add(total, item), type_of(total));
        }
    }
    return total;
}

const Type& number_type(const Call& c) { return has_delegate(c, 1) ? result_type(c.args[1]) : element(c); }

Value sum(Call& c) { return sum_of(selected(c), number_type(c)); }

Value average(Call& c)
{
    const Items items = selected(c);
    if (items.empty()) throw_none();
    Value total = items[0];
    for (size_t i = 1; i < items.size(); ++i) total = add(total, items[i]);
    const Value mean = divide(total, integer(items.size()));
    return &number_type(c) == &types::decimal() || &number_type(c) == &types::single() ? convert(mean, number_type(c))
                                                                                       : Value(to_double(mean));
}

template <bool largest, bool by_key>
Value extreme(Call& c)
{
    const Items items = source(c), keys = selected(c);
    if (items.empty()) {
        if (element(c).is_value_type()) throw_none();
        return {};
    }
    const size_t comparer = has_delegate(c, 1) ? 2 : 1;
    const Comparison order = comparison_of(c.args.size() > comparer ? c.args[comparer] : Value());
    size_t best = 0;
    for (size_t i = 1; i < keys.size(); ++i) {
        const int way = order(keys[i], keys[best]);
        if (largest ? way > 0 : way < 0) best = i;
    }
    return by_key ? items[best] : keys[best];
}

Ref<HashSet> set_of(const Call& c, size_t comparer)
{
    const KeyComparer keys = c.args.size() > comparer ? key_comparer_of(c.args[comparer]) : KeyComparer::CaseSensitive;
    return make<HashSet>(generic("System.Collections.Generic.HashSet`1", {&types::object()}), keys);
}

Value distinct(Call& c)
{
    const Ref<HashSet> seen = set_of(c, 1);
    Items kept;
    for (const Value& item : source(c))
        if (seen->add(item)) kept.push_back(item);
    return sequence(element(c), std::move(kept));
}

Value distinct_by(Call& c)
{
    const Ref<HashSet> seen = set_of(c, 2);
    const Items items = source(c), keys = selected(c);
    Items kept;
    for (size_t i = 0; i < items.size(); ++i)
        if (seen->add(keys[i])) kept.push_back(items[i]);
    return sequence(element(c), std::move(kept));
}

enum class SetOperation
{
    Except,
    Intersect,
    Union
};

template <SetOperation operation>
Value combine(Call& c)
{
    const Items first = source(c, 0, "first"), second = source(c, 1, "second");
    const Ref<HashSet> other = set_of(c, 2), seen = set_of(c, 2);
    for (const Value& item : second) other->add(item);
    Items kept;
    for (const Value& item : first) {
        if (operation == SetOperation::Except && other->contains(item)) continue;
        if (operation == SetOperation::Intersect && !other->contains(item)) continue;
        if (seen->add(item)) kept.push_back(item);
    }
    for (const Value& item : second)
        if (operation == SetOperation::Union && seen->add(item)) kept.push_back(item);
    return sequence(element(c), std::move(kept));
}

Value concat(Call& c)
{
    Items items = source(c, 0, "first");
    for (Value& item : source(c, 1, "second")) items.push_back(std::move(item));
    return sequence(element(c), std::move(items));
}

Value append(Call& c)
{
    Items items = source(c);
    items.push_back(convert(c.args[1], element(c)));
    return sequence(element(c), std::move(items));
}

Value prepend(Call& c)
{
    Items items = source(c);
    items.insert(items.begin(), convert(c.args[1], element(c)));
    return sequence(element(c), std::move(items));
}

Value default_if_empty(Call& c)
{
    Items items = source(c);
    if (items.empty()) items.push_back(c.args.size() > 1 ? c.args[1] : default_value(element(c)));
    return sequence(element(c), std::move(items));
}

Value contains(Call& c)
{
    const Ref<HashSet> wanted = set_of(c, 2);
    wanted->add(convert(c.args[1], element(c)));
    for (const Value& item : source(c))
        if (wanted->contains(item)) return Value(true);
    return Value(false);
}

Value sequence_equal(Call& c)
{
    const Items first = source(c, 0, "first"), second = source(c, 1, "second");
    if (first.size() != second.size()) return Value(false);
    for (size_t i = 0; i < first.size(); ++i) {
        const Ref<HashSet> one = set_of(c, 2);
        one->add(first[i]);
        if (!one->contains(second[i])) return Value(false);
    }
    return Value(true);
}

enum class Part
{
    Take,
    Skip,
    TakeLast,
    SkipLast
};

template <Part part>
Value slice(Call& c)
{
    Items items = source(c);
    const auto n = static_cast<int64_t>(std::clamp<int64_t>(i32(c, 1), 0, static_cast<int64_t>(items.size())));
    const auto size = static_cast<int64_t>(items.size());
    const int64_t from = part == Part::Skip ? n : part == Part::TakeLast ? size - n : 0;
    const int64_t to = part == Part::Take ? n : part == Part::SkipLast ? size - n : size;
    return sequence(element(c), Items(items.begin() + from, items.begin() + to));
}

template <bool take>
Value slice_while(Call& c)
{
    Items items = source(c);
    size_t i = 0;
    while (i < items.size() && test(c.args[1], items[i], i)) ++i;
    const auto at = items.begin() + static_cast<int64_t>(i);
    return sequence(element(c), take ? Items(items.begin(), at) : Items(at, items.end()));
}

Value reverse(Call& c)
{
    Items items = source(c);
    std::reverse(items.begin(), items.end());
    return sequence(element(c), std::move(items));
}

Value shuffle(Call& c)
{
    Items items = source(c);
    std::shuffle(items.begin(), items.end(), std::mt19937_64(std::random_device()()));
    return sequence(element(c), std::move(items));
}

Value chunk(Call& c)
{
    if (i32(c, 1) < 1) throw_range("Specified argument was out of the range of valid values.", "size");
    const Items items = source(c);
    const auto size = static_cast<size_t>(i32(c, 1));
    Items chunks;
    for (size_t i = 0; i < items.size(); i += size) {
        const size_t end = std::min(items.size(), i + size);
        chunks.push_back(
            typed_array(element(c), Items(items.begin() + static_cast<int64_t>(i), items.begin() + static_cast<int64_t>(end))));
    }
    return sequence(array_of(element(c)), std::move(chunks));
}

Value zip(Call& c)
{
    const Items first = source(c, 0, "first"), second = source(c, 1, "second");
    Items made;
    for (size_t i = 0; i < std::min(first.size(), second.size()); ++i)
        made.push_back(has_delegate(c, 2) ? call_delegate(c.args[2], {first[i], second[i]}) : value_tuple({first[i], second[i]}));
    return sequence(has_delegate(c, 2) ? result_type(c.args[2]) : types::object(), std::move(made));
}

Value index(Call& c)
{
    Items items = source(c);
    for (size_t i = 0; i < items.size(); ++i) items[i] = value_tuple({integer(i), items[i]});
    return sequence(types::object(), std::move(items));
}

Value aggregate(Call& c)
{
    Items items = source(c);
    const bool seeded = c.args.size() > 2;
    if (!seeded && items.empty()) throw_none();
    Value total = seeded ? c.args[1] : items[0];
    const Value& step = c.args[seeded ? 2 : 1];
    for (size_t i = seeded ? 0 : 1; i < items.size(); ++i) total = call_delegate(step, {total, items[i]});
    return c.args.size() > 3 ? call_delegate(c.args[3], {total}) : total;
}

// Ordering

Value ordered(const Type& type, Items items, std::vector<Comparison> orders)
{
    sort_values(items, [&](const Value& a, const Value& b) {
        for (const Comparison& order : orders)
            if (const int way = order(a, b)) return way;
        return 0;
    });
    const Value made = sequence(type, std::move(items));
    made.as<LinqSequence>()->orders() = std::move(orders);
    return made;
}

template <bool descending>
Comparison order_of(const Call& c)
{
    const Value selector = has_delegate(c, 1) ? c.args[1] : Value();
    const size_t at = selector.is_null() ? 1 : 2;
    const Comparison inner = comparison_of(c.args.size() > at ? c.args[at] : Value());
    return [selector, inner](const Value& a, const Value& b) {
        const int way = selector.is_null() ? inner(a, b) : inner(call_delegate(selector, {a}), call_delegate(selector, {b}));
        return descending ? (way < 0) - (way > 0) : way;
    };
}

template <bool descending>
Value order_by(Call& c)
{
    return ordered(element(c), source(c), {order_of<descending>(c)});
}

template <bool descending>
Value then_by(Call& c)
{
    auto& first = object_arg<LinqSequence>(c, 0, "source");
    std::vector<Comparison> orders = first.orders();
    orders.push_back(order_of<descending>(c));
    return ordered(element(c), source(c), std::move(orders));
}

// Groups

struct Group
{
    Value key;
    Items items;
};

std::vector<Group> groups_of(const Call& c, size_t element_selector, size_t comparer)
{
    const Items items = source(c), keys = selected(c);
    const KeyComparer kind = c.args.size() > comparer ? key_comparer_of(c.args[comparer]) : KeyComparer::CaseSensitive;
    Ref<Dictionary> places = make<Dictionary>(types::hashtable(), kind);
    std::vector<Group> groups;
    std::optional<size_t> of_null;
    for (size_t i = 0; i < items.size(); ++i) {
        const Value* known = keys[i].is_null() ? nullptr : places->find(keys[i]);
        size_t at = known ? static_cast<size_t>(known->as_int32()) : keys[i].is_null() && of_null ? *of_null : groups.size();
        if (at == groups.size()) {
            groups.push_back({keys[i], {}});
            if (keys[i].is_null())
                of_null = at;
            else
                places->set(keys[i], integer(at));
        }
        groups[at].items.push_back(has_delegate(c, element_selector) ? call_delegate(c.args[element_selector], {items[i]}) : items[i]);
    }
    return groups;
}

Items grouped(const Call& c, size_t comparer)
{
    const Type& type =
        generic("System.Linq.Grouping`2", {&result_type(c.args[1]), has_delegate(c, 2) ? &result_type(c.args[2]) : &element(c)});
    Items made;
    for (Group& group : groups_of(c, 2, comparer))
        made.emplace_back(Value(Ref<LinqSequence>(new LinqSequence(type, std::move(group.items), group.key))));
    return made;
}

Value group_by(Call& c)
{
    Items made = grouped(c, has_delegate(c, 2) ? 3 : 2);
    return sequence(made.empty() ? types::object() : type_of(made[0]), std::move(made));
}

Value count_by(Call& c)
{
    Items made;
    const Type& type = generic("System.Collections.Generic.KeyValuePair`2", {&result_type(c.args[1]), &types::int32()});
    for (const Group& group : groups_of(c, 9, 2))
        made.emplace_back(Value(Ref<KeyValue>(new KeyValue(type, group.key, integer(group.items.size())))));
    return sequence(type, std::move(made));
}

Value to_lookup(Call& c)
{
    const Type& type =
        generic("System.Linq.Lookup`2", {&result_type(c.args[1]), has_delegate(c, 2) ? &result_type(c.args[2]) : &element(c)});
    return Value(Ref<LinqSequence>(new LinqSequence(type, grouped(c, has_delegate(c, 2) ? 3 : 2), Value())));
}

template <bool grouped_join>
Value join(Call& c)
{
    const Items outer = source(c, 0, "outer"), inner = source(c, 1, "inner");
    Items inner_keys, made;
    for (const Value& item : inner) inner_keys.push_back(call_delegate(c.args[3], {item}));
    for (const Value& item : outer) {
        const Value key = call_delegate(c.args[2], {item});
        Items matches;
        for (size_t i = 0; i < inner.size(); ++i)
            if (!key.is_null() && equals_default(key, inner_keys[i])) matches.push_back(inner[i]);
        if (grouped_join)
            made.push_back(call_delegate(c.args[4], {item, sequence(element(c, 1), matches)}));
        else
            for (const Value& match : matches) made.push_back(call_delegate(c.args[4], {item, match}));
    }
    return sequence(result_type(c.args[4]), std::move(made));
}

// Collections

Value to_array(Call& c) { return typed_array(element(c), source(c)); }
Value to_list(Call& c) { return Value(Ref<List>(new List(generic("System.Collections.Generic.List`1", {&element(c)}), source(c)))); }

Value to_hash_set(Call& c)
{
    const KeyComparer keys = c.args.size() > 1 ? key_comparer_of(c.args[1]) : KeyComparer::CaseSensitive;
    Ref<HashSet> set = make<HashSet>(generic("System.Collections.Generic.HashSet`1", {&element(c)}), keys);
    for (const Value& item : source(c)) set->add(item);
    return Value(set);
}

Value to_dictionary(Call& c)
{
    const bool with_values = has_delegate(c, 2);
    const size_t comparer = with_values ? 3 : 2;
    const Type& type =
        generic("System.Collections.Generic.Dictionary`2", {&result_type(c.args[1]), with_values ? &result_type(c.args[2]) : &element(c)});
    Ref<Dictionary> made =
        make<Dictionary>(type, c.args.size() > comparer ? key_comparer_of(c.args[comparer]) : KeyComparer::CaseSensitive);
    const Items items = source(c), keys = selected(c);
    for (size_t i = 0; i < items.size(); ++i) made->add(keys[i], with_values ? call_delegate(c.args[2], {items[i]}) : items[i]);
    return Value(made);
}

Value lookup_item(Call& c)
{
    for (const Value& group : self<LinqSequence>(c).snapshot())
        if (equals_default(group.as<LinqSequence>()->key(), c.args[0])) return group;
    return typed_array(*c.type.generic_args()[1], {});
}

Value lookup_contains(Call& c)
{
    const Value found = lookup_item(c);
    return Value(found.as<LinqSequence>() != nullptr);
}

#define SRC "System.Object source"
#define PAIR "System.Object first, System.Object second"
constexpr MemberDef members[] = {
    smeth("Aggregate", SRC ", System.Object func", "System.Object", aggregate),
    smeth("Aggregate", SRC ", System.Object seed, System.Object func", "System.Object", aggregate),
    smeth("Aggregate", SRC ", System.Object seed, System.Object func, System.Object resultSelector", "System.Object", aggregate),
    smeth("All", SRC ", System.Object predicate", "bool", all),
    smeth("Any", SRC, "bool", any),
    smeth("Any", SRC ", System.Object predicate", "bool", any),
    smeth("Append", SRC ", System.Object element", "System.Object", append),
    smeth("AsEnumerable", SRC, "System.Object", [](Call& c) { return c.args[0]; }),
    smeth("Average", SRC, "System.Object", average),
    smeth("Average", SRC ", System.Object selector", "System.Object", average),
    smeth("Cast", SRC, "System.Object", cast),
    smeth("Chunk", SRC ", int size", "System.Object", chunk),
    smeth("Concat", PAIR, "System.Object", concat),
    smeth("Contains", SRC ", System.Object value", "bool", contains),
    smeth("Contains", SRC ", System.Object value, System.Object comparer", "bool", contains),
    smeth("Count", SRC, "int", count),
    smeth("Count", SRC ", System.Object predicate", "int", count),
    smeth("CountBy", SRC ", System.Object keySelector", "System.Object", count_by),
    smeth("CountBy", SRC ", System.Object keySelector, System.Object keyComparer", "System.Object", count_by),
    smeth("DefaultIfEmpty", SRC, "System.Object", default_if_empty),
    smeth("DefaultIfEmpty", SRC ", System.Object defaultValue", "System.Object", default_if_empty),
    smeth("Distinct", SRC, "System.Object", distinct),
    smeth("Distinct", SRC ", System.Object comparer", "System.Object", distinct),
    smeth("DistinctBy", SRC ", System.Object keySelector", "System.Object", distinct_by),
    smeth("DistinctBy", SRC ", System.Object keySelector, System.Object comparer", "System.Object", distinct_by),
    smeth("ElementAt", SRC ", int index", "System.Object", element_at<false>),
    smeth("ElementAtOrDefault", SRC ", int index", "System.Object", element_at<true>),
    smeth("Empty", "", "System.Object", empty),
    smeth("Except", PAIR, "System.Object", combine<SetOperation::Except>),
    smeth("Except", PAIR ", System.Object comparer", "System.Object", combine<SetOperation::Except>),
    smeth("First", SRC, "System.Object", pick<End::First, false>),
    smeth("First", SRC ", System.Object predicate", "System.Object", pick<End::First, false>),
    smeth("FirstOrDefault", SRC, "System.Object", pick<End::First, true>),
    smeth("FirstOrDefault", SRC ", System.Object predicate", "System.Object", pick<End::First, true>),
    smeth("FirstOrDefault", SRC ", System.Object predicate, System.Object defaultValue", "System.Object", pick<End::First, true>),
    smeth("GroupBy", SRC ", System.Object keySelector", "System.Object", group_by),
    smeth("GroupBy", SRC ", System.Object keySelector, System.Object elementSelector", "System.Object", group_by),
    smeth("GroupBy", SRC ", System.Object keySelector, System.Object elementSelector, System.Object comparer", "System.Object", group_by),
    smeth("GroupJoin",
          "System.Object outer, System.Object inner, System.Object outerKeySelector, System.Object innerKeySelector, System.Object "
          "resultSelector",
          "System.Object", join<true>),
    smeth("Index", SRC, "System.Object", index),
    smeth("Intersect", PAIR, "System.Object", combine<SetOperation::Intersect>),
    smeth("Intersect", PAIR ", System.Object comparer", "System.Object", combine<SetOperation::Intersect>),
    smeth("Join",
          "System.Object outer, System.Object inner, System.Object outerKeySelector, System.Object innerKeySelector, System.Object "
          "resultSelector",
          "System.Object", join<false>),
    smeth("Last", SRC, "System.Object", pick<End::Last, false>),
    smeth("Last", SRC ", System.Object predicate", "System.Object", pick<End::Last, false>),
    smeth("LastOrDefault", SRC, "System.Object", pick<End::Last, true>),
    smeth("LastOrDefault", SRC ", System.Object predicate", "System.Object", pick<End::Last, true>),
    smeth("LongCount", SRC, "long", long_count),
    smeth("LongCount", SRC ", System.Object predicate", "long", long_count),
    smeth("Max", SRC, "System.Object", extreme<true, false>),
    smeth("Max", SRC ", System.Object selector", "System.Object", extreme<true, false>),
    smeth("MaxBy", SRC ", System.Object keySelector", "System.Object", extreme<true, true>),
    smeth("MaxBy", SRC ", System.Object keySelector, System.Object comparer", "System.Object", extreme<true, true>),
    smeth("Min", SRC, "System.Object", extreme<false, false>),
    smeth("Min", SRC ", System.Object selector", "System.Object", extreme<false, false>),
    smeth("MinBy", SRC ", System.Object keySelector", "System.Object", extreme<false, true>),
    smeth("MinBy", SRC ", System.Object keySelector, System.Object comparer", "System.Object", extreme<false, true>),
    smeth("OfType", SRC, "System.Object", of_type),
    smeth("Order", SRC, "System.Object", order_by<false>),
    smeth("Order", SRC ", System.Object comparer", "System.Object", order_by<false>),
    smeth("OrderDescending", SRC, "System.Object", order_by<true>),
    smeth("OrderDescending", SRC ", System.Object comparer", "System.Object", order_by<true>),
    smeth("OrderBy", SRC ", System.Object keySelector", "System.Object", order_by<false>),
    smeth("OrderBy", SRC ", System.Object keySelector, System.Object comparer", "System.Object", order_by<false>),
    smeth("OrderByDescending", SRC ", System.Object keySelector", "System.Object", order_by<true>),
    smeth("OrderByDescending", SRC ", System.Object keySelector, System.Object comparer", "System.Object", order_by<true>),
    smeth("Prepend", SRC ", System.Object element", "System.Object", prepend),
    smeth("Range", "int start, int count", "System.Object", range),
    smeth("Repeat", "System.Object element, int count", "System.Object", repeat),
    smeth("Reverse", SRC, "System.Object", reverse),
    smeth("Select", SRC ", System.Object selector", "System.Object", select),
    smeth("SelectMany", SRC ", System.Object selector", "System.Object", select_many),
    smeth("SequenceEqual", PAIR, "bool", sequence_equal),
    smeth("SequenceEqual", PAIR ", System.Object comparer", "bool", sequence_equal),
    smeth("Shuffle", SRC, "System.Object", shuffle),
    smeth("Single", SRC, "System.Object", pick<End::Single, false>),
    smeth("Single", SRC ", System.Object predicate", "System.Object", pick<End::Single, false>),
    smeth("SingleOrDefault", SRC, "System.Object", pick<End::Single, true>),
    smeth("SingleOrDefault", SRC ", System.Object predicate", "System.Object", pick<End::Single, true>),
    smeth("Skip", SRC ", int count", "System.Object", slice<Part::Skip>),
    smeth("SkipLast", SRC ", int count", "System.Object", slice<Part::SkipLast>),
    smeth("SkipWhile", SRC ", System.Object predicate", "System.Object", slice_while<false>),
    smeth("Sum", SRC, "System.Object", sum),
    smeth("Sum", SRC ", System.Object selector", "System.Object", sum),
    smeth("Take", SRC ", int count", "System.Object", slice<Part::Take>),
    smeth("TakeLast", SRC ", int count", "System.Object", slice<Part::TakeLast>),
    smeth("TakeWhile", SRC ", System.Object predicate", "System.Object", slice_while<true>),
    smeth("ThenBy", SRC ", System.Object keySelector", "System.Object", then_by<false>),
    smeth("ThenBy", SRC ", System.Object keySelector, System.Object comparer", "System.Object", then_by<false>),
    smeth("ThenByDescending", SRC ", System.Object keySelector", "System.Object", then_by<true>),
    smeth("ThenByDescending", SRC ", System.Object keySelector, System.Object comparer", "System.Object", then_by<true>),
    smeth("ToArray", SRC, "System.Object", to_array),
    smeth("ToDictionary", SRC ", System.Object keySelector", "System.Object", to_dictionary),
    smeth("ToDictionary", SRC ", System.Object keySelector, System.Object elementSelector", "System.Object", to_dictionary),
    smeth("ToDictionary", SRC ", System.Object keySelector, System.Object elementSelector, System.Object comparer", "System.Object",
          to_dictionary),
    smeth("ToHashSet", SRC, "System.Object", to_hash_set),
    smeth("ToHashSet", SRC ", System.Object comparer", "System.Object", to_hash_set),
    smeth("ToList", SRC, "System.Object", to_list),
    smeth("ToLookup", SRC ", System.Object keySelector", "System.Object", to_lookup),
    smeth("ToLookup", SRC ", System.Object keySelector, System.Object elementSelector", "System.Object", to_lookup),
    smeth("Union", PAIR, "System.Object", combine<SetOperation::Union>),
    smeth("Union", PAIR ", System.Object comparer", "System.Object", combine<SetOperation::Union>),
    smeth("Where", SRC ", System.Object predicate", "System.Object", where),
    smeth("Zip", PAIR, "System.Object", zip),
    smeth("Zip", PAIR ", System.Object resultSelector", "System.Object", zip),
};
#undef SRC
#undef PAIR

constexpr MemberDef sequence_members[] = {
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
};
constexpr MemberDef grouping_members[] = {
    prop("Key", "TKey", [](Call& c) { return self<LinqSequence>(c).key(); }),
    prop("Count", "int", [](Call& c) { return integer(self<LinqSequence>(c).snapshot().size()); }),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
};
constexpr MemberDef lookup_members[] = {
    prop("Count", "int", [](Call& c) { return integer(self<LinqSequence>(c).snapshot().size()); }),
    indexer("Item", "TKey key", "System.Object", lookup_item),
    meth("Contains", "TKey key", "bool", lookup_contains),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
};

constexpr TypeDef table[] = {
    {"System.Linq.Enumerable", "System.Object", F::Static | F::Abstract | F::Sealed, "", "", members},
    {"System.Linq.Enumerable+Iterator`1", "System.Object", F::GenericDefinition, "", "System.Collections.Generic.IEnumerable[T]",
     sequence_members},
    {"System.Linq.Grouping`2", "System.Object", F::GenericDefinition, "", "System.Collections.Generic.IEnumerable[TValue]",
     grouping_members},
    {"System.Linq.Lookup`2", "System.Object", F::GenericDefinition, "",
     "System.Collections.Generic.IEnumerable[System.Linq.Grouping[TKey, TValue]]", lookup_members},
};

} // namespace

const Type& element_type_of(const Value& source)
{
    if (source.is_null()) return types::object();
    if (source.is_string()) return types::character();
    const Type& type = type_of(source);
    if (type.is_array()) return *type.element();
    for (const Type* interface : type.interfaces())
        if (interface->generic_definition() && interface->generic_definition()->full_name() == "System.Collections.Generic.IEnumerable`1")
            return *interface->generic_args()[0];
    return type.generic_args().size() == 1 ? *type.generic_args()[0] : types::object();
}

LinqSequence::LinqSequence(const Type& element, std::vector<Value> items)
    : ItemsObject(generic("System.Linq.Enumerable+Iterator`1", {&element})), items_(std::move(items))
{
}

LinqSequence::LinqSequence(const Type& type, std::vector<Value> items, Value key)
    : ItemsObject(type), items_(std::move(items)), key_(std::move(key))
{
}

void LinqSequence::trace(Tracer& tracer) const
{
    for (const Value& item : items_) tracer.visit(item);
    tracer.visit(key_);
}

void LinqSequence::clear_references()
{
    items_.clear();
    key_ = {};
}

Value linq_sequence(const Type& element, std::vector<Value> items)
{
    return Value(Ref<LinqSequence>(new LinqSequence(element, std::move(items))));
}

std::span<const TypeDef> linq_types() { return table; }

} // namespace kestrun::value
