#pragma once

// PowerShell scripts in a C++ program: run one, or let one answer a route.
//
//     kestrun::ScriptResult result = kestrun::run_script("param($Name) \"Hello $Name\"", {.arguments = {"-Name", "Ann"}});
//
//     kestrun::Server server;
//     server.listen_pipe("kestrun.demo.pipe");
//     kestrun::map_script(server, "GET", "/pipe", "Write-KrTextResponse 'Hello over named pipe'");
//     server.run();
//
// The language is the engine of this library: no PowerShell and no .NET need be installed.

#include <kestrun/error.hpp>
#include <kestrun/server.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kestrun {

/// Receives a line without its end.
using LineSink = std::function<void(std::string_view line)>;

struct ScriptOptions
{
    std::vector<std::string> arguments;                         ///< as on a command line: "-Name", "value", "positional"
    std::vector<std::pair<std::string, std::string>> variables; ///< set before the script runs
    LineSink output;                                            ///< what the script writes and shows; none: standard output
    LineSink error;                                             ///< errors; none: standard error
};

struct ScriptResult
{
    int exit_code = 0;   ///< of `exit N`; 1 when the script failed
    bool failed = false; ///< an error ended it, or it does not parse
    std::string error;   ///< the message of that error
};

/// Runs script text, or a script file, to its end. Everything that scripts can do is there, the server commands too. On a thread that runs
/// no event loop one is set up for the script. One script at a time on each thread; any number of threads. Does not throw for errors of the
/// script; throws Error when the file cannot be read.
ScriptResult run_script(std::string_view text, const ScriptOptions& options = {});
ScriptResult run_script_file(const std::string& path, const ScriptOptions& options = {});

/// Maps a route whose handler is script text, as Add-KrMapRoute does: `methods` and `pattern` as for Server::map. Each request runs in a
/// session of its own, on the fiber of its connection, with `variables` set. The server must not be moved afterwards. Throws Error when the
/// script does not parse or the route cannot be mapped. Lines of the scripts go to the default logger, where one is registered.
void map_script(Server& server, std::string_view methods, std::string_view pattern, std::string_view script,
                const std::vector<std::pair<std::string, std::string>>& variables = {});

} // namespace kestrun
