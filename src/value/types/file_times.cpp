#include "value/types/file_times.hpp"
#include "base/system.hpp"
#include "value/file_facts.hpp"
#include "value/file_info.hpp"
#include "value/file_path.hpp"
#include <cerrno>

namespace kestrun::value {

Value file_time_value(int64_t utc_ticks, bool utc)
{
    const Value time = date_value(utc_ticks, DateKind::Utc);
    return utc ? time : to_local(time);
}

Value file_time_get(Call& c, FileTime which, bool utc)
{
    require(c, 0, "path");
    const std::string path = full_path(text(c, 0));
    const FileSystemInfo info(path, path, false);
    return file_time_value(which == FileTime::Creation ? info.creation_ticks()
                           : which == FileTime::Access ? info.last_access_ticks()
                                                       : info.last_write_ticks(),
                           utc);
}

Value file_time_set(Call& c, FileTime which, bool utc)
{
    require(c, 0, "path");
    // An unspecified time is local for SetX and universal for SetXUtc.
    const Value& time = c.args[1];
    const int64_t ticks = utc && time.date_kind() == DateKind::Unspecified ? time.as_int64() : calendar::to_utc(time);
    set_file_time(full_path(text(c, 0)), which, ticks);
    return nothing();
}

void set_file_time(const std::string& path, FileTime which, int64_t utc_ticks)
{
    if (which == FileTime::Creation) {
        const int error = set_file_creation_ticks(path, utc_ticks);
        if (error == 0) return;
        if (error != ENOTSUP) throw_file_error(error, path);
    }
    struct timespec times[2] = {{0, UTIME_OMIT}, {0, UTIME_OMIT}};
    struct timespec& time = times[which == FileTime::Access ? 0 : 1];
    const int64_t since = utc_ticks - base::unix_epoch_ticks;
    int64_t seconds = since / base::ticks_per_second, rest = since % base::ticks_per_second;
    if (rest < 0) {
        rest += base::ticks_per_second;
        --seconds;
    }
    time.tv_sec = seconds;
    time.tv_nsec = static_cast<long>(rest * 100);
    if (base::sys::utimensat(AT_FDCWD, path.c_str(), times, 0) != 0) throw_file_error(errno, path);
}

void set_read_only(const std::string& path, bool read_only)
{
    base::sys::Stat status = {};
    if (base::sys::stat(path.c_str(), &status) != 0) throw_file_error(errno, path);
    const unsigned mode = read_only ? status.st_mode & ~0222u : status.st_mode | S_IWUSR;
    if (base::sys::chmod(path.c_str(), mode & 07777) != 0) throw_file_error(errno, path);
}

} // namespace kestrun::value
