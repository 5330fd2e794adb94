// A server for tests with other people's clients: http_probe_server ENDPOINT

#include <kestrun/server.hpp>

#include <array>
#include <cstdio>

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s ENDPOINT\n", argv[0]);
        return 2;
    }
    kestrun::Options options;
    options.max_body_size = 100'000'000;
    kestrun::Server server(options);
    server.listen(argv[1]);
    server.map("GET", "/hello", [](kestrun::Context& context) { context.text("hello"); });
    // The body goes back as it comes: memory does not grow with it.
    server.map("GET, POST", "/echo", [](kestrun::Context& context) {
        std::array<char, 32768> piece;
        while (const std::size_t got = context.read(piece)) context.write({piece.data(), got});
    });
    server.map("GET", "/stream", [](kestrun::Context& context) {
        const std::string piece(100'000, 's');
        for (int i = 0; i < 100; ++i) context.write(piece);
    });
    server.run();
}
