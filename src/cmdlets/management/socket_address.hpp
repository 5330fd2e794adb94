// An address in the system's form.
#pragma once
#include "base/sockets.hpp"
#include "cmdlets/management/network_probe.hpp"

namespace kestrun::cmdlets {

struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t length = 0;
    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress socket_address(const ResolvedAddress& address, uint16_t port);

} // namespace kestrun::cmdlets
