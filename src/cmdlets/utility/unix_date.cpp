#include "cmdlets/utility/unix_date.hpp"

namespace kestrun::cmdlets {

namespace {

constexpr int64_t unix_epoch_ticks = 621'355'968'000'000'000;

struct Row
{
    char letter;
    const char* format; // .NET format that gives it
};
constexpr Row formats[] = {
    {'A', "dddd"},
    {'a', "ddd"},
    {'B', "MMMM"},
    {'b', "MMM"},
    {'h', "MMM"},
    {'D', "MM/dd/yy"},
    {'d', "dd"},
    {'F', "yyyy-MM-dd"},
    {'G', "yyyy"},
    {'H', "HH"},
    {'I', "hh"},
    {'M', "mm"},
    {'m', "MM"},
    {'p', "tt"},
    {'R', "HH:mm"},
    {'r', "hh:mm:ss tt"},
    {'S', "ss"},
    {'T', "HH:mm:ss"},
    {'X', "HH:mm:ss"},
    {'x', "MM/dd/yy"},
    {'Y', "yyyy"},
    {'y', "yy"},
    {'c', "ddd dd MMM yyyy HH:mm:ss"},
    {'g', "yy"},
};

int64_t part(const Value& date, const char* name) { return integral(property_of(date, name)); }

std::string padded(int64_t number, size_t width, char fill = '0')
{
    std::string text = std::to_string(number);
    return text.size() < width ? std::string(width - text.size(), fill) + text : text;
}

/// Week of the year by ISO 8601.
int64_t iso_week(const Value& date)
{
    const int64_t weekday = (part(date, "DayOfWeek") + 6) % 7; // Monday is 0
    const int64_t week = (part(date, "DayOfYear") - 1 - weekday + 10) / 7;
    if (week < 1) return 52;
    return week;
}

std::string computed(const Value& date, char letter)
{
    switch (letter) {
    case 'C': return padded(part(date, "Year") / 100, 2);
    case 'e': return padded(part(date, "Day"), 2, ' ');
    case 'j': return padded(part(date, "DayOfYear"), 3);
    case 'k': return padded(part(date, "Hour"), 2, ' ');
    case 'l': return padded((part(date, "Hour") + 11) % 12 + 1, 2, ' ');
    case 'n': return "\n";
    case 't': return "\t";
    case 'U':
    case 'W': return std::to_string(part(date, "DayOfYear") / 7);
    case 'u': return std::to_string((part(date, "DayOfWeek") + 6) % 7 + 1);
    case 'V': return padded(iso_week(date), 2);
    case 'w': return std::to_string(part(date, "DayOfWeek"));
    case 'Z': return value::format_value(date, "zz");
    case 's': {
        Value utc = date;
        if (date.date_kind() != value::DateKind::Utc) utc = value::invoke_method(date, Name("ToUniversalTime"), {});
        return std::to_string((utc.as_int64() - unix_epoch_ticks) / 10'000'000);
    }
    default: return std::string(1, letter);
    }
}

} // namespace

std::string unix_date_text(const Value& date, std::string_view format)
{
    if (!format.empty() && format.front() == '+') format.remove_prefix(1);
    std::string out;
    for (size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%' || i + 1 == format.size()) {
            out += format[i];
            continue;
        }
        const char letter = format[++i];
        const Row* row = nullptr;
        for (const Row& candidate : formats) {
            if (candidate.letter == letter) row = &candidate;
        }
        out += row ? value::format_value(date, row->format) : computed(date, letter);
    }
    return out;
}

} // namespace kestrun::cmdlets
