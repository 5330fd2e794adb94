// value.ToString(format, culture).
#include "base/format_date.hpp"
#include "base/format_number.hpp"
#include "base/text.hpp"
#include "value/big_integer.hpp"
#include "value/calendar.hpp"
#include "value/convert.hpp"
#include "value/culture.hpp"
#include "value/decimal.hpp"
#include "value/error.hpp"
#include "value/members.hpp"

namespace kestrun::value {
namespace {

void check(base::FormatResult result)
{
    if (result == base::FormatResult::ok) return;
    throw_native("System.FormatException",
                 result == base::FormatResult::bad_specifier ? "Format specifier was invalid." : "Argument 'precision' is too large.");
}

void check(base::DateFormatResult result)
{
    if (result == base::DateFormatResult::ok) return;
    throw_native("System.FormatException", result == base::DateFormatResult::bad_format
                                               ? "Input string was not in a correct format."
                                               : "Cannot find a matching quote character for the character '''.");
}

int width_of(Tag tag)
{
    switch (tag) {
    case Tag::SByte:
    case Tag::Byte: return 1;
    case Tag::Int16:
    case Tag::UInt16: return 2;
    case Tag::Int32:
    case Tag::UInt32: return 4;
    default: return 8;
    }
}

std::string date_text(const Value& value, std::string_view format, const base::DateCulture& culture)
{
    base::DateText date;
    date.ticks = value.as_int64();
    if (value.tag() == Tag::DateTimeOffset) {
        date.kind = base::DateKind::offset;
        date.offset_minutes = value.offset_minutes();
    } else {
        date.kind = static_cast<base::DateKind>(value.date_kind());
        if (value.date_kind() != DateKind::Utc) {
            date.offset_minutes = static_cast<int>(calendar::offset_at_local(date.ticks) / calendar::ticks_per_minute);
        }
    }
    std::string out;
    check(base::format_date(out, date, format, culture));
    return out;
}

/// Two's complement of a big integer in hexadecimal, at least `precision` digits: BigInteger.ToString("X").
std::string hex_text(const BigInteger& number, char letter, int precision)
{
    std::string digits;
    if (number < 0) {
        BigInteger power = 16;
        while (-number > power / 2) power *= 16;
        digits = BigInteger(power + number).str(0, std::ios_base::hex);
        if (std::string_view("01234567").find(digits[0]) != std::string_view::npos) digits.insert(0, "f");
    } else {
        digits = number.str(0, std::ios_base::hex);
        if (std::string_view("01234567").find(digits[0]) == std::string_view::npos) digits.insert(0, "0");
    }
    if (precision > 10000) throw_native("System.FormatException", "Argument 'precision' is too large.");
    if (static_cast<int>(digits.size()) < precision) {
        digits.insert(0, static_cast<size_t>(precision) - digits.size(), number < 0 ? 'f' : '0');
    }
    for (char& c : digits) c = letter == 'X' ? base::ascii_upper(c) : base::ascii_lower(c);
    return digits;
}

std::string enum_format(const Value& value, std::string_view format)
{
    if (format.empty() || format == "G" || format == "g" || format == "F" || format == "f") return enum_text(value);
    if (format == "D" || format == "d") return std::to_string(value.as_int64());
    if (format == "X" || format == "x") {
        const Type* underlying = enum_type(value.aux()).underlying();
        std::string out;
        const int width = width_of(underlying ? underlying->tag() : Tag::Int32);
        check(base::format_int64(out, value.as_int64(), width, "X" + std::to_string(width * 2), base::invariant_culture().number));
        return out;
    }
    throw_native("System.FormatException", "Format string can be only \"G\", \"g\", \"X\", \"x\", \"F\", \"f\", \"D\" or \"d\".");
}

base::Digits digits_of(std::string text, int scale, bool negative, base::DigitsKind kind)
{
    const int point = static_cast<int>(text.size()) - scale;
    size_t zeros = 0;
    while (zeros < text.size() && text[zeros] == '0') ++zeros;
    base::Digits digits;
    digits.digits = text.substr(zeros);
    digits.scale = point - static_cast<int>(zeros);
    digits.negative = negative;
    digits.kind = kind;
    return digits;
}

} // namespace

std::string format_value(const Value& value, std::string_view format, const base::Culture& culture)
{
    std::string out;
    switch (value.tag()) {
    case Tag::SByte:
    case Tag::Byte:
    case Tag::Int16:
    case Tag::UInt16:
    case Tag::Int32:
    case Tag::UInt32:
    case Tag::Int64: check(base::format_int64(out, value.as_int64(), width_of(value.tag()), format, culture.number)); return out;
    case Tag::UInt64: check(base::format_uint64(out, value.as_uint64(), format, culture.number)); return out;
    case Tag::Double: check(base::format_double(out, value.as_double(), format, culture.number)); return out;
    case Tag::Single: check(base::format_single(out, static_cast<float>(value.as_double()), format, culture.number)); return out;
    case Tag::DateTime:
    case Tag::DateTimeOffset: return date_text(value, format, culture.date);
    case Tag::TimeSpan: check(base::format_time_span(out, value.as_int64(), format, culture.number)); return out;
    case Tag::Enum: return enum_format(value, format);
    default: break;
    }
    if (const Decimal* decimal = as_decimal(value)) {
        check(base::format_digits(out, digits_of(decimal->digits(), decimal->scale(), decimal->negative(), base::DigitsKind::decimal),
                                  format, culture.number));
        return out;
    }
    if (const BigInteger* number = as_big_integer(value)) {
        if (!format.empty() && (format[0] == 'X' || format[0] == 'x') &&
            format.find_first_not_of("0123456789", 1) == std::string_view::npos) {
            return hex_text(*number, format[0], format.size() > 1 ? std::atoi(std::string(format.substr(1, 6)).c_str()) : 0);
        }
        check(base::format_digits(out, digits_of(BigInteger(abs(*number)).str(), 0, *number < 0, base::DigitsKind::integer), format,
                                  culture.number));
        return out;
    }
    if (!format.empty()) {
        if (const auto* textual = value.as<Textual>()) return textual->text(format);
    }
    return value.is_null() ? std::string() : dotnet_text(value);
}

} // namespace kestrun::value
