// A C++ route through the whole server: what a script route is compared with.
//
//     bench_cpp_route ENDPOINT [THREADS] [log]        ENDPOINT as for kestrun::Server::listen; `log` writes a line for each request to
//     /dev/null

#include <kestrun/server.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s ENDPOINT [THREADS] [log]\n", argv[0]);
        return 2;
    }
    kestrun::Options options;
    options.threads = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
    if (argc > 3 && std::strcmp(argv[3], "log") == 0) {
        const int sink = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
        options.log = [sink](kestrun::LogLevel, std::string_view line) {
            if (::write(sink, line.data(), line.size()) < 0) std::abort();
        };
    }
    kestrun::Server server(options);
    server.listen(argv[1]);
    server.map("GET", "/pipe", [](kestrun::Context& context) { context.text("Hello over named pipe"); });
    server.run();
}
