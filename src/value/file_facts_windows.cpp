#include "value/file_facts.hpp"
#include "value/file_info.hpp"
#include <windows.h>

namespace kestrun::value {

// FILE_ATTRIBUTE_... has the numbers of System.IO.FileAttributes.
int64_t file_attributes(const base::sys::Stat& status, bool, std::string_view) { return status.st_attributes; }

int64_t file_creation_ticks(const std::string&, const base::sys::Stat& status) { return file_time_ticks(status.st_birthtim); }

int set_file_creation_ticks(const std::string& path, int64_t utc_ticks)
{
    constexpr int64_t file_time_epoch = 504'911'232'000'000'000; // 1601-01-01
    const HANDLE file =
        CreateFileW(base::sys::wide_path(path).c_str(), FILE_WRITE_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                    nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
    if (file == INVALID_HANDLE_VALUE) return base::sys::errno_of(GetLastError());
    const auto units = static_cast<uint64_t>(utc_ticks - file_time_epoch);
    const FILETIME time{static_cast<DWORD>(units), static_cast<DWORD>(units >> 32)};
    const int error = SetFileTime(file, &time, nullptr, nullptr) ? 0 : base::sys::errno_of(GetLastError());
    CloseHandle(file);
    return error;
}

} // namespace kestrun::value
