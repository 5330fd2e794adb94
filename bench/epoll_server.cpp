// The floor: an epoll loop that reads, looks for the end of a request's head and writes a fixed response. It parses nothing.
//
//     bench_epoll unix:/path | tcp:PORT

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

constexpr std::string_view response = "HTTP/1.1 200 OK\r\nContent-Length: 21\r\nContent-Type: text/plain; charset=utf-8\r\n"
                                      "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\nServer: epoll\r\n\r\nHello over named pipe";

[[noreturn]] void fail(const char* what)
{
    std::perror(what);
    std::exit(1);
}

int listen_on(std::string_view where)
{
    int fd = -1;
    if (where.substr(0, 5) == "unix:") {
        fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string path(where.substr(5));
        if (path.size() >= sizeof address.sun_path) fail("path too long");
        std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
        ::unlink(path.c_str());
        if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("bind");
    } else {
        fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        const int on = 1;
        ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(where.data() + 4)));
        if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("bind");
    }
    if (::listen(fd, 1024) != 0) fail("listen");
    return fd;
}

void watch(int poll, int fd)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    if (::epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
}

/// Answers each head that is complete; what is left waits for more.
bool serve(int fd, std::string& pending)
{
    std::array<char, 16384> buffer;
    const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
    std::string_view input(buffer.data(), static_cast<std::size_t>(got));
    if (!pending.empty()) {
        pending.append(input);
        input = pending;
    }
    std::string out;
    std::size_t answered = 0;
    std::size_t end = input.find("\r\n\r\n");
    for (; end != std::string_view::npos; end = input.find("\r\n\r\n", end + 4)) {
        answered = end + 4;
        out += response;
    }
    const std::string rest(input.substr(answered));
    pending = rest;
    return out.empty() || ::send(fd, out.data(), out.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(out.size());
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s unix:/path | tcp:PORT\n", argv[0]);
        return 2;
    }
    const int listener = listen_on(argv[1]);
    const int poll = ::epoll_create1(0);
    watch(poll, listener);
    std::unordered_map<int, std::string> pending;
    std::array<epoll_event, 256> events;
    for (;;) {
        const int count = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd == listener) {
                for (int client; (client = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
                    const int on = 1;
                    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                    watch(poll, client);
                }
            } else if (!serve(fd, pending[fd])) {
                pending.erase(fd);
                ::close(fd);
            }
        }
    }
}
