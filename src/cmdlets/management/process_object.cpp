#include "cmdlets/management/process_object.hpp"
#include "base/scheduler.hpp"
#include "cmdlets/support/paths.hpp"
#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <dirent.h>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace kestrun::cmdlets {

namespace {

constexpr int64_t unix_epoch_ticks = 621'355'968'000'000'000;

std::string proc_file(pid_t pid, const char* name)
{
    int error = 0;
    return read_file("/proc/" + std::to_string(pid) + "/" + name, error);
}

/// The fields of /proc/PID/stat behind the name, which may hold blanks and brackets; field 3 (state) is the first.
std::vector<std::string> stat_fields(pid_t pid)
{
    const std::string text = proc_file(pid, "stat");
    const size_t close = text.rfind(')');
    return close == std::string::npos ? std::vector<std::string>{} : split(trim(std::string_view(text).substr(close + 1)), ' ');
}

int64_t field(const std::vector<std::string>& fields, size_t number)
{
    int64_t found = 0;
    if (fields.size() > number - 3)
        std::from_chars(fields[number - 3].data(), fields[number - 3].data() + fields[number - 3].size(), found);
    return found;
}

int64_t boot_time()
{
    std::ifstream file("/proc/stat");
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("btime ", 0) == 0) return std::strtoll(line.c_str() + 6, nullptr, 10);
    }
    return 0;
}

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
    ::kill(self(call).pid(), SIGKILL);
    return Value::nothing();
}
Value current_process(value::Call&) { return Value(value::make<ProcessObject>(::getpid())); }
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

ProcessObject::ProcessObject(pid_t pid, bool child) : pid_(pid), child_(child)
{
    name_ = trim(proc_file(pid, "comm"));
    // comm is cut at 15 characters; the program's name is not.
    if (name_.size() == 15) {
        const std::string whole = leaf_name(path());
        if (whole.rfind(name_, 0) == 0) name_ = whole;
    }
}

const value::Type& ProcessObject::type() const
{
    static const value::Type& type = value::native_type("System.Diagnostics.Process");
    return type;
}

std::string ProcessObject::text() const { return "System.Diagnostics.Process (" + name_ + ")"; }

bool ProcessObject::exited()
{
    if (exit_code_) return true;
    if (!child_) { // one that ended and waits for its parent counts as ended
        const std::vector<std::string> fields = stat_fields(pid_);
        return !process_exists(pid_) || (!fields.empty() && fields.front() == "Z");
    }
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return false;
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
}

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

ProcessObject::Facts ProcessObject::facts() const
{
    Facts facts;
    const std::vector<std::string> fields = stat_fields(pid_);
    if (fields.empty()) return facts;
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    facts.parent = field(fields, 4);
    facts.session = field(fields, 6);
    facts.cpu_seconds = static_cast<double>(field(fields, 14) + field(fields, 15)) / ticks;
    facts.threads = field(fields, 20);
    facts.start_ticks =
        unix_epoch_ticks + boot_time() * 10'000'000 + static_cast<int64_t>(static_cast<double>(field(fields, 22)) / ticks * 1e7);
    facts.virtual_size = field(fields, 23);
    facts.working_set = field(fields, 24) * ::sysconf(_SC_PAGESIZE);
    return facts;
}

std::string ProcessObject::command_line() const
{
    std::string text = proc_file(pid_, "cmdline");
    while (!text.empty() && text.back() == '\0') text.pop_back();
    std::replace(text.begin(), text.end(), '\0', ' ');
    return text;
}

std::string ProcessObject::path() const
{
    std::array<char, 4096> buffer{};
    const ssize_t length = ::readlink(("/proc/" + std::to_string(pid_) + "/exe").c_str(), buffer.data(), buffer.size());
    return length > 0 ? std::string(buffer.data(), static_cast<size_t>(length)) : std::string();
}

std::vector<pid_t> list_processes()
{
    std::vector<pid_t> found;
    DIR* folder = ::opendir("/proc");
    if (!folder) return found;
    while (const dirent* entry = ::readdir(folder)) {
        pid_t pid = 0;
        const std::string_view name = entry->d_name;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (error == std::errc() && end == name.data() + name.size()) found.push_back(pid);
    }
    ::closedir(folder);
    std::sort(found.begin(), found.end());
    return found;
}

bool process_exists(pid_t pid) { return path_exists("/proc/" + std::to_string(pid)); }

std::span<const value::TypeDef> process_types() { return types; }

} // namespace kestrun::cmdlets
