#include "log/writable.hpp"

#include <algorithm>
#include <io.h>
#include <windows.h>

#include <winternl.h>

namespace kestrun::log {

namespace {

// MS-FSCC 2.4.37, FilePipeLocalInformation: the only way to learn how much room a pipe has.
struct PipeLocalInformation
{
    ULONG type, configuration, maximum_instances, current_instances, inbound_quota, read_available, outbound_quota, write_available, state,
        end;
};

bool has_room(HANDLE pipe) noexcept
{
    using Query = NTSTATUS(NTAPI*)(HANDLE, IO_STATUS_BLOCK*, void*, ULONG, int);
    static const auto query =
        reinterpret_cast<Query>(reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQueryInformationFile")));
    PipeLocalInformation info{};
    IO_STATUS_BLOCK status{};
    constexpr int pipe_local_information = 24;
    // What cannot be asked is written to: a write that waits is better than one that never happens.
    if (query == nullptr || query(pipe, &status, &info, sizeof info, pipe_local_information) < 0) return true;
    return info.write_available >= std::min<std::size_t>(writable_bytes, info.outbound_quota);
}

} // namespace

bool is_writable(int descriptor, int timeout_ms) noexcept
{
    const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(descriptor));
    if (handle == INVALID_HANDLE_VALUE || GetFileType(handle) != FILE_TYPE_PIPE) return true;
    constexpr int step_ms = 5;
    for (int left = timeout_ms; !has_room(handle); left -= step_ms) {
        if (left <= 0) return false;
        Sleep(step_ms);
    }
    return true;
}

} // namespace kestrun::log
