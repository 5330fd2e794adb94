// Names, error codes and temporary names on Windows; see base/system.hpp.
#include "base/system.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <random>
#include <windows.h>

namespace kestrun::base::sys {

std::wstring to_wide(std::string_view utf8)
{
    const std::u16string units = to_utf16(utf8);
    return {units.begin(), units.end()};
}

std::string from_wide(std::wstring_view wide) { return to_utf8(std::u16string(wide.begin(), wide.end())); }

std::wstring wide_path(std::string_view utf8)
{
    std::wstring path = to_wide(utf8);
    std::replace(path.begin(), path.end(), L'/', L'\\');
    constexpr std::size_t limit = 247; // of a folder's name, for which 12 characters are kept free
    if (path.size() <= limit || path.starts_with(L"\\\\?\\") || path.starts_with(L"\\\\.\\")) return path;
    // The prefix turns off the system's own tidying, so the path has to be whole and tidy.
    const DWORD size = GetFullPathNameW(path.c_str(), 0, nullptr, nullptr);
    if (size == 0) return path;
    std::wstring full(size, L'\0');
    full.resize(GetFullPathNameW(path.c_str(), size, full.data(), nullptr));
    if (full.starts_with(L"\\\\")) return L"\\\\?\\UNC" + full.substr(1);
    return L"\\\\?\\" + full;
}

int errno_of(unsigned long error) noexcept
{
    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_DRIVE:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
    case ERROR_NO_MORE_FILES: return ENOENT;
    case ERROR_TOO_MANY_OPEN_FILES: return EMFILE;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_CANNOT_MAKE:
    case ERROR_CURRENT_DIRECTORY:
    case ERROR_NETWORK_ACCESS_DENIED: return EACCES;
    case ERROR_PRIVILEGE_NOT_HELD: return EPERM;
    case ERROR_INVALID_HANDLE: return EBADF;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY: return ENOMEM;
    case ERROR_NOT_SAME_DEVICE: return EXDEV;
    case ERROR_WRITE_PROTECT: return EROFS;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS: return EEXIST;
    case ERROR_BROKEN_PIPE:
    case ERROR_NO_DATA:
    case ERROR_PIPE_NOT_CONNECTED: return EPIPE;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL: return ENOSPC;
    case ERROR_DIR_NOT_EMPTY: return ENOTEMPTY;
    case ERROR_DIRECTORY: return ENOTDIR;
    case ERROR_FILENAME_EXCED_RANGE: return ENAMETOOLONG;
    case ERROR_INVALID_PARAMETER:
    case ERROR_NEGATIVE_SEEK:
    case ERROR_NOT_A_REPARSE_POINT: return EINVAL;
    case ERROR_NOT_SUPPORTED:
    case ERROR_INVALID_FUNCTION: return ENOTSUP;
    case ERROR_BAD_EXE_FORMAT: return ENOEXEC;
    default: return EIO;
    }
}

std::string error_text(unsigned long error)
{
    wchar_t buffer[512];
    DWORD size = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK, nullptr, error,
                                0, buffer, 512, nullptr);
    while (size > 0 && (buffer[size - 1] == L' ' || buffer[size - 1] == L'\n' || buffer[size - 1] == L'\r')) --size;
    if (size == 0) return "error " + std::to_string(error);
    return from_wide({buffer, size});
}

namespace {

/// Fills the X of "prefixXXXXXX" anew until `make` succeeds or fails for another reason than that the name is taken.
template <typename Make>
int make_unique_name(char* pattern, std::size_t suffix, Make make)
{
    static constexpr char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    const std::size_t end = std::char_traits<char>::length(pattern) - suffix;
    std::random_device random;
    for (int attempt = 0; attempt < 100; ++attempt) {
        for (std::size_t i = end - 6; i < end; ++i) pattern[i] = letters[random() % 36];
        const int result = make();
        if (result >= 0 || errno != EEXIST) return result;
    }
    return -1;
}

} // namespace

char* mkdtemp(char* pattern)
{
    return make_unique_name(pattern, 0, [&] { return mkdir(pattern, 0700); }) == 0 ? pattern : nullptr;
}

int mkstemps(char* pattern, int suffix)
{
    return make_unique_name(pattern, static_cast<std::size_t>(suffix),
                            [&] { return open(pattern, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600); });
}

char* getcwd(char* buffer, std::size_t size)
{
    wchar_t wide[32768];
    const DWORD count = GetCurrentDirectoryW(32768, wide);
    const std::string text = from_wide({wide, count});
    if (count == 0 || text.size() >= size) return errno = ERANGE, nullptr;
    text.copy(buffer, text.size());
    buffer[text.size()] = '\0';
    return buffer;
}

int chdir(const char* path)
{
    if (SetCurrentDirectoryW(wide_path(path).c_str())) return 0;
    errno = errno_of(GetLastError());
    return -1;
}

} // namespace kestrun::base::sys
