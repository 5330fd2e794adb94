// Commands: functions, cmdlets, aliases, scripts and programs, as Get-Command gives them and the pipeline runs them.
#pragma once
#include "engine/metadata.hpp"
#include <array>

namespace kestrun::engine {

enum class CommandType : uint8_t
{
    Alias = 1,
    Function = 2,
    Filter = 4,
    Cmdlet = 8,
    ExternalScript = 16,
    Application = 32,
    Script = 64,
    Configuration = 128
};

class CommandInfo : public value::Object
{
public:
    CommandInfo(CommandType what, std::string called) : kind(what), name(std::move(called)) {}
    const value::Type& type() const override; // FunctionInfo, CmdletInfo, AliasInfo, ...
    void trace(value::Tracer& tracer) const override;
    CommandType kind;
    std::string name;
    std::string module_name;
    std::string description;
    std::string definition;     // alias: target; application, script: path
    uint8_t options = 0;        // VariableOptions
    Ref<ScriptBlockImpl> block; // function, filter
    const CmdletDef* cmdlet = nullptr;
    /// Stands where a built-in alias or function was removed.
    bool is_removed() const { return kind == CommandType::Alias ? definition.empty() : kind == CommandType::Function && !block; }
    /// Null for aliases and programs.
    const CommandMetadata* metadata() const;

private:
    mutable std::atomic<const CommandMetadata*> metadata_{nullptr};

public:
};

/// Marks "-Name" in the $args of a simple function: text to the script, a parameter again when it is splatted with @args.
constexpr auto parameter_mark = value::Object::Frozen;

/// An argument of a call as written: `value`, `-Name`, `-Name value` (joined later by the binder) or `-Name:value`.
struct Argument
{
    std::string_view name; // without dash; empty: positional
    Value value;
    bool has_value = false; // for named ones: -Name:value or from a splatted hashtable
    bool splatted = false;
    bool taken = false;       // the binder's: belongs to a parameter already
    std::string_view written; // the text as it stands, for programs and for the $args of simple functions
    syntax::Extent extent{};
    Value keep{}; // owns the text of name
    bool is_named() const { return name.data() != nullptr; }
};
using Arguments = std::vector<Argument>;

/// What the binder found. `values` has one entry per parameter, unset when it was not given.
struct Bound
{
    std::vector<Value> values;
    std::vector<Value> common; // CommonCount entries, unset when not given; empty when none was given
    std::vector<Value> rest;   // $args of simple functions
    uint32_t set_mask = ~0U;   // parameter sets still possible, bit per CommandMetadata::sets
    int set = -1;              // chosen one, -1: none needed
    std::vector<bool> from_command_line;
    bool is_bound(size_t parameter) const { return !values[parameter].is_unset(); }
    /// The order in which named arguments were bound, for $PSBoundParameters; the first ones only.
    std::array<uint8_t, 16> order{};
    uint8_t ordered = 0;
    void note_order(size_t parameter)
    {
        if (ordered < order.size() && parameter < 256) order[ordered++] = static_cast<uint8_t>(parameter);
    }
};

/// Binds arguments by name, then by position; pipeline parameters may stay open when there is pipeline input.
/// Throws ParameterBindingException & co. with PowerShell's ids.
class Binder
{
public:
    Binder(SessionImpl& session, const CommandMetadata& metadata, const CommandInfo* command, std::string_view name)
        : session_(session), metadata_(metadata), command_(command), name_(name)
    {
    }
    void bind(Arguments& arguments, Bound& bound, bool expects_pipeline);
    /// Binds what is known so far and leaves the rest alone: what a dynamicparam block sees.
    void bind_known(Arguments arguments, Bound& bound);
    /// Binds one pipeline object; false when no parameter takes it.
    bool bind_pipeline(const Value& item, Bound& bound);
    /// Binds an object the way the one before was: when that had but one way and left nothing to decide. False: bind_pipeline.
    bool bind_again(const Value& item, Bound& bound)
    {
        if (steady_ == nullptr || item.is_null() || !steady_type_.takes(item)) return false;
        bound.values[steady_index_] = item;
        return true;
    }
    /// After bind_pipeline and check_mandatory: may the next object go the short way?
    void settle(const Bound& bound);
    /// Throws when a mandatory parameter is missing.
    void check_mandatory(Bound& bound, bool expects_pipeline, bool have_pipeline_object);
    /// Converts and validates one value for one parameter.
    Value accept(const ParameterMetadata& parameter, const Value& value, bool from_pipeline = false);
    /// A default value: converted like an argument, not validated.
    Value accept_default(const ParameterMetadata& parameter, const Value& value, const value::Type& type);
    /// Undoes what bind_pipeline bound.
    void reset_pipeline(Bound& bound);
    /// True when arguments are script blocks that each pipeline object is run through (`Rename-Item -NewName { $_.Name + 'x' }`).
    bool has_delayed() const { return !delayed_.empty(); }

private:
    void bind_named(Arguments& arguments, Bound& bound);
    void bind_positional(Arguments& arguments, Bound& bound);
    void choose_set(Bound& bound, bool expects_pipeline);
    void bind_defaults(Bound& bound); // $PSDefaultParameterValues
    Value default_of(const value::Dictionary& table, std::string_view parameter) const;
    bool any_set_parameter_needed(const Bound& bound) const;
    bool named_explicitly(const Arguments& arguments, size_t index) const;
    void bind_common(size_t common, const Argument& argument, const std::function<Value(std::string_view, const value::Type*)>& take_value,
                     Bound& bound);
    bool bind_by_name(const Value& item, Bound& bound, const std::function<bool(size_t, bool)>& candidate,
                      const std::function<bool(size_t, const Value&)>& try_assign);
    static Value convert_argument(const Value& value, const value::Type& type, const ParameterMetadata& parameter);
    [[noreturn]] static void throw_runtime_bool(const Value& value, const char* target = "System.Boolean");
    void check_empty(const ParameterMetadata& parameter, const Value& value, const value::Type* type) const;
    void assign(size_t parameter, const Value& value, Bound& bound, bool from_pipeline = false);
    bool delay(size_t parameter, const Value& value, Bound& bound);
    void bind_delayed(const Value& item, Bound& bound);
    bool is_given(size_t parameter, const Bound& bound) const;
    [[noreturn]] void fail(std::string_view id, std::string message, std::string_view parameter = {}) const;
    [[noreturn]] void refuse(const ParameterMetadata& parameter, const char* id, const char* exception, std::string message,
                             const Ref<value::ExceptionObject>& cause = {}) const;
    bool takes_rest(const Bound& bound) const;
    struct Candidates
    {
        static constexpr size_t most = 8;
        std::array<size_t, most> parameters{};
        size_t count = 0;
    };
    Candidates candidates_at(int position, const Value& value, const Bound& bound, bool& any_later) const;
    static bool belongs_to_unknown(const Arguments& arguments, size_t index);

    SessionImpl& session_;
    const CommandMetadata& metadata_;
    const CommandInfo* command_;
    std::string_view name_;
    std::vector<size_t> pipeline_bound_;
    const ParameterMetadata* steady_ = nullptr; // the one parameter that takes what comes down the pipeline
    size_t steady_index_ = 0;
    ExactType steady_type_;
    bool pipeline_by_value_ = false;
    bool expects_pipeline_ = false;
    std::vector<std::pair<size_t, Value>> delayed_; // parameters whose script blocks wait for pipeline objects
    bool lenient_ = false;                          // bind_known: unknown names are no error
    Arguments all_;                                 // as they came, while named ones are bound
};

/// What stands behind the comma in a FullyQualifiedErrorId: a cmdlet's class, a function's name.
std::string command_class(const CommandInfo* command, std::string_view name);
/// Runs an ArgumentTransformationAttribute.
Value transform_argument(SessionImpl& session, const Validation& validation, const Value& value);

/// One stage of a pipeline.
class Processor : public Sink
{
public:
    ~Processor() override = default;
    virtual void begin() = 0;
    virtual void process(Value item) = 0; // one pipeline object
    virtual void process_none() = 0;      // no pipeline input: once
    virtual void end() = 0;
    virtual void clean() noexcept {}
    void push(Value item) final // from the stage before
    {
        start();
        process(std::move(item));
    }
    void start()
    {
        if (!begun_) {
            begun_ = true;
            begin();
        }
    }
    bool expects_input = false;
    bool had_errors = false;

private:
    bool begun_ = false;
};

struct CommandNode;

} // namespace kestrun::engine
