// Where time zones come from: files of the IANA database, or Windows' own list.
#pragma once
#include "value/time_zone.hpp"

namespace kestrun::value {

struct TimeZoneLoader
{
    static bool parse(std::string_view file, TimeZone& zone);
    static bool parse_posix(std::string_view text, TimeZone& zone);
    static std::unique_ptr<TimeZone> utc(std::string id)
    {
        auto zone = std::make_unique<TimeZone>();
        zone->id_ = std::move(id);
        zone->periods_.push_back({0, false, "UTC"});
        return zone;
    }

    // The system's. `name` is IANA's; null when the system does not know it.
    static std::unique_ptr<TimeZone> of_system(const std::string& name, std::string id);
    /// Empty when the system does not say.
    static std::string local_id();
    static std::vector<std::string> system_ids();
};

/// Windows' name for IANA's, where it is known; else the name itself.
std::string_view windows_zone_name(std::string_view iana);

} // namespace kestrun::value
