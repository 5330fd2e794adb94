#include "cmdlets/management/network_probe.hpp"
#include "base/scheduler.hpp"
#include "cmdlets/management/network_probe_calls.hpp"
#include "cmdlets/management/socket_address.hpp"
#include <cstring>

namespace kestrun::cmdlets {

SocketAddress socket_address(const ResolvedAddress& address, uint16_t port)
{
    SocketAddress out;
    if (address.bytes.size() == 4) {
        auto& v4 = reinterpret_cast<sockaddr_in&>(out.storage);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&v4.sin_addr, address.bytes.data(), 4);
        out.length = sizeof v4;
    } else {
        auto& v6 = reinterpret_cast<sockaddr_in6&>(out.storage);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
        out.length = sizeof v6;
    }
    return out;
}

std::optional<ResolvedAddress> resolve_host(const std::string& name, AddressFamily family)
{
    return base::run_blocking([&]() -> std::optional<ResolvedAddress> {
        base::start_sockets();
        addrinfo hints{};
        hints.ai_family = family == AddressFamily::V4 ? AF_INET : family == AddressFamily::V6 ? AF_INET6 : AF_UNSPEC;
        hints.ai_socktype = SOCK_STREAM;
        addrinfo* list = nullptr;
        if (::getaddrinfo(name.c_str(), nullptr, &hints, &list) != 0 || !list) return std::nullopt;
        const bool v4 = list->ai_family == AF_INET;
        const void* bytes = v4 ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(list->ai_addr)->sin_addr)
                               : &reinterpret_cast<const sockaddr_in6*>(list->ai_addr)->sin6_addr;
        char text[INET6_ADDRSTRLEN] = {};
        ::inet_ntop(list->ai_family, bytes, text, sizeof text);
        ResolvedAddress found{std::string(static_cast<const char*>(bytes), v4 ? 4 : 16), text};
        ::freeaddrinfo(list);
        return found;
    });
}

std::string host_name_of(const ResolvedAddress& address)
{
    return base::run_blocking([&] {
        const SocketAddress of = socket_address(address, 0);
        char name[NI_MAXHOST] = {};
        return std::string(::getnameinfo(of.get(), of.length, name, sizeof name, nullptr, 0, NI_NAMEREQD) == 0 ? name : "");
    });
}

ProbeResult probe_tcp(const ResolvedAddress& address, uint16_t port, std::chrono::milliseconds timeout)
{
    return base::run_blocking([&] { return probe_tcp_blocking(address, port, timeout); });
}

ProbeResult probe_echo(const ResolvedAddress& address, const EchoOptions& options)
{
    return base::run_blocking([&] { return probe_echo_blocking(address, options); });
}

} // namespace kestrun::cmdlets
