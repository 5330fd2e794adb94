#pragma once
// Colours of the console.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace kestrun::log {

enum class Style : std::uint8_t
{
    Text,
    SecondaryText,
    TertiaryText,
    Invalid,
    Null,
    Name,
    String,
    Number,
    Boolean,
    Scalar,
    LevelVerbose,
    LevelDebug,
    LevelInformation,
    LevelWarning,
    LevelError,
    LevelFatal,
};
constexpr std::size_t style_count = static_cast<std::size_t>(Style::LevelFatal) + 1;

/// The escape sequence that begins each style; all empty: no colours.
struct Theme
{
    std::string_view name;
    std::array<std::string_view, style_count> begin;
    std::string_view end;

    bool colours() const noexcept { return !end.empty(); }
};

const Theme& no_theme() noexcept;
/// For a terminal of that type ($TERM): eight colours for "xterm" and its like, sixteen where the type says that there are more.
const Theme& literate_theme(std::string_view terminal) noexcept;
/// "None", "Literate", "Grayscale", "Colored", without case; null for other names.
const Theme* find_theme(std::string_view name, std::string_view terminal) noexcept;

/// Appends styled text to a line and counts what a reader sees, for alignment.
class Painter
{
public:
    Painter(std::string& out, const Theme& theme) noexcept : out_(out), theme_(theme) {}

    /// The whole piece in one style. Control characters in it are written visibly when the line goes to a terminal.
    void put(Style style, std::string_view text);
    /// Text that is written as it is: the template's own.
    void put_plain(Style style, std::string_view text);
    /// Bytes that were written as escape sequences.
    std::size_t invisible() const noexcept { return invisible_; }
    bool colours() const noexcept { return theme_.colours(); }
    const Theme& theme() const noexcept { return theme_; }
    std::string& out() noexcept { return out_; }

private:
    std::string& out_;
    const Theme& theme_;
    std::size_t invisible_ = 0;
};

} // namespace kestrun::log
