// Get-Job, Receive-Job, Wait-Job, Stop-Job, Remove-Job.
#include "cmdlets/core/child_session.hpp"
#include "cmdlets/core/job_object.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/event_manager.hpp"
#include "engine/cmdlet_processor.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"
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

// --- what the others share: which jobs ---

enum : size_t
{
    JJob,
    JId,
    JName,
    JInstance,
    JState,
    JFilter,
    JCommand,
    JOwn,
};
#define JOB_PARAMETERS(job_flags)                                                                                                          \
    {.name = "Job",                                                                                                                        \
     .type = "object[]:System.Management.Automation.Job[]",                                                                                \
     .flags = P::FromPipelineByName,                                                                                                       \
     .sets = "JobParameterSet@0" job_flags},                                                                                               \
        {.name = "Id", .type = "int[]", .flags = P::FromPipelineByName, .sets = "SessionIdParameterSet@0!"},                               \
        {.name = "Name", .type = "string[]", .flags = P::FromPipelineByName, .sets = "NameParameterSet@0!"},                               \
        {.name = "InstanceId", .type = "guid[]", .flags = P::FromPipelineByName, .sets = "InstanceIdParameterSet@0!"},                     \
        {.name = "State",                                                                                                                  \
         .type = "System.Management.Automation.JobState",                                                                                  \
         .flags = P::FromPipelineByName,                                                                                                   \
         .sets = "StateParameterSet@0!"},                                                                                                  \
        {.name = "Filter", .type = "hashtable", .flags = P::FromPipelineByName, .sets = "FilterParameterSet@0!"},                          \
    {                                                                                                                                      \
        .name = "Command", .type = "string[]", .flags = P::FromPipelineByName, .sets = "CommandParameterSet!"                              \
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
        } else if (has(JInstance)) {
            for (const Value& id : value::elements(arg(JInstance)))
                pick(
                    all, found, [&](const JobObject& job) { return value::compare(job.instance(), id) == 0; }, value::to_text(id),
                    "instance ID");
        } else if (has(JState) || has(JFilter) || has(JCommand)) {
            for (const Value& item : all)
                if (auto* job = item.as<JobObject>(); fits(*job)) found.emplace_back(job);
        } else if (all_when_none) {
            for (const Value& item : all) found.emplace_back(item.as<JobObject>());
        }
        return found;
    }

private:
    bool fits(const JobObject& job) const
    {
        if (has(JState) && integral(job.state()) != integral(arg(JState))) return false;
        if (has(JCommand) && !matches_any(texts(JCommand), job.command())) return false;
        return !has(JFilter) || fits_filter(job);
    }
    /// Each key names a property of the job, its value is a pattern for it.
    bool fits_filter(const JobObject& job) const
    {
        const auto* filter = arg(JFilter).as<value::Dictionary>();
        const Value shown(const_cast<JobObject*>(&job));
        for (const auto& entry : filter->entries()) {
            if (entry.key.is_void()) continue;
            const std::string name = value::to_text(entry.key);
            if (!value::find_property(shown, Name(std::string_view(name)))) return false;
            const Value now = value::get_property(shown, Name(std::string_view(name)));
            if (!value::wildcard_match(value::to_text(entry.value), value::to_text(now))) return false;
        }
        return true;
    }
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
        const std::string_view kind = what;
        const bool by_id = kind == "ID", by_name = kind == "name";
        write_error(by_id     ? "JobWithSpecifiedSessionNotFound"
                    : by_name ? "JobWithSpecifiedNameNotFound"
                              : "JobWithSpecifiedInstanceIdNotFound",
                    "The command cannot find a job with the job " + std::string(kind) + " " + wanted + ". Verify the value of the " +
                        (by_id     ? "Id"
                         : by_name ? "Name"
                                   : "InstanceId") +
                        " parameter and then try the command again.",
                    ErrorCategory::ObjectNotFound, Value(wanted), "System.Management.Automation.PSArgumentException");
    }
};

enum : size_t
{
    GNewest = JOwn,
    GIncludeChildren,
    GMoreData,
    GBefore,
    GAfter,
    GChildState,
};
constexpr const char* filtered_sets =
    "SessionIdParameterSet,NameParameterSet,InstanceIdParameterSet,StateParameterSet,CommandParameterSet,JobParameterSet";
constexpr ParameterDef get_parameters[] = {
    {.name = "Job", .type = "object[]", .sets = "JobParameterSet"},
    {.name = "Id", .type = "int[]", .flags = P::FromPipelineByName, .sets = "SessionIdParameterSet@0"},
    {.name = "Name", .type = "string[]", .flags = P::FromPipelineByName, .sets = "NameParameterSet@0!"},
    {.name = "InstanceId", .type = "guid[]", .flags = P::FromPipelineByName, .sets = "InstanceIdParameterSet@0!"},
    {.name = "State", .type = "System.Management.Automation.JobState", .flags = P::FromPipelineByName, .sets = "StateParameterSet@0!"},
    {.name = "Filter", .type = "hashtable", .flags = P::FromPipelineByName, .sets = "FilterParameterSet@0!"},
    {.name = "Command", .type = "string[]", .flags = P::FromPipelineByName, .sets = "CommandParameterSet"},
    {.name = "Newest", .type = "int", .sets = filtered_sets},
    {.name = "IncludeChildJob", .type = "switch", .sets = filtered_sets},
    {.name = "HasMoreData", .type = "bool", .sets = filtered_sets},
    {.name = "Before", .type = "datetime", .sets = filtered_sets},
    {.name = "After", .type = "datetime", .sets = filtered_sets},
    {.name = "ChildJobState", .type = "System.Management.Automation.JobState", .sets = filtered_sets},
};
struct GetJob final : JobCommand
{
    void process() override
    {
        std::vector<Ref<JobObject>> found = chosen(true);
        if (flag(GIncludeChildren) || has(GChildState)) add_children(found);
        std::erase_if(found, [&](const Ref<JobObject>& job) { return !wanted(*job); });
        if (has(GNewest)) {
            std::reverse(found.begin(), found.end());
            found.resize(std::min(found.size(), static_cast<size_t>(number(GNewest))));
        }
        for (const auto& job : found) write(Value(job));
    }

private:
    /// Children stand behind their parents; -ChildJobState takes those in that state only.
    void add_children(std::vector<Ref<JobObject>>& jobs) const
    {
        std::vector<Ref<JobObject>> all;
        for (const Ref<JobObject>& job : jobs) {
            all.push_back(job);
            for (const Ref<JobObject>& child : job->children())
                if (!has(GChildState) || integral(child->state()) == integral(arg(GChildState))) all.push_back(child);
        }
        jobs = std::move(all);
    }
    bool wanted(const JobObject& job) const
    {
        const Value shown(const_cast<JobObject*>(&job));
        if (has(GMoreData) && value::to_bool(value::get_property(shown, Name("HasMoreData"))) != value::to_bool(arg(GMoreData)))
            return false;
        if (!has(GBefore) && !has(GAfter)) return true;
        const Value ended = value::get_property(shown, Name("PSEndTime"));
        if (ended.is_null()) return false;
        return (!has(GBefore) || value::compare(ended, arg(GBefore)) <= 0) && (!has(GAfter) || value::compare(ended, arg(GAfter)) >= 0);
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
    RWriteJob,
};
constexpr ParameterDef receive_parameters[] = {
    JOB_PARAMETERS("!|"),
    {.name = "Keep", .type = "switch"},
    {.name = "Wait", .type = "switch"},
    {.name = "AutoRemoveJob", .type = "switch"},
    {.name = "NoRecurse", .type = "switch"},
    {.name = "Force", .type = "switch"},
    {.name = "WriteEvents", .type = "switch"},
    {.name = "WriteJobInResults", .type = "switch"},
};
struct ReceiveJob final : JobCommand
{
    void process() override
    {
        if (flag(RWriteJob) && !flag(RWait)) {
            fail("WriteJobInResultsCannotBeUsedWithoutWait", "The WriteJobInResults parameter cannot be used without the Wait parameter.",
                 ErrorCategory::InvalidOperation, {}, "System.InvalidOperationException");
        }
        for (const auto& job : chosen(false)) {
            if (flag(RWriteJob)) write(Value(job));
            if (!job->children().empty() && flag(RNoRecurse)) continue;
            for (ChildSession* session : job->sessions()) receive(*session);
            if (flag(RAutoRemove)) remove(*job);
        }
    }

private:
    void receive(ChildSession& session)
    {
        if (flag(RKeep)) {
            if (flag(RWait)) session.wait_end(base::Deadline::never());
            for (ChildOutput& out : session.peek()) emit(out.stream, std::move(out.item));
            return;
        }
        do {
            if (flag(RWait)) session.wait(base::Deadline::never());
            ChildOutput out;
            while (session.take(out)) emit(out.stream, std::move(out.item));
        } while (flag(RWait) && !(session.done() && !session.has_output()));
    }
    void emit(Stream stream, Value item)
    {
        if (stream == Stream::Output) {
            write(std::move(item));
        } else if (auto* error = item.as<ErrorRecord>()) {
            emit_error(Ref<ErrorRecord>(error));
        } else {
            context().write_stream(stream, std::move(item));
        }
    }
    /// The job's error, not this command's; -ErrorAction decides about it all the same.
    void emit_error(const Ref<ErrorRecord>& error)
    {
        using engine::ActionPreference;
        const ActionPreference action = invocation().processor.error_action();
        if (action == ActionPreference::Stop) {
            ScriptError stop{error};
            stop.from_action_stop = true;
            throw stop;
        }
        if (action == ActionPreference::Ignore) return;
        if (action == ActionPreference::SilentlyContinue)
            invocation().session.remember_error(error);
        else
            context().write_stream(Stream::Error, Value(error));
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
            if (job->wait_end(deadline)) write(Value(job));
        }
    }

private:
    void wait_any(base::Deadline deadline)
    {
        while (!jobs_.empty()) {
            for (const auto& job : jobs_) {
                if (!job->done()) continue;
                write(Value(job));
                return;
            }
            if (deadline.passed()) return;
            jobs_.front()->wait_end(std::min(deadline, base::Deadline::after(std::chrono::milliseconds(20))));
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
            job->stop();
            job->wait_end(base::Deadline::after(std::chrono::seconds(5)));
            if (flag(JOwn)) write(Value(job));
        }
    }
};

constexpr ParameterDef remove_parameters[] = {
    JOB_PARAMETERS("!|"),
    {.name = "Force", .type = "switch", .aliases = "F"},
};
struct RemoveJob final : JobCommand
{
    void process() override
    {
        for (const auto& job : chosen(false)) {
            if (!should_process(job->name(), "Remove-Job")) continue;
            if (!job->done()) {
                if (!flag(JOwn)) {
                    write_error("JobObjectNotFinishedCannotBeRemoved",
                                "The command cannot remove the job with the job ID " + std::to_string(job->id()) +
                                    " because the job is not finished. To remove the job, first stop the job, or use the Force parameter.",
                                ErrorCategory::InvalidOperation, Value(job), "System.ArgumentException");
                    continue;
                }
                job->stop();
            }
            std::erase_if(job_list(context())->items(), [&](const Value& item) { return item.object() == job.get(); });
        }
    }
};

constexpr CmdletDef rows[] = {
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
} // namespace

int32_t next_job_id(Context& context, int32_t children)
{
    const Value now = context.get_variable(next_variable);
    const int32_t id = now.is_int32() ? now.as_int32() : 1;
    context.set_variable(next_variable, Value(id + 1 + children));
    return id;
}

void list_job(Context& context, const Ref<JobObject>& job) { job_list(context)->items().emplace_back(job); }

constinit const CmdletTable jobs_table{"Microsoft.PowerShell.Core", rows};

} // namespace kestrun::cmdlets
