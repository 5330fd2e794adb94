#pragma once
// The part of TCP that differs from system to system: one address, one socket.

#include "io/listener.hpp"
#include "io/socket_address.hpp"

namespace kestrun::io {

// both_families: an IPv6 socket takes IPv4 clients too. The listener's endpoint is the address that was bound.
Result<std::unique_ptr<Listener>> listen_at_address(const SocketAddress& address, bool both_families, Endpoint endpoint,
                                                    const ListenOptions& options);
Result<std::unique_ptr<Stream>> connect_to_address(const SocketAddress& address, const Endpoint& endpoint, Deadline deadline);

// 0.0.0.0 or ::.
SocketAddress any_address(int family, std::uint16_t port);

// The sentences for the system's error numbers.
base::Unexpected<IoError> tcp_listen_failure(const Endpoint& endpoint, int code);
base::Unexpected<IoError> tcp_connect_failure(const Endpoint& endpoint, int code);

} // namespace kestrun::io
