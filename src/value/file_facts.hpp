// What .NET says about a file and each system knows in another way.
#pragma once
#include "base/calendar.hpp"
#include "base/system.hpp"
#include <string>

namespace kestrun::value {

/// UTC ticks.
inline int64_t file_time_ticks(const struct timespec& time)
{
    return base::unix_epoch_ticks + int64_t{time.tv_sec} * base::ticks_per_second + time.tv_nsec / 100;
}

/// UTC ticks of a file that is there; where the file system keeps no such time, the oldest of the others.
int64_t file_creation_ticks(const std::string& path, const base::sys::Stat& status);
/// Sets the time of creation where the system has one to set; an errno otherwise, 0 for success.
int set_file_creation_ticks(const std::string& path, int64_t utc_ticks);

} // namespace kestrun::value
