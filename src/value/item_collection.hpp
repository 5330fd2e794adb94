// Read-only lists that native code makes: MatchCollection, CaptureCollection, XmlNodeList, ... by their type.
#pragma once
#include "value/array.hpp"
#include "value/members.hpp"

namespace kestrun::value {

class ItemCollection final : public Sequence
{
public:
    ItemCollection(const Type& type, std::vector<Value> items) : type_(&type), items_(std::move(items)) { mark_container(); }
    const std::vector<Value>& items() const { return items_; }
    size_t size() const override { return items_.size(); }
    Value at(size_t index) const override { return items_[index]; }
    /// Throws NotSupportedException.
    void set(size_t index, const Value& value) override;
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override;
    void clear_references() override { items_.clear(); }

private:
    const Type* type_;
    std::vector<Value> items_;
};

/// Enumerates values that were gathered for it.
std::unique_ptr<Enumerator> enumerate_values(std::vector<Value> values);

} // namespace kestrun::value
