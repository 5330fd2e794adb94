// Running functions and script blocks: begin, process, end and clean blocks, parameters, scopes.
#pragma once
#include "engine/compiler.hpp"
#include "value/manual_enumerator.hpp"
#include <deque>

namespace kestrun::engine {

/// $input
class InputList final : public value::Object, public value::Enumerable, public value::ManualEnumerator
{
public:
    const value::Type& type() const override;
    std::unique_ptr<value::Enumerator> enumerate() const override;
    void trace(value::Tracer& tracer) const override
    {
        for (const Value& item : items) tracer.visit(item);
    }
    bool move_next() override
    {
        if (at >= items.size()) return false;
        current = items[at++];
        return true;
    }
    const Value& current_item() const override { return current; }
    void reset() override { at = 0; }
    std::vector<Value> items;
    mutable size_t at = 0; // enumerating consumes
    Value current;
};

/// $PSCmdlet
class PSCmdletObject final : public value::Object
{
public:
    explicit PSCmdletObject(Frame& in) : frame(&in) {}
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override { tracer.visit(command); }
    Frame* frame; // null when the function has ended
    Bound* bound = nullptr;
    const CommandMetadata* metadata = nullptr;
    Ref<CommandInfo> command; // stays when the function has ended and its name means something else
    std::string parameter_set;
    bool had_errors = false; // WriteError was called
};

class FunctionProcessor final : public Processor
{
public:
    FunctionProcessor(SessionImpl& session, Ref<ScriptBlockImpl> block, const Ref<CommandInfo>& command, Frame& caller, Sink& out,
                      const Streams& streams, const CallInfo& call, bool dotted);
    ~FunctionProcessor() override;
    FunctionProcessor(const FunctionProcessor&) = delete;
    FunctionProcessor& operator=(const FunctionProcessor&) = delete;

    /// Binds the arguments. Must be called once, before begin.
    void prepare(Arguments& arguments, bool expects_pipeline);
    /// $this
    void set_this(const Value& self);
    /// Makes it the body of a class's method: what it writes is dropped, `return` gives the value.
    void set_method(const ClassMethod& method, Value& returned);
    void set_variable(Symbol name, Value value);
    /// What a parameter of that type is when it was not given.
    static Value default_of(const value::Type& type);
    Scope& scope() { return *scope_; }

    void begin() override;
    void process(Value item) override;
    void process_none() override;
    void end() override;
    void clean() noexcept override;
    /// Script level: exit codes and `return` end it.
    Flow last_flow = Flow::Normal;

private:
    static constexpr size_t inline_slots = 16;
    void bind_simple(Arguments& arguments);
    void store_parameters();
    void set_automatic(Automatic which, Value value);
    static Symbol invocation_symbol();
    void run(const Body* body);
    void apply_common();
    void run_dynamic_parameters(const Arguments& arguments);
    void item_variables(const Value& item);
    Value bound_dictionary() const;
    void update_pipeline_parameters();
    void input_not_bound(const Value& item);
    void report_input_error(const Ref<ErrorRecord>& record);
    Value unbound_value(const ParameterMetadata& parameter);

    SessionImpl& session_;
    Ref<ScriptBlockImpl> block_;
    Ref<CommandInfo> command_;
    const Code& code_;
    const Variant& variant_;
    bool dotted_;
    Value inline_storage_[inline_slots];
    std::unique_ptr<Value[]> storage_;
    std::optional<Scope> own_scope_;
    Scope* scope_;
    CallInfo call_;
    Frame frame_;
    const CommandMetadata* metadata_ = nullptr;
    std::unique_ptr<CommandMetadata> runtime_metadata_; // with the parameters of the dynamicparam block
    std::optional<Binder> binder_;
    Bound bound_;
    Ref<PSCmdletObject> cmdlet_;
    Ref<InputList> input_;
    std::optional<Value> outer_invocation_; // $MyInvocation of the scope a script is dotted into; unset: it had none
    Streams own_streams_;
    std::string_view name_;
    bool has_input_ = false;
    bool ended_ = false;
    std::deque<VariableTap> taps_;
    std::unique_ptr<Sink> out_variable_;
    std::unique_ptr<Sink> pipeline_variable_;
};

} // namespace kestrun::engine
