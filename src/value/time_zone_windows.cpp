// Windows' zones have today's rules in a form that a POSIX TZ text has too: the n-th weekday of a month.
#include "base/system.hpp"
#include "base/text.hpp"
#include "value/time_zone_loader.hpp"
#include <windows.h>

namespace kestrun::value {
namespace {

int32_t seconds_of(const SYSTEMTIME& time) { return time.wHour * 3600 + time.wMinute * 60 + time.wSecond; }

/// By its name in the registry, which is what .NET takes for an id.
bool find_zone(std::string_view name, DYNAMIC_TIME_ZONE_INFORMATION& out)
{
    for (DWORD i = 0; EnumDynamicTimeZoneInformation(i, &out) == ERROR_SUCCESS; ++i)
        if (base::ascii_iequals(base::sys::from_wide(out.TimeZoneKeyName), name)) return true;
    return false;
}

} // namespace

std::unique_ptr<TimeZone> TimeZoneLoader::of_system(const std::string& name, std::string id)
{
    DYNAMIC_TIME_ZONE_INFORMATION info{};
    if (!find_zone(windows_zone_name(name), info)) return nullptr;
    auto zone = std::make_unique<TimeZone>();
    zone->id_ = std::move(id);
    zone->has_footer_ = true;
    // Windows' bias is what is added to local time to get UTC.
    const LONG standard = -(info.Bias + info.StandardBias), summer = -(info.Bias + info.DaylightBias);
    zone->standard_ = {static_cast<int32_t>(standard * 60), false, base::sys::from_wide(info.StandardName)};
    zone->summer_ = {static_cast<int32_t>(summer * 60), true, base::sys::from_wide(info.DaylightName)};
    zone->periods_ = {zone->standard_};
    const auto rule = [](const SYSTEMTIME& date) {
        TimeZone::Rule out;
        out.month = date.wMonth;
        out.week = date.wDay; // 5: the last one
        out.day = date.wDayOfWeek;
        out.time = seconds_of(date);
        return out;
    };
    // A year as well would be a single date and not a rule.
    zone->footer_daylight_ = info.StandardDate.wMonth != 0 && info.DaylightDate.wMonth != 0 && info.DaylightDate.wYear == 0;
    if (zone->footer_daylight_) {
        zone->start_ = rule(info.DaylightDate);
        zone->end_ = rule(info.StandardDate);
        zone->periods_.push_back(zone->summer_);
    }
    return zone;
}

std::string TimeZoneLoader::local_id()
{
    DYNAMIC_TIME_ZONE_INFORMATION info{};
    if (GetDynamicTimeZoneInformation(&info) == TIME_ZONE_ID_INVALID) return {};
    return base::sys::from_wide(info.TimeZoneKeyName);
}

std::vector<std::string> TimeZoneLoader::system_ids()
{
    std::vector<std::string> ids;
    DYNAMIC_TIME_ZONE_INFORMATION info{};
    for (DWORD i = 0; EnumDynamicTimeZoneInformation(i, &info) == ERROR_SUCCESS; ++i)
        ids.push_back(base::sys::from_wide(info.TimeZoneKeyName));
    return ids;
}

} // namespace kestrun::value
