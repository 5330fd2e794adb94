#include "value/file_facts.hpp"
#include "value/file_info.hpp"
#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kestrun::value {

int64_t file_attributes(const base::sys::Stat& status, bool link, std::string_view name)
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

int64_t file_creation_ticks(const std::string& path, const base::sys::Stat& status)
{
    struct statx extended = {};
    if (statx(AT_FDCWD, path.c_str(), 0, STATX_BTIME, &extended) == 0 && (extended.stx_mask & STATX_BTIME))
        return base::unix_epoch_ticks + extended.stx_btime.tv_sec * base::ticks_per_second + extended.stx_btime.tv_nsec / 100;
    return std::min(file_time_ticks(status.st_mtim), file_time_ticks(status.st_ctim));
}

// .NET sets the time of writing instead there.
int set_file_creation_ticks(const std::string&, int64_t) { return ENOTSUP; }

} // namespace kestrun::value
