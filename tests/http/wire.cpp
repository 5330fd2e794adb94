#include "wire.hpp"

#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace wire {

Socket::Socket(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error(std::strerror(errno));
}

Socket::Socket(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0))
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), std::min(path.size() + 1, sizeof address.sun_path));
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error(std::strerror(errno));
}

Socket::~Socket() { ::close(fd_); }

void Socket::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return; // the server may close before it has read everything: the answer counts
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void Socket::finish() { ::shutdown(fd_, SHUT_WR); }

std::string Socket::receive(std::chrono::milliseconds quiet)
{
    std::string all;
    char buffer[65536];
    for (;;) {
        pollfd poll{fd_, POLLIN, 0};
        if (::poll(&poll, 1, static_cast<int>(quiet.count())) == 0) return all + "<open>";
        const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
        if (got <= 0) return all;
        all.append(buffer, static_cast<std::size_t>(got));
    }
}

std::string Socket::receive_until(std::string_view end)
{
    std::string all;
    char buffer[65536];
    while (!all.ends_with(end)) {
        pollfd poll{fd_, POLLIN, 0};
        if (::poll(&poll, 1, 5000) == 0) return all + "<quiet>";
        const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
        if (got <= 0) return all + "<closed>";
        all.append(buffer, static_cast<std::size_t>(got));
    }
    return all;
}

std::string plain(std::string answer)
{
    for (const std::string_view name : {"Date: ", "Server: "})
        for (std::size_t at = answer.find(name); at != std::string::npos; at = answer.find(name))
            answer.erase(at, answer.find("\r\n", at) + 2 - at);
    return answer;
}

} // namespace wire
