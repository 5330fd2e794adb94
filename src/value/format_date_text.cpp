#include "value/calendar.hpp"
#include "value/format.hpp"
#include <array>
#include <cstdio>

namespace kestrun::value {

namespace {

std::string offset_text(const Value& value)
{
    const int minutes = value.offset_minutes();
    std::array<char, 16> buffer;
    std::snprintf(buffer.data(), buffer.size(), " %c%02d:%02d", minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
    return buffer.data();
}

} // namespace

std::string invariant_date_text(const Value& date)
{
    const calendar::Parts p = calendar::split(date.as_int64());
    std::array<char, 80> buffer;
    std::snprintf(buffer.data(), buffer.size(), "%02d/%02d/%04d %02d:%02d:%02d", p.month, p.day, p.year, p.hour, p.minute, p.second);
    std::string out = buffer.data();
    if (date.tag() == Tag::DateTimeOffset) out += offset_text(date);
    return out;
}

std::string culture_date_text(const Value& date)
{
    const calendar::Parts p = calendar::split(date.as_int64());
    std::array<char, 80> buffer;
    std::snprintf(buffer.data(), buffer.size(), "%d/%d/%04d %d:%02d:%02d %s", p.month, p.day, p.year, p.hour % 12 == 0 ? 12 : p.hour % 12,
                  p.minute, p.second, p.hour < 12 ? "AM" : "PM");
    std::string out = buffer.data();
    if (date.tag() == Tag::DateTimeOffset) out += offset_text(date);
    return out;
}

std::string time_span_text(int64_t ticks)
{
    const bool negative = ticks < 0;
    // The least value has no positive counterpart.
    uint64_t rest = negative ? ~static_cast<uint64_t>(ticks) + 1 : static_cast<uint64_t>(ticks);
    const uint64_t fraction = rest % calendar::ticks_per_second;
    rest /= calendar::ticks_per_second;
    const uint64_t days = rest / 86400;
    rest %= 86400;
    std::array<char, 80> buffer;
    std::string out = negative ? "-" : "";
    if (days != 0) out += std::to_string(days) + ".";
    std::snprintf(buffer.data(), buffer.size(), "%02d:%02d:%02d", static_cast<int>(rest / 3600), static_cast<int>(rest / 60 % 60),
                  static_cast<int>(rest % 60));
    out += buffer.data();
    if (fraction != 0) {
        std::snprintf(buffer.data(), buffer.size(), ".%07d", static_cast<int>(fraction));
        out += buffer.data();
    }
    return out;
}

} // namespace kestrun::value
