#include "cmdlets/management/process_object.hpp"
#include "base/scheduler.hpp"
#include "base/system.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

ProcessObject& self(value::Call& call) { return *static_cast<ProcessObject*>(call.self.object()); }

constexpr value::MemberDef property(const char* name, const char* type, value::NativeFn get)
{
    return {name, value::MemberKind::Property, "", type, get};
}
constexpr value::MemberDef method(const char* name, const char* signature, const char* result, value::NativeFn run)
{
    return {name, value::MemberKind::Method, signature, result, run};
}

Value working_set(value::Call& call) { return Value(self(call).facts().working_set); }
Value paged_memory(value::Call& call) { return Value(int64_t{0} * self(call).pid()); }
Value session_id(value::Call& call) { return Value(static_cast<int32_t>(self(call).facts().session)); }
Value cpu_time(value::Call& call) { return Value(self(call).facts().cpu_seconds); }
Value kill_process(value::Call& call)
{
    self(call).kill();
    return Value::nothing();
}
Value current_process(value::Call&) { return Value(value::make<ProcessObject>(base::sys::getpid())); }
Value by_id(value::Call& call)
{
    const auto pid = static_cast<pid_t>(call.arg(0).as_int64());
    if (!process_exists(pid))
        value::throw_native("System.ArgumentException", "Process with an Id of " + std::to_string(pid) + " is not running.");
    return Value(value::make<ProcessObject>(pid));
}

constexpr value::MemberDef members[] = {
    property("Id", "int", [](value::Call& call) { return Value(static_cast<int32_t>(self(call).pid())); }),
    property("ProcessName", "string", [](value::Call& call) { return Value(self(call).name()); }),
    property("Name", "string", [](value::Call& call) { return Value(self(call).name()); }),
    property("WorkingSet64", "long", working_set),
    property("WorkingSet", "long", working_set),
    property("WS", "long", working_set),
    property("PagedMemorySize64", "long", paged_memory),
    property("PM", "long", paged_memory),
    property("NPM", "long", paged_memory),
    property("VirtualMemorySize64", "long", [](value::Call& call) { return Value(self(call).facts().virtual_size); }),
    property("VM", "long", [](value::Call& call) { return Value(self(call).facts().virtual_size); }),
    property("CPU", "double", cpu_time),
    property("TotalProcessorTime", "timespan",
             [](value::Call& call) { return Value::time_span(static_cast<int64_t>(self(call).facts().cpu_seconds * 1e7)); }),
    property("SessionId", "int", session_id),
    property("SI", "int", session_id),
    property("StartTime", "datetime",
             [](value::Call& call) {
                 return value::invoke_method(Value::date_time(self(call).facts().start_ticks, value::DateKind::Utc), Name("ToLocalTime"),
                                             {});
             }),
    property("CommandLine", "string", [](value::Call& call) { return Value(self(call).command_line()); }),
    property("Path", "string", [](value::Call& call) { return Value(self(call).path()); }),
    property("HasExited", "bool", [](value::Call& call) { return Value(self(call).exited()); }),
    property("ExitCode", "int",
             [](value::Call& call) {
                 const std::optional<int> code = self(call).exit_code();
                 return code ? Value(*code) : Value();
             }),
    property("Handles", "int", [](value::Call&) { return Value(0); }),
    property("PriorityClass", "string", [](value::Call&) { return Value("Normal"); }),
    property("Parent", "object",
             [](value::Call& call) {
                 const auto parent = static_cast<pid_t>(self(call).facts().parent);
                 return parent > 0 ? Value(value::make<ProcessObject>(parent)) : Value();
             }),
    method("Kill", "", "void", kill_process),
    method("Kill", "bool entireProcessTree", "void", kill_process),
    method("WaitForExit", "", "void",
           [](value::Call& call) {
               self(call).wait(-1);
               return Value::nothing();
           }),
    method("WaitForExit", "int milliseconds", "bool", [](value::Call& call) { return Value(self(call).wait(call.arg(0).as_int64())); }),
    method("Refresh", "", "void", [](value::Call&) { return Value::nothing(); }),
    {"GetCurrentProcess", value::MemberKind::StaticMethod, "", "System.Diagnostics.Process", current_process},
    {"GetProcessById", value::MemberKind::StaticMethod, "int processId", "System.Diagnostics.Process", by_id},
};
constexpr value::TypeDef types[] = {{.full_name = "System.Diagnostics.Process", .members = members}};

} // namespace

const value::Type& ProcessObject::type() const
{
    static const value::Type& type = value::native_type("System.Diagnostics.Process");
    return type;
}

std::string ProcessObject::text() const { return "System.Diagnostics.Process (" + name_ + ")"; }

bool ProcessObject::wait(int64_t milliseconds)
{
    const base::Deadline deadline =
        milliseconds < 0 ? base::Deadline::never() : base::Deadline::after(std::chrono::milliseconds(milliseconds));
    auto pause = std::chrono::milliseconds(1);
    while (!exited()) {
        if (deadline.passed()) return false;
        base::sleep_for(std::min<base::Duration>(pause, deadline.remaining()));
        pause = std::min(pause * 2, std::chrono::milliseconds(50));
    }
    return true;
}

std::optional<int> ProcessObject::exit_code()
{
    exited();
    return exit_code_;
}

std::span<const value::TypeDef> process_types() { return types; }

} // namespace kestrun::cmdlets
