// Over /proc.
#include "cmdlets/management/process_object.hpp"
#include "cmdlets/support/paths.hpp"
#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
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

int ProcessObject::kill() { return ::kill(pid_, SIGKILL) == 0 ? 0 : errno; }

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

} // namespace kestrun::cmdlets
