#include "cmdlets/management/network_probe_calls.hpp"
#include "cmdlets/management/socket_address.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <unistd.h>
#include <vector>

namespace kestrun::cmdlets {

namespace {

class Socket
{
public:
    Socket(int family, int kind, int protocol) : descriptor_(::socket(family, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol)) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    [[nodiscard]] int get() const { return descriptor_; }

private:
    int descriptor_;
};

/// 0 when the descriptor is ready, else an errno.
int wait_for(int descriptor, short events, ProbeClock::time_point deadline)
{
    const int64_t left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - ProbeClock::now()).count();
    pollfd one{descriptor, events, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(left > 0 ? left : 0));
    return ready > 0 ? 0 : ready == 0 ? ETIMEDOUT : errno;
}

uint16_t checksum(const std::vector<uint8_t>& packet)
{
    uint32_t sum = 0;
    for (size_t i = 0; i + 1 < packet.size(); i += 2) sum += static_cast<uint32_t>(packet[i] << 8 | packet[i + 1]);
    if (packet.size() % 2) sum += static_cast<uint32_t>(packet.back() << 8);
    while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
    return htons(static_cast<uint16_t>(~sum));
}

std::vector<uint8_t> echo_request(bool v6, const EchoOptions& options)
{
    std::vector<uint8_t> packet(8 + static_cast<size_t>(options.size));
    packet[0] = v6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
    const auto own = static_cast<uint16_t>(::getpid()); // replies to raw sockets are told apart by it
    packet[4] = static_cast<uint8_t>(own >> 8);
    packet[5] = static_cast<uint8_t>(own & 0xFF);
    packet[6] = static_cast<uint8_t>(options.sequence >> 8);
    packet[7] = static_cast<uint8_t>(options.sequence & 0xFF);
    for (size_t i = 8; i < packet.size(); ++i) packet[i] = static_cast<uint8_t>('a' + (i - 8) % 23);
    if (!v6) {
        const uint16_t sum = checksum(packet);
        std::memcpy(&packet[2], &sum, 2);
    }
    return packet;
}

} // namespace

ProbeResult probe_echo_blocking(const ResolvedAddress& address, const EchoOptions& options)
{
    const bool v6 = address.bytes.size() == 16;
    // The unprivileged kind; the system matches replies to this socket.
    const int protocol = v6 ? static_cast<int>(IPPROTO_ICMPV6) : static_cast<int>(IPPROTO_ICMP);
    const Socket plain(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, protocol);
    // Where users may not, root can: that socket sees all replies, with their IP header.
    const bool raw = plain.get() < 0 && (errno == EACCES || errno == EPERM);
    const Socket privileged(raw ? (v6 ? AF_INET6 : AF_INET) : -1, SOCK_RAW, protocol);
    const Socket& socket = raw ? privileged : plain;
    if (socket.get() < 0) return {errno, 0};
    const int hops = options.hops;
    ::setsockopt(socket.get(), v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_UNICAST_HOPS : IP_TTL, &hops, sizeof hops);
    const SocketAddress to = socket_address(address, 0);
    const std::vector<uint8_t> packet = echo_request(v6, options);
    const ProbeClock::time_point start = ProbeClock::now(), deadline = start + options.timeout;
    if (::sendto(socket.get(), packet.data(), packet.size(), 0, to.get(), to.length) < 0) return {errno, 0};
    std::vector<uint8_t> reply(packet.size() + 128);
    for (;;) {
        if (const int error = wait_for(socket.get(), POLLIN, deadline)) return {error, 0};
        const ssize_t got = ::recv(socket.get(), reply.data(), reply.size(), 0);
        if (got < 0) return {errno, 0};
        const size_t header = raw && !v6 ? static_cast<size_t>(reply[0] & 15) * 4 : 0;
        if (static_cast<size_t>(got) < header + 8) continue;
        const uint8_t* const message = reply.data() + header;
        const bool ours = !raw || (message[4] == packet[4] && message[5] == packet[5]);
        if (ours && message[0] == (v6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY) && message[6] == packet[6] && message[7] == packet[7])
            return {0, elapsed_ms(start)};
    }
}

ProbeResult probe_tcp_blocking(const ResolvedAddress& address, uint16_t port, std::chrono::milliseconds timeout)
{
    const SocketAddress to = socket_address(address, port);
    const Socket socket(to.storage.ss_family, SOCK_STREAM, 0);
    if (socket.get() < 0) return {errno, 0};
    const ProbeClock::time_point start = ProbeClock::now();
    int error = ::connect(socket.get(), to.get(), to.length) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
        error = wait_for(socket.get(), POLLOUT, start + timeout);
        socklen_t size = sizeof error;
        if (error == 0) ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    }
    return {error, elapsed_ms(start)};
}

} // namespace kestrun::cmdlets
