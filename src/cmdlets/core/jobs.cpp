// Start-Job, Start-ThreadJob, Get-Job, Receive-Job, Wait-Job, Stop-Job, Remove-Job. A job is a child session in this process.
#include "cmdlets/core/child_session.hpp"
#include "cmdlets/core/job_object.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/event_manager.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

constexpr const char* jobs_variable = "global:__Jobs";
constexpr const char* next_variable = "global:__NextJob";

Ref<value::List> job_list(Context& context)
{
    const Value found = context.get_variable(jobs_variable);
    if (auto* list = found.as<value::List>()) return Ref<value::List>(list);
    auto made = value::make<value::List>(value::types::array_list());
    context.set_variable(jobs_variable, Value(made));
    return made;
}

// --- Start-Job, Start-ThreadJob ---

enum : size_t
{
    SBlock,
    SName,
    SFile,
    SLiteral,
    SFirst,
    SArguments,
    SInput,
    SDirectory,
    SThrottle,
};
constexpr ParameterDef start_parameters[] = {
    {.name = "ScriptBlock", .type = "scriptblock", .sets = "ComputerName@0!", .aliases = "Command"},
    {.name = "Name", .type = "string", .flags = P::FromPipelineByName},
    {.name = "FilePath", .type = "string", .sets = "FilePathComputerName@0!"},
    {.name = "LiteralPath", .type = "string", .sets = "LiteralFilePathComputerName!", .aliases = "PSPath,LP"},
    {.name = "InitializationScript", .type = "scriptblock", .position = 1},
    {.name = "ArgumentList", .type = "object[]", .aliases = "Args"},
    {.name = "InputObject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "WorkingDirectory", .type = "string"},
    {.name = "ThrottleLimit", .type = "int", .validate = "range:1,1000000"},
};
class StartJobCommand : public Cmdlet
{
public:
    explicit StartJobCommand(const char* kind) : kind_(kind) {}
    void process() override
    {
        if (expects_pipeline() && has(SInput)) input_.push_back(arg(SInput));
    }
    void end() override
    {
        Ref<ScriptBlock> block(as_script_block(arg(SBlock)));
        if (!block) {
            const std::string path = context().resolve_path(text(has(SLiteral) ? SLiteral : SFile));
            if (!path_exists(path)) throw ScriptError(path_not_found(path));
            block = context().parse("& '" + replace_all(path, "'", "''") + "' @args");
        }
        ChildOptions options;
        if (has(SArguments) && !arg(SArguments).is_null()) options.arguments = value::elements(arg(SArguments));
        if (has(SInput) && !expects_pipeline()) input_ = value::elements(arg(SInput));
        options.has_input = !input_.empty();
        options.input = std::move(input_);
        if (has(SFirst)) options.first = Ref<ScriptBlock>(as_script_block(arg(SFirst)));
        if (has(SDirectory)) options.directory = context().resolve_path(text(SDirectory));
        const int32_t id = next_job_id(context());
        auto job = value::make<JobObject>(ChildSession::create(context(), *block, std::move(options)), id,
                                          text(SName, "Job" + std::to_string(id)), kind_, block->text());
        list_job(context(), job);
        job->session().start();
        write(Value(job));
    }

private:
    const char* kind_;
    std::vector<Value> input_;
};
struct StartJob final : StartJobCommand
{
    StartJob() : StartJobCommand("BackgroundJob") {}
};
struct StartThreadJob final : StartJobCommand
{
    StartThreadJob() : StartJobCommand("ThreadJob") {}
};

// --- what the others share: which jobs ---

enum : size_t
{
    JJob,
    JId,
    JName,
    JInstance,
    JState,
    JOwn,
};
#define JOB_PARAMETERS(job_flags)                                                                                                          \
    {.name = "Job", .type = "object[]", .flags = P::FromPipelineByName, .sets = "SessionIdParameterSet@0" job_flags},                      \
        {.name = "Id", .type = "int[]", .flags = P::FromPipelineByName, .sets = "JobIdParameterSet@0!"},                                   \
        {.name = "Name", .type = "string[]", .flags = P::FromPipelineByName, .sets = "NameParameterSet!"},                                 \
        {.name = "InstanceId", .type = "guid[]", .flags = P::FromPipelineByName, .sets = "InstanceIdParameterSet!"},                       \
    {                                                                                                                                      \
        .name = "State", .type = "System.Management.Automation.JobState", .flags = P::FromPipelineByName, .sets = "StateParameterSet!"     \
    }

class JobCommand : public Cmdlet
{
protected:
    std::vector<Ref<JobObject>> chosen(bool all_when_none)
    {
        poll_events(context());
        std::vector<Ref<JobObject>> found;
        if (has(JJob)) {
            for (const Value& item : value::elements(arg(JJob))) {
                if (auto* job = item.as<JobObject>()) {
                    found.emplace_back(job);
                    continue;
                }
                write_error("InvalidJob", "The object '" + value::to_text(item) + "' is not a job.", ErrorCategory::InvalidArgument, item,
                            "System.ArgumentException");
            }
            return found;
        }
        const std::vector<Value> all = job_list(context())->items();
        if (has(JId)) {
            for (const Value& id : value::elements(arg(JId))) {
                pick(
                    all, found, [&](const JobObject& job) { return job.id() == value::to_int32(id); }, value::to_text(id), "ID");
            }
        } else if (has(JName)) {
            for (const std::string& name : texts(JName))
                pick(
                    all, found, [&](const JobObject& job) { return value::wildcard_match(name, job.name()); }, name, "name");
        } else if (has(JState)) {
            for (const Value& item : all) {
                auto* job = item.as<JobObject>();
                if (integral(job->state()) == integral(arg(JState))) found.emplace_back(job);
            }
        } else if (all_when_none) {
            for (const Value& item : all) found.emplace_back(item.as<JobObject>());
        }
        return found;
    }

private:
    template <typename Fits>
    void pick(const std::vector<Value>& all, std::vector<Ref<JobObject>>& found, Fits&& fits, const std::string& wanted, const char* what)
    {
        bool any = false;
        for (const Value& item : all) {
            auto* job = item.as<JobObject>();
            if (!fits(*job)) continue;
            any = true;
            found.emplace_back(job);
        }
        if (any || value::has_wildcards(wanted)) return;
        write_error(std::string_view(what) == "ID" ? "JobWithSpecifiedSessionNotFound" : "JobWithSpecifiedNameNotFound",
                    std::string("The command cannot find a job with the job ") + what + " " + wanted + ". Verify the value of the " +
                        (std::string_view(what) == "ID" ? "Id" : "Name") + " parameter and then try the command again.",
                    ErrorCategory::ObjectNotFound, Value(wanted), "System.Management.Automation.PSArgumentException");
    }
};

constexpr ParameterDef get_parameters[] = {
    {.name = "Job", .type = "object[]", .sets = "JobParameterSet"},
    {.name = "Id", .type = "int[]", .flags = P::FromPipelineByName, .sets = "SessionIdParameterSet@0"},
    {.name = "Name", .type = "string[]", .flags = P::FromPipelineByName, .sets = "NameParameterSet!"},
    {.name = "InstanceId", .type = "guid[]", .flags = P::FromPipelineByName, .sets = "InstanceIdParameterSet@0!"},
    {.name = "State", .type = "System.Management.Automation.JobState", .flags = P::FromPipelineByName, .sets = "StateParameterSet@0!"},
    {.name = "Newest", .type = "int"},
    {.name = "IncludeChildJob", .type = "switch"},
};
struct GetJob final : JobCommand
{
    void process() override
    {
        std::vector<Ref<JobObject>> found = chosen(true);
        if (has(JOwn)) {
            std::reverse(found.begin(), found.end());
            found.resize(std::min(found.size(), static_cast<size_t>(number(JOwn))));
        }
        for (const auto& job : found) write(Value(job));
    }
};

enum : size_t
{
    RKeep = JOwn,
    RWait,
    RAutoRemove,
    RNoRecurse,
    RForce,
    RWriteEvents,
};
constexpr ParameterDef receive_parameters[] = {
    JOB_PARAMETERS("!|"),
    {.name = "Keep", .type = "switch"},
    {.name = "Wait", .type = "switch"},
    {.name = "AutoRemoveJob", .type = "switch"},
    {.name = "NoRecurse", .type = "switch"},
    {.name = "Force", .type = "switch"},
    {.name = "WriteEvents", .type = "switch"},
};
struct ReceiveJob final : JobCommand
{
    void process() override
    {
        for (const auto& job : chosen(false)) {
            ChildSession& session = job->session();
            if (flag(RKeep)) {
                if (flag(RWait)) session.wait_end(base::Deadline::never());
                for (ChildOutput& out : session.peek()) emit(out.stream, std::move(out.item));
                continue;
            }
            do {
                if (flag(RWait)) session.wait(base::Deadline::never());
                ChildOutput out;
                while (session.take(out)) emit(out.stream, std::move(out.item));
            } while (flag(RWait) && !(session.done() && !session.has_output()));
            if (flag(RAutoRemove)) remove(*job);
        }
    }

private:
    void emit(Stream stream, Value item)
    {
        if (stream == Stream::Output) {
            write(std::move(item));
        } else if (auto* error = item.as<ErrorRecord>()) {
            context().write_stream(Stream::Error, Value(error));
        } else {
            context().write_stream(stream, std::move(item));
        }
    }
    void remove(const JobObject& job)
    {
        std::erase_if(job_list(context())->items(), [&](const Value& item) { return item.object() == &job; });
    }
};

enum : size_t
{
    WAny = JOwn,
    WTimeout,
    WForce,
};
constexpr ParameterDef wait_parameters[] = {
    JOB_PARAMETERS("!|"),
    {.name = "Any", .type = "switch"},
    {.name = "Timeout", .type = "double", .aliases = "TimeoutSec", .validate = "range:-1,2147483647"},
    {.name = "Force", .type = "switch"},
};
struct WaitJob final : JobCommand
{
    void process() override
    {
        for (const auto& job : chosen(false)) jobs_.push_back(job);
    }
    void end() override
    {
        const double seconds = has(WTimeout) ? value::to_double(arg(WTimeout)) : -1;
        const base::Deadline deadline =
            seconds < 0 ? base::Deadline::never() : base::Deadline::after(std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000)));
        if (flag(WAny)) {
            wait_any(deadline);
            return;
        }
        for (const auto& job : jobs_) {
            if (job->session().wait_end(deadline)) write(Value(job));
        }
    }

private:
    void wait_any(base::Deadline deadline)
    {
        while (!jobs_.empty()) {
            for (const auto& job : jobs_) {
                if (!job->session().done()) continue;
                write(Value(job));
                return;
            }
            if (deadline.passed()) return;
            jobs_.front()->session().wait_end(std::min(deadline, base::Deadline::after(std::chrono::milliseconds(20))));
        }
    }
    std::vector<Ref<JobObject>> jobs_;
};

constexpr ParameterDef stop_parameters[] = {
    JOB_PARAMETERS("!|"),
    {.name = "PassThru", .type = "switch"},
};
struct StopJob final : JobCommand
{
    void process() override
    {
        for (const auto& job : chosen(false)) {
            if (!should_process(job->name(), "Stop-Job")) continue;
            job->session().stop();
            job->session().wait_end(base::Deadline::after(std::chrono::seconds(5)));
            if (flag(JOwn)) write(Value(job));
        }
    }
};

constexpr ParameterDef remove_parameters[] = {
    JOB_PARAMETERS("!|"),
    {.name = "Force", .type = "switch"},
};
struct RemoveJob final : JobCommand
{
    void process() override
    {
        for (const auto& job : chosen(false)) {
            if (!should_process(job->name(), "Remove-Job")) continue;
            if (!job->session().done()) {
                if (!flag(JOwn)) {
                    write_error("JobObjectNotFinishedCannotBeRemoved",
                                "The command cannot remove the job with the job ID " + std::to_string(job->id()) +
                                    " because the job is not finished. To remove the job, first stop the job, or use the Force parameter.",
                                ErrorCategory::InvalidOperation, Value(job), "System.ArgumentException");
                    continue;
                }
                job->session().stop();
            }
            std::erase_if(job_list(context())->items(), [&](const Value& item) { return item.object() == job.get(); });
        }
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Start-Job",
     .synopsis = "Runs a script block in the background, in a session of its own.",
     .parameters = start_parameters,
     .make = make_cmdlet<StartJob>,
     .aliases = "sajb",
     .default_set = "ComputerName"},
    {.name = "Get-Job",
     .synopsis = "Lists jobs.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetJob>,
     .aliases = "gjb",
     .default_set = "SessionIdParameterSet"},
    {.name = "Receive-Job",
     .synopsis = "Gives what jobs have written.",
     .parameters = receive_parameters,
     .make = make_cmdlet<ReceiveJob>,
     .aliases = "rcjb",
     .default_set = "SessionIdParameterSet"},
    {.name = "Wait-Job",
     .synopsis = "Waits for jobs.",
     .parameters = wait_parameters,
     .make = make_cmdlet<WaitJob>,
     .aliases = "wjb",
     .default_set = "SessionIdParameterSet"},
    {.name = "Stop-Job",
     .synopsis = "Ends jobs.",
     .parameters = stop_parameters,
     .make = make_cmdlet<StopJob>,
     .aliases = "spjb",
     .default_set = "SessionIdParameterSet",
     .flags = C::ShouldProcess},
    {.name = "Remove-Job",
     .synopsis = "Forgets jobs.",
     .parameters = remove_parameters,
     .make = make_cmdlet<RemoveJob>,
     .aliases = "rjb",
     .default_set = "SessionIdParameterSet",
     .flags = C::ShouldProcess},
};
constexpr CmdletDef thread_rows[] = {
    {.name = "Start-ThreadJob",
     .synopsis = "Runs a script block in the background, in a session of its own.",
     .parameters = start_parameters,
     .make = make_cmdlet<StartThreadJob>,
     .default_set = "ComputerName"},
};

} // namespace

int32_t next_job_id(Context& context)
{
    const Value now = context.get_variable(next_variable);
    const int32_t id = now.is_int32() ? now.as_int32() : 1;
    context.set_variable(next_variable, Value(id + 2)); // as in PowerShell, whose child job takes the number between
    return id;
}

void list_job(Context& context, const Ref<JobObject>& job) { job_list(context)->items().emplace_back(job); }

constinit const CmdletTable jobs_table{"Microsoft.PowerShell.Core", rows};
constinit const CmdletTable thread_jobs_table{"Microsoft.PowerShell.ThreadJob", thread_rows};

} // namespace kestrun::cmdlets
