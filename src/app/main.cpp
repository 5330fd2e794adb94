// The kestrun program.
#include "app/check_tool.hpp"
#include "app/command_line.hpp"
#include "app/request_tool.hpp"
#include "app/script_runner.hpp"
#include <cstdio>
#include <exception>
#include <unistd.h>

int main(int argc, char** argv)
{
    using kestrun::app::CommandLine;
    try {
        CommandLine line = kestrun::app::parse_command_line(argc, argv);
        const bool nothing_to_run = argc <= 1 || (line.action == CommandLine::Action::Input && line.text != "-");
        if (nothing_to_run) line.action = isatty(STDIN_FILENO) == 1 ? CommandLine::Action::Shell : CommandLine::Action::Input;
        switch (line.action) {
        case CommandLine::Action::Help: std::fputs(kestrun::app::help_text().c_str(), stdout); return 0;
        case CommandLine::Action::Version: std::puts("kestrun " KESTRUN_VERSION); return 0;
        case CommandLine::Action::Wrong: std::fprintf(stderr, "kestrun: %s\n", line.text.c_str()); return 64;
        case CommandLine::Action::Request: return kestrun::app::run_request(line.arguments);
        case CommandLine::Action::Check: return kestrun::app::run_check(line.arguments);
        case CommandLine::Action::Shell:
        case CommandLine::Action::File:
        case CommandLine::Action::Command:
        case CommandLine::Action::Input: return kestrun::app::run_script(line);
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kestrun: %s\n", error.what());
    }
    return 1;
}
