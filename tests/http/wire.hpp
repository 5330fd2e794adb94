#pragma once

// A client that sends exactly the bytes it is given.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace wire {

class Socket
{
public:
    /// Connects to 127.0.0.1; throws std::runtime_error.
    explicit Socket(std::uint16_t port);
    /// Connects to a Unix socket.
    explicit Socket(const std::string& path);
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    void send(std::string_view bytes);
    /// Says that no more comes.
    void finish();
    /// What comes until the peer closes, or until it is quiet for the time (then `<open>` is appended).
    std::string receive(std::chrono::milliseconds quiet = std::chrono::milliseconds(300));
    /// What comes until it ends with the text.
    std::string receive_until(std::string_view end);

private:
    int fd_ = -1;
};

/// Without Date and Server fields; their presence is checked by tests of their own.
std::string plain(std::string answer);

} // namespace wire
