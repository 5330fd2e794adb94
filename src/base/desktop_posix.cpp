#include "base/desktop.hpp"

#include <time.h>

namespace kestrun::base {

bool set_system_clock(std::int64_t unix_ticks) noexcept
{
    const timespec time{static_cast<time_t>(unix_ticks / 10'000'000), static_cast<long>(unix_ticks % 10'000'000 * 100)};
    return ::clock_settime(CLOCK_REALTIME, &time) == 0;
}

std::string clipboard_text() { return {}; }
void set_clipboard_text(std::string_view) {}

} // namespace kestrun::base
