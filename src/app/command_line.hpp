// What the program was asked to do.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kestrun::app {

struct CommandLine
{
    enum class Action
    {
        Help,
        Version,
        File,    // `text` is a path
        Command, // `text` is script text
        Input,   // script text on standard input
        Shell,   // a prompt
        Request, // `arguments` are those behind the word `request`
        Check,   // `arguments` are those behind the word `check`
        Wrong,   // `text` says what
    };

    Action action = Action::Help;
    std::string text;
    std::vector<std::string> arguments; // of the script
    std::string working_directory;      // empty: as it is
    bool interactive = true;            // false: -NonInteractive
    bool no_exit = false;               // a prompt when the script has ended
    bool no_profile = false;
    std::optional<uint64_t> memory_limit; // bytes; 0: none. Nothing: from the environment, or the default
};

/// Takes pwsh's options (without case, with one dash or two, abbreviated as pwsh does); those without a meaning here are accepted.
CommandLine parse_command_line(int argc, const char* const* argv);

/// The options, for --help.
std::string help_text();

} // namespace kestrun::app
