// The kestrun program.
#include "app/check_tool.hpp"
#include "app/command_line.hpp"
#include "app/request_tool.hpp"
#include "app/script_runner.hpp"
#include "base/console.hpp"
#include "base/process_facts.hpp"
#include "base/system.hpp"
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

int main(int argc, char** argv)
{
    using kestrun::app::CommandLine;
    try {
        kestrun::base::prepare_console();
        std::vector<std::string> words = kestrun::base::main_arguments(argc, argv);
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        argc = static_cast<int>(arguments.size());
        arguments.push_back(nullptr);
        CommandLine line = kestrun::app::parse_command_line(argc, arguments.data());
        const bool nothing_to_run = argc <= 1 || (line.action == CommandLine::Action::Input && line.text != "-");
        if (nothing_to_run)
            line.action = kestrun::base::sys::isatty(STDIN_FILENO) == 1 ? CommandLine::Action::Shell : CommandLine::Action::Input;
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
