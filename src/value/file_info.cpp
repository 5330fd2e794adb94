#include "value/file_info.hpp"
#include "base/calendar.hpp"
#include "value/file_path.hpp"
#include "value/shared_lock.hpp"
#include <cerrno>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace kestrun::value {
namespace {

constexpr int64_t missing_time = 504'911'232'000'000'000; // 1601-01-01

int64_t ticks_of(const struct timespec& time)
{
    return base::unix_epoch_ticks + int64_t{time.tv_sec} * base::ticks_per_second + time.tv_nsec / 100;
}

} // namespace

int64_t file_attributes(const struct stat& status, bool link, std::string_view name)
{
    // System.IO.FileAttributes: ReadOnly 1, Hidden 2, Directory 16, Normal 128, ReparsePoint 1024
    int64_t attributes = 0;
    if (S_ISDIR(status.st_mode)) attributes |= 16;
    if (link) attributes |= 1024;
    if (name.size() > 1 && name[0] == '.') attributes |= 2;
    const mode_t writable = status.st_uid == geteuid() ? S_IWUSR : status.st_gid == getegid() ? S_IWGRP : S_IWOTH;
    if (geteuid() == 0 ? (status.st_mode & 0222) == 0 : (status.st_mode & writable) == 0) attributes |= 1;
    return attributes == 0 ? 128 : attributes;
}

const Type& FileSystemInfo::type() const { return native_type(is_folder_ ? "System.IO.DirectoryInfo" : "System.IO.FileInfo"); }

std::string_view FileSystemInfo::name() const
{
    std::string_view path = full_;
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return path == "/" ? path : path_file_name(path);
}

void FileSystemInfo::refresh()
{
    const SharedGuard guard(*this);
    read_ = false;
}

void FileSystemInfo::read() const
{
    const SharedGuard guard(*this);
    if (read_) return;
    read_ = true;
    struct stat own = {};
    std::string path = full_;
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    found_ = lstat(path.c_str(), &own) == 0;
    link_ = found_ && S_ISLNK(own.st_mode);
    status_ = own;
    if (link_ && stat(path.c_str(), &status_) != 0) status_ = own; // a link to nowhere shows itself
    created_ = missing_time;
    struct statx extended = {};
    if (found_ && statx(AT_FDCWD, path.c_str(), 0, STATX_BTIME, &extended) == 0 && (extended.stx_mask & STATX_BTIME)) {
        created_ = base::unix_epoch_ticks + extended.stx_btime.tv_sec * base::ticks_per_second + extended.stx_btime.tv_nsec / 100;
    } else if (found_) {
        created_ = std::min(ticks_of(status_.st_mtim), ticks_of(status_.st_ctim));
    }
}

bool FileSystemInfo::exists() const
{
    read();
    return found_ && S_ISDIR(status_.st_mode) == is_folder_;
}

const struct stat& FileSystemInfo::status() const
{
    read();
    return status_;
}

int64_t FileSystemInfo::length() const
{
    read();
    if (!found_ || S_ISDIR(status_.st_mode)) throw_file_error(ENOENT, full_);
    return status_.st_size;
}

int64_t FileSystemInfo::attributes() const
{
    read();
    return found_ ? file_attributes(status_, link_, name()) : -1;
}

std::string FileSystemInfo::mode() const
{
    const int64_t bits = attributes();
    if (bits < 0) return "";
    std::string text = "-----";
    if (link_)
        text[0] = 'l';
    else if (bits & 16)
        text[0] = 'd';
    if (bits & 32) text[1] = 'a';
    if (bits & 1) text[2] = 'r';
    if (bits & 2) text[3] = 'h';
    if (bits & 4) text[4] = 's';
    return text;
}

std::string FileSystemInfo::unix_mode() const
{
    read();
    std::string text = "----------";
    text[0] = link_                       ? 'l'
              : S_ISDIR(status_.st_mode)  ? 'd'
              : S_ISFIFO(status_.st_mode) ? 'p'
              : S_ISSOCK(status_.st_mode) ? 's'
              : S_ISCHR(status_.st_mode)  ? 'c'
              : S_ISBLK(status_.st_mode)  ? 'b'
                                          : '-';
    for (int i = 0; i < 9; ++i) {
        if (status_.st_mode & (0400u >> i)) text[static_cast<size_t>(i) + 1] = "rwx"[i % 3];
    }
    if (status_.st_mode & S_ISUID) text[3] = text[3] == 'x' ? 's' : 'S';
    if (status_.st_mode & S_ISGID) text[6] = text[6] == 'x' ? 's' : 'S';
    if (status_.st_mode & S_ISVTX) text[9] = text[9] == 'x' ? 't' : 'T';
    return text;
}

int64_t FileSystemInfo::last_write_ticks() const
{
    read();
    return found_ ? ticks_of(status_.st_mtim) : missing_time;
}

int64_t FileSystemInfo::last_access_ticks() const
{
    read();
    return found_ ? ticks_of(status_.st_atim) : missing_time;
}

int64_t FileSystemInfo::creation_ticks() const
{
    read();
    return found_ ? created_ : missing_time;
}

bool FileSystemInfo::is_link() const
{
    read();
    return link_;
}

std::string FileSystemInfo::link_target() const
{
    if (!is_link()) return {};
    char target[4096];
    const ssize_t size = readlink(full_.c_str(), target, sizeof target);
    return size > 0 ? std::string(target, static_cast<size_t>(size)) : std::string();
}

Value file_system_info(const std::string& path)
{
    struct stat status = {};
    const std::string full = full_path(path);
    const bool is_folder = stat(full.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    return Value(make<FileSystemInfo>(full, full, is_folder));
}

} // namespace kestrun::value
