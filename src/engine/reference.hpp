// [ref]: System.Management.Automation.PSReference.
#pragma once
#include "engine/scope.hpp"
#include "value/reference.hpp"

namespace kestrun::engine {

/// A reference to a variable; .Value reads and writes it.
class VariableRef final : public value::Reference
{
public:
    explicit VariableRef(Ref<VariableCell> cell) : cell_(std::move(cell)) {}
    Value get() const override { return cell_->get(); }
    void set(const Value& value) override { cell_->set(value); }
    void trace(value::Tracer& tracer) const override { tracer.visit(cell_); }

private:
    Ref<VariableCell> cell_;
};

/// A reference to a value of its own.
Value make_reference(Value value);

} // namespace kestrun::engine
