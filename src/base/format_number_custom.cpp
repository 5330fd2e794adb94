// Custom number formats: 0 # . , % per mille, e0, literals, and up to three sections for positive, negative and zero.
#include "base/format_number_parts.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace kestrun::base::detail {

namespace {

constexpr std::string_view per_mille = "\u2030";

/// Position behind a literal that opens at `at` ('...', "..." or \x).
std::size_t behind_literal(std::string_view format, std::size_t at) noexcept
{
    if (format[at] == '\\') return std::min(at + 2, format.size());
    const std::size_t close = format.find(format[at], at + 1);
    return close == std::string_view::npos ? format.size() : close + 1;
}

bool opens_literal(char c) noexcept { return c == '\'' || c == '"' || c == '\\'; }

struct Section
{
    std::string_view text;
    int index = 0; // 0: the first section, which then writes the sign itself
};

/// The section for a kind of number (0 positive, 1 negative, 2 zero). One that is missing or empty is replaced by the first.
Section find_section(std::string_view format, int wanted) noexcept
{
    std::size_t start = 0;
    int index = 0;
    std::string_view first;
    for (std::size_t i = 0; i <= format.size();) {
        if (i == format.size() || format[i] == ';') {
            const std::string_view text = format.substr(start, i - start);
            if (index == 0) first = text;
            if (index == wanted) return text.empty() ? Section{first, 0} : Section{text, index};
            ++index;
            start = ++i;
        } else {
            i = opens_literal(format[i]) ? behind_literal(format, i) : i + 1;
        }
    }
    return {first, 0};
}

/// The exponent's part behind e or E: its length (0 when it is plain text), its zeros, and whether + was asked for.
struct ExponentPart
{
    std::size_t length = 0;
    int zeros = 0;
    bool plus = false;
};

ExponentPart exponent_part(std::string_view rest) noexcept
{
    ExponentPart part;
    std::size_t i = 0;
    if (!rest.empty() && (rest[0] == '+' || rest[0] == '-')) {
        part.plus = rest[0] == '+';
        i = 1;
    }
    const std::size_t first_zero = i;
    while (i < rest.size() && rest[i] == '0') ++i;
    if (i == first_zero) return {};
    part.zeros = static_cast<int>(std::min<std::size_t>(i - first_zero, 10));
    part.length = i;
    return part;
}

/// What a section asks for, found before anything is written.
struct Layout
{
    int placeholders = 0;                             // 0 and #
    int point = -1;                                   // placeholders in front of the decimal point
    int first_zero = std::numeric_limits<int>::max(); // index of the first 0
    int behind_last_zero = 0;                         // index of the last 0, plus 1
    int scale = 0;                                    // powers of ten by % and ,
    bool groups = false;
    bool scientific = false;
};

Layout scan(std::string_view section) noexcept
{
    Layout layout;
    int comma_at = -1;
    int commas = 0;
    for (std::size_t i = 0; i < section.size();) {
        const char c = section[i];
        if (opens_literal(c)) {
            i = behind_literal(section, i);
            continue;
        }
        ++i;
        if (c == '#') {
            ++layout.placeholders;
        } else if (c == '0') {
            layout.first_zero = std::min(layout.first_zero, layout.placeholders);
            layout.behind_last_zero = ++layout.placeholders;
        } else if (c == '.') {
            if (layout.point < 0) layout.point = layout.placeholders;
        } else if (c == ',') {
            if (layout.placeholders == 0 || layout.point >= 0) continue;
            if (comma_at == layout.placeholders) {
                ++commas;
                continue;
            }
            if (comma_at >= 0) layout.groups = true;
            comma_at = layout.placeholders;
            commas = 1;
        } else if (c == '%') {
            layout.scale += 2;
        } else if (c == 'e' || c == 'E') {
            const ExponentPart part = exponent_part(section.substr(i));
            layout.scientific = layout.scientific || part.length > 0;
            i += part.length;
        } else if (section.substr(i - 1).starts_with(per_mille)) {
            layout.scale += 3;
            i += per_mille.size() - 1;
        }
    }
    if (layout.point < 0) layout.point = layout.placeholders;
    if (comma_at >= 0) {
        // Commas directly in front of the point divide by a thousand each; others ask for groups.
        if (comma_at == layout.point)
            layout.scale -= commas * 3;
        else
            layout.groups = true;
    }
    return layout;
}

class Writer
{
public:
    Writer(std::string& out, const Digits& number, const Layout& layout, const NumberCulture& culture)
        : out_(out), number_(number), layout_(layout), culture_(culture)
    {
        zeros_from_ = layout.first_zero < layout.point ? layout.point - layout.first_zero : 0;
        zeros_to_ = layout.behind_last_zero > layout.point ? layout.point - layout.behind_last_zero : 0;
        place_ = layout.scientific ? layout.point : std::max(number.scale, layout.point);
        adjust_ = layout.scientific ? 0 : number.scale - layout.point;
        if (layout.groups && !culture.group_separator.empty() && GroupSizes(culture, culture.number_group_sizes)[0] > 0) find_groups();
    }

    void write(std::string_view section)
    {
        for (std::size_t i = 0; i < section.size();) {
            const char c = section[i];
            if (c == '#' || c == '0' || c == '.') write_surplus_digits();
            if (opens_literal(c)) {
                const std::size_t end = behind_literal(section, i);
                const bool closed = c == '\\' || (end - i >= 2 && section[end - 1] == c);
                out_ += section.substr(i + 1, end - i - 1 - (c != '\\' && closed ? 1 : 0));
                i = end;
                continue;
            }
            ++i;
            if (c == '#' || c == '0') {
                write_placeholder();
            } else if (c == '.') {
                write_point();
            } else if (c == '%') {
                out_ += culture_.percent_symbol;
            } else if (c == 'e' || c == 'E') {
                i += write_exponent(c, section.substr(i));
            } else if (section.substr(i - 1).starts_with(per_mille)) {
                out_ += culture_.per_mille_symbol;
                i += per_mille.size() - 1;
            } else if (c != ',') {
                out_ += c;
            }
        }
    }

private:
    void find_groups()
    {
        const int total = std::max(zeros_from_, place_ + std::min(adjust_, 0));
        const GroupSizes sizes(culture_, culture_.number_group_sizes);
        std::size_t group = 0;
        int size = static_cast<int>(sizes[0]);
        for (int at = size; total > at && size > 0; at += size) {
            separators_.push_back(at);
            size = static_cast<int>(sizes[++group]);
        }
    }

    void digit(char c)
    {
        out_ += c;
        if (place_ > 1 && !separators_.empty() && place_ == separators_.back() + 1) {
            out_ += culture_.group_separator;
            separators_.pop_back();
        }
    }

    bool more_digits() const { return next_ < number_.digits.size(); }

    /// Digits for which the section has no place of their own go out before its first placeholder.
    void write_surplus_digits()
    {
        for (; adjust_ > 0; --adjust_, --place_) digit(more_digits() ? number_.digits[next_++] : '0');
    }

    void write_placeholder()
    {
        char c = 0;
        if (adjust_ < 0) {
            ++adjust_;
            c = place_ <= zeros_from_ ? '0' : '\0';
        } else if (more_digits()) {
            c = number_.digits[next_++];
        } else {
            c = place_ > zeros_to_ ? '0' : '\0';
        }
        if (c != 0) digit(c);
        --place_;
    }

    void write_point()
    {
        if (place_ != 0 || point_written_) return;
        if (zeros_to_ < 0 || (layout_.point < layout_.placeholders && more_digits())) {
            out_ += culture_.decimal_separator;
            point_written_ = true;
        }
    }

    std::size_t write_exponent(char letter, std::string_view rest)
    {
        const ExponentPart part = exponent_part(rest);
        if (layout_.scientific && !exponent_written_ && part.length > 0) {
            append_exponent(out_, number_.digits.empty() ? 0 : number_.scale - layout_.point, letter, part.zeros, part.plus, culture_);
            exponent_written_ = true;
        } else {
            out_ += letter;
            out_ += rest.substr(0, part.length);
        }
        return part.length;
    }

    std::string& out_;
    const Digits& number_;
    const Layout& layout_;
    const NumberCulture& culture_;
    int zeros_from_; // leftmost place (1: ones) that a 0 fills
    int zeros_to_;   // rightmost, negative behind the point
    int place_;      // of the next digit
    int adjust_;     // digits more (positive) or less than placeholders in front of the point
    std::size_t next_ = 0;
    std::vector<int> separators_; // digits right of each separator, leftmost last
    bool point_written_ = false;
    bool exponent_written_ = false;
};

} // namespace

void format_custom(std::string& out, Digits& number, std::string_view format, const NumberCulture& culture)
{
    Section section = find_section(format, number.digits.empty() ? 2 : number.negative ? 1 : 0);
    Layout layout = scan(section.text);
    if (!number.digits.empty()) {
        number.scale += layout.scale;
        const int places = layout.scientific ? layout.placeholders : number.scale + layout.placeholders - layout.point;
        round_digits(number, places, false);
        if (number.digits.empty()) { // what rounds to zero is written as zero
            const Section zero = find_section(format, 2);
            if (zero.index != section.index) {
                section = zero;
                layout = scan(section.text);
            }
        }
    } else {
        number.scale = 0;
        if (number.kind != DigitsKind::floating_point) number.negative = false;
    }
    const std::size_t start = out.size();
    const bool sign = number.negative && section.index == 0;
    Writer(out, number, layout, culture).write(section.text);
    if (sign && (number.scale != 0 || out.size() > start)) out.insert(start, culture.negative_sign);
}

} // namespace kestrun::base::detail
