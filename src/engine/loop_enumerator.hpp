// $foreach and $switch: the enumerator of the loop that runs (about_Automatic_Variables).
#pragma once
#include "engine/context.hpp"
#include "value/manual_enumerator.hpp"
#include "value/members.hpp"

namespace kestrun::engine {

class LoopEnumerator final : public value::Object, public value::ManualEnumerator
{
public:
    explicit LoopEnumerator(std::unique_ptr<value::Enumerator> over) : enumerator_(std::move(over)) {}
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type("System.ArrayEnumerator");
        return type;
    }
    void trace(value::Tracer& tracer) const override { tracer.visit(current); }
    bool move_next() override
    {
        if (enumerator_->next(current)) return true;
        current = {};
        return false;
    }
    const Value& current_item() const override { return current; }
    void reset() override { value::throw_native("System.NotSupportedException", "A loop cannot start over."); }
    Value current;

private:
    std::unique_ptr<value::Enumerator> enumerator_;
};

/// Lets $foreach or $switch be the loop's enumerator while the loop runs; what it was before comes back.
class LoopVariable
{
public:
    LoopVariable(Value& place, const Ref<LoopEnumerator>& enumerator) : place_(place), before_(std::move(place))
    {
        place = Value(enumerator);
    }
    ~LoopVariable() { place_ = std::move(before_); }
    LoopVariable(const LoopVariable&) = delete;
    LoopVariable& operator=(const LoopVariable&) = delete;

private:
    Value& place_;
    Value before_;
};

} // namespace kestrun::engine
