#include "base/system_console_windows.hpp"

#include "base/console.hpp"
#include "base/system.hpp"

#include <algorithm>
#include <io.h>
#include <mutex>
#include <string>
#include <utility>
#include <windows.h>

namespace kestrun::base {

namespace sys {

namespace {

// A console takes no more than this much at once (documented as 64 KB of a heap that it shares with others).
constexpr std::size_t most_units = 8192;

/// Bytes at the end that begin a character and do not finish it.
std::size_t unfinished(std::string_view text) noexcept
{
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if (byte < 0x80) return 0;
        if (byte < 0xc0) continue; // a continuation
        const std::size_t whole = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
        return whole > back ? back : 0;
    }
    return 0;
}

struct Console
{
    std::mutex mutex;
    std::string unwritten; // the beginning of a character
    std::string unread;    // of a line that was longer than the reader's buffer
};

Console& console()
{
    static Console* const instance = new Console; // never destroyed: threads may write until the process ends
    return *instance;
}

} // namespace

bool is_console(void* handle) noexcept
{
    DWORD mode = 0;
    return GetFileType(handle) == FILE_TYPE_CHAR && GetConsoleMode(handle, &mode);
}

ssize_t read_console(void* handle, char* buffer, std::size_t count)
{
    std::string& unread = console().unread;
    if (unread.empty()) {
        std::wstring line(most_units, L'\0');
        DWORD units = 0;
        SetLastError(0);
        if (!ReadConsoleW(handle, line.data(), most_units, &units, nullptr)) return errno = errno_of(GetLastError()), -1;
        if (units == 0 && GetLastError() == ERROR_OPERATION_ABORTED) return errno = EINTR, -1;
        line.resize(units);
        if (line.starts_with(L'\x1a')) return 0;
        unread = from_wide(line);
        std::erase(unread, '\r');
    }
    const std::size_t size = std::min(count, unread.size());
    unread.copy(buffer, size);
    unread.erase(0, size);
    return static_cast<ssize_t>(size);
}

ssize_t write_console(void* handle, const char* bytes, std::size_t count)
{
    Console& own = console();
    const std::lock_guard lock(own.mutex);
    std::string text = std::exchange(own.unwritten, {}) + std::string(bytes, count);
    const std::size_t keep = unfinished(text);
    own.unwritten = text.substr(text.size() - keep);
    text.resize(text.size() - keep);
    const std::wstring wide = to_wide(text);
    for (std::size_t at = 0; at < wide.size();) {
        std::size_t units = std::min(most_units, wide.size() - at);
        if (at + units < wide.size() && IS_HIGH_SURROGATE(wide[at + units - 1])) --units;
        DWORD written = 0;
        if (!WriteConsoleW(handle, wide.data() + at, static_cast<DWORD>(units), &written, nullptr))
            return errno = errno_of(GetLastError()), -1;
        if (written == 0) break;
        at += written;
    }
    return static_cast<ssize_t>(count);
}

int isatty(int fd)
{
    const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(fd));
    if (handle != INVALID_HANDLE_VALUE && is_console(handle)) return 1;
    errno = ENOTTY;
    return 0;
}

} // namespace sys

void prepare_console() noexcept
{
    for (int fd = 0; fd < 3; ++fd) {
        _setmode(fd, _O_BINARY);
        if (fd == 0 || sys::isatty(fd) == 0) continue;
        const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(fd));
        DWORD mode = 0;
        if (GetConsoleMode(handle, &mode)) SetConsoleMode(handle, mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
    }
    // For the programs that are started: they look at the code page.
    SetConsoleOutputCP(CP_UTF8);
    SetConsoleCP(CP_UTF8);
}

std::optional<ConsoleSize> console_size(int descriptor) noexcept
{
    const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(descriptor));
    CONSOLE_SCREEN_BUFFER_INFO info{};
    if (handle == INVALID_HANDLE_VALUE || !GetConsoleScreenBufferInfo(handle, &info)) return std::nullopt;
    return ConsoleSize{info.srWindow.Right - info.srWindow.Left + 1, info.srWindow.Bottom - info.srWindow.Top + 1};
}

struct RawKeys::Saved
{
    HANDLE input = nullptr;
    DWORD mode = 0;
};

RawKeys::RawKeys()
{
    auto saved = std::make_unique<Saved>();
    saved->input = GetStdHandle(STD_INPUT_HANDLE);
    if (!GetConsoleMode(saved->input, &saved->mode)) return;
    SetConsoleMode(saved->input, saved->mode & ~DWORD{ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT});
    saved_ = std::move(saved);
}

RawKeys::~RawKeys()
{
    if (saved_) SetConsoleMode(saved_->input, saved_->mode);
}

} // namespace kestrun::base
