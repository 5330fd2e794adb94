#include "log/level.hpp"

#include "base/text.hpp"

#include <array>
#include <charconv>

namespace kestrun::log {

namespace {

// Name, and the forms of one to four letters in title case.
struct LevelTexts
{
    std::string_view name;
    std::array<std::string_view, 4> short_forms;
};

constexpr LevelTexts levels[] = {
    {"Verbose", {"V", "Vb", "Vrb", "Verb"}}, {"Debug", {"D", "De", "Dbg", "Dbug"}}, {"Information", {"I", "In", "Inf", "Info"}},
    {"Warning", {"W", "Wn", "Wrn", "Warn"}}, {"Error", {"E", "Er", "Err", "Eror"}}, {"Fatal", {"F", "Fa", "Ftl", "Fatl"}},
};
static_assert(std::size(levels) == static_cast<std::size_t>(Level::Fatal) + 1);

const LevelTexts& texts_of(Level level) noexcept { return levels[static_cast<std::size_t>(level)]; }

void append_cased(std::string& out, std::string_view text, char casing)
{
    for (const char c : text) out += casing == 'u' ? base::ascii_upper(c) : casing == 'w' ? base::ascii_lower(c) : c;
}

} // namespace

std::string_view level_name(Level level) noexcept { return texts_of(level).name; }

std::optional<Level> parse_level(std::string_view text) noexcept
{
    for (std::size_t i = 0; i < std::size(levels); ++i)
        if (base::ascii_iequals(text, levels[i].name) || base::ascii_iequals(text, levels[i].short_forms[2])) return static_cast<Level>(i);
    return std::nullopt;
}

void append_level(std::string& out, Level level, std::string_view format)
{
    const LevelTexts& texts = texts_of(level);
    const char casing = format.empty() ? '\0' : format[0];
    if (casing != 'u' && casing != 'w' && casing != 't') {
        out += texts.name;
        return;
    }
    std::size_t width = 0;
    const auto [end, error] = std::from_chars(format.data() + 1, format.data() + format.size(), width);
    if (format.size() == 1)
        append_cased(out, texts.name, casing);
    else if (error != std::errc{} || end != format.data() + format.size())
        out += texts.name;
    else if (width == 0)
        return;
    else if (width <= texts.short_forms.size())
        append_cased(out, texts.short_forms[width - 1], casing);
    else
        append_cased(out, texts.name.substr(0, width), casing);
}

} // namespace kestrun::log
