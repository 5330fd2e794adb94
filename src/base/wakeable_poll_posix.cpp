#include "base/wakeable_poll.hpp"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <system_error>
#include <unistd.h>

namespace kestrun::base {

WakeablePoll::~WakeablePoll()
{
    for (int fd : wake_) {
        if (fd >= 0) ::close(fd);
    }
}

void WakeablePoll::open(std::mutex& guard)
{
    if (wake_[0] >= 0) return;
    int ends[2];
    if (::pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    for (int end : ends) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    const std::lock_guard lock(guard);
    wake_[0] = ends[0];
    wake_[1] = ends[1];
}

bool WakeablePoll::wait(int fd, FdEvent event, int timeout_ms)
{
    pollfd watched[2] = {{fd, static_cast<short>(event == FdEvent::readable ? POLLIN : POLLOUT), 0}, {wake_[0], POLLIN, 0}};
    int count = ::poll(watched, 2, timeout_ms);
    int error = errno;
    char drain[64];
    while ((watched[1].revents & POLLIN) != 0 && ::read(wake_[0], drain, sizeof drain) == sizeof drain) {
    }
    if (count < 0 && error != EINTR) throw std::system_error(error, std::generic_category(), "poll");
    if (count > 0 && (watched[0].revents & POLLNVAL) != 0) throw std::system_error(EBADF, std::generic_category(), "poll");
    return count > 0 && watched[0].revents != 0;
}

void WakeablePoll::wake() noexcept
{
    char byte = 0;
    while (::write(wake_[1], &byte, 1) < 0 && errno == EINTR) {
    }
}

} // namespace kestrun::base
