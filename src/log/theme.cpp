#include "log/theme.hpp"

#include "base/text.hpp"

#include <cstdio>

namespace kestrun::log {

namespace {

constexpr std::string_view reset = "\033[39;49m";

constexpr Theme plain{"None", {}, ""};

// Text, secondary, tertiary, invalid, null, name, string, number, boolean, scalar, then the levels from Verbose to Fatal.
constexpr Theme literate_8{"Literate",
                           {"\033[37m", "\033[37m", "\033[30m", "\033[33m", "\033[34m", "\033[37m", "\033[36m", "\033[35m", "\033[34m",
                            "\033[32m", "\033[37m", "\033[37m", "\033[37m", "\033[33m", "\033[37m\033[41m", "\033[37m\033[41m"},
                           reset};
constexpr Theme literate_16{"Literate",
                            {"\033[97m", "\033[37m", "\033[90m", "\033[93m", "\033[94m", "\033[37m", "\033[96m", "\033[95m", "\033[94m",
                             "\033[92m", "\033[37m", "\033[37m", "\033[97m", "\033[93m", "\033[97m\033[101m", "\033[97m\033[101m"},
                            reset};
constexpr Theme grayscale{"Grayscale",
                          {"\033[97m", "\033[37m", "\033[90m", "\033[97m\033[100m", "\033[97m", "\033[37m", "\033[97m", "\033[97m",
                           "\033[97m", "\033[97m", "\033[90m", "\033[37m", "\033[97m", "\033[97m\033[100m", "\033[30m\033[107m",
                           "\033[30m\033[107m"},
                          reset};
constexpr Theme colored{"Colored",
                        {"\033[37m", "\033[90m", "\033[90m", "\033[93m", "\033[97m", "\033[97m", "\033[97m", "\033[97m", "\033[97m",
                         "\033[97m", "\033[37m\033[100m", "\033[97m\033[100m", "\033[97m\033[44m", "\033[90m\033[43m", "\033[97m\033[41m",
                         "\033[97m\033[41m"},
                        reset};

constexpr bool is_control(unsigned char c) noexcept { return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F; }

} // namespace

const Theme& no_theme() noexcept { return plain; }

const Theme& literate_theme(std::string_view terminal) noexcept
{
    // Types whose terminfo entry has eight colours only.
    constexpr std::string_view eight_colours[] = {"", "xterm", "linux", "screen", "vt100", "vt220", "ansi", "cygwin", "rxvt", "tmux"};
    for (const std::string_view type : eight_colours)
        if (terminal == type) return literate_8;
    return literate_16;
}

const Theme* find_theme(std::string_view name, std::string_view terminal) noexcept
{
    if (base::ascii_iequals(name, "Literate")) return &literate_theme(terminal);
    for (const Theme* theme : {&plain, &grayscale, &colored})
        if (base::ascii_iequals(name, theme->name)) return theme;
    return nullptr;
}

void Painter::put_plain(Style style, std::string_view text)
{
    if (text.empty()) return;
    if (!colours()) {
        out_ += text;
        return;
    }
    const std::string_view begin = theme_.begin[static_cast<std::size_t>(style)];
    out_ += begin;
    out_ += text;
    out_ += theme_.end;
    invisible_ += begin.size() + theme_.end.size();
}

void Painter::put(Style style, std::string_view text)
{
    bool clean = true;
    if (colours())
        for (const char c : text) clean = clean && !is_control(static_cast<unsigned char>(c));
    if (clean) {
        put_plain(style, text);
        return;
    }
    // A value may come from a client: its escape sequences must not reach the terminal.
    std::string visible;
    for (const char c : text) {
        char buffer[8];
        if (!is_control(static_cast<unsigned char>(c)))
            visible += c;
        else
            visible.append(buffer,
                           static_cast<std::size_t>(std::snprintf(buffer, sizeof buffer, "\\x%02X", static_cast<unsigned char>(c))));
    }
    put_plain(style, visible);
}

} // namespace kestrun::log
