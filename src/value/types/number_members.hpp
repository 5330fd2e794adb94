// Members that every numeric type has: ToString, CompareTo, Equals, Parse.
#pragma once
#include "value/culture.hpp"
#include "value/number_parse.hpp"
#include "value/operators.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {

Value number_to_string(Call& c); // all four overloads
Value number_equals(Call& c);
Value number_hash(Call& c);
/// CompareTo(object) and CompareTo(T).
Value number_compare_to(Call& c);
/// The styles and culture among Parse's arguments after the text.
struct ParseOptions
{
    unsigned styles;
    const base::Culture* culture;
};
ParseOptions parse_options(const Call& c, unsigned styles);
/// The text with the culture's separators turned into the invariant ones.
std::string invariant_number(std::string_view text, const ParseOptions& options);
/// "The input string 'x' was not in a correct format."
[[noreturn]] void throw_number_format(std::string_view text);
/// System.TypeCode of a numeric tag.
int type_code(Tag tag);

#define KESTRUN_FORMATTABLE_ROWS                                                                                                           \
    meth("ToString", "", "string", number_to_string), meth("ToString", "string format", "string", number_to_string),                       \
        meth("ToString", "System.IFormatProvider provider", "string", number_to_string),                                                   \
        meth("ToString", "string format, System.IFormatProvider provider", "string", number_to_string)

#define KESTRUN_COMPARABLE_ROWS(T)                                                                                                         \
    meth("CompareTo", "System.Object value", "int", number_compare_to), meth("CompareTo", T " value", "int", number_compare_to),           \
        meth("Equals", "System.Object obj", "bool", number_equals), meth("Equals", T " obj", "bool", number_equals),                       \
        meth("GetHashCode", "", "int", number_hash)

#define KESTRUN_PARSE_ROWS(T, parse, try_parse)                                                                                            \
    smeth("Parse", "string s", T, parse), smeth("Parse", "string s, System.Globalization.NumberStyles style", T, parse),                   \
        smeth("Parse", "string s, System.IFormatProvider provider", T, parse),                                                             \
        smeth("Parse", "string s, System.Globalization.NumberStyles style, System.IFormatProvider provider", T, parse),                    \
        smeth("TryParse", "string s, out " T " result", "bool", try_parse),                                                                \
        smeth("TryParse", "string s, System.IFormatProvider provider, out " T " result", "bool", try_parse),                               \
        smeth("TryParse", "string s, System.Globalization.NumberStyles style, System.IFormatProvider provider, out " T " result", "bool",  \
              try_parse)

constexpr const char* number_interfaces = "System.IComparable,System.IConvertible,System.IFormattable";

} // namespace kestrun::value
