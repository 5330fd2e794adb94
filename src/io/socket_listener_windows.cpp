#include "io/socket_listener_windows.hpp"

#include "base/sockets.hpp"
#include "io/overlapped_stream_windows.hpp"
#include "io/socket_address.hpp"
#include "io/stream_support.hpp"

#include <array>
#include <utility>

namespace kestrun::io {

namespace {

// Errors of the connection that was to be accepted, not of the listener.
bool concerns_the_connection(DWORD code)
{
    return code == ERROR_NETNAME_DELETED || code == ERROR_CONNECTION_ABORTED || code == WSAECONNRESET || code == WSAECONNABORTED;
}

} // namespace

SOCKET new_socket(int family)
{
    base::start_sockets();
    return ::WSASocketW(family, SOCK_STREAM, 0, nullptr, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
}

// AcceptEx() wants the socket for the connection beforehand, and for both addresses 16 bytes more than the longest of the family has: those
// of Unix sockets are shorter than sockaddr_storage too.
class SocketListener::Accept final : public Operation
{
public:
    using Operation::Operation;
    ~Accept() override { drop(); }

    void use(OwnedSocket socket) noexcept
    {
        drop();
        socket_ = socket.release();
    }
    DWORD begin(SOCKET listening, OVERLAPPED* overlapped)
    {
        DWORD received = 0;
        return ::AcceptEx(listening, socket_, addresses_.data(), 0, address_room, address_room, &received, overlapped)
                   ? 0
                   : static_cast<DWORD>(::WSAGetLastError());
    }
    bool unseen = false; // a result that nobody has taken
    SOCKET take() noexcept { return std::exchange(socket_, INVALID_SOCKET); }

private:
    static constexpr DWORD address_room = sizeof(sockaddr_storage) + 16;

    void drop() noexcept
    {
        if (socket_ != INVALID_SOCKET) ::closesocket(take());
    }

    SOCKET socket_ = INVALID_SOCKET;
    std::array<char, std::size_t{2} * address_room> addresses_;
};

SocketListener::SocketListener(SOCKET socket, int family, Endpoint endpoint)
    : handle_(reinterpret_cast<HANDLE>(socket), IoHandle::Kind::socket), accept_(new Accept(handle_)), family_(family),
      endpoint_(std::move(endpoint))
{
}

SocketListener::SocketListener(SOCKET socket, SocketFile file, Endpoint endpoint, std::string path, UnixSystem& system)
    : SocketListener(socket, AF_UNIX, std::move(endpoint))
{
    unix_ = &system;
    file_ = std::move(file);
    path_ = std::move(path);
}

SocketListener::~SocketListener() { close(); }

// The file goes first: until then nobody takes it for a dead server's.
void SocketListener::close() noexcept
{
    file_.remove();
    handle_.close();
}

OwnedSocket SocketListener::socket_for_connection(DWORD& error)
{
    OwnedSocket socket;
    if (unix_ != nullptr) {
        error = unix_->create(socket);
    } else {
        socket = OwnedSocket(new_socket(family_));
        error = socket ? 0 : static_cast<DWORD>(::WSAGetLastError());
    }
    return socket;
}

PeerInfo SocketListener::identify(SOCKET socket) const
{
    PeerInfo peer;
    peer.kind = endpoint_.kind;
    if (unix_ != nullptr) {
        peer.local = endpoint_.name;
        if (DWORD process = unix_->peer_process(socket); process != 0) peer.pid = process;
        return peer;
    }
    peer.local = endpoint_.text();
    sockaddr_storage address{};
    int length = sizeof address;
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0) read_address(address, peer.address, peer.port);
    set_no_delay(socket);
    return peer;
}

Result<std::unique_ptr<Stream>> SocketListener::accept(Deadline deadline)
{
    while (true) {
        if (!handle_.is_open()) return failure(IoErrorKind::cancelled, endpoint_.text() + ": the listener is closed");
        handle_.attach();
        if (!accept_->unseen) {
            DWORD error = 0;
            accept_->use(socket_for_connection(error));
            if (error != 0) return base::Unexpected(system_error(static_cast<int>(error), endpoint_.text() + ": accept"));
            accept_->start([this](OVERLAPPED* overlapped) { return accept_->begin(handle_.socket(), overlapped); });
            accept_->unseen = true;
        }
        IoWait outcome = accept_->wait(deadline);
        if (outcome == IoWait::timed_out) return failure(IoErrorKind::timed_out, endpoint_.text() + ": no connection came in time");
        if (outcome == IoWait::cancelled)
            return failure(IoErrorKind::cancelled, endpoint_.text() + ": waiting for connections was cancelled");
        accept_->unseen = false;
        DWORD code = accept_->error();
        if (code == ERROR_OPERATION_ABORTED || concerns_the_connection(code)) {
            give_way();
            continue;
        }
        if (code != 0) return base::Unexpected(system_error(static_cast<int>(code), endpoint_.text() + ": accept"));
        SOCKET socket = accept_->take();
        SOCKET listening = handle_.socket();
        ::setsockopt(socket, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, reinterpret_cast<const char*>(&listening), sizeof listening);
        PeerInfo peer = identify(socket);
        give_way();
        return std::unique_ptr<Stream>(std::make_unique<SocketStream>(socket, std::move(peer)));
    }
}

} // namespace kestrun::io
