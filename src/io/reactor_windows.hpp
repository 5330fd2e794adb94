#pragma once
// What the loop asks Windows: which operations are done. An I/O completion port.

#include <cstdint>
#include <memory>
#include <span>

namespace kestrun::io {

struct ReadyEvent
{
    void* tag = nullptr; // the OVERLAPPED of the operation; nullptr for wake()
};

// All functions but wake(): the loop's thread. They throw std::system_error.
class Reactor
{
public:
    Reactor();
    ~Reactor();
    Reactor(const Reactor&) = delete;
    Reactor& operator=(const Reactor&) = delete;

    // From now on and for good, the port tells of the operations of the file, pipe or socket. False when it belongs to another port.
    bool add(void* handle) noexcept;

    // Any thread: ends a wait() that runs or the next one.
    void wake() noexcept;
    // Waits for at most timeout_ms (-1: for ever, 0: not at all). The events are valid until the next call.
    std::span<const ReadyEvent> wait(int timeout_ms);

private:
    struct Buffers;

    void* port_ = nullptr;
    std::unique_ptr<Buffers> buffers_;
};

} // namespace kestrun::io
