#include "base/desktop.hpp"

#include "base/system.hpp"

#include <cstring>
#include <windows.h>

namespace kestrun::base {

bool set_system_clock(std::int64_t unix_ticks) noexcept
{
    const auto units = static_cast<std::uint64_t>(unix_ticks + 116'444'736'000'000'000); // since 1601
    const FILETIME time{static_cast<DWORD>(units), static_cast<DWORD>(units >> 32)};
    SYSTEMTIME parts{};
    if (FileTimeToSystemTime(&time, &parts) && SetSystemTime(&parts)) return true;
    errno = GetLastError() == ERROR_PRIVILEGE_NOT_HELD ? EPERM : EINVAL;
    return false;
}

namespace {

class OpenClipboardGuard
{
public:
    OpenClipboardGuard() : open_(OpenClipboard(nullptr) != 0) {}
    ~OpenClipboardGuard()
    {
        if (open_) CloseClipboard();
    }
    OpenClipboardGuard(const OpenClipboardGuard&) = delete;
    OpenClipboardGuard& operator=(const OpenClipboardGuard&) = delete;
    explicit operator bool() const { return open_; }

private:
    bool open_;
};

} // namespace

std::string clipboard_text()
{
    const OpenClipboardGuard open;
    const HANDLE data = open ? GetClipboardData(CF_UNICODETEXT) : nullptr;
    const auto* text = data ? static_cast<const wchar_t*>(GlobalLock(data)) : nullptr;
    if (text == nullptr) return {};
    std::string out = sys::from_wide(text);
    GlobalUnlock(data);
    return out;
}

void set_clipboard_text(std::string_view text)
{
    const OpenClipboardGuard open;
    if (!open) return;
    EmptyClipboard();
    const std::wstring wide = sys::to_wide(text);
    const std::size_t size = (wide.size() + 1) * sizeof(wchar_t);
    const HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, size);
    if (memory == nullptr) return;
    std::memcpy(GlobalLock(memory), wide.c_str(), size);
    GlobalUnlock(memory);
    if (SetClipboardData(CF_UNICODETEXT, memory) == nullptr) GlobalFree(memory); // it belongs to the system otherwise
}

} // namespace kestrun::base
