#include "log/writable.hpp"

#include <limits.h>
#include <poll.h>

namespace kestrun::log {

static_assert(writable_bytes <= PIPE_BUF);

bool is_writable(int descriptor, int timeout_ms) noexcept
{
    pollfd poll_descriptor{descriptor, POLLOUT, 0};
    return ::poll(&poll_descriptor, 1, timeout_ms) > 0;
}

} // namespace kestrun::log
