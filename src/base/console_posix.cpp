#include "base/console.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace kestrun::base {

void prepare_console() noexcept {}

std::optional<ConsoleSize> console_size(int descriptor) noexcept
{
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
    return ConsoleSize{size.ws_col, size.ws_row};
}

struct RawKeys::Saved
{
    termios mode{};
};

RawKeys::RawKeys()
{
    auto saved = std::make_unique<Saved>();
    if (tcgetattr(STDIN_FILENO, &saved->mode) != 0) return;
    termios raw = saved->mode;
    raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    saved_ = std::move(saved);
}

RawKeys::~RawKeys()
{
    if (saved_) tcsetattr(STDIN_FILENO, TCSANOW, &saved_->mode);
}

} // namespace kestrun::base
