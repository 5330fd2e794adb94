#include "server/route_constraint.hpp"

#include "http/ascii.hpp"
#include "http/date.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace kestrun::server {

using http::iequals;

/// A compiled regular expression; matching allocates its own match data, so threads do not meet.
struct RouteConstraint::Pattern
{
    pcre2_code* code = nullptr;

    Pattern() = default;
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;
    ~Pattern() { pcre2_code_free(code); }
};

namespace {

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept
{
    // Numbers as .NET reads them with NumberStyles.Integer: a sign and leading zeros are fine.
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// [sign] digits ["." digits] [exponent]; `infinity_too`: NaN and Infinity, as double and float allow.
bool is_number(std::string_view text, bool exponent_allowed) noexcept
{
    std::size_t at = 0;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    std::size_t digits = 0;
    const auto skip_digits = [&] {
        const std::size_t start = at;
        while (at < text.size() && http::is_class(text[at], http::byte_class::digit)) ++at;
        digits += at - start;
        return at - start;
    };
    skip_digits();
    if (at < text.size() && text[at] == '.') {
        ++at;
        skip_digits();
    }
    if (digits == 0) return false;
    if (exponent_allowed && at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        if (skip_digits() == 0) return false;
    }
    return at == text.size();
}

bool is_guid(std::string_view text) noexcept
{
    // The forms N, D, B and P of Guid.TryParse.
    if (text.size() == 38 && ((text.front() == '{' && text.back() == '}') || (text.front() == '(' && text.back() == ')')))
        text = text.substr(1, 36);
    if (text.size() == 32) return http::all_of_class(text, http::byte_class::hex);
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < 36; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !http::is_class(text[i], http::byte_class::hex)) return false;
    }
    return true;
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) noexcept
{
    if (at + count > text.size()) return std::nullopt;
    int number = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (!http::is_class(text[i], http::byte_class::digit)) return std::nullopt;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

bool is_day(int year, int month, int day) noexcept
{
    if (year < 1 || month < 1 || month > 12 || day < 1) return false;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return day <= lengths[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

/// hh:mm[:ss[.fffffff]] [AM|PM] [Z|+hh:mm]
bool is_time(std::string_view text) noexcept
{
    const auto hour = digits(text, 0, 2);
    const auto minute = digits(text, 3, 2);
    if (!hour || !minute || text[2] != ':' || *hour > 23 || *minute > 59) return false;
    text.remove_prefix(5);
    if (text.starts_with(':')) {
        const auto second = digits(text, 1, 2);
        if (!second || *second > 59) return false;
        text.remove_prefix(3);
        if (text.starts_with('.')) {
            std::size_t end = 1;
            while (end < text.size() && http::is_class(text[end], http::byte_class::digit)) ++end;
            if (end == 1 || end > 8) return false;
            text.remove_prefix(end);
        }
    }
    if (text.starts_with(' ') && (iequals(text.substr(1), "am") || iequals(text.substr(1), "pm"))) return *hour >= 1 && *hour <= 12;
    if (text.empty() || iequals(text, "z")) return true;
    const auto zone_hour = digits(text, 1, 2);
    const auto zone_minute = digits(text, 4, 2);
    return text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' && zone_hour && zone_minute && *zone_hour <= 14 &&
           *zone_minute <= 59;
}

/// The forms of the invariant culture that stand in a URL segment: yyyy-MM-dd, MM-dd-yyyy, with `/` too (coded), M and d of one digit, a
/// time after a blank or T; and HTTP dates.
bool is_datetime(std::string_view text) noexcept
{
    if (http::parse_http_date(text)) return true;
    std::array<int, 3> parts{};
    std::size_t at = 0;
    std::size_t first_width = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::size_t start = at;
        while (at < text.size() && at - start < 4 && http::is_class(text[at], http::byte_class::digit)) ++at;
        const auto number = digits(text, start, at - start);
        if (at == start || !number) return false;
        parts[i] = *number;
        if (i == 0) first_width = at - start;
        if (i < 2) {
            if (at >= text.size() || (text[at] != '-' && text[at] != '/')) return false;
            ++at;
        }
    }
    const bool valid = first_width == 4 ? is_day(parts[0], parts[1], parts[2]) : is_day(parts[2], parts[0], parts[1]);
    if (!valid) return false;
    if (at == text.size()) return true;
    if (text[at] != ' ' && text[at] != 'T' && text[at] != 't') return false;
    return is_time(text.substr(at + 1));
}

/// UTF-16 units, as .NET counts the length of a value.
std::int64_t utf16_length(std::string_view text) noexcept
{
    std::int64_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0U) != 0x80U) units += byte >= 0xf0 ? 2 : 1;
    }
    return units;
}

/// The last segment looks like a file: it has a dot that does not end it.
bool is_file_name(std::string_view value) noexcept
{
    const std::size_t slash = value.rfind('/');
    const std::string_view last = slash == std::string_view::npos ? value : value.substr(slash + 1);
    const std::size_t dot = last.rfind('.');
    return dot != std::string_view::npos && dot + 1 < last.size();
}

} // namespace

struct ConstraintTests
{
    using Self = const RouteConstraint&;

    static bool integer(std::string_view value, Self self) noexcept
    {
        const auto number = parse_integer(value);
        return number && *number >= self.low_ && *number <= self.high_;
    }
    static bool length(std::string_view value, Self self) noexcept
    {
        const std::int64_t units = utf16_length(value);
        return units >= self.low_ && units <= self.high_;
    }
    static bool alpha(std::string_view value, Self) noexcept
    {
        for (const char c : value)
            if (http::to_lower(c) < 'a' || http::to_lower(c) > 'z') return false;
        return true;
    }
    static bool boolean(std::string_view value, Self) noexcept { return iequals(value, "true") || iequals(value, "false"); }
    static bool guid(std::string_view value, Self) noexcept { return is_guid(value); }
    static bool datetime(std::string_view value, Self) noexcept { return is_datetime(value); }
    static bool decimal(std::string_view value, Self) noexcept { return is_number(value, false); }
    static bool real(std::string_view value, Self) noexcept
    {
        return is_number(value, true) || iequals(value, "NaN") || iequals(value, "Infinity") || iequals(value, "-Infinity");
    }
    static bool required(std::string_view value, Self) noexcept { return !value.empty(); }
    static bool file(std::string_view value, Self) noexcept { return is_file_name(value); }
    static bool nonfile(std::string_view value, Self) noexcept { return !is_file_name(value); }
    static bool regex(std::string_view value, Self self) noexcept
    {
        pcre2_match_data* const data = pcre2_match_data_create(1, nullptr);
        pcre2_match_context* const context = pcre2_match_context_create(nullptr);
        // A pattern that explodes on some value is a value that does not match: the client must not buy seconds of processor time.
        if (context != nullptr) pcre2_set_match_limit(context, 100'000);
        const int found = data == nullptr ? PCRE2_ERROR_NOMEMORY
                                          : pcre2_match(self.pattern_->code, reinterpret_cast<PCRE2_SPTR>(value.data()), value.size(), 0, 0,
                                                        data, context);
        pcre2_match_context_free(context);
        pcre2_match_data_free(data);
        return found >= 0;
    }

    struct Entry
    {
        std::string_view name;
        RouteConstraint::Test test;
        int least_arguments;
        int most_arguments;
        std::int64_t low; ///< without arguments, and what an argument does not replace
        std::int64_t high;
        bool argument_is_high;
    };

    static constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
    static constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
    static constexpr auto table = std::to_array<Entry>({
        {"int", &integer, 0, 0, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max(), false},
        {"long", &integer, 0, 0, lowest, highest, false},
        {"min", &integer, 1, 1, lowest, highest, false},
        {"max", &integer, 1, 1, lowest, highest, true},
        {"range", &integer, 2, 2, lowest, highest, false},
        {"length", &length, 1, 2, 0, highest, false},
        {"minlength", &length, 1, 1, 0, highest, false},
        {"maxlength", &length, 1, 1, 0, highest, true},
        {"alpha", &alpha, 0, 0, 0, 0, false},
        {"bool", &boolean, 0, 0, 0, 0, false},
        {"guid", &guid, 0, 0, 0, 0, false},
        {"datetime", &datetime, 0, 0, 0, 0, false},
        {"decimal", &decimal, 0, 0, 0, 0, false},
        {"double", &real, 0, 0, 0, 0, false},
        {"float", &real, 0, 0, 0, 0, false},
        {"required", &required, 0, 0, 0, 0, false},
        {"file", &file, 0, 0, 0, 0, false},
        {"nonfile", &nonfile, 0, 0, 0, 0, false},
        {"regex", &regex, 1, 1, 0, 0, false},
    });

    static std::string known_names()
    {
        std::string names;
        for (const Entry& entry : table) names.append(names.empty() ? "" : ", ").append(entry.name);
        return names;
    }

    static void apply_numbers(RouteConstraint& constraint, const Entry& entry, std::string_view arguments)
    {
        const std::size_t comma = arguments.find(',');
        const int count = comma == std::string_view::npos ? 1 : 2;
        if (count > entry.most_arguments || count < entry.least_arguments)
            throw RouteError("the constraint '" + std::string(entry.name) + "' takes " + std::to_string(entry.least_arguments) +
                             " argument(s)");
        const auto first = parse_integer(http::trim_ows(arguments.substr(0, comma)));
        const auto second = count == 2 ? parse_integer(http::trim_ows(arguments.substr(comma + 1))) : first;
        if (!first || !second)
            throw RouteError("the arguments of '" + std::string(entry.name) + "(" + std::string(arguments) + ")' are not whole numbers");
        if (count == 2 && *first > *second)
            throw RouteError("the range '" + std::string(arguments) + "' is empty: its first number is the larger one");
        if (entry.argument_is_high) {
            constraint.high_ = *first;
            return;
        }
        constraint.low_ = *first;
        // length(5) is exactly five; range and length(1,5) have both ends; min and minlength stay open.
        if (count == 2 || entry.name == "length") constraint.high_ = *second;
    }

    static void compile(RouteConstraint& constraint, std::string_view expression)
    {
        int error = 0;
        PCRE2_SIZE where = 0;
        auto pattern = std::make_shared<RouteConstraint::Pattern>();
        pattern->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                                      PCRE2_UTF | PCRE2_CASELESS | PCRE2_MATCH_INVALID_UTF, &error, &where, nullptr);
        if (pattern->code == nullptr) {
            std::array<PCRE2_UCHAR, 256> text{};
            pcre2_get_error_message(error, text.data(), text.size());
            throw RouteError("the regular expression '" + std::string(expression) + "' is not valid at character " +
                             std::to_string(where + 1) + ": " + reinterpret_cast<const char*>(text.data()));
        }
        constraint.pattern_ = std::move(pattern);
    }
};

RouteConstraint RouteConstraint::parse(std::string_view text)
{
    const std::size_t open = text.find('(');
    const std::string_view name = text.substr(0, open);
    std::string_view arguments;
    if (open != std::string_view::npos) {
        if (text.back() != ')') throw RouteError("the constraint '" + std::string(text) + "' has no closing parenthesis");
        arguments = text.substr(open + 1, text.size() - open - 2);
    }
    for (const ConstraintTests::Entry& entry : ConstraintTests::table) {
        if (!iequals(entry.name, name)) continue;
        RouteConstraint constraint;
        constraint.test_ = entry.test;
        constraint.low_ = entry.low;
        constraint.high_ = entry.high;
        constraint.text_ = std::string(entry.name);
        if (open != std::string_view::npos) constraint.text_.append("(").append(arguments).append(")");
        if (entry.least_arguments == 0) {
            if (!arguments.empty()) throw RouteError("the constraint '" + std::string(entry.name) + "' takes no arguments");
        } else if (open == std::string_view::npos) {
            throw RouteError("the constraint '" + std::string(entry.name) + "' needs arguments in parentheses");
        } else if (entry.name == "regex") {
            ConstraintTests::compile(constraint, arguments);
        } else {
            ConstraintTests::apply_numbers(constraint, entry, arguments);
        }
        return constraint;
    }
    throw RouteError("the constraint '" + std::string(name) + "' is not known; there are " + ConstraintTests::known_names());
}

bool RouteConstraint::accepts(std::string_view value) const noexcept { return test_(value, *this); }

} // namespace kestrun::server
