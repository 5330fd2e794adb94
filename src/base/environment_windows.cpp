#include "base/environment.hpp"

#include "base/system.hpp"

#include <cwchar>
#include <windows.h>

namespace kestrun::base {

// The system guards its block of variables itself. The C library's copy (std::getenv) is in the code page of the system and is not used.

std::optional<std::string> environment_variable(std::string_view name)
{
    const std::wstring wide = sys::to_wide(name);
    std::wstring value(256, L'\0');
    while (true) {
        SetLastError(ERROR_SUCCESS);
        const DWORD size = GetEnvironmentVariableW(wide.c_str(), value.data(), static_cast<DWORD>(value.size()));
        if (size == 0 && GetLastError() != ERROR_SUCCESS) return std::nullopt;
        const bool whole = size < value.size();
        value.resize(size);
        if (whole) return sys::from_wide(value);
    }
}

void set_environment_variable(std::string_view name, std::optional<std::string_view> value)
{
    const std::wstring wide = sys::to_wide(value.value_or(std::string_view()));
    SetEnvironmentVariableW(sys::to_wide(name).c_str(), value ? wide.c_str() : nullptr);
}

std::vector<std::pair<std::string, std::string>> environment_variables()
{
    std::vector<std::pair<std::string, std::string>> result;
    wchar_t* const block = GetEnvironmentStringsW();
    for (const wchar_t* entry = block; entry && *entry; entry += std::wcslen(entry) + 1) {
        const std::string text = sys::from_wide(entry);
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0) continue; // "=C:=C:\folder" is the system's own
        result.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    if (block) FreeEnvironmentStringsW(block);
    return result;
}

std::string user_name()
{
    wchar_t name[257];
    DWORD size = 257;
    if (GetUserNameW(name, &size) && size > 1) return sys::from_wide({name, size - 1});
    return environment_text("USERNAME");
}

std::string home_folder()
{
    std::string home = environment_text("USERPROFILE");
    return home.empty() ? environment_text("HOMEDRIVE") + environment_text("HOMEPATH") : home;
}

} // namespace kestrun::base
