// System.Delegate: a script block that was cast to a delegate type. Where a native member takes a delegate, a bare script block does as
// well.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"

namespace kestrun::value {

class DelegateObject final : public Object, public Comparable
{
public:
    DelegateObject(const Type& type, Value script) : type_(&type), script_(std::move(script)) { mark_container(); }
    const Type& type() const override { return *type_; }
    const Value& script() const { return script_; }
    /// What the delegate type promises: bool of a Predicate, the last argument of a Func; null: nothing comes back.
    const Type* result() const;
    void trace(Tracer& tracer) const override { tracer.visit(script_); }
    void clear_references() override { script_ = {}; }
    bool equals(const Value& other) const override;
    uint32_t hash() const override;

private:
    const Type* type_;
    Value script_;
};

/// [Func[int,bool]]{ ... }; null script gives null.
Value delegate_value(const Type& type, const Value& script);

} // namespace kestrun::value
