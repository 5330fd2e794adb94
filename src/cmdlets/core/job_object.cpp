#include "cmdlets/core/job_object.hpp"
#include "cmdlets/support/data_object.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

using value::Call;
using value::MemberDef;
using value::MemberKind;

JobObject& self(const Call& call) { return *static_cast<JobObject*>(call.self.object()); }

template <Stream S>
Value stream_items(Call& call)
{
    if (!self(call).children().empty()) return value::make_array({}); // a parent has what its children have not
    std::vector<Value> items;
    for (ChildOutput& out : self(call).session().peek()) {
        if (out.stream == S) items.push_back(std::move(out.item));
    }
    return value::make_array(std::move(items));
}

Value child_jobs(Call& call)
{
    std::vector<Value> items;
    for (const Ref<JobObject>& child : self(call).children()) items.emplace_back(child);
    return value::make_array(std::move(items));
}

int64_t begin_of(const JobObject& job)
{
    int64_t first = 0;
    for (const ChildSession* each : job.sessions())
        if (each->begin_ticks != 0 && (first == 0 || each->begin_ticks < first)) first = each->begin_ticks;
    return first;
}
int64_t end_of(const JobObject& job)
{
    int64_t last = 0;
    for (const ChildSession* each : job.sessions()) last = std::max(last, each->end_ticks);
    return job.done() ? last : 0;
}

constexpr const char* state_info_name = "System.Management.Automation.JobStateInfo";

/// State and Reason: the exception that ended the job. A parent's reason is its child's to tell.
Value state_info(Call& call)
{
    const JobObject& job = self(call);
    const Ref<ErrorRecord> failure = job.children().empty() ? job.session().failure() : Ref<ErrorRecord>();
    return make_data(state_info_name, {job.state(), failure ? Value(failure->exception) : Value()},
                     [](const DataObject& info) { return value::enum_text(info.slot(0)); });
}

Value time_or_null(int64_t ticks)
{
    return ticks == 0 ? Value() : value::invoke_method(Value::date_time(ticks, value::DateKind::Utc), Name("ToLocalTime"), {});
}

constexpr MemberDef property(const char* name, const char* type, value::NativeFn get)
{
    return {name, MemberKind::Property, "", type, get};
}

constexpr MemberDef members[] = {
    property("State", "string", [](Call& call) { return Value(value::enum_text(self(call).state())); }),
    property("HasMoreData", "bool",
             [](Call& call) {
                 const bool of_event = *self(call).kind() == 0;
                 return Value(self(call).has_output() || (!of_event && !self(call).done()));
             }),
    property("StatusMessage", "string", [](Call&) { return Value(""); }),
    property("Location", "string",
             [](Call& call) {
                 const std::string_view kind = self(call).kind();
                 return Value(kind == "ThreadJob" || kind == "PSTaskJob" ? "PowerShell" : "localhost");
             }),
    property("JobStateInfo", state_info_name, state_info),
    property("Command", "string", [](Call& call) { return Value(self(call).command()); }),
    property("Id", "int", [](Call& call) { return Value(self(call).id()); }),
    {"Name", MemberKind::Property, "", "string", [](Call& call) { return Value(self(call).name()); },
     [](Call& call) {
         self(call).rename(value::to_text(call.arg(0)));
         return Value::nothing();
     }},
    property("PSJobTypeName", "string", [](Call& call) { return Value(self(call).is_child() ? "" : self(call).kind()); }),
    property("InstanceId", "guid", [](Call& call) { return self(call).instance(); }),
    property("ChildJobs", "object[]", child_jobs),
    property("PSBeginTime", "object", [](Call& call) { return time_or_null(begin_of(self(call))); }),
    property("PSEndTime", "object", [](Call& call) { return time_or_null(end_of(self(call))); }),
    property("Output", "object[]", stream_items<Stream::Output>),
    property("Error", "object[]", stream_items<Stream::Error>),
    property("Warning", "object[]", stream_items<Stream::Warning>),
    property("Verbose", "object[]", stream_items<Stream::Verbose>),
    property("Debug", "object[]", stream_items<Stream::Debug>),
    property("Information", "object[]", stream_items<Stream::Information>),
    {"StopJob", MemberKind::Method, "", "void",
     [](Call& call) {
         self(call).stop();
         return Value::nothing();
     }},
};
constexpr value::TypeDef types[] = {
    {.full_name = "System.Management.Automation.Job", .flags = value::TypeFlags::Abstract, .members = members},
    {.full_name = "System.Management.Automation.PSRemotingJob", .base = "System.Management.Automation.Job"},
    {.full_name = "System.Management.Automation.PSEventJob", .base = "System.Management.Automation.Job"},
    {.full_name = "System.Management.Automation.PSRemotingChildJob", .base = "System.Management.Automation.Job"},
    {.full_name = "System.Management.Automation.PSTasks.PSTaskJob", .base = "System.Management.Automation.Job"},
    {.full_name = "System.Management.Automation.PSTasks.PSTaskChildJob", .base = "System.Management.Automation.Job"},
    {.full_name = "Microsoft.PowerShell.ThreadJob.ThreadJob", .base = "System.Management.Automation.Job"},
};

} // namespace

JobObject::JobObject(std::shared_ptr<ChildSession> session, int32_t id, std::string name, const char* kind, std::string command)
    : session_(std::move(session)), id_(id), name_(std::move(name)), kind_(kind), command_(std::move(command)),
      instance_(value::invoke_static(value::types::guid(), Name("NewGuid"), {}))
{
    if (std::string_view(kind_) == "BackgroundJob") add_child(session_, id + 1);
}

JobObject::JobObject(std::vector<std::shared_ptr<ChildSession>> tasks, int32_t id, std::string name, std::string command)
    : id_(id), name_(std::move(name)), kind_("PSTaskJob"), command_(std::move(command)),
      instance_(value::invoke_static(value::types::guid(), Name("NewGuid"), {}))
{
    for (std::shared_ptr<ChildSession>& task : tasks) add_child(std::move(task), ++id);
}

void JobObject::add_child(std::shared_ptr<ChildSession> session, int32_t id)
{
    auto child = value::make<JobObject>(std::move(session), id, "Job" + std::to_string(id), "", command_);
    child->kind_ = kind_;
    child->is_child_ = true;
    children_.push_back(std::move(child));
}

JobObject::~JobObject()
{
    if (session_) session_->stop();
}

const value::Type& JobObject::type() const
{
    static const value::Type& background = value::native_type("System.Management.Automation.PSRemotingJob");
    static const value::Type& background_child = value::native_type("System.Management.Automation.PSRemotingChildJob");
    static const value::Type& thread = value::native_type("Microsoft.PowerShell.ThreadJob.ThreadJob");
    static const value::Type& event = value::native_type("System.Management.Automation.PSEventJob");
    static const value::Type& task = value::native_type("System.Management.Automation.PSTasks.PSTaskJob");
    static const value::Type& task_child = value::native_type("System.Management.Automation.PSTasks.PSTaskChildJob");
    const std::string_view kind = kind_;
    if (kind.empty()) return event;
    if (kind == "ThreadJob") return thread;
    if (kind == "PSTaskJob") return is_child_ ? task_child : task;
    return is_child_ ? background_child : background;
}

std::vector<ChildSession*> JobObject::sessions() const
{
    if (session_) return {session_.get()};
    std::vector<ChildSession*> all;
    for (const Ref<JobObject>& child : children_) all.push_back(child->session_.get());
    return all;
}

ChildState JobObject::child_state() const
{
    ChildState worst = ChildState::Completed;
    bool any_left = false, any_started = false;
    for (const ChildSession* each : sessions()) {
        const ChildState one = each->state();
        any_left |= one < ChildState::Completed;
        any_started |= one != ChildState::NotStarted;
        if (worst != ChildState::Failed) worst = one == ChildState::Failed ? one : std::max(worst, one);
    }
    if (any_left) return any_started ? ChildState::Running : ChildState::NotStarted;
    return worst;
}

bool JobObject::has_output() const
{
    const std::vector<ChildSession*> all = sessions();
    return std::any_of(all.begin(), all.end(), [](const ChildSession* each) { return each->has_output(); });
}

void JobObject::stop() const
{
    for (ChildSession* each : sessions()) each->stop();
}

bool JobObject::wait_end(base::Deadline deadline) const
{
    for (ChildSession* each : sessions())
        if (!each->wait_end(deadline)) return false;
    return true;
}

Value JobObject::state() const
{
    static const value::Type& states = value::native_type("System.Management.Automation.JobState");
    constexpr const char* names[] = {"NotStarted", "Running", "Completed", "Failed", "Stopped"};
    return value::convert(Value(names[static_cast<size_t>(child_state())]), states);
}

std::span<const value::TypeDef> job_types() { return types; }

} // namespace kestrun::cmdlets
