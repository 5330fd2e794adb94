#include "engine/steppable_pipeline.hpp"
#include "engine/activation.hpp"
#include "engine/function_processor.hpp"
#include "engine/type_rows.hpp"

namespace kestrun::engine {

using value::Call;
using value::MemberDef;

namespace {

class SteppablePipeline final : public value::Object
{
public:
    SteppablePipeline(std::shared_ptr<Unit> unit, std::unique_ptr<Steps> steps) : unit_(std::move(unit)), steps_(std::move(steps)) {}
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type("System.Management.Automation.SteppablePipeline");
        return type;
    }

    void begin(SessionImpl& session, bool expects_input, PSCmdletObject* cmdlet)
    {
        // The function that wraps the pipeline is its caller while it lives; without one the pipeline runs at the top.
        if (session.frame && session.frame->cmdlet) {
            owner_ = Ref<PSCmdletObject>(session.frame->cmdlet);
            to_owner_ = cmdlet != nullptr;
        }
        if (!owner_) own_frame_.emplace(session, *session.global, root_code(), collected_, session.host_streams, nullptr);
        Frame& caller = owner_ ? *owner_->frame : *own_frame_;
        steps_->begin(session.frame ? *session.frame : caller, caller, collected_, expects_input);
    }
    void step(const Value* item)
    {
        check();
        if (item)
            steps_->process(*item);
        else
            steps_->process_none();
    }
    void end()
    {
        check();
        steps_->end();
    }
    /// What the commands wrote: to the wrapping function, or as the method's result.
    Value written()
    {
        std::vector<Value> items = std::exchange(collected_.items, {});
        if (!to_owner_) return value::make_array(std::move(items));
        for (Value& item : items) owner_->frame->out->push(std::move(item));
        return Value::nothing();
    }

private:
    void check() const
    {
        if (!owner_ && !own_frame_)
            value::throw_native("System.Management.Automation.PSInvalidOperationException", "Begin has to be called before this method.");
        if (owner_ && !owner_->frame)
            value::throw_native("System.Management.Automation.PSInvalidOperationException",
                                "The function this pipeline was begun in has ended.");
    }

    std::shared_ptr<Unit> unit_;
    Collector collected_;
    std::optional<Frame> own_frame_;
    Ref<PSCmdletObject> owner_;
    bool to_owner_ = false;
    std::unique_ptr<Steps> steps_; // uses what is above
};

Value begin(Call& c)
{
    auto* cmdlet = c.args[0].as<PSCmdletObject>();
    self<SteppablePipeline>(c).begin(running_session(), cmdlet || value::to_bool(c.args[0]), cmdlet);
    return self<SteppablePipeline>(c).written();
}
Value process(Call& c)
{
    self<SteppablePipeline>(c).step(c.args.empty() ? nullptr : &c.args[0]);
    return self<SteppablePipeline>(c).written();
}
Value end(Call& c)
{
    self<SteppablePipeline>(c).end();
    return self<SteppablePipeline>(c).written();
}

constexpr MemberDef members[] = {
    meth("Begin", "object expectInput", "object", begin),
    meth("Process", "object input", "object", process),
    meth("Process", "", "object", process),
    meth("End", "", "object", end),
    meth("Clean", "", "void", [](Call&) { return Value::nothing(); }),
    meth("Dispose", "", "void", [](Call&) { return Value::nothing(); }),
};

constexpr value::TypeDef rows[] = {
    {.full_name = "System.Management.Automation.SteppablePipeline", .interfaces = "System.IDisposable", .members = members},
};

} // namespace

Value make_steppable_pipeline(ScriptBlockImpl& block)
{
    std::unique_ptr<Steps> steps = make_steps(block.code());
    if (!steps)
        value::throw_native("System.Management.Automation.PSInvalidOperationException",
                            "Only a script block that contains exactly one pipeline or command can be converted.");
    return Value(value::make<SteppablePipeline>(block.unit(), std::move(steps)));
}

void register_steppable_pipeline() { value::register_types(rows); }

} // namespace kestrun::engine
