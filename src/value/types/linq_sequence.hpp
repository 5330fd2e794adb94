// What System.Linq.Enumerable gives: sequences that know their element type, groups, and orderings that ThenBy refines.
#pragma once
#include "value/collections.hpp"
#include "value/types/collection_helpers.hpp"

namespace kestrun::value {

/// The T of the source's IEnumerable<T>; System.Object when it has none.
const Type& element_type_of(const Value& source);

class LinqSequence final : public ItemsObject
{
public:
    /// A sequence of that element type.
    LinqSequence(const Type& element, std::vector<Value> items);
    /// Of a .NET type of its own: Grouping`2.
    LinqSequence(const Type& type, std::vector<Value> items, Value key);
    std::vector<Value> snapshot() const override { return items_; }
    std::optional<size_t> known_size() const override { return items_.size(); }
    void trace(Tracer& tracer) const override;
    void clear_references() override;
    const Value& key() const { return key_; }
    /// How OrderBy and its ThenBys order; each later one decides among equals.
    std::vector<Comparison>& orders() { return orders_; }

private:
    std::vector<Value> items_;
    Value key_;
    std::vector<Comparison> orders_;
};

Value linq_sequence(const Type& element, std::vector<Value> items);

} // namespace kestrun::value
