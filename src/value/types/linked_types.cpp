// LinkedList, PriorityQueue, BitArray, BlockingCollection.
#include "value/call_guard.hpp"
#include "value/cancellation.hpp"
#include "value/collections.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/enumerators.hpp"
#include "value/types/string_members.hpp"
#include "value/types/tuple.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

// --- LinkedList ---

class LinkedList;

/// A node knows its list and its place; the list owns the chain.
class LinkedNode final : public Object
{
public:
    LinkedNode(const Type& type, Value held) : value(std::move(held)), type_(&type) { mark_container(); }
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override
    {
        tracer.visit(value);
        tracer.visit(next);
    }
    void clear_references() override
    {
        value = {};
        next = {};
    }
    Value value;
    Ref<LinkedNode> next;
    LinkedNode* previous = nullptr;
    const Object* list = nullptr; // which one it is in; null: none

private:
    const Type* type_;
};

class LinkedList final : public ItemsObject
{
public:
    explicit LinkedList(const Type& type) : ItemsObject(type)
    {
        const Type* const args[] = {type.generic_args()[0]};
        node_type = instantiate(native_type("System.Collections.Generic.LinkedListNode`1"), args);
    }
    ~LinkedList() override { clear(); }
    void insert(Ref<LinkedNode> node, LinkedNode* before) // null: at the end
    {
        entering(node->value);
        if (has_flag(Shared)) share(*node);
        node->list = this;
        LinkedNode* previous = before ? before->previous : last;
        node->previous = previous;
        if (before) {
            node->next = previous ? previous->next : first;
            before->previous = node.get();
        } else {
            last = node.get();
        }
        (previous ? previous->next : first) = node;
        ++count;
        ++version_;
    }
    void remove(LinkedNode& node)
    {
        const Ref<LinkedNode> keep(&node);
        LinkedNode* next = node.next.get();
        if (next)
            next->previous = node.previous;
        else
            last = node.previous;
        (node.previous ? node.previous->next : first) = node.next;
        node.next = {};
        node.previous = nullptr;
        node.list = nullptr;
        --count;
        ++version_;
    }
    void clear()
    {
        while (first) remove(*first); // one by one: a long chain must not be freed by recursion
    }
    std::vector<Value> snapshot() const override
    {
        const CallGuard guard(*this);
        std::vector<Value> items;
        for (const LinkedNode* node = first.get(); node; node = node->next.get()) items.push_back(node->value);
        return items;
    }
    std::optional<size_t> known_size() const override { return count; }
    void trace(Tracer& tracer) const override { tracer.visit(first); }
    void clear_references() override { clear(); }
    Ref<LinkedNode> first;
    LinkedNode* last = nullptr;
    size_t count = 0;
    const Type* node_type;
};

LinkedList& chain(const Call& c) { return self<LinkedList>(c); }
Value node_value(LinkedNode* node) { return node ? Value(Ref<LinkedNode>(node)) : Value(); }

Ref<LinkedNode> fresh(const Call& c, size_t i)
{
    if (auto* node = c.args[i].as<LinkedNode>()) {
        if (node->list) throw_native("System.InvalidOperationException", "The LinkedList node already belongs to a LinkedList.");
        return Ref<LinkedNode>(node);
    }
    return make<LinkedNode>(*chain(c).node_type, c.args[i]);
}

LinkedNode& member(const Call& c, size_t i)
{
    auto& node = object_arg<LinkedNode>(c, i, "node");
    if (node.list != &chain(c))
        throw_native("System.InvalidOperationException", "The LinkedList node does not belong to current LinkedList.");
    return node;
}

Value new_list(Call& c)
{
    auto made = make<LinkedList>(c.type);
    if (!c.args.empty()) {
        for (const Value& item : items_arg(c, 0, "collection")) {
            made->insert(make<LinkedNode>(*made->node_type, convert(item, *c.type.generic_args()[0])), nullptr);
        }
    }
    return Value(made);
}

enum class Where
{
    First,
    Last,
    After,
    Before
};

template <Where Place>
Value add_node(Call& c)
{
    const size_t at = Place == Where::First || Place == Where::Last ? 0 : 1;
    LinkedNode* before = nullptr;
    if (Place == Where::First) before = chain(c).first.get();
    if (Place == Where::Before) before = &member(c, 0);
    if (Place == Where::After) before = member(c, 0).next.get();
    const Ref<LinkedNode> node = fresh(c, at);
    chain(c).insert(node, before);
    return c.args[at].as<LinkedNode>() ? nothing() : Value(node);
}

LinkedNode* find_node(const Call& c, bool last)
{
    LinkedNode* found = nullptr;
    for (LinkedNode* node = chain(c).first.get(); node; node = node->next.get()) {
        if (!equals_default(node->value, c.args[0])) continue;
        found = node;
        if (!last) break;
    }
    return found;
}

Value remove_node(Call& c)
{
    if (c.args[0].as<LinkedNode>()) {
        chain(c).remove(member(c, 0));
        return nothing();
    }
    LinkedNode* node = find_node(c, false);
    if (node) chain(c).remove(*node);
    return Value(node != nullptr);
}

Value remove_end(Call& c, bool last)
{
    if (!chain(c).first) throw_native("System.InvalidOperationException", "The LinkedList is empty.");
    chain(c).remove(last ? *chain(c).last : *chain(c).first);
    return nothing();
}

constexpr const char* node_t = "System.Collections.Generic.LinkedListNode[T]";

constexpr MemberDef list_members[] = {
    ctor("", new_list),
    ctor("System.Collections.Generic.IEnumerable[T] collection", new_list),
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(chain(c).count)); }),
    prop("First", node_t, [](Call& c) { return node_value(chain(c).first.get()); }),
    prop("Last", node_t, [](Call& c) { return node_value(chain(c).last); }),
    meth("AddFirst", "T value", node_t, add_node<Where::First>),
    meth("AddFirst", "System.Collections.Generic.LinkedListNode[T] node", "void", add_node<Where::First>),
    meth("AddLast", "T value", node_t, add_node<Where::Last>),
    meth("AddLast", "System.Collections.Generic.LinkedListNode[T] node", "void", add_node<Where::Last>),
    meth("AddAfter", "System.Collections.Generic.LinkedListNode[T] node, T value", node_t, add_node<Where::After>),
    meth("AddBefore", "System.Collections.Generic.LinkedListNode[T] node, T value", node_t, add_node<Where::Before>),
    meth("Find", "T value", node_t, [](Call& c) { return node_value(find_node(c, false)); }),
    meth("FindLast", "T value", node_t, [](Call& c) { return node_value(find_node(c, true)); }),
    meth("Contains", "T value", "bool", [](Call& c) { return Value(find_node(c, false) != nullptr); }),
    meth("Remove", "System.Collections.Generic.LinkedListNode[T] node", "void", remove_node),
    meth("Remove", "T value", "bool", remove_node),
    meth("RemoveFirst", "", "void", [](Call& c) { return remove_end(c, false); }),
    meth("RemoveLast", "", "void", [](Call& c) { return remove_end(c, true); }),
    meth("Clear", "", "void", [](Call& c) { return chain(c).clear(), nothing(); }),
    meth("CopyTo", "T[] array, int index", "void",
         [](Call& c) { return copy_into(chain(c).snapshot(), object_arg<Sequence>(c, 0, "array"), i32(c, 1)), nothing(); }),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
};

constexpr MemberDef node_members[] = {
    ctor("T value", [](Call& c) { return Value(make<LinkedNode>(c.type, c.args[0])); }),
    prop(
        "Value", "T", [](Call& c) { return self<LinkedNode>(c).value; },
        [](Call& c) { return self<LinkedNode>(c).value = c.args[0], nothing(); }),
    prop("Next", node_t, [](Call& c) { return node_value(self<LinkedNode>(c).next.get()); }),
    prop("Previous", node_t, [](Call& c) { return node_value(self<LinkedNode>(c).previous); }),
    prop("List", "System.Collections.Generic.LinkedList[T]",
         [](Call& c) { return self<LinkedNode>(c).list ? Value(const_cast<Object*>(self<LinkedNode>(c).list)) : Value(); }),
};

// --- PriorityQueue ---

class PriorityQueue final : public Object
{
public:
    PriorityQueue(const Type& type, Comparison order) : order_(std::move(order)), type_(&type) { mark_container(); }
    const Type& type() const override { return *type_; }
    struct Item
    {
        Value element, priority;
    };
    // A heap with four children a node, as .NET's: items of equal priority leave in the same order as there.
    void push(Item item)
    {
        items.emplace_back();
        size_t at = items.size() - 1;
        for (; at > 0 && order_(item.priority, items[(at - 1) / 4].priority) < 0; at = (at - 1) / 4) items[at] = items[(at - 1) / 4];
        items[at] = std::move(item);
    }
    Item pop()
    {
        Item first = std::move(items.front());
        Item last = std::move(items.back());
        items.pop_back();
        if (!items.empty()) sink(std::move(last));
        return first;
    }
    /// Puts the item in place of the first one; gives that.
    Item replace_first(Item item)
    {
        Item first = std::move(items.front());
        sink(std::move(item));
        return first;
    }
    int order(const Value& a, const Value& b) const { return order_(a, b); }
    void trace(Tracer& tracer) const override
    {
        for (const Item& item : items) {
            tracer.visit(item.element);
            tracer.visit(item.priority);
        }
    }
    void clear_references() override { items.clear(); }
    std::vector<Item> items;

private:
    /// Puts the item at the root and lets it sink.
    void sink(Item item)
    {
        size_t at = 0;
        for (size_t child = 1; child < items.size(); child = at * 4 + 1) {
            size_t least = child;
            for (size_t i = child + 1; i < std::min(child + 4, items.size()); ++i)
                if (order_(items[i].priority, items[least].priority) < 0) least = i;
            if (order_(item.priority, items[least].priority) <= 0) break;
            items[at] = std::move(items[least]);
            at = least;
        }
        items[at] = std::move(item);
    }
    Comparison order_;
    const Type* type_;
};

PriorityQueue& heap(const Call& c) { return self<PriorityQueue>(c); }

Value new_queue(Call& c)
{
    const bool has_order = !c.args.empty() && !c.args.back().is_int32() && !c.args.back().is_null();
    return Value(make<PriorityQueue>(c.type, has_order ? comparison_of(c.args.back()) : Comparison(compare_default)));
}

void require_items(const Call& c)
{
    if (heap(c).items.empty()) throw_native("System.InvalidOperationException", "Queue empty.");
}

Value try_front(Call& c, bool take)
{
    if (heap(c).items.empty()) {
        c.args[0] = c.args[1] = Value();
        return Value(false);
    }
    const PriorityQueue::Item item = take ? heap(c).pop() : heap(c).items.front();
    c.args[0] = item.element;
    c.args[1] = item.priority;
    return Value(true);
}

PriorityQueue::Item item_of(const Call& c, const Value& element, const Value& priority)
{
    return {convert(element, *c.type.generic_args()[0]), convert(priority, *c.type.generic_args()[1])};
}

/// Adds the item, then takes the first.
Value enqueue_dequeue(Call& c)
{
    PriorityQueue::Item item = item_of(c, c.args[0], c.args[1]);
    if (heap(c).items.empty() || heap(c).order(item.priority, heap(c).items.front().priority) <= 0) return item.element;
    return heap(c).replace_first(std::move(item)).element;
}

/// Takes the first, then adds the item.
Value dequeue_enqueue(Call& c)
{
    require_items(c);
    return heap(c).replace_first(item_of(c, c.args[0], c.args[1])).element;
}

Value enqueue_range(Call& c)
{
    for (const Value& item : items_arg(c, 0, c.args.size() > 1 ? "elements" : "items")) {
        if (c.args.size() > 1) {
            heap(c).push(item_of(c, item, c.args[1]));
        } else if (const auto* pair = item.as<TupleObject>(); pair && pair->items().size() == 2) {
            heap(c).push(item_of(c, pair->items()[0], pair->items()[1]));
        }
    }
    return nothing();
}

Value unordered_items(Call& c)
{
    std::vector<Value> made;
    for (const PriorityQueue::Item& item : heap(c).items) made.push_back(value_tuple({item.element, item.priority}));
    return make_array(std::move(made));
}

Value remove_element(Call& c)
{
    auto& items = heap(c).items;
    for (size_t i = 0; i < items.size(); ++i) {
        if (!equals_default(items[i].element, c.args[0])) continue;
        c.args[1] = items[i].element;
        c.args[2] = items[i].priority;
        std::vector<PriorityQueue::Item> left;
        for (size_t k = 0; k < items.size(); ++k)
            if (k != i) left.push_back(items[k]);
        items.clear();
        for (auto& item : left) heap(c).push(std::move(item));
        return Value(true);
    }
    return Value(false);
}

constexpr MemberDef queue_members[] = {
    prop("UnorderedItems", "System.Object", unordered_items),
    prop("Capacity", "int", [](Call& c) { return Value(static_cast<int32_t>(heap(c).items.size())); }),
    meth("EnqueueDequeue", "System.Object element, System.Object priority", "TKey", enqueue_dequeue),
    meth("DequeueEnqueue", "System.Object element, System.Object priority", "TKey", dequeue_enqueue),
    meth("EnqueueRange", "System.Collections.IEnumerable items", "void", enqueue_range),
    meth("EnqueueRange", "System.Collections.IEnumerable elements, System.Object priority", "void", enqueue_range),
    meth("Remove", "System.Object element, out System.Object removedElement, out System.Object priority", "bool", remove_element),
    meth("EnsureCapacity", "int capacity", "int", [](Call& c) { return c.args[0]; }),
    meth("TrimExcess", "", "void", [](Call&) { return nothing(); }),
    ctor("", new_queue),
    ctor("int initialCapacity", new_queue),
    ctor("System.Collections.Generic.IComparer[TValue] comparer", new_queue),
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(heap(c).items.size())); }),
    meth("Enqueue", "System.Object element, System.Object priority", "void",
         [](Call& c) {
             return heap(c).push({convert(c.args[0], *c.type.generic_args()[0]), convert(c.args[1], *c.type.generic_args()[1])}), nothing();
         }),
    meth("Dequeue", "", "TKey", [](Call& c) { return require_items(c), heap(c).pop().element; }),
    meth("Peek", "", "TKey", [](Call& c) { return require_items(c), heap(c).items.front().element; }),
    meth("TryDequeue", "out System.Object element, out System.Object priority", "bool", [](Call& c) { return try_front(c, true); }),
    meth("TryPeek", "out System.Object element, out System.Object priority", "bool", [](Call& c) { return try_front(c, false); }),
    meth("Clear", "", "void", [](Call& c) { return heap(c).items.clear(), nothing(); }),
};

// --- BitArray ---

class BitArray final : public ItemsObject
{
public:
    BitArray(const Type& type, std::vector<bool> initial) : ItemsObject(type), bits(std::move(initial)) {}
    std::vector<Value> snapshot() const override
    {
        const CallGuard guard(*this);
        std::vector<Value> items;
        for (const bool bit : bits) items.emplace_back(bit);
        return items;
    }
    std::optional<size_t> known_size() const override { return bits.size(); }
    void touched() { ++version_; }
    std::vector<bool> bits;
};

BitArray& bit_array(const Call& c) { return self<BitArray>(c); }

Value new_bits(Call& c)
{
    std::vector<bool> bits;
    if (c.args[0].is_int32()) {
        if (i32(c, 0) < 0) throw_negative("length", i32(c, 0));
        bits.assign(static_cast<size_t>(i32(c, 0)), c.args.size() > 1 && flag(c, 1));
    } else if (const auto* other = c.args[0].as<BitArray>()) {
        bits = other->bits;
    } else {
        for (const Value& item : items_arg(c, 0, "values")) {
            const int width = item.is_bool() ? 1 : item.tag() == Tag::Byte ? 8 : 32;
            for (int i = 0; i < width; ++i) bits.push_back((item.as_uint64() >> i & 1) != 0);
        }
    }
    return Value(make<BitArray>(c.type, std::move(bits)));
}

size_t bit_index(const Call& c)
{
    if (i32(c, 0) < 0 || static_cast<size_t>(i32(c, 0)) >= bit_array(c).bits.size()) throw_index();
    return static_cast<size_t>(i32(c, 0));
}

Value get_bit(Call& c) { return Value(static_cast<bool>(bit_array(c).bits[bit_index(c)])); }
Value set_bit(Call& c)
{
    bit_array(c).bits[bit_index(c)] = c.args[1].as_bool();
    bit_array(c).touched();
    return nothing();
}

template <typename F>
Value combine(Call& c, F f)
{
    const auto& other = object_arg<BitArray>(c, 0, "value").bits;
    auto& bits = bit_array(c).bits;
    if (other.size() != bits.size()) throw_native("System.ArgumentException", "Array lengths must be the same.");
    for (size_t i = 0; i < bits.size(); ++i) bits[i] = f(static_cast<bool>(bits[i]), static_cast<bool>(other[i]));
    return c.self;
}

Value shift(Call& c, bool left)
{
    if (i32(c, 0) < 0) throw_negative("count", i32(c, 0));
    auto& bits = bit_array(c).bits;
    const size_t by = std::min(static_cast<size_t>(i32(c, 0)), bits.size());
    std::vector<bool> moved(bits.size(), false);
    for (size_t i = 0; i + by < bits.size(); ++i) {
        if (left)
            moved[i + by] = bits[i];
        else
            moved[i] = bits[i + by];
    }
    bits = std::move(moved);
    bit_array(c).touched();
    return c.self;
}

/// Into bool[], or packed into byte[] or int[].
Value copy_bits(Call& c)
{
    auto& target = object_arg<Sequence>(c, 0, "array");
    const auto& bits = bit_array(c).bits;
    const Tag tag = target.size() > 0 ? target.at(0).tag() : Tag::Bool;
    const size_t width = tag == Tag::Byte ? 8 : tag == Tag::Int32 ? 32 : 1;
    const size_t count = (bits.size() + width - 1) / width;
    if (i32(c, 1) < 0) throw_negative("index", i32(c, 1));
    if (static_cast<size_t>(i32(c, 1)) + count > target.size())
        throw_argument(
            "System.ArgumentException",
            "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the "
            "end of the source collection.",
            "");
    for (size_t k = 0; k < count; ++k) {
        uint32_t word = 0;
        for (size_t i = 0; i < width && k * width + i < bits.size(); ++i) word |= static_cast<uint32_t>(bits[k * width + i]) << i;
        target.set(static_cast<size_t>(i32(c, 1)) + k, width == 1   ? Value(word != 0)
                                                       : width == 8 ? Value::integer(Tag::Byte, word)
                                                                    : Value(static_cast<int32_t>(word)));
    }
    return nothing();
}

constexpr const char* bits_name = "System.Collections.BitArray";

constexpr MemberDef bit_members[] = {
    ctor("int length", new_bits),
    ctor("int length, bool defaultValue", new_bits),
    ctor("byte[] bytes", new_bits),
    ctor("bool[] values", new_bits),
    ctor("int[] values", new_bits),
    ctor("System.Collections.BitArray bits", new_bits),
    indexer("Item", "int index", "bool", get_bit, set_bit),
    prop(
        "Length", "int", [](Call& c) { return Value(static_cast<int32_t>(bit_array(c).bits.size())); },
        [](Call& c) { return bit_array(c).bits.resize(static_cast<size_t>(std::max(0, i32(c, 0)))), nothing(); }),
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(bit_array(c).bits.size())); }),
    meth("Get", "int index", "bool", get_bit),
    meth("Set", "int index, bool value", "void", set_bit),
    meth("SetAll", "bool value", "void", [](Call& c) { return bit_array(c).bits.assign(bit_array(c).bits.size(), flag(c, 0)), nothing(); }),
    meth("And", "System.Collections.BitArray value", bits_name, [](Call& c) { return combine(c, [](bool a, bool b) { return a && b; }); }),
    meth("Or", "System.Collections.BitArray value", bits_name, [](Call& c) { return combine(c, [](bool a, bool b) { return a || b; }); }),
    meth("Xor", "System.Collections.BitArray value", bits_name, [](Call& c) { return combine(c, [](bool a, bool b) { return a != b; }); }),
    meth("HasAllSet", "", "bool", [](Call& c) { return Value(!std::count(bit_array(c).bits.begin(), bit_array(c).bits.end(), false)); }),
    meth("HasAnySet", "", "bool", [](Call& c) { return Value(std::count(bit_array(c).bits.begin(), bit_array(c).bits.end(), true) > 0); }),
    meth("LeftShift", "int count", bits_name, [](Call& c) { return shift(c, true); }),
    meth("RightShift", "int count", bits_name, [](Call& c) { return shift(c, false); }),
    meth("CopyTo", "array array, int index", "void", copy_bits),
    meth("Clone", "", "System.Object", [](Call& c) { return Value(make<BitArray>(c.type, bit_array(c).bits)); }),
    prop("IsReadOnly", "bool", [](Call&) { return Value(false); }),
    prop("IsSynchronized", "bool", [](Call&) { return Value(false); }),
    prop("SyncRoot", "System.Object", [](Call& c) { return c.self; }),
    meth("Not", "", bits_name, [](Call& c) { return bit_array(c).bits.flip(), c.self; }),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
};

// --- BlockingCollection ---

class BlockingCollection final : public ItemsObject
{
public:
    BlockingCollection(const Type& type, size_t most) : ItemsObject(type), limit(most) {}
    bool add(const Value& value, base::Deadline deadline, const CancelSignalRef& token)
    {
        entering(value);
        std::unique_lock lock(mutex);
        if (complete)
            throw_native("System.InvalidOperationException", "The collection has been marked as complete with regards to additions.");
        if (!wait_with_token(lock, room, deadline, token, [this] { return items.size() < limit || complete; })) return false;
        items.push_back(value);
        lock.unlock();
        filled.notify_one();
        return true;
    }
    std::optional<Value> take(base::Deadline deadline, const CancelSignalRef& token)
    {
        std::unique_lock lock(mutex);
        wait_with_token(lock, filled, deadline, token, [this] { return !items.empty() || complete; });
        if (items.empty()) return std::nullopt;
        Value value = std::move(items.front());
        items.pop_front();
        lock.unlock();
        room.notify_one();
        return value;
    }
    void finish()
    {
        {
            const std::lock_guard lock(mutex);
            complete = true;
        }
        filled.notify_all();
        room.notify_all();
    }
    std::vector<Value> snapshot() const override
    {
        const std::lock_guard lock(mutex);
        return {items.begin(), items.end()};
    }
    std::optional<size_t> known_size() const override { return snapshot().size(); }
    bool is_concurrent() const override { return true; }
    void trace(Tracer& tracer) const override
    {
        for (const Value& item : items) tracer.visit(item);
    }
    mutable std::mutex mutex;
    base::WaitQueue filled, room;
    std::deque<Value> items;
    const size_t limit;
    bool complete = false;
};

BlockingCollection& blocking(const Call& c) { return self<BlockingCollection>(c); }

CancelSignalRef token_arg(const Call& c)
{
    for (const Value& arg : c.args) {
        if (const auto* token = arg.as<CancellationToken>()) return token->signal();
    }
    return {};
}

Value new_blocking(Call& c)
{
    const size_t limit = c.args.empty() ? std::numeric_limits<size_t>::max() : static_cast<size_t>(i32(c, 0));
    if (!c.args.empty() && i32(c, 0) < 1) throw_range("The boundedCapacity argument must be positive.", "boundedCapacity");
    return Value(make<BlockingCollection>(c.type, limit));
}

Value try_add(Call& c)
{
    return Value(blocking(c).add(c.args[0], c.args.size() > 1 ? timeout_of(c.args[1]) : base::Deadline::immediate(), token_arg(c)));
}

Value take(Call& c)
{
    auto value = blocking(c).take(base::Deadline::never(), token_arg(c));
    if (!value) {
        throw_native("System.InvalidOperationException",
                     "The collection argument is empty and has been marked as complete with regards to additions.");
    }
    return std::move(*value);
}

Value try_take(Call& c)
{
    auto value = blocking(c).take(c.args.size() > 1 ? timeout_of(c.args[1]) : base::Deadline::immediate(), token_arg(c));
    c.args[0] = value.value_or(Value());
    return Value(value.has_value());
}

/// What GetConsumingEnumerable gives: takes until the collection is complete and empty.
class Consumer final : public Object, public Enumerable
{
public:
    explicit Consumer(Ref<BlockingCollection> of) : of_(std::move(of)) {}
    const Type& type() const override { return native_type("System.Collections.Concurrent.BlockingCollectionConsumer"); }
    void trace(Tracer& tracer) const override { tracer.visit(of_); }
    std::unique_ptr<Enumerator> enumerate() const override
    {
        class Items final : public Enumerator
        {
        public:
            explicit Items(Ref<BlockingCollection> of) : of_(std::move(of)) {}
            bool next(Value& item) override
            {
                auto value = of_->take(base::Deadline::never(), {});
                if (value) item = std::move(*value);
                return value.has_value();
            }

        private:
            Ref<BlockingCollection> of_;
        };
        return std::make_unique<Items>(of_);
    }

private:
    Ref<BlockingCollection> of_;
};

Value blocking_flag(Call& c, bool and_empty)
{
    const std::lock_guard lock(blocking(c).mutex);
    return Value(blocking(c).complete && (!and_empty || blocking(c).items.empty()));
}

constexpr MemberDef blocking_members[] = {
    ctor("", new_blocking),
    ctor("int boundedCapacity", new_blocking),
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(blocking(c).snapshot().size())); }),
    prop("BoundedCapacity", "int",
         [](Call& c) { return Value(blocking(c).limit > 0x7FFFFFFF ? -1 : static_cast<int32_t>(blocking(c).limit)); }),
    meth("CopyTo", "T[] array, int index", "void",
         [](Call& c) { return copy_into(blocking(c).snapshot(), object_arg<Sequence>(c, 0, "array"), i32(c, 1)), nothing(); }),
    prop("IsAddingCompleted", "bool", [](Call& c) { return blocking_flag(c, false); }),
    prop("IsCompleted", "bool", [](Call& c) { return blocking_flag(c, true); }),
    meth("Add", "T item", "void", [](Call& c) { return blocking(c).add(c.args[0], base::Deadline::never(), {}), nothing(); }),
    meth("Add", "T item, System.Threading.CancellationToken cancellationToken", "void",
         [](Call& c) { return blocking(c).add(c.args[0], base::Deadline::never(), token_arg(c)), nothing(); }),
    meth("TryAdd", "T item", "bool", try_add),
    meth("TryAdd", "T item, int millisecondsTimeout", "bool", try_add),
    meth("TryAdd", "T item, timespan timeout", "bool", try_add),
    meth("Take", "", "T", take),
    meth("Take", "System.Threading.CancellationToken cancellationToken", "T", take),
    meth("TryTake", "out T item", "bool", try_take),
    meth("TryTake", "out T item, int millisecondsTimeout", "bool", try_take),
    meth("TryTake", "out T item, timespan timeout", "bool", try_take),
    meth("TryTake", "out T item, int millisecondsTimeout, System.Threading.CancellationToken cancellationToken", "bool", try_take),
    meth("CompleteAdding", "", "void", [](Call& c) { return blocking(c).finish(), nothing(); }),
    meth("GetConsumingEnumerable", "", "System.Collections.Generic.IEnumerable[T]",
         [](Call& c) { return Value(make<Consumer>(Ref<BlockingCollection>(&blocking(c)))); }),
    meth("ToArray", "", "T[]", [](Call& c) { return typed_array(*c.type.generic_args()[0], blocking(c).snapshot()); }),
    meth("Dispose", "", "void", [](Call&) { return nothing(); }),
};

constexpr TypeFlags generic = TypeFlags::GenericDefinition;
constexpr const char* collection = "System.Collections.ICollection,System.Collections.Generic.ICollection[T]";

constexpr TypeDef table[] = {
    {"System.Collections.Generic.LinkedList`1", "System.Object", generic | TypeFlags::LockedTogether, "", collection, list_members},
    {"System.Collections.Generic.LinkedListNode`1", "System.Object", generic | TypeFlags::LockedTogether, "", "", node_members},
    {"System.Collections.Generic.PriorityQueue`2", "System.Object", generic | TypeFlags::Locked, "", "", queue_members},
    {bits_name, "System.Object", TypeFlags::Sealed | TypeFlags::Locked, "", "System.Collections.ICollection", bit_members},
    {"System.Collections.Concurrent.BlockingCollection`1", "System.Object", generic, "", "System.Collections.ICollection",
     blocking_members},
    {"System.Collections.Concurrent.BlockingCollectionConsumer", "System.Object", TypeFlags::Sealed, "", "System.Collections.IEnumerable"},
};

} // namespace

std::span<const TypeDef> linked_types_types() { return table; }

} // namespace kestrun::value
