#include "value/time_zone.hpp"
#include "base/calendar.hpp"
#include "base/text.hpp"
#include "value/time_zone_loader.hpp"
#include <algorithm>
#include <map>
#include <mutex>

namespace kestrun::value {

namespace {

int64_t big_endian(std::string_view bytes, size_t at, size_t size)
{
    uint64_t value = static_cast<signed char>(bytes[at]) < 0 ? ~uint64_t{0} : 0;
    for (size_t i = 0; i < size; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
    return static_cast<int64_t>(value);
}

/// Windows' names of the zones that scripts mention; IANA's for each.
constexpr std::pair<std::string_view, std::string_view> windows_names[] = {
    {"UTC", "Etc/UTC"},
    {"GMT Standard Time", "Europe/London"},
    {"Greenwich Standard Time", "Atlantic/Reykjavik"},
    {"W. Europe Standard Time", "Europe/Berlin"},
    {"Central Europe Standard Time", "Europe/Budapest"},
    {"Central European Standard Time", "Europe/Warsaw"},
    {"Romance Standard Time", "Europe/Paris"},
    {"E. Europe Standard Time", "Europe/Chisinau"},
    {"FLE Standard Time", "Europe/Kiev"},
    {"GTB Standard Time", "Europe/Bucharest"},
    {"Russian Standard Time", "Europe/Moscow"},
    {"Turkey Standard Time", "Europe/Istanbul"},
    {"Israel Standard Time", "Asia/Jerusalem"},
    {"South Africa Standard Time", "Africa/Johannesburg"},
    {"Egypt Standard Time", "Africa/Cairo"},
    {"Arab Standard Time", "Asia/Riyadh"},
    {"Arabian Standard Time", "Asia/Dubai"},
    {"Iran Standard Time", "Asia/Tehran"},
    {"Pakistan Standard Time", "Asia/Karachi"},
    {"India Standard Time", "Asia/Calcutta"},
    {"SE Asia Standard Time", "Asia/Bangkok"},
    {"China Standard Time", "Asia/Shanghai"},
    {"Singapore Standard Time", "Asia/Singapore"},
    {"Taipei Standard Time", "Asia/Taipei"},
    {"Tokyo Standard Time", "Asia/Tokyo"},
    {"Korea Standard Time", "Asia/Seoul"},
    {"W. Australia Standard Time", "Australia/Perth"},
    {"AUS Eastern Standard Time", "Australia/Sydney"},
    {"E. Australia Standard Time", "Australia/Brisbane"},
    {"New Zealand Standard Time", "Pacific/Auckland"},
    {"Hawaiian Standard Time", "Pacific/Honolulu"},
    {"Alaskan Standard Time", "America/Anchorage"},
    {"Pacific Standard Time", "America/Los_Angeles"},
    {"US Mountain Standard Time", "America/Phoenix"},
    {"Mountain Standard Time", "America/Denver"},
    {"Central Standard Time", "America/Chicago"},
    {"Eastern Standard Time", "America/New_York"},
    {"Atlantic Standard Time", "America/Halifax"},
    {"Newfoundland Standard Time", "America/St_Johns"},
    {"E. South America Standard Time", "America/Sao_Paulo"},
    {"Argentina Standard Time", "America/Buenos_Aires"},
    {"SA Pacific Standard Time", "America/Bogota"},
    {"Central America Standard Time", "America/Guatemala"},
    {"Central Standard Time (Mexico)", "America/Mexico_City"},
};

/// [+-]hh[:mm[:ss]]
bool read_time(std::string_view& text, int32_t& seconds)
{
    int sign = 1;
    if (text.starts_with('-') || text.starts_with('+')) {
        sign = text[0] == '-' ? -1 : 1;
        text.remove_prefix(1);
    }
    int32_t parts[3] = {0, 0, 0};
    for (int i = 0; i < 3; ++i) {
        if (text.empty() || !base::ascii_is_digit(text[0])) return i > 0;
        while (!text.empty() && base::ascii_is_digit(text[0])) {
            parts[i] = parts[i] * 10 + (text[0] - '0');
            text.remove_prefix(1);
        }
        seconds = sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
        if (!text.starts_with(':')) return true;
        text.remove_prefix(1);
    }
    return true;
}

std::string read_name(std::string_view& text)
{
    size_t end = 0;
    if (text.starts_with('<')) {
        end = text.find('>');
        if (end == std::string_view::npos) return {};
        const std::string name(text.substr(1, end - 1));
        text.remove_prefix(end + 1);
        return name;
    }
    while (end < text.size() && base::ascii_is_letter(text[end])) ++end;
    const std::string name(text.substr(0, end));
    text.remove_prefix(end);
    return name;
}

int read_number(std::string_view& text)
{
    int number = 0;
    while (!text.empty() && base::ascii_is_digit(text[0])) {
        number = number * 10 + (text[0] - '0');
        text.remove_prefix(1);
    }
    return number;
}

int year_of(int64_t unix_seconds)
{
    const int64_t ticks = base::unix_epoch_ticks + unix_seconds * base::ticks_per_second;
    return base::date_parts(std::clamp<int64_t>(ticks, 0, base::max_date_ticks)).year;
}

int64_t day_seconds(int year, int month, int day)
{
    return (base::date_ticks(std::clamp(year, 1, 9999), month, day) - base::unix_epoch_ticks) / base::ticks_per_second;
}

} // namespace

/// STDoffset[DST[offset],Mm.w.d[/time],Mm.w.d[/time]] (POSIX TZ): offsets are west of UTC.
bool TimeZoneLoader::parse_posix(std::string_view text, TimeZone& zone)
{
    zone.standard_.abbreviation = read_name(text);
    int32_t west = 0;
    if (zone.standard_.abbreviation.empty() || !read_time(text, west)) return false;
    zone.standard_.offset = -west;
    zone.has_footer_ = true;
    if (text.empty()) return true;
    zone.summer_.abbreviation = read_name(text);
    zone.summer_.daylight = true;
    zone.summer_.offset = zone.standard_.offset + 3600;
    if (!text.empty() && text[0] != ',') {
        if (!read_time(text, west)) return false;
        zone.summer_.offset = -west;
    }
    for (TimeZone::Rule* rule : {&zone.start_, &zone.end_}) {
        if (!text.starts_with(',')) return false;
        text.remove_prefix(1);
        if (text.starts_with('M')) {
            text.remove_prefix(1);
            rule->month = read_number(text);
            if (!text.empty()) text.remove_prefix(1);
            rule->week = read_number(text);
            if (!text.empty()) text.remove_prefix(1);
            rule->day = read_number(text);
        } else {
            const bool julian = text.starts_with('J');
            if (julian) text.remove_prefix(1);
            rule->day = read_number(text) - (julian ? 1 : 0);
        }
        if (text.starts_with('/')) {
            text.remove_prefix(1);
            if (!read_time(text, rule->time)) return false;
        }
    }
    zone.footer_daylight_ = true;
    // Ireland's summer is its standard time and winter "daylight" with less: .NET sees it the usual way round.
    if (zone.summer_.offset < zone.standard_.offset) {
        std::swap(zone.summer_, zone.standard_);
        std::swap(zone.start_, zone.end_);
        zone.summer_.daylight = true;
        zone.standard_.daylight = false;
    }
    return true;
}

/// TZif: header, data with 32 bits, and in version 2 and later the same with 64 bits and a POSIX text.
bool TimeZoneLoader::parse(std::string_view file, TimeZone& zone)
{
    constexpr size_t header = 44;
    if (file.size() < header || !file.starts_with("TZif")) return false;
    const auto count = [&](size_t from, size_t i) { return static_cast<size_t>(big_endian(file, from + 20 + i * 4, 4)); };
    size_t at = 0, width = 4;
    if (file[4] >= '2') {
        at = header + count(0, 3) * 5 + count(0, 4) * 6 + count(0, 5) + count(0, 2) * 8 + count(0, 1) + count(0, 0);
        width = 8;
    }
    if (at + header > file.size()) return false;
    const size_t utc_count = count(at, 0), wall_count = count(at, 1), leaps = count(at, 2), changes = count(at, 3), kinds = count(at, 4),
                 letters = count(at, 5);
    const size_t body = at + header;
    const size_t end = body + changes * (width + 1) + kinds * 6 + letters + leaps * (width + 4) + wall_count + utc_count;
    if (end > file.size() || kinds == 0) return false;
    for (size_t i = 0; i < changes; ++i) {
        zone.changes_.push_back(big_endian(file, body + i * width, width));
        zone.kinds_.push_back(static_cast<uint8_t>(file[body + changes * width + i]));
    }
    const size_t types = body + changes * (width + 1), names = types + kinds * 6;
    for (size_t i = 0; i < kinds; ++i) {
        const auto name = static_cast<uint8_t>(file[types + i * 6 + 5]);
        const std::string_view rest = file.substr(names, letters).substr(std::min<size_t>(name, letters));
        zone.periods_.push_back({static_cast<int32_t>(big_endian(file, types + i * 6, 4)), file[types + i * 6 + 4] != 0,
                                 std::string(rest.substr(0, rest.find('\0')))});
    }
    if (width == 8 && end < file.size() && file[end] == '\n') {
        const size_t stop = file.find('\n', end + 1);
        if (stop != std::string_view::npos && stop > end + 1) parse_posix(file.substr(end + 1, stop - end - 1), zone);
    }
    for (const uint8_t kind : zone.kinds_) {
        if (kind >= zone.periods_.size()) return false;
    }
    return true;
}

const TimeZone* TimeZone::find(std::string_view id)
{
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<TimeZone>, std::less<>> zones;
    const std::lock_guard lock(mutex);
    if (const auto known = zones.find(id); known != zones.end()) return known->second.get();
    std::string name(id);
    for (const auto& [windows, iana] : windows_names) {
        if (base::ascii_iequals(windows, id)) name = iana;
    }
    std::unique_ptr<TimeZone> zone;
    const bool safe = !name.empty() && name[0] != '/' && name.find("..") == std::string::npos && name.find('\0') == std::string::npos;
    if (safe) zone = TimeZoneLoader::of_system(name, std::string(id));
    if (!zone && (base::ascii_iequals(id, "UTC") || base::ascii_iequals(id, "Etc/UTC"))) zone = TimeZoneLoader::utc(std::string(id));
    if (!zone) return nullptr; // names that do not exist are not kept: a client may choose them
    return zones.emplace(std::string(id), std::move(zone)).first->second.get();
}

std::string_view windows_zone_name(std::string_view iana)
{
    for (const auto& [windows, name] : windows_names)
        if (base::ascii_iequals(name, iana)) return windows;
    return iana;
}

const TimeZone& TimeZone::local()
{
    const std::string id = TimeZoneLoader::local_id();
    if (const TimeZone* zone = id.empty() ? nullptr : find(id)) return *zone;
    return *find("Etc/UTC");
}

std::vector<std::string> TimeZone::ids()
{
    std::vector<std::string> ids = TimeZoneLoader::system_ids();
    if (std::find(ids.begin(), ids.end(), "UTC") == ids.end()) ids.emplace_back("UTC");
    std::sort(ids.begin(), ids.end());
    return ids;
}

/// The rule's moment in local time of that year, as seconds since 1970.
int64_t TimeZone::moment(const Rule& rule, int year)
{
    if (rule.month == 0) return day_seconds(year, 1, 1) + rule.day * 86400 + rule.time;
    const int64_t first = day_seconds(year, rule.month, 1);
    const int weekday = static_cast<int>(((first / 86400 + 4) % 7 + 7) % 7); // 1970-01-01 was a Thursday
    int day = 1 + (rule.day - weekday + 7) % 7 + (rule.week - 1) * 7;
    while (day > base::days_in_month(year, rule.month)) day -= 7;
    return day_seconds(year, rule.month, day) + rule.time;
}

TimeZone::Period TimeZone::at(int64_t when) const
{
    if (changes_.empty() || when >= changes_.back()) {
        if (!has_footer_) return changes_.empty() ? periods_[0] : periods_[kinds_.back()];
        if (!footer_daylight_) return standard_;
        const int year = year_of(when + standard_.offset);
        const int64_t start = moment(start_, year) - standard_.offset, end = moment(end_, year) - summer_.offset;
        const bool summer = start < end ? when >= start && when < end : when >= start || when < end;
        return summer ? summer_ : standard_;
    }
    if (when < changes_.front()) {
        for (const Period& period : periods_) {
            if (!period.daylight) return period;
        }
        return periods_[0];
    }
    const auto next = std::upper_bound(changes_.begin(), changes_.end(), when);
    return periods_[kinds_[static_cast<size_t>(next - changes_.begin()) - 1]];
}

int32_t TimeZone::base_offset() const
{
    if (has_footer_) return standard_.offset;
    const int64_t now = (base::utc_now_ticks() - base::unix_epoch_ticks) / base::ticks_per_second;
    const Period current = at(now);
    return current.daylight ? current.offset - 3600 : current.offset;
}

bool TimeZone::has_daylight() const
{
    return footer_daylight_ || std::any_of(periods_.begin(), periods_.end(), [](const Period& period) { return period.daylight; });
}

int32_t TimeZone::offset_of_local(int64_t local_seconds) const
{
    // Offsets a day before and after: one of them holds, both around a change.
    const Period before = at(local_seconds - 86400), after = at(local_seconds + 86400);
    const bool before_fits = at(local_seconds - before.offset).offset == before.offset;
    const bool after_fits = at(local_seconds - after.offset).offset == after.offset;
    if (before_fits && after_fits && before.offset != after.offset) return before.daylight ? after.offset : before.offset;
    if (before_fits) return before.offset;
    if (after_fits) return after.offset;
    return base_offset(); // an hour that does not exist
}

bool TimeZone::is_ambiguous(int64_t local_seconds) const
{
    const Period before = at(local_seconds - 86400), after = at(local_seconds + 86400);
    return before.offset != after.offset && at(local_seconds - before.offset).offset == before.offset &&
           at(local_seconds - after.offset).offset == after.offset;
}

bool TimeZone::is_invalid(int64_t local_seconds) const
{
    const Period before = at(local_seconds - 86400), after = at(local_seconds + 86400);
    return at(local_seconds - before.offset).offset != before.offset && at(local_seconds - after.offset).offset != after.offset;
}

} // namespace kestrun::value
