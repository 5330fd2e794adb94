// Time zones by name, from the system's database (TZif files, RFC 8536).
#pragma once
#include "value/type.hpp"
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::value {

class TimeZone
{
public:
    /// "Europe/Berlin", "UTC", or a Windows name ("Pacific Standard Time"). Null when there is none. Thread-safe; zones live for ever.
    static const TimeZone* find(std::string_view id);
    /// The system's: $TZ, else /etc/localtime.
    static const TimeZone& local();
    static std::vector<std::string> ids();

    const std::string& id() const { return id_; }
    struct Period
    {
        int32_t offset; // seconds east of UTC
        bool daylight;
        std::string abbreviation;
    };
    /// What is in force at a moment; seconds since 1970.
    Period at(int64_t unix_seconds) const;
    /// The standard offset of today's rules, in seconds.
    int32_t base_offset() const;
    bool has_daylight() const;
    /// Offset of a local clock time; of an hour that exists twice the standard one.
    int32_t offset_of_local(int64_t local_seconds) const;
    bool is_ambiguous(int64_t local_seconds) const;
    bool is_invalid(int64_t local_seconds) const;

private:
    friend struct TimeZoneLoader;
    struct Rule // one change of a POSIX TZ text
    {
        int month = 0, week = 0, day = 0; // M form; week 0: day is a Julian day
        int32_t time = 7200;
    };
    std::string id_;
    std::vector<int64_t> changes_;
    std::vector<uint8_t> kinds_;
    std::vector<Period> periods_;
    bool has_footer_ = false;
    Period standard_{}, summer_{};
    bool footer_daylight_ = false;
    Rule start_{}, end_{};
    static int64_t moment(const Rule& rule, int year);
};

} // namespace kestrun::value
