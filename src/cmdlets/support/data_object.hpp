// Objects that commands write and that are nothing but their properties: GroupInfo, MatchInfo, PathInfo, ... A row of a TypeDef table names
// the properties; the getters are instances of one template that read a slot.
#pragma once
#include "cmdlets/support/common.hpp"
#include <span>

namespace kestrun::cmdlets {

class DataObject : public value::Object, public value::Textual
{
public:
    DataObject(const value::Type& type, std::vector<Value> slots, std::string (*text_of)(const DataObject&) = nullptr)
        : type_(&type), slots_(std::move(slots)), text_(text_of)
    {
    }
    const value::Type& type() const override { return *type_; }
    const Value& slot(size_t i) const { return slots_[i]; }
    void set_slot(size_t i, Value value) { slots_[i] = std::move(value); }
    void trace(value::Tracer& tracer) const override
    {
        for (const Value& slot : slots_) tracer.visit(slot);
    }
    void clear_references() override { slots_.assign(slots_.size(), Value()); }
    /// ToString(): the type's name unless the kind of object says otherwise.
    std::string text() const override { return text_ ? text_(*this) : type_->full_name(); }

private:
    const value::Type* type_;
    std::vector<Value> slots_;
    std::string (*text_)(const DataObject&);
};

template <size_t I>
Value slot_get(value::Call& call)
{
    return static_cast<DataObject*>(call.self.object())->slot(I);
}
template <size_t I>
Value slot_set(value::Call& call)
{
    static_cast<DataObject*>(call.self.object())->set_slot(I, call.arg(0));
    return Value::nothing();
}

/// A read-only property kept in slot I.
template <size_t I>
constexpr value::MemberDef slot(const char* name, const char* type)
{
    return {name, value::MemberKind::Property, "", type, slot_get<I>};
}
/// One that scripts may set.
template <size_t I>
constexpr value::MemberDef slot_rw(const char* name, const char* type)
{
    return {name, value::MemberKind::Property, "", type, slot_get<I>, slot_set<I>};
}

Value make_data(const char* type, std::vector<Value> slots, std::string (*text_of)(const DataObject&) = nullptr);
/// The object of that type, or null.
DataObject* as_data(const Value& value, std::string_view type);

/// The tables of types that commands bring.
std::span<const value::TypeDef> data_object_types();

} // namespace kestrun::cmdlets
