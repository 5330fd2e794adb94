#include "base/system.hpp"
#include "cmdlets/management/process_object.hpp"
#include "cmdlets/support/paths.hpp"
#include <algorithm>
#include <windows.h>

#include <psapi.h>
#include <tlhelp32.h>

namespace kestrun::cmdlets {

namespace {

std::shared_ptr<void> handle_of(HANDLE handle)
{
    return handle == nullptr || handle == INVALID_HANDLE_VALUE ? std::shared_ptr<void>() : std::shared_ptr<void>(handle, CloseHandle);
}

std::shared_ptr<void> open_process(pid_t pid)
{
    const auto id = static_cast<DWORD>(pid);
    constexpr DWORD looking = PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE;
    // What belongs to others may be looked at but not ended.
    auto handle = handle_of(OpenProcess(looking | PROCESS_TERMINATE, FALSE, id));
    return handle ? handle : handle_of(OpenProcess(looking, FALSE, id));
}

/// Calls `see` with each process until it says false.
template <typename See>
void for_each_process(See see)
{
    const auto list = handle_of(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    if (!list || !Process32FirstW(list.get(), &entry)) return;
    while (see(entry) && Process32NextW(list.get(), &entry)) {
    }
}

std::optional<PROCESSENTRY32W> entry_of(pid_t pid)
{
    std::optional<PROCESSENTRY32W> found;
    for_each_process([&](const PROCESSENTRY32W& entry) {
        if (entry.th32ProcessID == static_cast<DWORD>(pid)) found = entry;
        return !found;
    });
    return found;
}

int64_t units(const FILETIME& time) { return static_cast<int64_t>(uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime); }

} // namespace

ProcessObject::ProcessObject(pid_t pid, bool child) : pid_(pid), child_(child), handle_(open_process(pid))
{
    if (const auto entry = entry_of(pid)) name_ = base::sys::from_wide(entry->szExeFile);
    if (name_.empty()) name_ = leaf_name(path());
    if (name_.size() > 4 && equals_ci(name_.substr(name_.size() - 4), ".exe")) name_.resize(name_.size() - 4);
}

bool ProcessObject::exited()
{
    if (exit_code_) return true;
    if (!handle_) return !process_exists(pid_);
    if (WaitForSingleObject(handle_.get(), 0) == WAIT_TIMEOUT) return false;
    DWORD code = 0;
    if (GetExitCodeProcess(handle_.get(), &code)) exit_code_ = static_cast<int>(code);
    return true;
}

int ProcessObject::kill()
{
    if (exited()) return ESRCH;
    if (!handle_) return EPERM;
    return TerminateProcess(handle_.get(), static_cast<UINT>(-1)) ? 0 : base::sys::errno_of(GetLastError());
}

ProcessObject::Facts ProcessObject::facts() const
{
    constexpr int64_t file_time_epoch = 504'911'232'000'000'000; // 1601-01-01
    Facts facts;
    if (const auto entry = entry_of(pid_)) {
        facts.parent = entry->th32ParentProcessID;
        facts.threads = entry->cntThreads;
    }
    DWORD session = 0;
    if (ProcessIdToSessionId(static_cast<DWORD>(pid_), &session)) facts.session = session;
    if (!handle_) return facts;
    FILETIME started{}, ended{}, kernel{}, user{};
    if (GetProcessTimes(handle_.get(), &started, &ended, &kernel, &user)) {
        facts.start_ticks = file_time_epoch + units(started);
        facts.cpu_seconds = static_cast<double>(units(kernel) + units(user)) / 1e7;
    }
    PROCESS_MEMORY_COUNTERS counters{};
    if (GetProcessMemoryInfo(handle_.get(), &counters, sizeof counters)) {
        facts.working_set = static_cast<int64_t>(counters.WorkingSetSize);
        facts.virtual_size = static_cast<int64_t>(counters.PagefileUsage);
    }
    return facts;
}

// Only the process itself could tell.
std::string ProcessObject::command_line() const { return path(); }

std::string ProcessObject::path() const
{
    if (!handle_) return {};
    wchar_t buffer[32768];
    DWORD size = 32768;
    return QueryFullProcessImageNameW(handle_.get(), 0, buffer, &size) ? base::sys::from_wide({buffer, size}) : std::string();
}

std::vector<pid_t> list_processes()
{
    std::vector<pid_t> found;
    for_each_process([&](const PROCESSENTRY32W& entry) {
        if (entry.th32ProcessID != 0) found.push_back(static_cast<pid_t>(entry.th32ProcessID));
        return true;
    });
    std::sort(found.begin(), found.end());
    return found;
}

bool process_exists(pid_t pid)
{
    const auto handle = open_process(pid);
    if (handle) return WaitForSingleObject(handle.get(), 0) == WAIT_TIMEOUT;
    return GetLastError() == ERROR_ACCESS_DENIED;
}

} // namespace kestrun::cmdlets
