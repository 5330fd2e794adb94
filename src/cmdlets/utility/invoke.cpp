// Invoke-Expression, Invoke-Command, Measure-Command, Start-Sleep.
#include "base/scheduler.hpp"
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/event_manager.hpp"
#include <chrono>
#include <cmath>

namespace kestrun::cmdlets {

namespace {

/// Hands on what a script writes.
template <typename Command>
struct PassOn final : engine::Sink
{
    explicit PassOn(const Command& command) : command_(command) {}
    void push(Value item) override { command_.pass(std::move(item)); }

private:
    const Command& command_;
};

// --- Invoke-Expression ---

constexpr ParameterDef expression_parameters[] = {
    {.name = "Command", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipeline},
};
struct InvokeExpression final : Cmdlet
{
    void process() override
    {
        Ref<ScriptBlock> block;
        try {
            block = context().parse(text(0));
        } catch (ScriptError& error) {
            error.from_throw = false; // an error of this command, not the end of the script
            throw;
        }
        ScriptOptions options;
        options.new_scope = false;
        PassOn<InvokeExpression> out(*this);
        context().invoke(*block, options, out);
    }
    void pass(Value item) const { write(std::move(item)); }
};

// --- Invoke-Command ---

enum : size_t
{
    IBlock,
    IArguments,
    IInput,
    INoNewScope,
    IFile,
    IComputer,
};
constexpr ParameterDef command_parameters[] = {
    {.name = "ScriptBlock", .type = "scriptblock", .sets = "InProcess@0!,ComputerName@1!", .aliases = "Command"},
    {.name = "ArgumentList", .type = "object[]", .aliases = "Args"},
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "NoNewScope", .type = "switch", .sets = "InProcess"},
    {.name = "FilePath", .type = "string", .sets = "FilePath!", .aliases = "PSPath"},
    {.name = "ComputerName", .type = "string[]", .sets = "ComputerName!", .aliases = "Cn"},
};
struct InvokeCommand final : Cmdlet
{
    void begin() override
    {
        if (has(IComputer)) {
            fail("RemotingNotSupported", "Invoke-Command runs script blocks in this process only: leave out -ComputerName.",
                 ErrorCategory::NotImplemented, {}, "System.Management.Automation.PSNotSupportedException");
        }
    }
    void process() override
    {
        if (has(IInput)) input_.push_back(arg(IInput));
    }
    void end() override
    {
        Ref<ScriptBlock> block;
        if (has(IFile))
            block = context().parse("param() & '" + replace_all(context().resolve_path(text(IFile)), "'", "''") + "' @args");
        else
            block = Ref<ScriptBlock>(as_script_block(arg(IBlock)));
        ScriptOptions options;
        options.new_scope = !flag(INoNewScope);
        if (has(IArguments) && !arg(IArguments).is_null()) options.arguments = value::elements(arg(IArguments));
        if (!input_.empty()) options.pipeline_input = &input_;
        PassOn<InvokeCommand> out(*this);
        context().invoke(*block, options, out);
    }
    void pass(Value item) const { write(std::move(item)); }

private:
    std::vector<Value> input_;
};

// --- Measure-Command ---

constexpr ParameterDef measure_parameters[] = {
    {.name = "Expression", .type = "scriptblock", .position = 0, .flags = P::Mandatory},
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
};
struct MeasureCommand final : Cmdlet
{
    void process() override
    {
        struct Drop final : engine::Sink
        {
            void push(Value) override {}
        } drop;
        const auto start = std::chrono::steady_clock::now();
        context().invoke_with_item(*as_script_block(arg(0)), has(1) ? arg(1) : Value::nothing(), drop);
        spent_ += std::chrono::steady_clock::now() - start;
    }
    void end() override { write(Value::time_span(std::chrono::duration_cast<std::chrono::nanoseconds>(spent_).count() / 100)); }

private:
    std::chrono::steady_clock::duration spent_{};
};

// --- Start-Sleep ---

enum : size_t
{
    TSeconds,
    TMilliseconds,
    TDuration,
};
constexpr ParameterDef sleep_parameters[] = {
    {.name = "Seconds", .type = "double", .flags = P::FromPipelineByName, .sets = "Seconds@0!|", .validate = "range:0,2147483.647"},
    {.name = "Milliseconds",
     .type = "int",
     .flags = P::FromPipelineByName,
     .sets = "Milliseconds!",
     .aliases = "ms",
     .validate = "range:0,2147483647"},
    {.name = "Duration", .type = "timespan", .flags = P::FromPipelineByName, .sets = "FromTimeSpan@0!|", .aliases = "ts"},
};
struct StartSleep final : Cmdlet
{
    void process() override
    {
        std::chrono::nanoseconds wait{0};
        if (has(TSeconds))
            wait = std::chrono::milliseconds(static_cast<int64_t>(std::llround(value::to_double(arg(TSeconds)) * 1000)));
        else if (has(TMilliseconds))
            wait = std::chrono::milliseconds(number(TMilliseconds));
        else
            wait = std::chrono::nanoseconds(arg(TDuration).as_int64() * 100);
        if (wait.count() < 0) {
            fail("MaximumDurationExceeded", "The specified duration must not be negative.", ErrorCategory::InvalidArgument, {},
                 "System.ArgumentException");
        }
        sleep_with_events(context(), base::Deadline::after(std::chrono::duration_cast<base::Duration>(wait)));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Invoke-Expression",
     .synopsis = "Runs text as script.",
     .parameters = expression_parameters,
     .make = make_cmdlet<InvokeExpression>,
     .aliases = "iex"},
    {.name = "Measure-Command",
     .synopsis = "Tells how long a script block takes.",
     .parameters = measure_parameters,
     .make = make_cmdlet<MeasureCommand>},
    {.name = "Start-Sleep",
     .synopsis = "Waits.",
     .parameters = sleep_parameters,
     .make = make_cmdlet<StartSleep>,
     .aliases = "sleep",
     .default_set = "Seconds"},
};
constexpr CmdletDef core_rows[] = {
    {.name = "Invoke-Command",
     .synopsis = "Runs a script block.",
     .parameters = command_parameters,
     .make = make_cmdlet<InvokeCommand>,
     .aliases = "icm",
     .default_set = "InProcess"},
};

} // namespace

constinit const CmdletTable invoke_table{"Microsoft.PowerShell.Utility", rows};
constinit const CmdletTable invoke_command_table{"Microsoft.PowerShell.Core", core_rows};

} // namespace kestrun::cmdlets
