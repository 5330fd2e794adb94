// Files and descriptors on Windows; see base/system.hpp. Names and conversions are in system_names_windows.cpp, folders in
// system_folders_windows.cpp.
#include "base/system.hpp"

#include "base/system_console_windows.hpp"
#include "base/system_path.hpp"

#include <algorithm>
#include <io.h>
#include <utility>
#include <windows.h>

#include <winioctl.h>

namespace kestrun::base::sys {

namespace {

constexpr std::int64_t epoch_difference = 116'444'736'000'000'000; // 100 ns from 1601 to 1970

timespec time_of(const FILETIME& time)
{
    const auto units = static_cast<std::int64_t>(std::uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime) - epoch_difference;
    timespec out{};
    out.tv_sec = units / 10'000'000;
    out.tv_nsec = static_cast<long>(units % 10'000'000 * 100);
    if (out.tv_nsec < 0) {
        --out.tv_sec;
        out.tv_nsec += 1'000'000'000;
    }
    return out;
}

FILETIME file_time(const timespec& time)
{
    const auto units = static_cast<std::uint64_t>(std::int64_t{time.tv_sec} * 10'000'000 + time.tv_nsec / 100 + epoch_difference);
    return {static_cast<DWORD>(units), static_cast<DWORD>(units >> 32)};
}

int fail() noexcept
{
    errno = errno_of(GetLastError());
    return -1;
}

class Handle
{
public:
    explicit Handle(HANDLE handle) : handle_(handle) {}
    ~Handle()
    {
        if (*this) CloseHandle(handle_);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    explicit operator bool() const { return handle_ != INVALID_HANDLE_VALUE; }
    HANDLE get() const { return handle_; }

private:
    HANDLE handle_;
};

constexpr DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

HANDLE open_existing(const char* path, DWORD access, DWORD flags)
{
    return CreateFileW(wide_path(path).c_str(), access, share_all, nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | flags, nullptr);
}

bool is_program(std::string_view path)
{
    for (const char* suffix : {".exe", ".com", ".bat", ".cmd"})
        if (path.size() > 4 && _stricmp(std::string(path.substr(path.size() - 4)).c_str(), suffix) == 0) return true;
    return false;
}

/// A junction counts as a link: it is followed like one and must not be descended into when a tree is removed.
bool is_link(HANDLE handle, DWORD attributes)
{
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0) return false;
    FILE_ATTRIBUTE_TAG_INFO tag{};
    if (!GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &tag, sizeof tag)) return false;
    return tag.ReparseTag == IO_REPARSE_TAG_SYMLINK || tag.ReparseTag == IO_REPARSE_TAG_MOUNT_POINT;
}

unsigned mode_of(DWORD attributes, bool link, std::string_view path)
{
    unsigned mode = (attributes & FILE_ATTRIBUTE_READONLY) != 0 ? 0444u : 0666u;
    if (link) return S_IFLNK | mode | 0111u;
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) return S_IFDIR | mode | 0111u;
    return S_IFREG | mode | (is_program(path) ? 0111u : 0u);
}

int facts_of(HANDLE handle, std::string_view path, bool may_be_link, Stat* out)
{
    BY_HANDLE_FILE_INFORMATION info{};
    if (!GetFileInformationByHandle(handle, &info)) return fail();
    *out = {};
    out->st_dev = info.dwVolumeSerialNumber;
    out->st_ino = std::uint64_t{info.nFileIndexHigh} << 32 | info.nFileIndexLow;
    out->st_nlink = info.nNumberOfLinks;
    out->st_size = static_cast<std::int64_t>(std::uint64_t{info.nFileSizeHigh} << 32 | info.nFileSizeLow);
    out->st_mtim = time_of(info.ftLastWriteTime);
    out->st_atim = time_of(info.ftLastAccessTime);
    out->st_ctim = out->st_mtim;
    out->st_birthtim = time_of(info.ftCreationTime);
    out->st_attributes = info.dwFileAttributes;
    out->st_mode = mode_of(info.dwFileAttributes, may_be_link && is_link(handle, info.dwFileAttributes), path);
    return 0;
}

int stat_path(const char* path, bool follow, Stat* out)
{
    const Handle handle(open_existing(path, FILE_READ_ATTRIBUTES, follow ? 0 : FILE_FLAG_OPEN_REPARSE_POINT));
    if (!handle) return fail();
    return facts_of(handle.get(), path, !follow, out);
}

DWORD creation_of(int flags)
{
    if ((flags & O_CREAT) != 0) return (flags & O_EXCL) != 0 ? CREATE_NEW : (flags & O_TRUNC) != 0 ? CREATE_ALWAYS : OPEN_ALWAYS;
    return (flags & O_TRUNC) != 0 ? TRUNCATE_EXISTING : OPEN_EXISTING;
}

DWORD access_of(int flags)
{
    const int kind = flags & (O_RDONLY | O_WRONLY | O_RDWR);
    // Only appending, without the right to write elsewhere, makes each write go to the end in one step.
    const DWORD writing =
        (flags & O_APPEND) != 0 ? FILE_APPEND_DATA | SYNCHRONIZE | FILE_WRITE_ATTRIBUTES | FILE_READ_ATTRIBUTES : GENERIC_WRITE;
    return kind == O_RDONLY ? GENERIC_READ : kind == O_WRONLY ? writing | FILE_READ_ATTRIBUTES : GENERIC_READ | writing;
}

bool is_folder(const std::wstring& path)
{
    const DWORD attributes = GetFileAttributesW(path.c_str());
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

} // namespace

int open(const char* path, int flags, int mode)
{
    const std::wstring wide = wide_path(path);
    const bool created_read_only = (flags & O_CREAT) != 0 && (mode & 0222) == 0;
    const DWORD attributes = created_read_only ? FILE_ATTRIBUTE_READONLY : FILE_ATTRIBUTE_NORMAL;
    SECURITY_ATTRIBUTES inherit{sizeof(SECURITY_ATTRIBUTES), nullptr, (flags & O_CLOEXEC) != 0 ? FALSE : TRUE};
    DWORD access = access_of(flags);
    DWORD creation = creation_of(flags);
    // CREATE_ALWAYS refuses a file that is hidden; opening and cutting it is what the caller means.
    const bool cut = creation == CREATE_ALWAYS;
    if (cut) creation = OPEN_ALWAYS;
    if (creation == TRUNCATE_EXISTING) access |= GENERIC_WRITE;
    HANDLE handle = CreateFileW(wide.c_str(), access, share_all, &inherit, creation, attributes, nullptr);
    if (handle == INVALID_HANDLE_VALUE) {
        const DWORD error = GetLastError();
        errno = error == ERROR_ACCESS_DENIED && is_folder(wide) ? EISDIR : errno_of(error);
        return -1;
    }
    if (cut && GetFileType(handle) == FILE_TYPE_DISK) SetEndOfFile(handle);
    const int fd = _open_osfhandle(reinterpret_cast<intptr_t>(handle), flags & (O_RDONLY | O_CLOEXEC));
    if (fd < 0) CloseHandle(handle);
    return fd;
}

int close(int fd) { return ::_close(fd); }

ssize_t read(int fd, void* buffer, std::size_t count)
{
    const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(fd));
    if (handle == INVALID_HANDLE_VALUE) return errno = EBADF, -1;
    if (is_console(handle)) return read_console(handle, static_cast<char*>(buffer), count);
    DWORD done = 0;
    if (ReadFile(handle, buffer, static_cast<DWORD>(std::min<std::size_t>(count, 1u << 30)), &done, nullptr)) return done;
    // The other end of a pipe has gone: that is the end.
    if (const DWORD error = GetLastError(); error == ERROR_BROKEN_PIPE || error == ERROR_HANDLE_EOF) return 0;
    return fail();
}

ssize_t write(int fd, const void* buffer, std::size_t count)
{
    const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(fd));
    if (handle == INVALID_HANDLE_VALUE) return errno = EBADF, -1;
    if (is_console(handle)) return write_console(handle, static_cast<const char*>(buffer), count);
    DWORD done = 0;
    if (WriteFile(handle, buffer, static_cast<DWORD>(std::min<std::size_t>(count, 1u << 30)), &done, nullptr)) return done;
    return fail();
}

std::int64_t lseek(int fd, std::int64_t offset, int whence) { return ::_lseeki64(fd, offset, whence); }

int ftruncate(int fd, std::int64_t size)
{
    const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(fd));
    FILE_END_OF_FILE_INFO end{};
    end.EndOfFile.QuadPart = size;
    return SetFileInformationByHandle(handle, FileEndOfFileInfo, &end, sizeof end) ? 0 : fail();
}

int stat(const char* path, Stat* out) { return stat_path(path, true, out); }
int lstat(const char* path, Stat* out) { return stat_path(path, false, out); }

int fstat(int fd, Stat* out)
{
    const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(fd));
    if (handle == INVALID_HANDLE_VALUE) return errno = EBADF, -1;
    switch (GetFileType(handle)) {
    case FILE_TYPE_DISK: return facts_of(handle, {}, false, out);
    case FILE_TYPE_PIPE: *out = {}; return out->st_mode = S_IFIFO | 0666u, 0;
    default: *out = {}; return out->st_mode = S_IFCHR | 0666u, 0;
    }
}

int chmod(const char* path, unsigned mode)
{
    const std::wstring wide = wide_path(path);
    const DWORD now = GetFileAttributesW(wide.c_str());
    if (now == INVALID_FILE_ATTRIBUTES) return fail();
    // The attribute means something else for folders.
    if ((now & FILE_ATTRIBUTE_DIRECTORY) != 0) return 0;
    const DWORD wanted = (mode & 0222) != 0 ? now & ~DWORD{FILE_ATTRIBUTE_READONLY} : now | FILE_ATTRIBUTE_READONLY;
    return wanted == now || SetFileAttributesW(wide.c_str(), wanted) ? 0 : fail();
}

int fchmod(int, unsigned) { return 0; }

int unlink(const char* path)
{
    const std::wstring wide = wide_path(path);
    const DWORD attributes = GetFileAttributesW(wide.c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) return fail();
    const bool folder = (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    if (folder && (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0) return errno = EISDIR, -1;
    return (folder ? RemoveDirectoryW(wide.c_str()) : DeleteFileW(wide.c_str())) ? 0 : fail();
}

int mkdir(const char* path, unsigned) { return CreateDirectoryW(wide_path(path).c_str(), nullptr) ? 0 : fail(); }
int rmdir(const char* path) { return RemoveDirectoryW(wide_path(path).c_str()) ? 0 : fail(); }

int rename(const char* from, const char* to)
{
    const std::wstring source = wide_path(from), target = wide_path(to);
    return MoveFileExW(source.c_str(), target.c_str(), MOVEFILE_REPLACE_EXISTING) ? 0 : fail();
}

int link(const char* target, const char* path)
{
    return CreateHardLinkW(wide_path(path).c_str(), wide_path(target).c_str(), nullptr) ? 0 : fail();
}

int symlink(const char* target, const char* path)
{
    Stat facts;
    const std::string below = (sys::path(path).parent_path() / sys::path(target)).string();
    constexpr DWORD without_administrator = 0x2; // SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE, in developer mode
    const DWORD folder = stat(below.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) ? SYMBOLIC_LINK_FLAG_DIRECTORY : 0;
    std::wstring wide = to_wide(target);
    std::replace(wide.begin(), wide.end(), L'/', L'\\');
    return CreateSymbolicLinkW(wide_path(path).c_str(), wide.c_str(), folder | without_administrator) ? 0 : fail();
}

ssize_t readlink(const char* path, char* buffer, std::size_t size)
{
    const Handle handle(open_existing(path, 0, FILE_FLAG_OPEN_REPARSE_POINT));
    if (!handle) return fail();
    // REPARSE_DATA_BUFFER is in the driver kit's headers; these are its two forms up to the names (MS-FSCC 2.1.2.4 and 2.1.2.5).
    struct Reparse
    {
        ULONG tag;
        USHORT length, reserved;
        USHORT substitute_offset, substitute_length, print_offset, print_length;
        wchar_t rest[8192];
    } data;
    DWORD got = 0;
    if (!DeviceIoControl(handle.get(), FSCTL_GET_REPARSE_POINT, nullptr, 0, &data, sizeof data, &got, nullptr)) return fail();
    if (data.tag != IO_REPARSE_TAG_SYMLINK && data.tag != IO_REPARSE_TAG_MOUNT_POINT) return errno = EINVAL, -1;
    const wchar_t* names = data.rest + (data.tag == IO_REPARSE_TAG_SYMLINK ? 2 : 0); // a symbolic link has 4 bytes of flags first
    const bool print = data.print_length != 0;
    std::wstring_view target(names + (print ? data.print_offset : data.substitute_offset) / 2,
                             (print ? data.print_length : data.substitute_length) / 2u);
    if (target.starts_with(L"\\??\\")) target.remove_prefix(4);
    const std::string text = from_wide(target);
    const std::size_t count = std::min(size, text.size());
    std::copy_n(text.data(), count, buffer);
    return static_cast<ssize_t>(count);
}

int access(const char* path, int mode)
{
    const DWORD attributes = GetFileAttributesW(wide_path(path).c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) return fail();
    if ((mode & W_OK) != 0 && (attributes & FILE_ATTRIBUTE_READONLY) != 0) return errno = EACCES, -1;
    if ((mode & X_OK) != 0 && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0 && !is_program(path)) return errno = EACCES, -1;
    return 0;
}

int utimensat(int, const char* path, const timespec times[2], int)
{
    const Handle handle(open_existing(path, FILE_WRITE_ATTRIBUTES, 0));
    if (!handle) return fail();
    FILETIME values[2];
    const FILETIME* given[2] = {nullptr, nullptr};
    for (int i = 0; i < 2; ++i) {
        if (times[i].tv_nsec == UTIME_OMIT) continue;
        if (times[i].tv_nsec == UTIME_NOW)
            GetSystemTimeAsFileTime(&values[i]);
        else
            values[i] = file_time(times[i]);
        given[i] = &values[i];
    }
    return SetFileTime(handle.get(), nullptr, given[0], given[1]) ? 0 : fail();
}

int getpid() { return static_cast<int>(GetCurrentProcessId()); }

std::FILE* fopen(const char* path, const char* mode)
{
    const std::string_view text(mode);
    const bool plus = text.find('+') != std::string_view::npos;
    int flags = O_CLOEXEC;
    if (text.starts_with('r'))
        flags |= plus ? O_RDWR : O_RDONLY;
    else
        flags |= (plus ? O_RDWR : O_WRONLY) | O_CREAT | (text.starts_with('a') ? O_APPEND : O_TRUNC);
    const int fd = sys::open(path, flags, 0666);
    if (fd < 0) return nullptr;
    _setmode(fd, _O_BINARY);
    const char kind[] = {text[0], 'b', plus ? '+' : '\0', '\0'};
    std::FILE* file = ::_fdopen(fd, kind);
    if (file == nullptr) ::_close(fd);
    return file;
}

} // namespace kestrun::base::sys
