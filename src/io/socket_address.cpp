#include "io/socket_address.hpp"

#include "base/sockets.hpp"
#include "base/sync.hpp"
#include "base/task.hpp"
#include "io/thread_pool.hpp"

#include <cstring>
#include <memory>

namespace kestrun::io {

namespace {

struct Lookup
{
    int status = 0;
    LookupError error;
    std::vector<SocketAddress> addresses;
};

Lookup look_up(const std::string& host, std::uint16_t port, int flags)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags | AI_NUMERICSERV;
    addrinfo* list = nullptr;
    Lookup result;
    result.status = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
    if (result.status != 0) result.error = lookup_error(result.status);
    for (addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        if (entry->ai_addrlen > sizeof(sockaddr_storage)) continue;
        SocketAddress& address = result.addresses.emplace_back();
        std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
        address.length = static_cast<socklen_t>(entry->ai_addrlen);
    }
    if (list != nullptr) ::freeaddrinfo(list);
    return result;
}

// The lookup cannot be broken off: whoever gives up waiting leaves it to finish by itself.
struct PendingLookup
{
    Lookup result;
    base::Event done;
};

base::Unexpected<IoError> lookup_failure(const std::string& host, const Lookup& lookup)
{
    return failure(lookup.error.unknown_host ? IoErrorKind::not_found : IoErrorKind::other,
                   "The host '" + host + "' could not be resolved: " + lookup.error.text + '.');
}

} // namespace

Result<std::vector<SocketAddress>> resolve(std::string_view host, std::uint16_t port, base::Deadline deadline)
{
    std::string name(host);
    if (name.empty() || name.find('\0') != std::string::npos)
        return failure(IoErrorKind::invalid, "The host name must not be empty or contain NUL.");
    base::start_sockets();
    Lookup numeric = look_up(name, port, AI_NUMERICHOST);
    if (numeric.status == 0) return std::move(numeric.addresses);
    auto pending = std::make_shared<PendingLookup>();
    ThreadPool::shared().submit([pending, name, port] {
        pending->result = look_up(name, port, 0);
        pending->done.set();
    });
    try {
        if (!pending->done.wait(deadline)) return failure(IoErrorKind::timed_out, "The host '" + name + "' was not resolved in time.");
    } catch (const base::Cancelled&) {
        return failure(IoErrorKind::cancelled, "Resolving the host '" + name + "' was cancelled.");
    }
    if (pending->result.status != 0) return lookup_failure(name, pending->result);
    return std::move(pending->result.addresses);
}

void read_address(const sockaddr_storage& storage, std::string& address, std::uint16_t& port)
{
    char text[INET6_ADDRSTRLEN] = "";
    if (storage.ss_family == AF_INET) {
        sockaddr_in v4;
        std::memcpy(&v4, &storage, sizeof v4);
        ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
        port = ntohs(v4.sin_port);
    } else if (storage.ss_family == AF_INET6) {
        sockaddr_in6 v6;
        std::memcpy(&v6, &storage, sizeof v6);
        // An IPv4 client of a socket for both families.
        if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
            ::inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], text, sizeof text);
        } else {
            ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
        }
        port = ntohs(v6.sin6_port);
    }
    address = text;
}

void set_no_delay(SocketHandle socket) noexcept
{
    int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char*>(&on), sizeof on);
}

} // namespace kestrun::io
