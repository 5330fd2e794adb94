#pragma once
// A socket that is closed at the end of its scope unless somebody takes it.

#include "io/system_windows.hpp"

#include <utility>

namespace kestrun::io {

class OwnedSocket
{
public:
    explicit OwnedSocket(SOCKET socket = INVALID_SOCKET) noexcept : socket_(socket) {}
    OwnedSocket(OwnedSocket&& other) noexcept : socket_(other.release()) {}
    OwnedSocket& operator=(OwnedSocket&& other) noexcept
    {
        std::swap(socket_, other.socket_);
        return *this;
    }
    ~OwnedSocket()
    {
        if (socket_ != INVALID_SOCKET) ::closesocket(socket_);
    }

    explicit operator bool() const noexcept { return socket_ != INVALID_SOCKET; }
    SOCKET get() const noexcept { return socket_; }
    SOCKET release() noexcept { return std::exchange(socket_, INVALID_SOCKET); }

private:
    SOCKET socket_;
};

} // namespace kestrun::io
