// Get-Process, Start-Process, Stop-Process, Wait-Process.
#include "base/clock.hpp"
#include "base/environment.hpp"
#include "base/platform.hpp"
#include "base/scheduler.hpp"
#include "cmdlets/management/process_object.hpp"
#include "cmdlets/management/process_start.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/tables.hpp"
#include <algorithm>
#include <cerrno>

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PName,
    PId,
    PInput,
    POwn,
};

class ProcessCommand : public Cmdlet
{
protected:
    std::vector<Ref<ProcessObject>> chosen(bool all_when_none)
    {
        std::vector<Ref<ProcessObject>> found;
        if (has(PInput)) {
            for (const Value& item : value::elements(arg(PInput))) {
                if (auto* process = item.as<ProcessObject>()) found.emplace_back(process);
            }
            return found;
        }
        if (has(PId)) {
            for (const Value& id : value::elements(arg(PId))) {
                const auto pid = static_cast<pid_t>(value::to_int64(id));
                if (process_exists(pid)) {
                    found.push_back(value::make<ProcessObject>(pid));
                    continue;
                }
                write_error("NoProcessFoundForGivenId", "Cannot find a process with the process identifier " + std::to_string(pid) + ".",
                            ErrorCategory::ObjectNotFound, id, "Microsoft.PowerShell.Commands.ProcessCommandException");
            }
            return found;
        }
        if (!has(PName) && !all_when_none) return found;
        const std::vector<std::string> names = has(PName) ? texts(PName) : std::vector<std::string>{"*"};
        std::vector<Ref<ProcessObject>> all;
        for (const pid_t pid : list_processes()) all.push_back(value::make<ProcessObject>(pid));
        for (const std::string& name : names) {
            bool any = false;
            for (const auto& process : all) {
                if (!value::wildcard_match(name, process->name())) continue;
                any = true;
                found.push_back(process);
            }
            if (any || value::has_wildcards(name)) continue;
            write_error("NoProcessFoundForGivenName",
                        "Cannot find a process with the name \"" + name + "\". Verify the process name and call the cmdlet again.",
                        ErrorCategory::ObjectNotFound, Value(name), "Microsoft.PowerShell.Commands.ProcessCommandException");
        }
        std::stable_sort(found.begin(), found.end(),
                         [](const auto& a, const auto& b) { return value::compare_culture(a->name(), b->name(), true) < 0; });
        return found;
    }
};

constexpr ParameterDef get_parameters[] = {
    {.name = "Name", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Name@0", .aliases = "ProcessName"},
    {.name = "Id", .type = "int[]", .flags = P::FromPipelineByName, .sets = "Id!", .aliases = "PID"},
    {.name = "InputObject", .type = "object[]:System.Diagnostics.Process[]", .sets = "InputObject!|"},
    {.name = "IncludeUserName", .type = "switch"},
    {.name = "Module", .type = "switch"},
    {.name = "FileVersionInfo", .type = "switch", .aliases = "FV,FVI"},
};
struct GetProcess final : ProcessCommand
{
    void process() override
    {
        for (const auto& found : chosen(true)) write(Value(found));
    }
};

constexpr ParameterDef stop_parameters[] = {
    {.name = "Name", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Name!", .aliases = "ProcessName"},
    {.name = "Id", .type = "int[]", .flags = P::FromPipelineByName, .sets = "Id@0!"},
    {.name = "InputObject", .type = "object[]:System.Diagnostics.Process[]", .sets = "InputObject@0!|"},
    {.name = "PassThru", .type = "switch"},
    {.name = "Force", .type = "switch"},
};
struct StopProcess final : ProcessCommand
{
    void process() override
    {
        for (const auto& found : chosen(false)) {
            const std::string label = found->name() + " (" + std::to_string(found->pid()) + ")";
            if (!should_process(label, "Stop-Process")) continue;
            if (const int error = found->kill(); error != 0 && error != ESRCH) {
                write_error("CouldNotStopProcess",
                            "Cannot stop process \"" + label + "\" because of the following error: " +
                                (error == EPERM || error == EACCES ? "Access is denied" : "unknown"),
                            ErrorCategory::CloseError, Value(found), "Microsoft.PowerShell.Commands.ProcessCommandException");
                continue;
            }
            if (flag(POwn)) write(Value(found));
        }
    }
};

constexpr ParameterDef wait_parameters[] = {
    {.name = "Name", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Name@0!", .aliases = "ProcessName"},
    {.name = "Id", .type = "int[]", .flags = P::FromPipelineByName, .sets = "Id!", .aliases = "PID"},
    {.name = "InputObject", .type = "object[]:System.Diagnostics.Process[]", .sets = "InputObject!|"},
    {.name = "Timeout", .type = "int", .position = 1, .aliases = "TimeoutSec", .validate = "range:0,32767"},
    {.name = "Any", .type = "switch"},
    {.name = "PassThru", .type = "switch"},
};
struct WaitProcess final : ProcessCommand
{
    void process() override
    {
        for (const auto& found : chosen(false)) processes_.push_back(found);
    }
    void end() override
    {
        const base::Deadline deadline = has(POwn) ? base::Deadline::after(std::chrono::seconds(number(POwn))) : base::Deadline::never();
        for (const auto& process : processes_) {
            const int64_t left =
                deadline.is_never() ? -1 : std::chrono::duration_cast<std::chrono::milliseconds>(deadline.remaining()).count();
            if (process->wait(left)) {
                if (flag(POwn + 2)) write(Value(process));
                if (flag(POwn + 1)) return;
                continue;
            }
            write_error("ProcessNotTerminated",
                        "This command stopped the operation because process \"" + process->name() + " (" + std::to_string(process->pid()) +
                            ")\" is not stopped in the specified time-out.",
                        ErrorCategory::CloseError, Value(process), "System.TimeoutException");
        }
    }

private:
    std::vector<Ref<ProcessObject>> processes_;
};

// --- Start-Process ---

enum : size_t
{
    SFile,
    SArguments,
    SDirectory,
    SNoNewWindow,
    SPassThru,
    SInput,
    SOutput,
    SError,
    SWait,
    SEnvironment,
    SNewEnvironment,
};
constexpr ParameterDef start_parameters[] = {
    {.name = "FilePath", .type = "string", .position = 0, .flags = P::Mandatory, .aliases = "PSPath,Path"},
    {.name = "ArgumentList", .type = "string[]", .position = 1, .aliases = "Args"},
    {.name = "WorkingDirectory", .type = "string"},
    {.name = "NoNewWindow", .type = "switch", .aliases = "nnw"},
    {.name = "PassThru", .type = "switch"},
    {.name = "RedirectStandardInput", .type = "string", .aliases = "RSI"},
    {.name = "RedirectStandardOutput", .type = "string", .aliases = "RSO"},
    {.name = "RedirectStandardError", .type = "string", .aliases = "RSE"},
    {.name = "Wait", .type = "switch"},
    {.name = "Environment", .type = "hashtable"},
    {.name = "UseNewEnvironment", .type = "switch"},
};
struct StartProcess final : Cmdlet
{
    void process() override
    {
        const std::string program = find_program();
        if (!should_process(program, "Start-Process")) return;
        const StartedProcess started = spawn(program);
        auto object = value::make<ProcessObject>(started.pid, true);
        if (flag(SWait)) object->wait(-1);
        if (flag(SPassThru)) write(Value(object));
    }

private:
    std::string find_program()
    {
        const std::string name = text(SFile);
        const Ref<engine::CommandInfo> info = invocation().session.find_external(name);
        if (info) return info->definition;
        fail("InvalidOperationException",
             "This command cannot be run due to the error: An error occurred trying to start process '" + name +
                 "' with working directory '" + context().current_directory() + "'. No such file or directory",
             ErrorCategory::InvalidOperation, {}, "System.InvalidOperationException");
    }

    /// Arguments are split at blanks outside of quotes, as .NET does with a command line.
    static void add_arguments(const std::string& written, std::vector<std::string>& out)
    {
        std::string current;
        bool quoted = false, any = false;
        for (size_t i = 0; i < written.size(); ++i) {
            const char c = written[i];
            if (c == '\\' && i + 1 < written.size() && written[i + 1] == '"') {
                current += '"';
                any = true;
                ++i;
            } else if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (c == ' ' && !quoted) {
                if (any || !current.empty()) out.push_back(std::move(current));
                current.clear();
                any = false;
            } else {
                current += c;
            }
        }
        if (any || !current.empty()) out.push_back(std::move(current));
    }

    StartedProcess spawn(const std::string& program)
    {
        ProcessStart start;
        start.program = program;
        for (const std::string& argument : texts(SArguments)) {
            start.written += (start.written.empty() ? "" : " ") + argument;
            add_arguments(argument, start.arguments);
        }
        start.directory = context().resolve_path(text(SDirectory, "."));
        start.environment = environment();
        start.own_window = !flag(SNoNewWindow) && !has(SInput) && !has(SOutput) && !has(SError);
        for (const size_t parameter : {SInput, SOutput, SError})
            if (has(parameter)) start.files[parameter - SInput] = context().resolve_path(text(parameter));
        StartedProcess started;
        if (const int error = start_process(start, started))
            throw ScriptError(file_error(error, program, "InvalidOperationException", ErrorCategory::InvalidOperation));
        return started;
    }

    std::vector<std::string> environment()
    {
        std::vector<std::string> variables;
        if (!flag(SNewEnvironment)) {
            for (const auto& [name, content] : base::environment_variables()) variables.push_back(name + "=" + content);
        }
        if (const value::Dictionary* own = as_dictionary(arg(SEnvironment))) {
            for (const auto& entry : own->entries()) {
                if (entry.key.is_void()) continue;
                const std::string name = value::to_text(entry.key) + "=";
                std::erase_if(variables, [&](const std::string& variable) {
                    return base::sys::on_windows ? starts_with_ci(variable, name) : variable.starts_with(name);
                });
                if (!entry.value.is_null()) variables.push_back(name + value::to_text(entry.value));
            }
        }
        return variables;
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-Process",
     .synopsis = "Lists processes.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetProcess>,
     .aliases = "gps,ps",
     .default_set = "Name",
     .output = "System.Diagnostics.Process"},
    {.name = "Stop-Process",
     .synopsis = "Ends processes.",
     .parameters = stop_parameters,
     .make = make_cmdlet<StopProcess>,
     .aliases = "spps,kill",
     .default_set = "Id",
     .flags = C::ShouldProcess},
    {.name = "Wait-Process",
     .synopsis = "Waits for processes to end.",
     .parameters = wait_parameters,
     .make = make_cmdlet<WaitProcess>,
     .default_set = "Name"},
    {.name = "Start-Process",
     .synopsis = "Starts a program.",
     .parameters = start_parameters,
     .make = make_cmdlet<StartProcess>,
     .aliases = "saps,start",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable process_table{"Microsoft.PowerShell.Management", rows};

} // namespace kestrun::cmdlets
