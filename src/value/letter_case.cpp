#include "value/letter_case.hpp"
#include <utf8proc.h>

namespace kestrun::value {
namespace {
constexpr char32_t sharp_s = 0xdf, capital_dotted_i = 0x130, dotless_i = 0x131;
} // namespace

Casing casing_of(const base::Culture& culture) noexcept
{
    if (culture.name.empty()) return Casing::Invariant;
    const std::string_view language = culture.name.substr(0, culture.name.find('-'));
    return language == "tr" || language == "az" ? Casing::Turkish : Casing::Common;
}

char32_t to_upper(char32_t c, Casing casing) noexcept
{
    if (c == sharp_s) return c;
    if (c == dotless_i) return casing == Casing::Invariant ? c : U'I';
    if (c == U'i' && casing == Casing::Turkish) return capital_dotted_i;
    return static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c)));
}

char32_t to_lower(char32_t c, Casing casing) noexcept
{
    if (c == capital_dotted_i) return casing == Casing::Invariant ? c : U'i';
    if (c == U'I' && casing == Casing::Turkish) return dotless_i;
    return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
}

char32_t to_title(char32_t c, Casing casing) noexcept
{
    const auto title = static_cast<char32_t>(utf8proc_totitle(static_cast<utf8proc_int32_t>(c)));
    const char32_t upper = to_upper(c, casing);
    // The two differ for digraphs only.
    return c >= 0x1c4 && c <= 0x1f3 ? title : upper;
}

} // namespace kestrun::value
