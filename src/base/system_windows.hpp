#pragma once
// See base/system.hpp.

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

// Flags and kinds that the C library of Windows has no names for.
#define O_CLOEXEC _O_NOINHERIT
#define O_NOFOLLOW 0
#define O_NONBLOCK 0
#define AT_FDCWD (-100)
#define UTIME_OMIT (-2)
#define UTIME_NOW (-1)
#ifndef S_IFLNK
#define S_IFLNK 0xA000
#define S_IFSOCK 0xC000
#define S_ISLNK(mode) (((mode)&0xF000) == S_IFLNK)
#define S_ISSOCK(mode) (((mode)&0xF000) == S_IFSOCK)
#endif
#ifndef S_ISUID
#define S_ISUID 04000
#define S_ISGID 02000
#define S_ISVTX 01000
#endif
#define DT_UNKNOWN 0
#define DT_DIR 4
#define DT_REG 8
#define DT_LNK 10

namespace kestrun::base::sys {

/// Permissions say what the read-only attribute says; the time of birth and the attributes are Windows' own.
struct Stat
{
    std::uint64_t st_dev = 0;
    std::uint64_t st_ino = 0;
    unsigned st_mode = 0;
    unsigned st_nlink = 0;
    unsigned st_uid = 0;
    unsigned st_gid = 0;
    std::int64_t st_size = 0;
    timespec st_mtim{};
    timespec st_atim{};
    timespec st_ctim{};
    timespec st_birthtim{};
    std::uint32_t st_attributes = 0; // FILE_ATTRIBUTE_...
};

int open(const char* path, int flags, int mode = 0);
int close(int fd);
ssize_t read(int fd, void* buffer, std::size_t count);
ssize_t write(int fd, const void* buffer, std::size_t count);
std::int64_t lseek(int fd, std::int64_t offset, int whence);
int ftruncate(int fd, std::int64_t size);
int stat(const char* path, Stat* out);
int lstat(const char* path, Stat* out);
int fstat(int fd, Stat* out);
int chmod(const char* path, unsigned mode);
int fchmod(int fd, unsigned mode);
int unlink(const char* path);
int mkdir(const char* path, unsigned mode);
int rmdir(const char* path);
int rename(const char* from, const char* to);
int link(const char* target, const char* path);
int symlink(const char* target, const char* path);
ssize_t readlink(const char* path, char* buffer, std::size_t size);
/// X_OK: what Windows would start (.exe, .com, .bat, .cmd).
int access(const char* path, int mode);
int utimensat(int folder, const char* path, const timespec times[2], int flags);
char* getcwd(char* buffer, std::size_t size);
int chdir(const char* path);
char* mkdtemp(char* pattern);
int mkstemps(char* pattern, int suffix);
/// 1 for a console.
int isatty(int fd);
int getpid();
std::FILE* fopen(const char* path, const char* mode);

struct dirent
{
    char d_name[780]; // 255 UTF-16 units are at most 765 bytes
    unsigned char d_type;
    bool d_hidden;
};
struct DIR;
DIR* opendir(const char* path);
dirent* readdir(DIR* folder);
int closedir(DIR* folder);

/// What the system's wide-character calls take: backslashes, and the prefix that lifts the limit of 259 characters where it is needed.
std::wstring wide_path(std::string_view utf8);
std::wstring to_wide(std::string_view utf8);
std::string from_wide(std::wstring_view wide);
/// The errno for a code of GetLastError; EIO for those that have none.
int errno_of(unsigned long error) noexcept;
/// Windows' own text for it, without the line's end: "Access is denied."
std::string error_text(unsigned long error);

} // namespace kestrun::base::sys
