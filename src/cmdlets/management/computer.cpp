// Stop-Computer, Restart-Computer, Set-Date, Set-Clipboard, Get-Clipboard, Invoke-Item: what the system's own programs do.
#include "base/desktop.hpp"
#include "base/system.hpp"
#include "cmdlets/management/item_paths.hpp"
#include "cmdlets/tables.hpp"
#include <cerrno>

namespace kestrun::cmdlets {

namespace {

/// Runs a line of script with $args.
Value run(Context& context, std::string_view line, std::vector<Value> arguments)
{
    ScriptOptions options;
    options.arguments = std::move(arguments);
    return context.invoke(*context.parse(line), options);
}

bool has_program(Context& context, const char* name)
{
    return !run(context, "Get-Command -Name $args[0] -CommandType Application -ErrorAction Ignore", {Value(name)}).is_null();
}

// --- Stop-Computer, Restart-Computer ---

class Shutdown : public Cmdlet
{
public:
    explicit Shutdown(const char* option) : option_(option) {}
    void process() override
    {
        const std::string name = context().expand_string("$([Environment]::MachineName)");
        if (!should_process("localhost (" + name + ")", *option_ == 'r' ? "Restart-Computer" : "Stop-Computer")) return;
        if (!has_program(context(), "shutdown"))
            fail("CommandNotFound", "The program 'shutdown' was not found: this system cannot be stopped from here.",
                 ErrorCategory::ObjectNotFound, Value("shutdown"), "System.Management.Automation.CommandNotFoundException");
        run(context(), base::sys::on_windows ? "& shutdown \"/$($args[0] -eq 'r' ? 'r' : 's')\" /t 0" : "& shutdown \"-$($args[0])\" now",
            {Value(option_)});
    }

private:
    const char* option_;
};
struct StopComputer final : Shutdown
{
    StopComputer() : Shutdown("P") {}
};
struct RestartComputer final : Shutdown
{
    RestartComputer() : Shutdown("r") {}
};

// --- Set-Date ---

enum : size_t
{
    DDate,
    DAdjust,
    DHint,
};
constexpr ParameterDef date_parameters[] = {
    {.name = "Date", .type = "datetime", .flags = P::FromPipelineByName, .sets = "Date@0!|"},
    {.name = "Adjust", .type = "timespan", .flags = P::FromPipelineByName, .sets = "Adjust@0!"},
    {.name = "DisplayHint", .type = "string", .validate = "set:Date,Time,DateTime", .default_text = "DateTime"},
};
struct SetDate final : Cmdlet
{
    void process() override
    {
        Value wanted = arg(DDate);
        if (has(DAdjust)) {
            Value amount[] = {arg(DAdjust)};
            wanted = value::invoke_method(value::get_static_property(value::types::date_time(), Name("Now")), Name("Add"), amount);
        }
        if (should_process(value::to_text(wanted), "Set-Date")) {
            constexpr int64_t unix_epoch = 621'355'968'000'000'000;
            const int64_t ticks = value::invoke_method(wanted, Name("ToUniversalTime"), {}).as_int64() - unix_epoch;
            if (!base::set_system_clock(ticks))
                fail("System.ComponentModel.Win32Exception", errno == EPERM ? "Operation not permitted" : "The clock cannot be set.",
                     ErrorCategory::NotSpecified, {}, "System.ComponentModel.Win32Exception");
        }
        write(wanted);
    }
};

// --- the clipboard: Windows' own, elsewhere by xclip as in PowerShell ---

enum : size_t
{
    CValue,
    CAppend,
    CPassThru,
    COsc,
};
constexpr ParameterDef set_clipboard_parameters[] = {
    {.name = "Value",
     .type = "string[]",
     .position = 0,
     .flags = P::Mandatory | P::FromPipeline | P::FromPipelineByName | P::AllowNull | P::AllowEmptyCollection | P::AllowEmptyString},
    {.name = "Append", .type = "switch"},
    {.name = "PassThru", .type = "switch"},
    {.name = "AsOSC52", .type = "switch", .aliases = "ToLocalhost", .help = "Send it to the terminal, also over ssh."},
};
struct SetClipboard final : Cmdlet
{
    void process() override
    {
        for (std::string& line : texts(CValue)) lines_.push_back(std::move(line));
    }
    void end() override
    {
        std::string content;
        for (const std::string& line : lines_) content += (content.empty() ? "" : base::new_line) + line;
        if (!should_process(content, "Set Clipboard")) return;
        if (flag(COsc)) {
            Value bytes[] = {Value(content)};
            const Value encoded = run(context(), "[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($args[0]))", {bytes[0]});
            context().host().write("\x1B]52;;" + value::to_text(encoded) + "\x07");
        } else if (base::sys::on_windows) {
            base::set_clipboard_text(flag(CAppend) ? base::clipboard_text() + base::new_line + content : content);
        } else if (has_program(context(), "xclip")) {
            const char* line =
                flag(CAppend)
                    ? "((& xclip -selection clipboard -out) -join \"`n\"), $args[0] -join \"`n\" | & xclip -selection clipboard -in"
                    : "$args[0] | & xclip -selection clipboard -in";
            run(context(), line, {Value(content)});
        }
        if (flag(CPassThru)) write(Value(content));
    }

private:
    std::vector<std::string> lines_;
};

constexpr ParameterDef get_clipboard_parameters[] = {
    {.name = "Raw", .type = "switch", .help = "One text instead of its lines."},
    {.name = "Delimiter", .type = "string[]"},
};
struct GetClipboard final : Cmdlet
{
    void process() override
    {
        if (!base::sys::on_windows && !has_program(context(), "xclip")) return;
        const Value content =
            base::sys::on_windows ? Value(base::clipboard_text()) : run(context(), "(& xclip -selection clipboard -out) -join \"`n\"", {});
        if (flag(0)) return write(content);
        const Value delimiter = has(1) ? arg(1) : value::make_array({Value("\n"), Value("\r\n")});
        write_all(run(context(), "$args[0].Split([string[]]$args[1], 'None')", {content, delimiter}));
    }
};

// --- Invoke-Item ---

constexpr ParameterDef invoke_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!|"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Filter", .type = "string"},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
};
struct InvokeItem final : ItemCommand
{
    InvokeItem() : ItemCommand(PathParameters{0, 1, 2, 3, 4, -1}) {}
    void process() override
    {
        for (const ItemTarget& target : targets()) {
            if (!should_process("Item: " + target.path, "Invoke Item")) continue;
            if (!target.is_file())
                fail("NotSupported", "The provider of '" + target.path + "' has nothing to do with its items.",
                     ErrorCategory::NotImplemented, Value(target.path), "System.Management.Automation.PSNotSupportedException");
            const bool program = !is_folder(target.path) && base::sys::access(target.path.c_str(), X_OK) == 0;
            write_all(run(context(),
                          program                 ? "& $args[0]"
                          : base::sys::on_windows ? "& cmd /c start '' $args[0]"
                                                  : "& xdg-open $args[0]",
                          {Value(target.path)}));
        }
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Stop-Computer", .synopsis = "Turns this machine off.", .make = make_cmdlet<StopComputer>, .flags = C::ShouldProcess},
    {.name = "Restart-Computer", .synopsis = "Starts this machine anew.", .make = make_cmdlet<RestartComputer>, .flags = C::ShouldProcess},
    {.name = "Set-Clipboard",
     .synopsis = "Puts text into the clipboard.",
     .parameters = set_clipboard_parameters,
     .make = make_cmdlet<SetClipboard>,
     .aliases = "scb",
     .flags = C::ShouldProcess},
    {.name = "Get-Clipboard",
     .synopsis = "Gives the text in the clipboard.",
     .parameters = get_clipboard_parameters,
     .make = make_cmdlet<GetClipboard>,
     .aliases = "gcb"},
    {.name = "Invoke-Item",
     .synopsis = "Opens files with the programs that they belong to.",
     .parameters = invoke_parameters,
     .make = make_cmdlet<InvokeItem>,
     .aliases = "ii",
     .default_set = "Path",
     .flags = C::ShouldProcess},
};
constexpr CmdletDef clock_rows[] = {
    {.name = "Set-Date",
     .synopsis = "Sets the system's clock.",
     .parameters = date_parameters,
     .make = make_cmdlet<SetDate>,
     .default_set = "Date",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable computer_table{"Microsoft.PowerShell.Management", rows};
constinit const CmdletTable clock_table{"Microsoft.PowerShell.Utility", clock_rows};

} // namespace kestrun::cmdlets
