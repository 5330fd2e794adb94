#pragma once
// Listener over a listening socket.

#include "io/listener.hpp"
#include "io/operation_windows.hpp"
#include "io/socket_file_windows.hpp"

namespace kestrun::io {

class SocketListener final : public Listener
{
public:
    // family: of the addresses it accepts from.
    SocketListener(SOCKET socket, int family, Endpoint endpoint);
    // Of a Unix socket.
    SocketListener(SOCKET socket, SocketFile file, Endpoint endpoint, std::string path, UnixSystem& system);
    ~SocketListener() override;
    SocketListener(const SocketListener&) = delete;
    SocketListener& operator=(const SocketListener&) = delete;

    Result<std::unique_ptr<Stream>> accept(Deadline deadline) override;
    void close() noexcept override;
    const Endpoint& endpoint() const noexcept override { return endpoint_; }
    const std::string& path() const noexcept override { return path_; }
    std::uint64_t rejected() const noexcept override { return 0; }
    std::intptr_t native_handle() const noexcept override { return reinterpret_cast<std::intptr_t>(handle_.get()); }

private:
    class Accept;

    OwnedSocket socket_for_connection(DWORD& error);
    PeerInfo identify(SOCKET socket) const;

    IoHandle handle_;
    Operates<Accept> accept_; // stays under way when accept() gives up
    int family_;
    UnixSystem* unix_ = nullptr; // of a Unix socket
    SocketFile file_;
    Endpoint endpoint_;
    std::string path_;
};

// An overlapped socket that child processes do not inherit; INVALID_SOCKET and WSAGetLastError() otherwise.
SOCKET new_socket(int family);

} // namespace kestrun::io
