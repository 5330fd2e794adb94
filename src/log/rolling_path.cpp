#include "log/rolling_path.hpp"

#include "base/calendar.hpp"
#include "base/format_date.hpp"
#include "base/system_path.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <tuple>

namespace kestrun::log {

namespace {

struct IntervalText
{
    std::string_view name;
    std::string_view format;
    std::size_t digits;
};

constexpr IntervalText intervals[] = {
    {"Infinite", "", 0},    {"Year", "yyyy", 4},        {"Month", "yyyyMM", 6},
    {"Day", "yyyyMMdd", 8}, {"Hour", "yyyyMMddHH", 10}, {"Minute", "yyyyMMddHHmm", 12},
};
static_assert(std::size(intervals) == static_cast<std::size_t>(RollingInterval::Minute) + 1);

const IntervalText& text_of(RollingInterval interval) noexcept { return intervals[static_cast<std::size_t>(interval)]; }

bool all_digits(std::string_view text) noexcept { return std::all_of(text.begin(), text.end(), base::ascii_is_digit); }

} // namespace

std::string_view rolling_interval_name(RollingInterval interval) noexcept { return text_of(interval).name; }

std::optional<RollingInterval> parse_rolling_interval(std::string_view text) noexcept
{
    for (std::size_t i = 0; i < std::size(intervals); ++i)
        if (base::ascii_iequals(text, intervals[i].name)) return static_cast<RollingInterval>(i);
    return std::nullopt;
}

RollingPath::RollingPath(std::string_view path, RollingInterval interval) : interval_(interval)
{
    std::string whole(path);
    std::replace(whole.begin(), whole.end(), '\\', '/');
    const std::size_t slash = whole.rfind('/');
    const std::size_t name_at = slash == std::string::npos ? 0 : slash + 1;
    folder_ = whole.substr(0, name_at);
    const std::string name = whole.substr(name_at);
    const std::size_t dot = name.rfind('.');
    const bool has_extension = dot != std::string::npos && dot > 0;
    stem_ = has_extension ? name.substr(0, dot) : name;
    extension_ = has_extension ? name.substr(dot) : std::string();
}

std::string RollingPath::period(std::int64_t local_ticks) const
{
    std::string text;
    if (interval_ != RollingInterval::Infinite)
        base::format_date(text, {local_ticks, base::DateKind::unspecified, 0}, text_of(interval_).format, base::invariant_culture().date);
    return text;
}

std::optional<std::int64_t> RollingPath::period_end(std::int64_t local_ticks) const
{
    const base::DateParts now = base::date_parts(local_ticks);
    switch (interval_) {
    case RollingInterval::Infinite: return std::nullopt;
    case RollingInterval::Year: return base::date_ticks(now.year + 1, 1, 1);
    case RollingInterval::Month:
        return now.month == 12 ? base::date_ticks(now.year + 1, 1, 1) : base::date_ticks(now.year, now.month + 1, 1);
    case RollingInterval::Day: return (local_ticks / base::ticks_per_day + 1) * base::ticks_per_day;
    case RollingInterval::Hour: return (local_ticks / base::ticks_per_hour + 1) * base::ticks_per_hour;
    case RollingInterval::Minute: return (local_ticks / base::ticks_per_minute + 1) * base::ticks_per_minute;
    }
    return std::nullopt;
}

std::string RollingPath::file(std::string_view period, int sequence) const
{
    std::string name = folder_ + stem_;
    name += period;
    if (sequence > 0) {
        std::string digits = std::to_string(sequence);
        if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
        name += '_' + digits;
    }
    return name + extension_;
}

std::optional<RolledFile> RollingPath::parse(const std::string& name) const
{
    std::string_view rest = name;
    if (!rest.starts_with(stem_) || !rest.ends_with(extension_) || rest.size() < stem_.size() + extension_.size()) return std::nullopt;
    rest.remove_prefix(stem_.size());
    rest.remove_suffix(extension_.size());
    RolledFile file;
    const std::size_t digits = text_of(interval_).digits;
    if (rest.size() < digits || !all_digits(rest.substr(0, digits))) return std::nullopt;
    file.period = rest.substr(0, digits);
    rest.remove_prefix(digits);
    if (!rest.empty()) {
        if (rest[0] != '_' || rest.size() < 4 || !all_digits(rest.substr(1))) return std::nullopt;
        const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), file.sequence);
        if (error != std::errc{} || end != rest.data() + rest.size()) return std::nullopt;
    }
    file.name = folder_ + name;
    return file;
}

std::vector<RolledFile> RollingPath::existing() const
{
    std::vector<RolledFile> files;
    std::error_code ignored;
    for (std::filesystem::directory_iterator entry(base::sys::path(folder_.empty() ? std::string_view(".") : folder_), ignored), end;
         !ignored && entry != end; entry.increment(ignored)) {
        if (std::optional<RolledFile> file = parse(entry->path().filename().string())) files.push_back(std::move(*file));
    }
    std::sort(files.begin(), files.end(),
              [](const RolledFile& a, const RolledFile& b) { return std::tie(a.period, a.sequence) > std::tie(b.period, b.sequence); });
    return files;
}

} // namespace kestrun::log
