// Text to numbers: .NET's Parse with NumberStyles (invariant culture), and PowerShell's reading of a number inside text.
#pragma once
#include "value/value.hpp"
#include <optional>
#include <string_view>

namespace kestrun::value {

class Decimal;

/// System.Globalization.NumberStyles.
namespace number_style {
constexpr unsigned LeadingWhite = 1, TrailingWhite = 2, LeadingSign = 4, TrailingSign = 8, Parentheses = 16, DecimalPoint = 32,
                   Thousands = 64, Exponent = 128, CurrencySymbol = 256, HexSpecifier = 512, BinarySpecifier = 1024;
constexpr unsigned Integer = LeadingWhite | TrailingWhite | LeadingSign;
constexpr unsigned Float = Integer | DecimalPoint | Exponent;
constexpr unsigned Number = Integer | TrailingSign | DecimalPoint | Thousands;
} // namespace number_style

enum class ParseStatus : uint8_t
{
    Ok,
    Format,
    Overflow
};

/// tag: SByte to UInt64.
ParseStatus parse_integer(std::string_view text, unsigned styles, Tag tag, Value& out);
/// Never Overflow: too large gives an infinity, as in .NET.
ParseStatus parse_double(std::string_view text, unsigned styles, double& out);
ParseStatus parse_single(std::string_view text, unsigned styles, float& out);
ParseStatus parse_decimal(std::string_view text, unsigned styles, Decimal& out);

/// A number as it stands in PowerShell source: sign, 0x and 0b, point, exponent, type suffix, multiplier (kb ... pb), blanks around.
/// Nothing when the text is none or the number does not fit its suffix.
std::optional<Value> scan_number(std::string_view text);

/// "Value was either too large or too small for an Int32." for the integral tags.
std::string_view overflow_text(Tag tag);
/// The range of an integral tag, Char and Bool included.
int64_t least(Tag tag);
uint64_t greatest(Tag tag);
/// 128-bit so that every integral value fits.
__extension__ typedef __int128 Int128;
inline bool fits(Int128 i, Tag tag) { return i >= least(tag) && i <= static_cast<Int128>(greatest(tag)); }
inline Int128 wide(const Value& integral)
{
    return integral.tag() == Tag::UInt64 ? static_cast<Int128>(integral.as_uint64()) : static_cast<Int128>(integral.as_int64());
}
/// The integral value of that tag; the caller has checked fits().
inline Value narrow(Int128 i, Tag tag)
{
    return tag == Tag::UInt64 ? Value::uint64(static_cast<uint64_t>(i)) : Value::integer(tag, static_cast<int64_t>(i));
}

} // namespace kestrun::value
