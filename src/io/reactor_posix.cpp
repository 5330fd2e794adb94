#include "io/reactor.hpp"

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace kestrun::io {

namespace {

[[noreturn]] void throw_errno(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

void control(int poll_fd, int operation, int fd, void* tag, std::uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = tag;
    if (::epoll_ctl(poll_fd, operation, fd, &event) != 0) throw_errno("epoll_ctl");
}

constexpr std::uint32_t stream_events = EPOLLIN | EPOLLRDHUP | EPOLLET;

} // namespace

struct Reactor::Buffers
{
    static constexpr int size = 256;
    std::array<epoll_event, size> raw;
    std::array<ReadyEvent, size> ready;
};

Reactor::Reactor() : poll_fd_(::epoll_create1(EPOLL_CLOEXEC)), buffers_(std::make_unique<Buffers>())
{
    if (poll_fd_ < 0) throw_errno("epoll_create1");
    wake_fd_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (wake_fd_ < 0) {
        ::close(poll_fd_);
        throw_errno("eventfd");
    }
    // Edge-triggered, the counter need not be read back: every write is a new event.
    control(poll_fd_, EPOLL_CTL_ADD, wake_fd_, nullptr, EPOLLIN | EPOLLET);
}

Reactor::~Reactor()
{
    ::close(wake_fd_);
    ::close(poll_fd_);
}

void Reactor::add(int fd, void* tag) { control(poll_fd_, EPOLL_CTL_ADD, fd, tag, stream_events); }

void Reactor::set_write_interest(int fd, void* tag, bool on)
{
    control(poll_fd_, EPOLL_CTL_MOD, fd, tag, on ? stream_events | EPOLLOUT : stream_events);
}

void Reactor::add_once(int fd, void* tag, base::FdEvent event)
{
    control(poll_fd_, EPOLL_CTL_ADD, fd, tag, (event == base::FdEvent::readable ? EPOLLIN | EPOLLRDHUP : EPOLLOUT) | EPOLLONESHOT);
}

// Closing alone does not do: a child process that is just being started may hold a copy of the descriptor, and events would go on.
void Reactor::remove(int fd) noexcept
{
    epoll_event unused{};
    ::epoll_ctl(poll_fd_, EPOLL_CTL_DEL, fd, &unused);
}

void Reactor::wake() noexcept
{
    std::uint64_t one = 1;
    while (::write(wake_fd_, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

std::span<const ReadyEvent> Reactor::wait(int timeout_ms)
{
    int count = ::epoll_wait(poll_fd_, buffers_->raw.data(), Buffers::size, timeout_ms);
    if (count < 0) {
        if (errno != EINTR) throw_errno("epoll_wait");
        count = 0;
    }
    for (int i = 0; i < count; ++i) {
        std::uint32_t events = buffers_->raw[static_cast<std::size_t>(i)].events;
        ReadyEvent& ready = buffers_->ready[static_cast<std::size_t>(i)];
        ready.tag = buffers_->raw[static_cast<std::size_t>(i)].data.ptr;
        ready.readable = (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        ready.writable = (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
        ready.half_closed = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        ready.hung_up = (events & (EPOLLHUP | EPOLLERR)) != 0;
    }
    return {buffers_->ready.data(), static_cast<std::size_t>(count)};
}

} // namespace kestrun::io
