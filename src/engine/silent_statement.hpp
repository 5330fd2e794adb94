// A silent expression that stands alone (an assignment, ++ or --). The node's class is known, so that running it takes no second virtual
// call.
#pragma once
#include "engine/session_impl.hpp"

namespace kestrun::engine {

template <typename Of>
struct SilentStatement final : Stmt
{
    SilentStatement(syntax::Extent at, ExprPtr what) : Stmt(at), expression(std::move(what)), keeps_status(expression->sets_status()) {}
    Flow exec(Frame& frame) const override
    {
        static_cast<const Of&>(*expression).run(frame);
        if (!keeps_status) frame.session.last_ok = true;
        return Flow::Normal;
    }
    ExprPtr expression;
    bool keeps_status;
};

} // namespace kestrun::engine
