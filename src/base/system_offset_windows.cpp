#include "base/system_offset.hpp"

#include <windows.h>

namespace kestrun::base {

namespace {

constexpr std::int64_t epoch_difference = 11'644'473'600; // seconds from 1601 to 1970

std::int64_t units_of(const FILETIME& time)
{
    return static_cast<std::int64_t>(std::uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime);
}

} // namespace

int system_offset_minutes(std::int64_t unix_seconds) noexcept
{
    const std::int64_t units = (unix_seconds + epoch_difference) * 10'000'000;
    if (units < 0) return 0;
    const FILETIME utc{static_cast<DWORD>(units), static_cast<DWORD>(units >> 32)};
    SYSTEMTIME utc_parts{}, local_parts{};
    FILETIME local{};
    TIME_ZONE_INFORMATION zone{};
    // The year's own rules, as the zone's history has them.
    if (!FileTimeToSystemTime(&utc, &utc_parts) || !GetTimeZoneInformationForYear(utc_parts.wYear, nullptr, &zone) ||
        !SystemTimeToTzSpecificLocalTime(&zone, &utc_parts, &local_parts) || !SystemTimeToFileTime(&local_parts, &local))
        return 0;
    return static_cast<int>((units_of(local) - units) / 600'000'000);
}

} // namespace kestrun::base
