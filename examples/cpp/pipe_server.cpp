// A web server on a named pipe. Try it:
//     curl --unix-socket /tmp/CoreFxPipe_kestrun.demo.pipe http://localhost/pipe

#include <kestrun/server.hpp>

int main(int argc, char** argv)
{
    kestrun::Server server;
    server.listen_pipe(argc > 1 ? argv[1] : "kestrun.demo.pipe");
    server.map("GET", "/pipe", [](kestrun::Context& context) { context.text("Hello over named pipe"); });
    server.run();
}
