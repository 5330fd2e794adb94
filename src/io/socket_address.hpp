#pragma once
// Internet addresses as the socket calls take them, and names resolved to them.

#include "base/clock.hpp"
#include "io/error.hpp"
#include "io/socket_system.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::io {

struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t length = 0;

    int family() const noexcept { return storage.ss_family; }
    const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
};

// Addresses are taken as they are ("127.0.0.1", "::1", "fe80::1%eth0"); names are looked up on another thread. IPv4 first among equals, as
// the system orders them. Errors: not_found, timed_out, cancelled, other; messages name the host.
Result<std::vector<SocketAddress>> resolve(std::string_view host, std::uint16_t port, base::Deadline deadline);

// "127.0.0.1" and 5000.
void read_address(const sockaddr_storage& storage, std::string& address, std::uint16_t& port);

void set_no_delay(SocketHandle socket) noexcept;

} // namespace kestrun::io
