#include "engine/direct_call.hpp"
#include "engine/function_processor.hpp"
#include "value/call_depth.hpp"

namespace kestrun::engine {

using value::ScriptError;

Arguments DirectCall::take_arguments()
{
    Arguments arguments;
    const size_t parameters = plan_.parameters.size();
    for (size_t i = 0; i < given_; ++i) {
        Value& from = i < parameters ? slots()[plan_.parameters[i].slot] : rest_[i - parameters];
        arguments.push_back({.name = {}, .value = std::move(from), .has_value = true, .written = {}});
    }
    return arguments;
}

/// The default value as the parameter's type; its errors are those of binding.
Value DirectCall::accept_default(size_t parameter, const Value& value)
{
    const CommandMetadata& metadata = frame.code->metadata();
    Binder binder(frame.session, metadata, call_.command, call_.command ? std::string_view(call_.command->name) : std::string_view());
    return binder.accept_default(metadata.parameters[parameter], value, *plan_.parameters[parameter].type.type());
}

/// Defaults of the parameters that were not given, cells for those that are assigned to, $args.
void DirectCall::finish_slots()
{
    const size_t parameters = plan_.parameters.size();
    for (size_t i = 0; i < parameters; ++i) {
        const CallPlan::Parameter& parameter = plan_.parameters[i];
        Value& place = slots()[parameter.slot];
        if (i >= given_) {
            Value value;
            if (parameter.fallback) {
                value = parameter.fallback->eval(frame);
                if (!parameter.type.takes(value)) value = accept_default(i, value);
            } else if (parameter.type.type()) {
                value = FunctionProcessor::default_of(*parameter.type.type());
            }
            place = value.is_null() ? Value() : std::move(value);
        }
        if (parameter.cell) [[unlikely]] {
            Ref<VariableCell> cell = value::make<VariableCell>(parameter.symbol, place);
            cell->spell(plan_.layout->spelling(static_cast<size_t>(parameter.slot)));
            cell->constraint = parameter.type.type();
            place = Value::cell(cell.get());
        }
    }
    if (plan_.args >= 0)
        slots()[plan_.args] = value::make_array(std::move(rest_));
    else
        frame.unbound = &rest_;
}

void DirectCall::run()
{
    value::check_call_depth(128 * 1024);
    const FrameGuard guard(frame);
    finish_slots();
    if (!plan_.body) return;
    Flow flow = Flow::Normal;
    try {
        flow = plan_.body->exec(frame);
    } catch (LoopControl& control) { // return out of $( ) or a command
        if (control.flow != Flow::Return) throw;
        flow = Flow::Return;
    } catch (ScriptError& error) {
        error.leaves_function = false;
        throw;
    }
    if (flow == Flow::Break || flow == Flow::Continue) [[unlikely]]
        throw LoopControl{flow, frame.session.flow_label};
}

} // namespace kestrun::engine
