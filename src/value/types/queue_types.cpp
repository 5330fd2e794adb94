// Queue, Stack and their concurrent kinds, generic and not.
#include "value/collections.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/enumerators.hpp"
#include "value/types/string_members.hpp"

namespace kestrun::value {
namespace {

Deque& own(const Call& c) { return self<Deque>(c); }

template <bool Lifo, bool Concurrent>
Value construct(Call& c)
{
    auto made = make<Deque>(c.type, Lifo, Concurrent);
    if (!c.args.empty()) {
        if (c.args[0].is_int32()) {
            if (i32(c, 0) < 0) throw_negative("capacity", i32(c, 0));
        } else {
            const Type* item = c.type.generic_args().empty() ? nullptr : c.type.generic_args()[0];
            for (const Value& value : items_arg(c, 0, "collection")) made->push(item ? convert(value, *item) : value);
        }
    }
    return Value(made);
}

Value push(Call& c)
{
    own(c).push(c.args[0]);
    return nothing();
}

Value empty_error(const Call& c) { throw_native("System.InvalidOperationException", own(c).lifo() ? "Stack empty." : "Queue empty."); }

Value pop(Call& c)
{
    auto value = own(c).pop();
    return value ? std::move(*value) : empty_error(c);
}

Value peek(Call& c)
{
    auto value = own(c).peek();
    return value ? std::move(*value) : empty_error(c);
}

/// What an out parameter holds when there is nothing: the default of the item type.
Value default_item(const Call& c)
{
    const auto& args = c.type.generic_args();
    return !args.empty() && args[0]->is_value_type() ? value::construct(*args[0], {}) : Value();
}

Value try_pop(Call& c)
{
    auto value = own(c).pop();
    c.args[0] = value ? *value : default_item(c);
    return Value(value.has_value());
}

Value try_peek(Call& c)
{
    auto value = own(c).peek();
    c.args[0] = value ? *value : default_item(c);
    return Value(value.has_value());
}

Value contains(Call& c)
{
    for (const Value& item : own(c).snapshot()) {
        if (equals_default(item, c.args[0])) return Value(true);
    }
    return Value(false);
}

Value to_array(Call& c)
{
    const auto& args = c.type.generic_args();
    return typed_array(args.empty() ? types::object() : *args[0], own(c).snapshot());
}

Value copy_to(Call& c)
{
    copy_into(own(c).snapshot(), object_arg<Sequence>(c, 0, "array"), i32(c, 1));
    return nothing();
}

Value clone(Call& c)
{
    auto made = make<Deque>(c.type, own(c).lifo(), own(c).is_concurrent());
    std::vector<Value> items = own(c).snapshot();
    if (own(c).lifo()) std::reverse(items.begin(), items.end());
    for (const Value& item : items) made->push(item);
    return Value(made);
}

Value push_range(Call& c)
{
    for (const Value& item : items_arg(c, 0, "items")) own(c).push(item);
    return nothing();
}

Value try_pop_range(Call& c)
{
    auto& target = object_arg<Sequence>(c, 0, "items");
    size_t count = 0;
    for (; count < target.size(); ++count) {
        auto value = own(c).pop();
        if (!value) break;
        target.set(count, *value);
    }
    return Value(static_cast<int32_t>(count));
}

Value add_true(Call& c)
{
    own(c).push(c.args[0]);
    return Value(true);
}

#define KESTRUN_DEQUE_COMMON                                                                                                               \
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).size())); }),                                              \
        prop("IsSynchronized", "bool", [](Call&) { return Value(false); }),                                                                \
        prop("SyncRoot", "System.Object", [](Call& c) { return c.self; }),                                                                 \
        meth("Clear", "", "void", [](Call& c) { return own(c).clear(), nothing(); }),                                                      \
        meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); })
#define KESTRUN_DEQUE_PLAIN(T)                                                                                                             \
    KESTRUN_DEQUE_COMMON, meth("Contains", T " item", "bool", contains), meth("ToArray", "", T "[]", to_array),                            \
        meth("CopyTo", T "[] array, int arrayIndex", "void", copy_to), meth("TrimExcess", "", "void", [](Call&) { return nothing(); }),    \
        meth("EnsureCapacity", "int capacity", "int",                                                                                      \
             [](Call& c) { return Value(std::max(i32(c, 0), static_cast<int32_t>(own(c).size()))); })
#define KESTRUN_DEQUE_CONCURRENT                                                                                                           \
    KESTRUN_DEQUE_COMMON, prop("IsEmpty", "bool", [](Call& c) { return Value(own(c).size() == 0); }),                                      \
        meth("ToArray", "", "T[]", to_array), meth("CopyTo", "T[] array, int index", "void", copy_to),                                     \
        meth("TryPeek", "out T result", "bool", try_peek), meth("TryAdd", "T item", "bool", add_true),                                     \
        meth("TryTake", "out T item", "bool", try_pop)
#define KESTRUN_DEQUE_CTORS(LIFO, CONCURRENT)                                                                                              \
    ctor("", construct<LIFO, CONCURRENT>), ctor("int capacity", construct<LIFO, CONCURRENT>),                                              \
        ctor("System.Collections.Generic.IEnumerable[T] collection", construct<LIFO, CONCURRENT>)

constexpr MemberDef queue_members[] = {KESTRUN_DEQUE_CTORS(false, false),
                                       KESTRUN_DEQUE_PLAIN("T"),
                                       meth("Enqueue", "T item", "void", push),
                                       meth("Dequeue", "", "T", pop),
                                       meth("TryDequeue", "out T result", "bool", try_pop),
                                       meth("Peek", "", "T", peek),
                                       meth("TryPeek", "out T result", "bool", try_peek)};
constexpr MemberDef stack_members[] = {KESTRUN_DEQUE_CTORS(true, false),
                                       KESTRUN_DEQUE_PLAIN("T"),
                                       meth("Push", "T item", "void", push),
                                       meth("Pop", "", "T", pop),
                                       meth("TryPop", "out T result", "bool", try_pop),
                                       meth("Peek", "", "T", peek),
                                       meth("TryPeek", "out T result", "bool", try_peek)};
constexpr MemberDef old_queue_members[] = {
    ctor("", construct<false, false>),
    ctor("int capacity", construct<false, false>),
    ctor("System.Collections.ICollection col", construct<false, false>),
    KESTRUN_DEQUE_PLAIN("System.Object"),
    smeth("Synchronized", "System.Collections.Queue queue", "System.Collections.Queue", [](Call& c) { return c.args[0]; }),
    meth("Enqueue", "System.Object obj", "void", push),
    meth("Dequeue", "", "System.Object", pop),
    meth("Peek", "", "System.Object", peek),
    meth("Clone", "", "System.Object", clone)};
constexpr MemberDef old_stack_members[] = {
    ctor("", construct<true, false>),
    ctor("int initialCapacity", construct<true, false>),
    ctor("System.Collections.ICollection col", construct<true, false>),
    KESTRUN_DEQUE_PLAIN("System.Object"),
    smeth("Synchronized", "System.Collections.Stack stack", "System.Collections.Stack", [](Call& c) { return c.args[0]; }),
    meth("Push", "System.Object obj", "void", push),
    meth("Pop", "", "System.Object", pop),
    meth("Peek", "", "System.Object", peek),
    meth("Clone", "", "System.Object", clone)};
constexpr MemberDef concurrent_queue_members[] = {
    ctor("", construct<false, true>), ctor("System.Collections.Generic.IEnumerable[T] collection", construct<false, true>),
    KESTRUN_DEQUE_CONCURRENT, meth("Enqueue", "T item", "void", push), meth("TryDequeue", "out T result", "bool", try_pop)};
constexpr MemberDef concurrent_stack_members[] = {ctor("", construct<true, true>),
                                                  ctor("System.Collections.Generic.IEnumerable[T] collection", construct<true, true>),
                                                  KESTRUN_DEQUE_CONCURRENT,
                                                  meth("Push", "T item", "void", push),
                                                  meth("PushRange", "T[] items", "void", push_range),
                                                  meth("TryPop", "out T result", "bool", try_pop),
                                                  meth("TryPopRange", "T[] items", "int", try_pop_range)};
// A bag gives back what the same thread put in last: last in, first out.
constexpr MemberDef bag_members[] = {ctor("", construct<true, true>),
                                     ctor("System.Collections.Generic.IEnumerable[T] collection", construct<true, true>),
                                     KESTRUN_DEQUE_CONCURRENT, meth("Add", "T item", "void", push)};
#undef KESTRUN_DEQUE_COMMON
#undef KESTRUN_DEQUE_PLAIN
#undef KESTRUN_DEQUE_CONCURRENT
#undef KESTRUN_DEQUE_CTORS

constexpr TypeFlags generic = TypeFlags::GenericDefinition;
constexpr const char* collection = "System.Collections.ICollection,System.Collections.Generic.IReadOnlyCollection[T]";
constexpr const char* old_collection = "System.Collections.ICollection,System.ICloneable";

constexpr TypeDef table[] = {
    {"System.Collections.Generic.Queue`1", "System.Object", generic, "", collection, queue_members},
    {"System.Collections.Generic.Stack`1", "System.Object", generic, "", collection, stack_members},
    {"System.Collections.Queue", "System.Object", TypeFlags::None, "", old_collection, old_queue_members},
    {"System.Collections.Stack", "System.Object", TypeFlags::None, "", old_collection, old_stack_members},
    {"System.Collections.Concurrent.ConcurrentQueue`1", "System.Object", generic, "", collection, concurrent_queue_members},
    {"System.Collections.Concurrent.ConcurrentStack`1", "System.Object", generic, "", collection, concurrent_stack_members},
    {"System.Collections.Concurrent.ConcurrentBag`1", "System.Object", generic, "", collection, bag_members},
};

} // namespace

std::span<const TypeDef> queue_types_types() { return table; }

} // namespace kestrun::value
