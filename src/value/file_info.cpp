#include "value/file_info.hpp"
#include "base/calendar.hpp"
#include "base/system.hpp"
#include "value/file_facts.hpp"
#include "value/file_path.hpp"
#include "value/shared_lock.hpp"
#include <cerrno>

namespace kestrun::value {
namespace {

constexpr int64_t missing_time = 504'911'232'000'000'000; // 1601-01-01

} // namespace

const Type& FileSystemInfo::type() const { return native_type(is_folder_ ? "System.IO.DirectoryInfo" : "System.IO.FileInfo"); }

std::string_view FileSystemInfo::name() const
{
    const std::string_view path = path_without_end(full_);
    return path.size() == Paths::root_length(path) ? path : path_file_name(path);
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
    base::sys::Stat own = {};
    const std::string path(path_without_end(full_));
    found_ = base::sys::lstat(path.c_str(), &own) == 0;
    link_ = found_ && S_ISLNK(own.st_mode);
    status_ = own;
    if (link_ && base::sys::stat(path.c_str(), &status_) != 0) status_ = own; // a link to nowhere shows itself
    created_ = found_ ? file_creation_ticks(path, status_) : missing_time;
}

bool FileSystemInfo::exists() const
{
    read();
    return found_ && S_ISDIR(status_.st_mode) == is_folder_;
}

const base::sys::Stat& FileSystemInfo::status() const
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
    return found_ ? file_time_ticks(status_.st_mtim) : missing_time;
}

int64_t FileSystemInfo::last_access_ticks() const
{
    read();
    return found_ ? file_time_ticks(status_.st_atim) : missing_time;
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
    const ssize_t size = base::sys::readlink(full_.c_str(), target, sizeof target);
    return size > 0 ? std::string(target, static_cast<size_t>(size)) : std::string();
}

Value file_system_info(const std::string& path)
{
    base::sys::Stat status = {};
    const std::string full = full_path(path);
    const bool is_folder = base::sys::stat(full.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    return Value(make<FileSystemInfo>(full, full, is_folder));
}

} // namespace kestrun::value
