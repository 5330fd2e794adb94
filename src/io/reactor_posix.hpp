#pragma once
// What the loop asks the operating system: which descriptors became ready. Those of Linux: epoll(7).

#include "base/scheduler.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace kestrun::io {

struct ReadyEvent
{
    void* tag = nullptr;      // what the descriptor was added with; nullptr for wake()
    bool readable = false;    // data, end of file or an error
    bool writable = false;    // room, or an error
    bool half_closed = false; // the peer sends no more
    bool hung_up = false;     // both directions are gone
};

// All functions but wake(): the loop's thread. They throw std::system_error.
class Reactor
{
public:
    Reactor();
    ~Reactor();
    Reactor(const Reactor&) = delete;
    Reactor& operator=(const Reactor&) = delete;

    // Edge-triggered: an event comes when something changes, and at once for what is ready already. The descriptor stays registered for
    // its life; interest in writing is added when a write would block, and taken back, since a socket becomes writable at every read of the
    // peer.
    void add(int fd, void* tag);
    void set_write_interest(int fd, void* tag, bool on);
    void remove(int fd) noexcept;
    // One event, then nothing until remove(). Throws with EEXIST when the descriptor is registered already.
    void add_once(int fd, void* tag, base::FdEvent event);

    // Any thread: ends a wait() that runs or the next one.
    void wake() noexcept;
    // Waits for at most timeout_ms (-1: for ever, 0: not at all). The events are valid until the next call.
    std::span<const ReadyEvent> wait(int timeout_ms);

private:
    struct Buffers;

    int poll_fd_ = -1;
    int wake_fd_ = -1;
    std::unique_ptr<Buffers> buffers_;
};

} // namespace kestrun::io
