// System.Tuple and System.ValueTuple of any length up to eight.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"
#include <vector>

namespace kestrun::value {

class TupleObject final : public Object, public Textual, public Comparable
{
public:
    TupleObject(const Type& type, std::vector<Value> items) : type_(&type), items_(std::move(items)) { mark_container(); }
    const Type& type() const override { return *type_; }
    const std::vector<Value>& items() const { return items_; }
    std::vector<Value>& items() { return items_; }
    void trace(Tracer& tracer) const override;
    void clear_references() override { items_.clear(); }
    std::string text() const override; // "(1, x)"
    bool equals(const Value& other) const override;
    uint32_t hash() const override;
    std::optional<int> compare(const Value& other) const override;

private:
    const Type* type_;
    std::vector<Value> items_;
};

/// ValueTuple of the values, with their own types as arguments.
Value value_tuple(std::vector<Value> items);

} // namespace kestrun::value
