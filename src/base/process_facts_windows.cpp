#include "base/process_facts.hpp"

#include "base/system.hpp"

// winsock and its like are not wanted here, but the shell's and the process status' functions are.
#include <windows.h>

#include <bcrypt.h>
#include <psapi.h>
#include <shellapi.h>

namespace kestrun::base {

std::string host_name()
{
    wchar_t name[256];
    DWORD size = 256;
    if (!GetComputerNameExW(ComputerNameDnsHostname, name, &size)) return {};
    return sys::from_wide({name, size});
}

std::string process_name()
{
    std::string path = program_path();
    path.erase(0, path.rfind('\\') + 1);
    if (path.ends_with(".exe") || path.ends_with(".EXE")) path.resize(path.size() - 4);
    return path;
}

std::string program_path()
{
    std::wstring path(32768, L'\0');
    path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
    return sys::from_wide(path);
}

std::vector<std::string> program_arguments()
{
    std::vector<std::string> words;
    int count = 0;
    wchar_t** const wide = CommandLineToArgvW(GetCommandLineW(), &count);
    for (int i = 0; i < count; ++i) words.push_back(sys::from_wide(wide[i]));
    if (wide) LocalFree(wide);
    return words;
}

// argv is in the code page of the system.
std::vector<std::string> main_arguments(int, char**) { return program_arguments(); }

std::int64_t resident_bytes()
{
    PROCESS_MEMORY_COUNTERS counters{};
    if (!GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters)) return 0;
    return static_cast<std::int64_t>(counters.WorkingSetSize);
}

std::int64_t page_size() noexcept
{
    SYSTEM_INFO info{};
    GetSystemInfo(&info);
    return info.dwPageSize;
}

std::uint64_t physical_memory()
{
    MEMORYSTATUSEX status{};
    status.dwLength = sizeof status;
    return GlobalMemoryStatusEx(&status) ? status.ullTotalPhys : 0;
}

std::int64_t milliseconds_since_boot() noexcept { return static_cast<std::int64_t>(GetTickCount64()); }

std::array<std::int32_t, 4> system_version()
{
    // GetVersionEx tells programs without a manifest that they run on Windows 8; this one tells the truth.
    using GetVersion = LONG(WINAPI*)(OSVERSIONINFOW*);
    OSVERSIONINFOW info{};
    info.dwOSVersionInfoSize = sizeof info;
    const FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion");
    if (found == nullptr || reinterpret_cast<GetVersion>(reinterpret_cast<void*>(found))(&info) != 0) return {0, 0, 0, 0};
    return {static_cast<std::int32_t>(info.dwMajorVersion), static_cast<std::int32_t>(info.dwMinorVersion),
            static_cast<std::int32_t>(info.dwBuildNumber), 0};
}

std::string kernel_release()
{
    const auto version = system_version();
    return std::to_string(version[0]) + "." + std::to_string(version[1]) + "." + std::to_string(version[2]);
}

std::string system_description() { return "Microsoft Windows " + kernel_release(); }

std::uint64_t random_at_start() noexcept
{
    std::uint64_t random = 0;
    BCryptGenRandom(nullptr, reinterpret_cast<UCHAR*>(&random), sizeof random, BCRYPT_USE_SYSTEM_PREFERRED_RNG);
    return random;
}

bool is_privileged() noexcept
{
    HANDLE token = nullptr;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return false;
    TOKEN_ELEVATION elevation{};
    DWORD size = 0;
    const bool known = GetTokenInformation(token, TokenElevation, &elevation, sizeof elevation, &size);
    CloseHandle(token);
    return known && elevation.TokenIsElevated != 0;
}

} // namespace kestrun::base
