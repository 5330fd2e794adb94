#include "base/console.hpp"

#include <sys/ioctl.h>

namespace kestrun::base {

void prepare_console() noexcept {}

std::optional<ConsoleSize> console_size(int descriptor) noexcept
{
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
    return ConsoleSize{size.ws_col, size.ws_row};
}

} // namespace kestrun::base
