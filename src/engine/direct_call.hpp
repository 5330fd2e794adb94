// The short way into a function, script block or method (CallPlan): no argument list, no binder, no processor. The arguments are evaluated
// into the callee's slots, its scope and frame stand on the stack. What a script can see of the call is the same as by the long way
// (FunctionProcessor): scope chain, frames for the call stack and error positions, $args, types of parameters, defaults.
#pragma once
#include "engine/all_scope.hpp"
#include "engine/session_impl.hpp"
#include <optional>

namespace kestrun::engine {

class DirectCall
{
public:
    DirectCall(Frame& caller, const ScriptBlockImpl& block, const CallPlan& plan, const CommandInfo* command, syntax::Extent extent,
               Sink& out, const Streams& streams)
        : DirectCall(caller, caller.session.own_module(block.module()), block.code(), plan, command, extent, out, streams)
    {
    }
    DirectCall(Frame& caller, Module* module, const Code& code, const CallPlan& plan, const CommandInfo* command, syntax::Extent extent,
               Sink& out, const Streams& streams)
        : plan_(plan), count_(plan.slots),
          scope_(&caller.session.home_scope(caller, module), Scope::Kind::Local, plan.layout, slots()), call_{.command = command,
                                                                                                              .code = caller.code,
                                                                                                              .extent = extent},
          frame(caller.session, scope_, code, out, streams, &caller)
    {
        for (size_t i = 0; i < count_; ++i) new (slots() + i) Value(Value::unset());
        scope_.module = module;
        frame.call = &call_;
        if (any_all_scope_variables()) [[unlikely]]
            adopt_all_scope_variables(scope_);
    }
    DirectCall(const DirectCall&) = delete;
    DirectCall& operator=(const DirectCall&) = delete;
    ~DirectCall()
    {
        for (size_t i = count_; i-- > 0;) slots()[i].~Value();
    }

    /// The next positional argument.
    void pass(Value argument)
    {
        if (argument.is_null()) argument = Value(); // nothing at all and what was never set are null
        const size_t at = given_++;
        if (at < plan_.parameters.size()) {
            const CallPlan::Parameter& parameter = plan_.parameters[at];
            fits_ = fits_ && parameter.type.takes(argument);
            slots()[parameter.slot] = std::move(argument);
        } else {
            rest_.push_back(std::move(argument));
        }
    }
    /// True when no argument needs a conversion; else the call must go the long way, with these:
    bool fits() const { return fits_; }
    /// Makes it the body of a method: what it writes is dropped, `return` gives the value.
    void set_method(const ClassMethod& method, Value& returned)
    {
        frame.method = &method;
        frame.returned = &returned;
    }
    void set_this(const Value& self)
    {
        if (plan_.self >= 0) slots()[plan_.self] = self;
    }
    Arguments take_arguments();
    void run();

private:
    Value* slots() { return reinterpret_cast<Value*>(storage_); }
    void finish_slots();
    Value accept_default(size_t parameter, const Value& value);

    const CallPlan& plan_;
    size_t count_;
    alignas(Value) std::byte storage_[CallPlan::max_slots * sizeof(Value)];
    Scope scope_;
    CallInfo call_;
    size_t given_ = 0;
    bool fits_ = true;
    std::vector<Value> rest_; // $args

public:
    Frame frame;
};

} // namespace kestrun::engine
