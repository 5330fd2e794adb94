// TCP sockets of Windows.

#include "io/overlapped_stream_windows.hpp"
#include "io/owned_socket_windows.hpp"
#include "io/socket_listener_windows.hpp"
#include "io/tcp_socket.hpp"

namespace kestrun::io {

namespace {

template <class T>
void set_option(SOCKET socket, int level, int name, const T& value) noexcept
{
    ::setsockopt(socket, level, name, reinterpret_cast<const char*>(&value), sizeof value);
}

LPFN_CONNECTEX connect_function(SOCKET socket)
{
    LPFN_CONNECTEX function = nullptr;
    GUID id = WSAID_CONNECTEX;
    DWORD bytes = 0;
    ::WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function, &bytes, nullptr, nullptr);
    return function;
}

struct Connect final : Operation
{
    using Operation::Operation;
};

// ConnectEx() takes bound sockets only.
bool bind_to_any(SOCKET socket, int family)
{
    SocketAddress any = any_address(family, 0);
    return ::bind(socket, any.get(), any.length) == 0;
}

} // namespace

Result<std::unique_ptr<Listener>> listen_at_address(const SocketAddress& address, bool both_families, Endpoint endpoint,
                                                    const ListenOptions& options)
{
    OwnedSocket socket(new_socket(address.family()));
    if (!socket) return tcp_listen_failure(endpoint, ::WSAGetLastError());
    // Without it, another program could take over the port (SO_REUSEADDR means that on Windows).
    set_option(socket.get(), SOL_SOCKET, SO_EXCLUSIVEADDRUSE, BOOL{TRUE});
    if (address.family() == AF_INET6) set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, DWORD{both_families ? 0U : 1U});
    if (::bind(socket.get(), address.get(), address.length) != 0 || ::listen(socket.get(), options.backlog) != 0)
        return tcp_listen_failure(endpoint, ::WSAGetLastError());
    sockaddr_storage bound{};
    int length = sizeof bound;
    if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&bound), &length) == 0) read_address(bound, endpoint.name, endpoint.port);
    return std::unique_ptr<Listener>(std::make_unique<SocketListener>(socket.release(), address.family(), std::move(endpoint)));
}

Result<std::unique_ptr<Stream>> connect_to_address(const SocketAddress& address, const Endpoint& endpoint, Deadline deadline)
{
    OwnedSocket socket(new_socket(address.family()));
    if (!socket || !bind_to_any(socket.get(), address.family())) return tcp_connect_failure(endpoint, ::WSAGetLastError());
    set_no_delay(socket.get());
    LPFN_CONNECTEX connect_ex = connect_function(socket.get());
    if (connect_ex == nullptr) return tcp_connect_failure(endpoint, ::WSAGetLastError());
    {
        // The stream belongs to no loop yet: so the handle is not attached to one.
        IoHandle handle(reinterpret_cast<HANDLE>(socket.get()), IoHandle::Kind::socket);
        handle.keep_open();
        Operates<Connect> connect(new Connect(handle));
        connect->start([&](OVERLAPPED* overlapped) {
            return connect_ex(socket.get(), address.get(), address.length, nullptr, 0, nullptr, overlapped)
                       ? 0
                       : static_cast<DWORD>(::WSAGetLastError());
        });
        IoWait outcome = connect->finish(deadline);
        if (connect->error() == ERROR_OPERATION_ABORTED) {
            if (outcome == IoWait::timed_out)
                return failure(IoErrorKind::timed_out, "Cannot connect to " + endpoint.text() + ": timed out.", WSAETIMEDOUT);
            return failure(IoErrorKind::cancelled, "Connecting to " + endpoint.text() + " was cancelled.");
        }
        if (connect->error() != 0) return tcp_connect_failure(endpoint, static_cast<int>(connect->error()));
    }
    ::setsockopt(socket.get(), SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, nullptr, 0);
    PeerInfo peer;
    read_address(address.storage, peer.address, peer.port);
    sockaddr_storage own{};
    int length = sizeof own;
    Endpoint local;
    if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&own), &length) == 0) read_address(own, local.name, local.port);
    peer.local = local.text();
    return std::unique_ptr<Stream>(std::make_unique<SocketStream>(socket.release(), std::move(peer)));
}

// Windows has no socketpair(): a connection to ourselves.
Result<std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>>> stream_pair()
{
    Result<std::unique_ptr<Listener>> listener = listen_tcp("127.0.0.1", 0, {.backlog = 1});
    if (!listener) return base::Unexpected(std::move(listener).error());
    Deadline patience = Deadline::after(std::chrono::seconds(10));
    Result<std::unique_ptr<Stream>> first = connect_tcp("127.0.0.1", (*listener)->endpoint().port, patience);
    if (!first) return base::Unexpected(std::move(first).error());
    while (true) {
        Result<std::unique_ptr<Stream>> second = (*listener)->accept(patience);
        if (!second) return base::Unexpected(std::move(second).error());
        // Anybody could have been quicker.
        Result<Endpoint> own = parse_endpoint((*first)->peer().local);
        if (!own || own->port != (*second)->peer().port) continue;
        return std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>>(std::move(*first), std::move(*second));
    }
}

} // namespace kestrun::io
