// The stage of a pipeline that runs a built-in command.
#pragma once
#include "engine/choice_prompt.hpp"
#include "engine/session_impl.hpp"
#include <deque>

namespace kestrun::engine {

class CmdletProcessor;

struct Cmdlet::Invocation
{
    SessionImpl& session;
    CmdletProcessor& processor;
    const CommandMetadata& metadata;
    const CmdletDef& def;
    Bound bound;
    Sink* out;
    const Streams* streams;
    Value input;
};

/// Passes objects on and keeps them in a list: -OutVariable.
std::unique_ptr<Sink> make_variable_sink(Ref<value::List> list, Sink& next);
/// Sets up -ErrorVariable, -WarningVariable and -InformationVariable of a call.
void add_taps(SessionImpl& session, Frame& caller, const std::vector<Value>& common, std::deque<VariableTap>& taps, Streams& streams);

class PipelineVariable final : public Sink
{
public:
    PipelineVariable(Frame& caller, Symbol name, Sink* next) : caller_(caller), name_(name), next_(next) {}
    void push(Value item) override
    {
        caller_.scope->place(name_) = item;
        next_->push(std::move(item));
    }

private:
    Frame& caller_;
    Symbol name_;
    Sink* next_;
};

class CmdletProcessor final : public Processor
{
public:
    CmdletProcessor(SessionImpl& session, Ref<CommandInfo> command, Frame& caller, Sink& out, const Streams& streams, const CallInfo& call);
    ~CmdletProcessor() override;
    void prepare(Arguments& arguments, bool expects_pipeline);
    void begin() override;
    void process(Value item) override;
    void process_none() override;
    void end() override;

    void non_terminating(Ref<ErrorRecord> record);
    void write_record(Stream stream, std::string_view message);
    bool should_process(std::string_view target, std::string_view action);
    ActionPreference error_action() const;
    Frame& caller() { return caller_; }
    const CallInfo& call() const { return call_; }
    const Cmdlet::Invocation& invocation() const { return invocation_; }
    void adopt(ErrorRecord& record) const;

private:
    template <typename F>
    void guarded(F&& f);
    void apply_common();
    bool bind(const Value& item);
    void input_not_bound(const Value& item);

    SessionImpl& session_;
    Confirmation confirmation_ = Confirmation::Ask;
    Ref<CommandInfo> command_;
    const CmdletDef& def_;
    const CommandMetadata& metadata_;
    Frame& caller_;
    CallInfo call_;
    Binder binder_;
    Cmdlet::Invocation invocation_;
    std::unique_ptr<Cmdlet> body_;
    Streams own_streams_;
    std::deque<VariableTap> taps_;
    std::unique_ptr<Sink> out_variable_;
    std::unique_ptr<PipelineVariable> variable_tap_;
};

} // namespace kestrun::engine
