// System.TimeZoneInfo.
#include "value/time_zone.hpp"
#include "value/types/all_types.hpp"
#include "value/types/date_members.hpp"

namespace kestrun::value {
namespace {

using namespace calendar;

class TimeZoneInfo final : public Object, public Textual, public Comparable
{
public:
    explicit TimeZoneInfo(const TimeZone& zone) : zone_(&zone) {}
    const Type& type() const override { return native_type("System.TimeZoneInfo"); }
    const TimeZone& get() const { return *zone_; }
    bool is_utc() const { return zone_->id() == "UTC" || zone_->id() == "Etc/UTC"; }
    std::string text() const override
    {
        if (is_utc()) return "(UTC) Coordinated Universal Time";
        const int32_t minutes = zone_->base_offset() / 60, size = std::abs(minutes);
        char offset[40];
        std::snprintf(offset, sizeof offset, "(UTC%c%02d:%02d) ", minutes < 0 ? '-' : '+', size / 60, size % 60);
        return (minutes == 0 ? "(UTC) " : offset) + zone_->id();
    }
    bool equals(const Value& other) const override
    {
        const auto* zone = other.as<TimeZoneInfo>();
        return zone && zone->zone_->id() == zone_->id();
    }
    uint32_t hash() const override { return hash_text(zone_->id()); }

private:
    const TimeZone* zone_;
};

const TimeZone& own(const Call& c) { return self<TimeZoneInfo>(c).get(); }
Value zone_value(const TimeZone& zone) { return Value(make<TimeZoneInfo>(zone)); }

const TimeZone& by_id(std::string_view id)
{
    const TimeZone* zone = TimeZone::find(id);
    if (!zone) {
        throw_native("System.TimeZoneNotFoundException", "The time zone ID '" + std::string(id) + "' was not found on the local computer.");
    }
    return *zone;
}

int64_t unix_seconds(int64_t ticks)
{
    return (ticks - base::unix_epoch_ticks) / ticks_per_second - ((ticks - base::unix_epoch_ticks) % ticks_per_second < 0 ? 1 : 0);
}

int64_t offset_at(const TimeZone& zone, int64_t utc_ticks) { return zone.at(unix_seconds(utc_ticks)).offset * ticks_per_second; }
int64_t offset_local(const TimeZone& zone, int64_t ticks) { return zone.offset_of_local(unix_seconds(ticks)) * ticks_per_second; }

bool same_zone(const TimeZone& a, const TimeZone& b) { return a.id() == b.id(); }
bool is_utc(const TimeZone& zone) { return zone.id() == "UTC" || zone.id() == "Etc/UTC"; }

/// Universal ticks of a DateTime that is meant in that zone when its kind does not say otherwise.
int64_t utc_of(const Value& date, const TimeZone& zone)
{
    if (date.tag() == Tag::DateTimeOffset) return to_utc(date);
    if (date.date_kind() == DateKind::Utc) return date.as_int64();
    if (date.date_kind() == DateKind::Local) return to_utc(date);
    const int64_t ticks = date.as_int64();
    if (zone.is_invalid(unix_seconds(ticks))) {
        throw_argument("System.ArgumentException",
                       "The supplied DateTime represents an invalid time. For example, when the clock is adjusted forward, any time in the "
                       "period that is skipped is invalid.",
                       "dateTime");
    }
    return checked_ticks(Int128{ticks} - offset_local(zone, ticks), "dateTime");
}

Value in_zone(int64_t utc, const TimeZone& zone, bool with_offset)
{
    const int64_t offset = offset_at(zone, utc);
    const int64_t clock = checked_ticks(Int128{utc} + offset, "dateTime");
    if (with_offset) return Value::date_time_offset(clock, static_cast<int32_t>(offset / ticks_per_minute));
    if (is_utc(zone)) return date_value(clock, DateKind::Utc);
    return date_value(clock, same_zone(zone, TimeZone::local()) ? DateKind::Local : DateKind::Unspecified);
}

const TimeZone& zone_arg(const Call& c, size_t i, std::string_view name) { return object_arg<TimeZoneInfo>(c, i, name).get(); }

Value convert_time(Call& c)
{
    const Value& date = c.args[0];
    const bool three = c.args.size() == 3;
    const TimeZone& source = three ? zone_arg(c, 1, "sourceTimeZone") : TimeZone::local();
    const TimeZone& target = zone_arg(c, three ? 2 : 1, "destinationTimeZone");
    return in_zone(utc_of(date, source), target, date.tag() == Tag::DateTimeOffset);
}

Value convert_by_id(Call& c)
{
    const Value& date = c.args[0];
    const bool three = c.args.size() == 3;
    const TimeZone& source = three ? by_id(text(c, 1)) : TimeZone::local();
    return in_zone(utc_of(date, source), by_id(text(c, three ? 2 : 1)), date.tag() == Tag::DateTimeOffset);
}

Value from_utc(Call& c)
{
    if (c.args[0].date_kind() == DateKind::Local) {
        throw_argument(
            "System.ArgumentException",
            "The conversion could not be completed because the supplied DateTime did not have the Kind property set correctly. For "
            "example, when the Kind property is DateTimeKind.Local, the source time zone must be TimeZoneInfo.Local.",
            "sourceTimeZone");
    }
    return in_zone(i64(c, 0), zone_arg(c, 1, "destinationTimeZone"), false);
}

Value to_utc_time(Call& c)
{
    const TimeZone& zone = c.args.size() > 1 ? zone_arg(c, 1, "sourceTimeZone") : TimeZone::local();
    return date_value(utc_of(c.args[0], zone), DateKind::Utc);
}

Value get_offset(Call& c)
{
    const Value& date = c.args[0];
    const bool absolute = date.tag() == Tag::DateTimeOffset || date.date_kind() != DateKind::Unspecified;
    return span(absolute ? offset_at(own(c), to_utc(date)) : offset_local(own(c), date.as_int64()));
}

Value is_daylight(Call& c)
{
    const Value& date = c.args[0];
    const bool absolute = date.tag() == Tag::DateTimeOffset || date.date_kind() != DateKind::Unspecified;
    const int64_t utc = absolute ? to_utc(date) : date.as_int64() - offset_local(own(c), date.as_int64());
    return Value(own(c).at(unix_seconds(utc)).daylight);
}

Value try_find(Call& c)
{
    const TimeZone* zone = TimeZone::find(text(c, 0));
    c.args[1] = zone ? zone_value(*zone) : Value();
    return Value(zone != nullptr);
}

Value all_zones(Call& c)
{
    std::vector<Value> items;
    for (const std::string& id : TimeZone::ids()) {
        if (const TimeZone* zone = TimeZone::find(id)) items.push_back(zone_value(*zone));
    }
    return typed_array(c.type, std::move(items));
}

/// "Europe/Berlin" has no longer name here: CLDR's are not part of the database. The abbreviation stands for it.
std::string zone_name(const TimeZone& zone, bool daylight)
{
    if (is_utc(zone)) return "Coordinated Universal Time";
    const int64_t now = unix_seconds(base::utc_now_ticks());
    for (int month = 0; month < 12; ++month) {
        const auto period = zone.at(now + month * int64_t{30} * 86400);
        if (period.daylight == daylight) return period.abbreviation;
    }
    return zone.at(now).abbreviation;
}

constexpr const char* me = "System.TimeZoneInfo";

constexpr MemberDef members[] = {
    prop("Id", "string", [](Call& c) { return Value(own(c).id()); }),
    prop("HasIanaId", "bool", [](Call& c) { return Value(own(c).id().find('/') != std::string::npos || is_utc(own(c))); }),
    prop("DisplayName", "string", [](Call& c) { return Value(self<TimeZoneInfo>(c).text()); }),
    prop("StandardName", "string", [](Call& c) { return Value(zone_name(own(c), false)); }),
    prop("DaylightName", "string", [](Call& c) { return Value(zone_name(own(c), true)); }),
    prop("BaseUtcOffset", "timespan", [](Call& c) { return span(own(c).base_offset() * ticks_per_second); }),
    prop("SupportsDaylightSavingTime", "bool", [](Call& c) { return Value(own(c).has_daylight()); }),
    sprop("Local", me, [](Call&) { return zone_value(TimeZone::local()); }),
    sprop("Utc", me, [](Call&) { return zone_value(by_id("UTC")); }),
    smeth("FindSystemTimeZoneById", "string id", me, [](Call& c) { return require(c, 0, "id"), zone_value(by_id(text(c, 0))); }),
    smeth("TryFindSystemTimeZoneById", "string id, out System.TimeZoneInfo timeZoneInfo", "bool", try_find),
    smeth("GetSystemTimeZones", "", "System.Collections.ObjectModel.ReadOnlyCollection[System.TimeZoneInfo]", all_zones),
    smeth("ClearCachedData", "", "void", [](Call&) { return nothing(); }),
    smeth("ConvertTime", "System.DateTimeOffset dateTimeOffset, System.TimeZoneInfo destinationTimeZone", "System.DateTimeOffset",
          convert_time),
    smeth("ConvertTime", "datetime dateTime, System.TimeZoneInfo destinationTimeZone", "datetime", convert_time),
    smeth("ConvertTime", "datetime dateTime, System.TimeZoneInfo sourceTimeZone, System.TimeZoneInfo destinationTimeZone", "datetime",
          convert_time),
    smeth("ConvertTimeBySystemTimeZoneId", "System.DateTimeOffset dateTimeOffset, string destinationTimeZoneId", "System.DateTimeOffset",
          convert_by_id),
    smeth("ConvertTimeBySystemTimeZoneId", "datetime dateTime, string destinationTimeZoneId", "datetime", convert_by_id),
    smeth("ConvertTimeBySystemTimeZoneId", "datetime dateTime, string sourceTimeZoneId, string destinationTimeZoneId", "datetime",
          convert_by_id),
    smeth("ConvertTimeFromUtc", "datetime dateTime, System.TimeZoneInfo destinationTimeZone", "datetime", from_utc),
    smeth("ConvertTimeToUtc", "datetime dateTime", "datetime", to_utc_time),
    smeth("ConvertTimeToUtc", "datetime dateTime, System.TimeZoneInfo sourceTimeZone", "datetime", to_utc_time),
    meth("GetUtcOffset", "System.DateTimeOffset dateTimeOffset", "timespan", get_offset),
    meth("GetUtcOffset", "datetime dateTime", "timespan", get_offset),
    meth("IsDaylightSavingTime", "System.DateTimeOffset dateTimeOffset", "bool", is_daylight),
    meth("IsDaylightSavingTime", "datetime dateTime", "bool", is_daylight),
    meth("IsAmbiguousTime", "datetime dateTime", "bool", [](Call& c) { return Value(own(c).is_ambiguous(unix_seconds(i64(c, 0)))); }),
    meth("IsInvalidTime", "datetime dateTime", "bool", [](Call& c) { return Value(own(c).is_invalid(unix_seconds(i64(c, 0)))); }),
    meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(self<TimeZoneInfo>(c).equals(c.args[0])); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<TimeZoneInfo>(c).text()); }),
};

constexpr TypeDef table[] = {{me, "System.Object", TypeFlags::Sealed, "", "", members}};

} // namespace

std::span<const TypeDef> time_zone_types_types() { return table; }

} // namespace kestrun::value
