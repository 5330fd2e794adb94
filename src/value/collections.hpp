// Collections besides arrays, lists and dictionaries: queues, stacks, bags, sets, linked lists, priority queues. Each operation on a shared
// one is atomic.
#pragma once
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/type.hpp"
#include <deque>
#include <functional>

namespace kestrun::value {

/// A collection that enumerates a copy of its items in its order, and tells when it was changed meanwhile.
class ItemsObject : public Object, public Enumerable
{
public:
    explicit ItemsObject(const Type& type) : type_(&type) { mark_container(); }
    const Type& type() const override { return *type_; }
    /// The items in the order of enumeration.
    virtual std::vector<Value> snapshot() const = 0;
    std::unique_ptr<Enumerator> enumerate() const override;
    /// Concurrent collections may change while they are enumerated.
    virtual bool is_concurrent() const { return false; }
    uint32_t version() const { return version_; }

protected:
    /// Marks the value shared when the container is, before it is stored.
    const Value& entering(const Value& value) const;
    const Type* type_;
    std::atomic<uint32_t> version_{0};
};

/// Queue, Stack, ConcurrentQueue, ConcurrentStack, ConcurrentBag: by its type.
class Deque final : public ItemsObject
{
public:
    Deque(const Type& type, bool last_in_first_out, bool concurrent) : ItemsObject(type), lifo_(last_in_first_out), concurrent_(concurrent)
    {
    }
    void push(const Value& value);
    /// Nothing when it is empty.
    std::optional<Value> pop();
    std::optional<Value> peek() const;
    void clear();
    size_t size() const;
    std::vector<Value> snapshot() const override;
    std::optional<size_t> known_size() const override { return size(); }
    bool is_concurrent() const override { return concurrent_; }
    bool lifo() const { return lifo_; }
    void trace(Tracer& tracer) const override;
    void clear_references() override { items_.clear(); }

private:
    std::deque<Value> items_;
    bool lifo_;
    bool concurrent_;
};

/// HashSet: keeps the order in which items came.
class HashSet final : public ItemsObject
{
public:
    HashSet(const Type& type, KeyComparer comparer);
    bool add(const Value& value);
    bool remove(const Value& value);
    bool contains(const Value& value) const;
    /// The item that equals the value.
    std::optional<Value> find(const Value& value) const;
    void clear();
    size_t size() const { return table_->size() + (has_null_ ? 1 : 0); }
    KeyComparer comparer() const { return table_->comparer(); }
    std::vector<Value> snapshot() const override;
    std::optional<size_t> known_size() const override { return size(); }
    void trace(Tracer& tracer) const override { tracer.visit(table_); }
    void clear_references() override { table_ = make<Dictionary>(); }

private:
    Ref<Dictionary> table_;
    std::atomic<bool> has_null_{false};
};

/// SortedSet.
class SortedSet final : public ItemsObject
{
public:
    using Order = std::function<int(const Value&, const Value&)>;
    SortedSet(const Type& type, Order order) : ItemsObject(type), order_(std::move(order)) {}
    bool add(const Value& value);
    bool remove(const Value& value);
    bool contains(const Value& value) const;
    void clear();
    size_t size() const;
    const Order& order() const { return order_; }
    std::vector<Value> snapshot() const override;
    std::optional<size_t> known_size() const override { return size(); }
    void trace(Tracer& tracer) const override;
    void clear_references() override { items_.clear(); }

private:
    size_t position(const Value& value, bool& found) const;
    Order order_;
    std::vector<Value> items_;
};

} // namespace kestrun::value
