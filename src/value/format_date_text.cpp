#include "base/format_date.hpp"
#include "value/calendar.hpp"
#include "value/culture.hpp"
#include "value/format.hpp"

namespace kestrun::value {

namespace {

base::DateText parts_of(const Value& date)
{
    base::DateText text;
    text.ticks = date.as_int64();
    if (date.tag() == Tag::DateTimeOffset) {
        text.kind = base::DateKind::offset;
        text.offset_minutes = date.offset_minutes();
        return text;
    }
    text.kind = date.date_kind() == DateKind::Utc     ? base::DateKind::utc
                : date.date_kind() == DateKind::Local ? base::DateKind::local
                                                      : base::DateKind::unspecified;
    text.offset_minutes = text.kind == base::DateKind::utc ? 0 : base::local_offset_minutes_of_local(text.ticks);
    return text;
}

} // namespace

std::string invariant_date_text(const Value& date)
{
    std::string out;
    base::format_date(out, parts_of(date), "", base::invariant_culture().date);
    return out;
}

std::string culture_date_text(const Value& date)
{
    std::string out;
    base::format_date(out, parts_of(date), "", current_culture().date);
    return out;
}

std::string time_span_text(int64_t ticks)
{
    std::string out;
    base::format_time_span(out, ticks, "", base::invariant_culture().number);
    return out;
}

} // namespace kestrun::value
