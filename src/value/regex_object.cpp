#include "value/regex_object.hpp"

namespace kestrun::value {

std::string_view RegexMatch::value() const
{
    const RegexSpan there = span();
    return there.success() ? input_->view().substr(there.begin, there.end - there.begin) : std::string_view();
}

uint32_t RegexMatch::index() const
{
    const RegexSpan there = span();
    if (!there.success()) return 0;
    return input_->is_ascii() ? static_cast<uint32_t>(there.begin) : utf16_length(input_->view().substr(0, there.begin));
}

uint32_t RegexMatch::length() const { return utf16_length(value()); }

const Type& RegexMatch::type() const
{
    if (as_) return *as_;
    static const Type& match = native_type("System.Text.RegularExpressions.Match");
    return match;
}

uint32_t utf16_length(std::string_view utf8) noexcept
{
    uint32_t units = 0;
    for (const char c : utf8) {
        const auto u = static_cast<unsigned char>(c);
        if ((u & 0xc0) != 0x80) units += u >= 0xf0 ? 2 : 1;
    }
    return units;
}

size_t byte_offset(const String& text, uint32_t index) noexcept
{
    if (text.is_ascii()) return std::min<size_t>(index, text.view().size());
    const std::string_view utf8 = text.view();
    size_t i = 0;
    for (uint32_t units = 0; i < utf8.size() && units < index;) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        const size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        units += length == 4 ? 2 : 1;
        i += length;
    }
    return i;
}

} // namespace kestrun::value
