#pragma once
// How important a log event is, and the switch that decides at run time which ones are written.

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kestrun::log {

enum class Level : std::uint8_t
{
    Verbose,
    Debug,
    Information,
    Warning,
    Error,
    Fatal
};

/// "Information".
std::string_view level_name(Level level) noexcept;
/// A level's name or its three-letter form, without case; nothing for other text.
std::optional<Level> parse_level(std::string_view text) noexcept;
/// Appends the level in one of the forms u (upper case), w (lower case) or t (title case) and a width, as in u3: INF, w3: inf, t4: Info,
/// u8: INFORMAT. Any other format gives the name.
void append_level(std::string& out, Level level, std::string_view format);

/// A minimum level that may be changed while loggers and sinks use it. All members may be called from any thread.
class LevelSwitch
{
public:
    explicit LevelSwitch(Level minimum = Level::Information) noexcept : minimum_(minimum) {}
    Level minimum() const noexcept { return minimum_.load(std::memory_order_relaxed); }
    void set_minimum(Level minimum) noexcept { minimum_.store(minimum, std::memory_order_relaxed); }
    bool allows(Level level) const noexcept { return level >= minimum(); }

private:
    std::atomic<Level> minimum_;
};

} // namespace kestrun::log
