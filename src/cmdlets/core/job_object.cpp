#include "cmdlets/core/job_object.hpp"

namespace kestrun::cmdlets {

namespace {

using value::Call;
using value::MemberDef;
using value::MemberKind;

JobObject& self(const Call& call) { return *static_cast<JobObject*>(call.self.object()); }

template <Stream S>
Value stream_items(Call& call)
{
    std::vector<Value> items;
    for (ChildOutput& out : self(call).session().peek()) {
        if (out.stream == S) items.push_back(std::move(out.item));
    }
    return value::make_array(std::move(items));
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
                 return Value(self(call).session().has_output() || (!of_event && !self(call).session().done()));
             }),
    property("StatusMessage", "string", [](Call&) { return Value(""); }),
    property("Location", "string",
             [](Call& call) { return Value(std::string_view(self(call).kind()) == "ThreadJob" ? "PowerShell" : "localhost"); }),
    property("Command", "string", [](Call& call) { return Value(self(call).command()); }),
    property("Id", "int", [](Call& call) { return Value(self(call).id()); }),
    {"Name", MemberKind::Property, "", "string", [](Call& call) { return Value(self(call).name()); },
     [](Call& call) {
         self(call).rename(value::to_text(call.arg(0)));
         return Value::nothing();
     }},
    property("PSJobTypeName", "string", [](Call& call) { return Value(self(call).kind()); }),
    property("InstanceId", "guid", [](Call& call) { return self(call).instance(); }),
    property("ChildJobs", "object[]", [](Call&) { return value::make_array({}); }),
    property("PSBeginTime", "object", [](Call& call) { return time_or_null(self(call).session().begin_ticks); }),
    property("PSEndTime", "object", [](Call& call) { return time_or_null(self(call).session().end_ticks); }),
    property("Output", "object[]", stream_items<Stream::Output>),
    property("Error", "object[]", stream_items<Stream::Error>),
    property("Warning", "object[]", stream_items<Stream::Warning>),
    property("Verbose", "object[]", stream_items<Stream::Verbose>),
    property("Debug", "object[]", stream_items<Stream::Debug>),
    property("Information", "object[]", stream_items<Stream::Information>),
    {"StopJob", MemberKind::Method, "", "void",
     [](Call& call) {
         self(call).session().stop();
         return Value::nothing();
     }},
};
constexpr value::TypeDef types[] = {
    {.full_name = "System.Management.Automation.Job", .flags = value::TypeFlags::Abstract, .members = members},
    {.full_name = "System.Management.Automation.PSRemotingJob", .base = "System.Management.Automation.Job"},
    {.full_name = "System.Management.Automation.PSEventJob", .base = "System.Management.Automation.Job"},
    {.full_name = "ThreadJob.ThreadJob", .base = "System.Management.Automation.Job"},
};

} // namespace

JobObject::JobObject(std::shared_ptr<ChildSession> session, int32_t id, std::string name, const char* kind, std::string command)
    : session_(std::move(session)), id_(id), name_(std::move(name)), kind_(kind), command_(std::move(command)),
      instance_(value::invoke_static(value::types::guid(), Name("NewGuid"), {}))
{
}

JobObject::~JobObject() { session_->stop(); }

const value::Type& JobObject::type() const
{
    static const value::Type& background = value::native_type("System.Management.Automation.PSRemotingJob");
    static const value::Type& thread = value::native_type("ThreadJob.ThreadJob");
    static const value::Type& event = value::native_type("System.Management.Automation.PSEventJob");
    return *kind_ == 0 ? event : std::string_view(kind_) == "ThreadJob" ? thread : background;
}

Value JobObject::state() const
{
    static const value::Type& states = value::native_type("System.Management.Automation.JobState");
    constexpr const char* names[] = {"NotStarted", "Running", "Completed", "Failed", "Stopped"};
    return value::convert(Value(names[static_cast<size_t>(session_->state())]), states);
}

std::span<const value::TypeDef> job_types() { return types; }

} // namespace kestrun::cmdlets
