// Times and the read-only flag of files: shared by File, Directory, FileInfo and DirectoryInfo.
#pragma once
#include "value/types/date_members.hpp"

namespace kestrun::value {

enum class FileTime : uint8_t
{
    Creation,
    Access,
    Write,
};
Value file_time_get(Call& c, FileTime which, bool utc);
Value file_time_set(Call& c, FileTime which, bool utc);
/// The ticks as a DateTime, local unless utc.
Value file_time_value(int64_t utc_ticks, bool utc);
/// Sets one time; the others stay. utc_ticks: universal. Creation time cannot be set on Unix: the write time is set there, as .NET
/// does.
void set_file_time(const std::string& path, FileTime which, int64_t utc_ticks);
void set_read_only(const std::string& path, bool read_only);

#define KESTRUN_FILE_TIME_PAIR(NAME, WHICH, PARAMETER)                                                                                     \
    smeth("Get" NAME, "string path", "datetime", [](Call& c) { return file_time_get(c, FileTime::WHICH, false); }),                        \
        smeth("Get" NAME "Utc", "string path", "datetime", [](Call& c) { return file_time_get(c, FileTime::WHICH, true); }),               \
        smeth("Set" NAME, "string path, datetime " PARAMETER, "void", [](Call& c) { return file_time_set(c, FileTime::WHICH, false); }),   \
        smeth("Set" NAME "Utc", "string path, datetime " PARAMETER "Utc", "void",                                                          \
              [](Call& c) { return file_time_set(c, FileTime::WHICH, true); })
#define KESTRUN_FILE_TIME_ROWS                                                                                                             \
    KESTRUN_FILE_TIME_PAIR("CreationTime", Creation, "creationTime"), KESTRUN_FILE_TIME_PAIR("LastAccessTime", Access, "lastAccessTime"),  \
        KESTRUN_FILE_TIME_PAIR("LastWriteTime", Write, "lastWriteTime")

} // namespace kestrun::value
