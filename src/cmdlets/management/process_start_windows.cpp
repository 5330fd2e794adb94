#include "base/system.hpp"
#include "cmdlets/management/process_start.hpp"
#include <algorithm>
#include <windows.h>

namespace kestrun::cmdlets {

namespace {

/// What CreateProcess takes: sorted by name, each ended by a NUL, and one more at the end.
std::wstring environment_block(std::vector<std::string> variables)
{
    std::sort(variables.begin(), variables.end(),
              [](const std::string& a, const std::string& b) { return _stricmp(a.c_str(), b.c_str()) < 0; });
    std::wstring block;
    for (const std::string& variable : variables) block.append(base::sys::to_wide(variable)).append(1, L'\0');
    return block.append(1, L'\0');
}

std::shared_ptr<void> open_stream(const std::string& file, bool reads)
{
    SECURITY_ATTRIBUTES inherit{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
    const HANDLE handle = CreateFileW(base::sys::wide_path(file).c_str(), reads ? GENERIC_READ : GENERIC_WRITE,
                                      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &inherit,
                                      reads ? OPEN_EXISTING : CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    return handle == INVALID_HANDLE_VALUE ? std::shared_ptr<void>() : std::shared_ptr<void>(handle, CloseHandle);
}

} // namespace

int start_process(const ProcessStart& start, StartedProcess& started)
{
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    std::shared_ptr<void> streams[3];
    for (int i = 0; i < 3; ++i) {
        if (start.files[i].empty()) continue;
        streams[i] = open_stream(start.files[i], i == 0);
        if (!streams[i]) return base::sys::errno_of(GetLastError());
        startup.dwFlags = STARTF_USESTDHANDLES;
    }
    if (startup.dwFlags != 0) {
        constexpr DWORD own[3] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
        HANDLE handles[3];
        for (int i = 0; i < 3; ++i) handles[i] = streams[i] ? streams[i].get() : GetStdHandle(own[i]);
        startup.hStdInput = handles[0];
        startup.hStdOutput = handles[1];
        startup.hStdError = handles[2];
    }
    std::wstring line = base::sys::to_wide("\"" + start.program + "\"" + (start.written.empty() ? "" : " ") + start.written);
    std::wstring block = environment_block(start.environment);
    const DWORD flags = CREATE_UNICODE_ENVIRONMENT | (start.own_window ? CREATE_NEW_CONSOLE : 0);
    PROCESS_INFORMATION process{};
    if (!CreateProcessW(base::sys::wide_path(start.program).c_str(), line.data(), nullptr, nullptr, startup.dwFlags != 0, flags,
                        block.data(), base::sys::wide_path(start.directory).c_str(), &startup, &process))
        return base::sys::errno_of(GetLastError());
    CloseHandle(process.hThread);
    started.pid = static_cast<pid_t>(process.dwProcessId);
    started.handle = std::shared_ptr<void>(process.hProcess, CloseHandle);
    return 0;
}

} // namespace kestrun::cmdlets
