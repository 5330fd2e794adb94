// A program started to run beside this one, as Start-Process does.
#pragma once
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace kestrun::cmdlets {

struct ProcessStart
{
    std::string program;                // a file
    std::vector<std::string> arguments; // without the program
    std::string written;                // the arguments as one text: Windows' programs take their command line apart themselves
    std::string directory;
    std::vector<std::string> environment; // NAME=value
    std::string files[3];                 // for its standard streams; empty: ours
    bool own_window = false;              // on Windows: a console of its own
};
struct StartedProcess
{
    pid_t pid = 0;
    std::shared_ptr<void> handle; // of Windows: while it is open the id is not given to another process
};
/// 0, or the errno of what went wrong.
int start_process(const ProcessStart& start, StartedProcess& started);

} // namespace kestrun::cmdlets
