// Runs a PowerShell script inside a C++ program, or serves a route that is one:
//     run_script SCRIPT.ps1 [-Param value ...]
//     run_script --serve PIPE

#include <kestrun/script.hpp>

#include <string_view>

int main(int argc, char** argv)
{
    if (argc == 3 && std::string_view(argv[1]) == "--serve") {
        kestrun::Server server;
        server.listen_pipe(argv[2]);
        kestrun::map_script(server, "GET", "/pipe", "Write-KrTextResponse \"$greeting over named pipe\"", {{"greeting", "Hello"}});
        server.run();
        return 0;
    }
    if (argc < 2) return kestrun::run_script("'1 + 1 = {0}' -f (1 + 1)").exit_code;
    return kestrun::run_script_file(argv[1], {.arguments = {argv + 2, argv + argc}}).exit_code;
}
