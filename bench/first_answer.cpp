// Starts a server and tells how long its first answer takes.
//
//     bench_first_answer SOCKET PATH COMMAND [ARGS]      prints "PID MILLISECONDS" and leaves the server running

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

/// True when a request over the socket was answered 200.
bool ask(const char* path, const std::string& request)
{
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    bool answered = false;
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
        ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
        std::array<char, 1024> answer;
        const ssize_t got = ::recv(fd, answer.data(), answer.size(), 0);
        answered = got >= 12 && std::memcmp(answer.data() + 9, "200", 3) == 0;
    }
    ::close(fd);
    return answered;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4) {
        std::fprintf(stderr, "usage: %s SOCKET PATH COMMAND [ARGS]\n", argv[0]);
        return 2;
    }
    ::unlink(argv[1]);
    const std::string request = std::string("GET ") + argv[2] + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const Clock::time_point start = Clock::now();
    const pid_t child = ::fork();
    if (child == 0) {
        const int null = ::open("/dev/null", O_RDWR);
        const char* const log = std::getenv("BENCH_LOG");
        const int out = log != nullptr ? ::open(log, O_WRONLY | O_CREAT | O_APPEND, 0644) : null;
        ::dup2(null, 0);
        ::dup2(out, 1);
        ::dup2(out, 2);
        ::setsid();
        ::execvp(argv[3], argv + 3);
        _exit(127);
    }
    while (!ask(argv[1], request)) {
        int status = 0;
        if (::waitpid(child, &status, WNOHANG) == child || Clock::now() - start > std::chrono::seconds(60)) {
            std::fprintf(stderr, "%s ended or gave no answer\n", argv[3]);
            ::kill(child, SIGKILL);
            return 1;
        }
        ::usleep(200);
    }
    const std::chrono::duration<double, std::milli> elapsed = Clock::now() - start;
    std::printf("%d %.1f\n", static_cast<int>(child), elapsed.count());
}
