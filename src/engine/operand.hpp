// An operand of a node: a slot or a constant is read where it stands, anything else is evaluated.
#pragma once
#include "engine/code.hpp"

namespace kestrun::engine {

class Operand
{
public:
    /// `pinned`: nothing that is evaluated between get() and the use of its result can change a variable. Else a slot is copied.
    explicit Operand(ExprPtr node, bool pinned = true) : node_(std::move(node))
    {
        const Place place = node_->place();
        constant_ = place.constant;
        if (pinned) slot_ = place.slot;
    }
    /// True when reading it runs no script code.
    static bool is_place(const Expr& node)
    {
        const Place place = node.place();
        return place.constant || place.slot >= 0;
    }
    /// The value: where it stands, or made in `scratch`.
    const Value& get(Frame& frame, Value& scratch) const
    {
        if (slot_ >= 0) {
            const Value& there = frame.slots[slot_];
            if (there.is_int32() || (!there.is_unset() && !there.is_cell())) [[likely]]
                return there;
        } else if (constant_) {
            return *constant_;
        }
        scratch = node_->eval(frame);
        return scratch;
    }
    const Expr& node() const { return *node_; }
    int slot() const { return slot_; }
    const Value* constant() const { return constant_; }

private:
    ExprPtr node_;
    const Value* constant_ = nullptr;
    int slot_ = -1;
};

} // namespace kestrun::engine
