#include "base/wakeable_poll.hpp"

#include "base/sockets.hpp"

#include <algorithm>
#include <system_error>

namespace kestrun::base {

namespace {
constexpr int slice_ms = 20;
}

WakeablePoll::~WakeablePoll() = default;

void WakeablePoll::open(std::mutex&) { start_sockets(); }

bool WakeablePoll::wait(int fd, FdEvent event, int timeout_ms)
{
    WSAPOLLFD watched{static_cast<SOCKET>(fd), static_cast<SHORT>(event == FdEvent::readable ? POLLRDNORM : POLLWRNORM), 0};
    for (int left = timeout_ms;;) {
        const int slice = timeout_ms < 0 ? slice_ms : std::min(left, slice_ms);
        const int count = WSAPoll(&watched, 1, slice);
        if (count < 0) throw std::system_error(WSAGetLastError(), std::system_category(), "WSAPoll");
        if (count > 0 && (watched.revents & POLLNVAL) != 0) throw std::system_error(EBADF, std::generic_category(), "WSAPoll");
        if (count > 0) return true;
        if (woken_.exchange(false)) return false;
        left -= slice;
        if (timeout_ms >= 0 && left <= 0) return false;
    }
}

void WakeablePoll::wake() noexcept { woken_.store(true); }

} // namespace kestrun::base
