#include "base/line_ends.hpp"

#include "base/platform.hpp"

namespace kestrun::base {

std::string with_line_ends(std::string_view text, std::string_view line_end)
{
    std::string out;
    out.reserve(text.size() + text.size() / 16);
    char before = '\0';
    for (const char c : text) {
        if (c == '\n' && before != '\r')
            out += line_end;
        else
            out += c;
        before = c;
    }
    return out;
}

std::string with_new_lines(std::string text)
{
    if constexpr (!sys::on_windows) return text;
    return with_line_ends(text, new_line);
}

} // namespace kestrun::base
