// The stage of a pipeline that runs a built-in command.
#pragma once
#include "engine/session_impl.hpp"

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

/// Writes a stream to the session's host.
class HostSink final : public Sink
{
public:
    HostSink(SessionImpl& session, Stream stream) : session_(session), stream_(stream) {}
    void push(Value item) override { session_.write_stream_to(stream_, std::move(item), session_.host_streams); }

private:
    SessionImpl& session_;
    Stream stream_;
};

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
    void input_not_bound(const Value& item);
    Sink* variable_sink(Stream stream) const;

    SessionImpl& session_;
    Ref<CommandInfo> command_;
    const CmdletDef& def_;
    const CommandMetadata& metadata_;
    Frame& caller_;
    CallInfo call_;
    Binder binder_;
    Cmdlet::Invocation invocation_;
    std::unique_ptr<Cmdlet> body_;
    Streams own_streams_;
    std::vector<std::unique_ptr<HostSink>> taps_;
    std::vector<std::unique_ptr<Sink>> to_variables_;
    std::unique_ptr<PipelineVariable> variable_tap_;
};

} // namespace kestrun::engine
