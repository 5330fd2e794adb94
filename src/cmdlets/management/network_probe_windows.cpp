#include "cmdlets/management/network_probe_calls.hpp"
#include "cmdlets/management/socket_address.hpp"
#include <cerrno>
#include <cstring>
#include <vector>

#include <ipexport.h>

#include <icmpapi.h>

namespace kestrun::cmdlets {

namespace {

int errno_of_socket(int error)
{
    switch (error) {
    case WSAECONNREFUSED: return ECONNREFUSED;
    case WSAETIMEDOUT: return ETIMEDOUT;
    case WSAEHOSTUNREACH: return EHOSTUNREACH;
    case WSAENETUNREACH: return ENETUNREACH;
    case WSAEACCES: return EACCES;
    default: return EIO;
    }
}

/// ICMPV6_ECHO_REPLY, which mingw-w64's headers lack: an IPV6_ADDRESS_EX of 26 bytes comes first.
struct EchoReply6
{
    unsigned char address[28];
    ULONG status;
    unsigned round_trip_time;
};

int errno_of_echo(ULONG status)
{
    switch (status) {
    case IP_SUCCESS: return 0;
    case IP_REQ_TIMED_OUT: return ETIMEDOUT;
    case IP_DEST_NET_UNREACHABLE: return ENETUNREACH;
    case IP_DEST_HOST_UNREACHABLE:
    case IP_TTL_EXPIRED_TRANSIT: return EHOSTUNREACH;
    default: return EIO;
    }
}

} // namespace

ProbeResult probe_tcp_blocking(const ResolvedAddress& address, uint16_t port, std::chrono::milliseconds timeout)
{
    base::start_sockets();
    const SocketAddress to = socket_address(address, port);
    const SOCKET socket = ::socket(to.storage.ss_family, SOCK_STREAM, 0);
    if (socket == INVALID_SOCKET) return {errno_of_socket(WSAGetLastError()), 0};
    u_long without_waiting = 1;
    ::ioctlsocket(socket, FIONBIO, &without_waiting);
    const ProbeClock::time_point start = ProbeClock::now();
    int error = ::connect(socket, to.get(), to.length) == 0 ? 0 : WSAGetLastError();
    if (error == WSAEWOULDBLOCK) {
        // WSAPoll of older Windows does not tell of a connection that was refused; select does.
        fd_set connected, failed;
        FD_ZERO(&connected);
        FD_ZERO(&failed);
        FD_SET(socket, &connected);
        FD_SET(socket, &failed);
        timeval wait{static_cast<long>(timeout.count() / 1000), static_cast<long>(timeout.count() % 1000 * 1000)};
        const int ready = ::select(0, nullptr, &connected, &failed, &wait);
        error = ready > 0 ? 0 : ready == 0 ? WSAETIMEDOUT : WSAGetLastError();
        int size = sizeof error;
        if (ready > 0) ::getsockopt(socket, SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &size);
    }
    ::closesocket(socket);
    return {error == 0 ? 0 : errno_of_socket(error), elapsed_ms(start)};
}

ProbeResult probe_echo_blocking(const ResolvedAddress& address, const EchoOptions& options)
{
    base::start_sockets();
    const bool v6 = address.bytes.size() == 16;
    std::vector<char> payload(static_cast<size_t>(options.size));
    for (size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>('a' + i % 23);
    std::vector<char> reply(sizeof(EchoReply6) + sizeof(ICMP_ECHO_REPLY) + payload.size() + 64);
    IP_OPTION_INFORMATION hops{};
    hops.Ttl = static_cast<UCHAR>(options.hops);
    const auto size = static_cast<WORD>(payload.size());
    const auto wait = static_cast<DWORD>(options.timeout.count());
    const auto room = static_cast<DWORD>(reply.size());
    const HANDLE icmp = v6 ? Icmp6CreateFile() : IcmpCreateFile();
    if (icmp == INVALID_HANDLE_VALUE) return {EPERM, 0};
    const ProbeClock::time_point start = ProbeClock::now();
    DWORD count = 0;
    ULONG status = IP_SUCCESS;
    if (v6) {
        SocketAddress to = socket_address(address, 0);
        sockaddr_in6 any{};
        any.sin6_family = AF_INET6;
        count = Icmp6SendEcho2(icmp, nullptr, nullptr, nullptr, &any, reinterpret_cast<sockaddr_in6*>(&to.storage), payload.data(), size,
                               &hops, reply.data(), room, wait);
        if (count > 0) status = reinterpret_cast<EchoReply6*>(reply.data())->status;
    } else {
        IPAddr to = 0;
        std::memcpy(&to, address.bytes.data(), 4);
        count = IcmpSendEcho(icmp, to, payload.data(), size, &hops, reply.data(), room, wait);
        if (count > 0) status = reinterpret_cast<ICMP_ECHO_REPLY*>(reply.data())->Status;
    }
    if (count == 0) status = GetLastError();
    IcmpCloseHandle(icmp);
    const int error = errno_of_echo(status);
    return {error, error == 0 ? elapsed_ms(start) : 0};
}

} // namespace kestrun::cmdlets
