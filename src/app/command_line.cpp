#include "app/command_line.hpp"
#include "base/memory_limit.hpp"
#include "base/text.hpp"
#include "value/base64.hpp"
#include <span>
#include <string_view>

namespace kestrun::app {

namespace {

using Action = CommandLine::Action;

/// An option of pwsh: its name, from how many letters on it is understood, other names, what it takes.
struct Option
{
    enum class Takes
    {
        Nothing,
        Value,
        Rest,
    };
    std::string_view name;
    size_t shortest;
    std::string_view alias; // a short name that is no prefix
    Takes takes;
    bool (*apply)(CommandLine& line, std::span<const char* const> values);
};

bool ignore(CommandLine&, std::span<const char* const>) { return true; }

bool wrong(CommandLine& line, std::string message)
{
    line.action = Action::Wrong;
    line.text = std::move(message);
    return false;
}

std::string joined(std::span<const char* const> words)
{
    std::string text;
    for (const char* word : words) text.append(text.empty() ? "" : " ").append(word);
    return text;
}

bool take_file(CommandLine& line, std::span<const char* const> values)
{
    if (values.empty()) return wrong(line, "The option -File needs the path of a script.");
    line.action = std::string_view(values[0]) == "-" ? Action::Input : Action::File;
    line.text = values[0];
    for (const char* argument : values.subspan(1)) line.arguments.emplace_back(argument);
    return false;
}

bool take_command(CommandLine& line, std::span<const char* const> values)
{
    if (values.empty()) return wrong(line, "The option -Command needs script text, or - for standard input.");
    const bool input = values.size() == 1 && std::string_view(values[0]) == "-";
    line.action = input ? Action::Input : Action::Command;
    line.text = input ? "-" : joined(values);
    return false;
}

bool take_command_with_arguments(CommandLine& line, std::span<const char* const> values)
{
    if (values.empty()) return wrong(line, "The option -CommandWithArgs needs script text.");
    line.action = Action::Command;
    line.text = values[0];
    for (const char* argument : values.subspan(1)) line.arguments.emplace_back(argument);
    return false;
}

/// Base 64 of UTF-16, as pwsh takes it.
bool take_encoded(CommandLine& line, std::span<const char* const> values)
{
    std::string bytes;
    if (!value::base64_decode(values[0], bytes) || bytes.size() % 2 != 0)
        return wrong(line, "The option -EncodedCommand needs the base 64 of UTF-16 text.");
    std::u16string units;
    for (size_t i = 0; i < bytes.size(); i += 2)
        units += static_cast<char16_t>(static_cast<unsigned char>(bytes[i]) | static_cast<unsigned char>(bytes[i + 1]) << 8);
    line.action = Action::Command;
    line.text = base::to_utf8(units);
    return true;
}

bool take_directory(CommandLine& line, std::span<const char* const> values)
{
    line.working_directory = values[0];
    return true;
}

bool take_memory_limit(CommandLine& line, std::span<const char* const> values)
{
    line.memory_limit = base::parse_memory_size(values[0]);
    return line.memory_limit ||
           wrong(line, "The option -MemoryLimit needs a size such as 512MB or 2GB, or none; not '" + std::string(values[0]) + "'.");
}

bool no_questions(CommandLine& line, std::span<const char* const>)
{
    line.interactive = false;
    return true;
}

bool keep_running(CommandLine& line, std::span<const char* const>)
{
    line.no_exit = true;
    return true;
}

bool skip_profiles(CommandLine& line, std::span<const char* const>)
{
    line.no_profile = true;
    return true;
}

bool show_version(CommandLine& line, std::span<const char* const>)
{
    line.action = Action::Version;
    return false;
}

bool show_help(CommandLine& line, std::span<const char* const>)
{
    line.action = Action::Help;
    return false;
}

using Takes = Option::Takes;
constexpr Option options[] = {
    {"file", 1, "", Takes::Rest, take_file},
    {"command", 1, "", Takes::Rest, take_command},
    {"commandwithargs", 8, "cwa", Takes::Rest, take_command_with_arguments},
    {"encodedcommand", 1, "ec", Takes::Value, take_encoded},
    {"workingdirectory", 2, "wd", Takes::Value, take_directory},
    {"noninteractive", 4, "", Takes::Nothing, no_questions},
    {"version", 1, "", Takes::Nothing, show_version},
    {"help", 1, "?", Takes::Nothing, show_help},
    {"noprofile", 3, "", Takes::Nothing, skip_profiles},
    {"nologo", 3, "", Takes::Nothing, ignore},
    {"noexit", 3, "", Takes::Nothing, keep_running},
    {"noprofileloadtime", 10, "", Takes::Nothing, ignore},
    {"login", 1, "", Takes::Nothing, ignore},
    {"interactive", 1, "", Takes::Nothing, ignore},
    {"mta", 3, "", Takes::Nothing, ignore},
    {"sta", 3, "", Takes::Nothing, ignore},
    {"executionpolicy", 2, "ep", Takes::Value, ignore},
    {"inputformat", 3, "if", Takes::Value, ignore},
    {"outputformat", 1, "of", Takes::Value, ignore},
    {"settingsfile", 8, "", Takes::Value, ignore},
    {"configurationname", 6, "", Takes::Value, ignore},
    {"configurationfile", 14, "", Takes::Value, ignore},
    {"custompipename", 2, "", Takes::Value, ignore},
    {"windowstyle", 1, "", Takes::Value, ignore},
    {"memory-limit", 3, "memorylimit", Takes::Value, take_memory_limit},
};

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out) c = base::ascii_lower(c);
    return out;
}

const Option* find_option(std::string_view word)
{
    const std::string name = lower(word);
    for (const Option& option : options)
        if (name == option.name || (!option.alias.empty() && name == option.alias)) return &option;
    for (const Option& option : options)
        if (name.size() >= option.shortest && option.name.starts_with(name)) return &option;
    return nullptr;
}

} // namespace

CommandLine parse_command_line(int argc, const char* const* argv)
{
    CommandLine line;
    const std::span<const char* const> words(argv + 1, argc > 0 ? static_cast<size_t>(argc - 1) : 0);
    for (size_t i = 0; i < words.size(); ++i) {
        std::string_view word(words[i]);
        if (word == "-" || word.empty() || word.front() != '-') {
            if (i == 0 && (word == "request" || word == "check")) {
                line.action = word == "check" ? Action::Check : Action::Request;
                for (const char* argument : words.subspan(1)) line.arguments.emplace_back(argument);
                return line;
            }
            take_file(line, words.subspan(i));
            return line;
        }
        word.remove_prefix(word.starts_with("--") ? 2 : 1);
        const Option* const option = find_option(word);
        if (!option) {
            wrong(line, "There is no option '" + std::string(words[i]) + "'. See kestrun --help.");
            return line;
        }
        std::span<const char* const> values;
        if (option->takes == Takes::Rest) {
            values = words.subspan(i + 1);
        } else if (option->takes == Takes::Value) {
            if (i + 1 == words.size()) {
                wrong(line, "The option '" + std::string(words[i]) + "' needs a value.");
                return line;
            }
            values = words.subspan(++i, 1);
        }
        if (!option->apply(line, values)) return line;
        if (line.action == Action::Command) return line; // -EncodedCommand: what follows is not for us
    }
    if (line.action == Action::Help && !words.empty()) line.action = Action::Input; // options only: the script comes on standard input
    return line;
}

std::string help_text()
{
    return R"(kestrun: a web server whose routes are PowerShell scripts

    kestrun [OPTIONS]                             a prompt at a terminal; else runs the script on standard input
    kestrun [OPTIONS] SCRIPT [-Param VALUE ...]   runs a script file
    kestrun [OPTIONS] -File SCRIPT [ARGS]         the same
    kestrun [OPTIONS] -Command TEXT               runs script text; - reads it from standard input
    kestrun check [--json] FILE|FOLDER...         lists what in scripts is unknown or not supported; runs nothing
    kestrun request [OPTIONS] URL                 sends an HTTP request, also over named pipes; see kestrun request --help

Options (as those of pwsh; case does not count, they may be shortened):
    -WorkingDirectory DIR     starts there
    -NonInteractive           asks nothing
    -EncodedCommand BASE64    script text in UTF-16, base 64
    -MemoryLimit SIZE         scripts get an error when the heap takes more (512MB, 2GB, none); default: $KESTRUN_MEMORY_LIMIT,
                              or half of the machine's memory
    -NoExit                   a prompt when the script has ended
    -NoProfile                the prompt does not run the files of $PROFILE
    -Interactive              the opposite of -NonInteractive
    -NoLogo -Login -ExecutionPolicy X -InputFormat X -OutputFormat X
                              accepted; they have no meaning here
    -Version, --version       prints the version
    -Help, --help             prints this

Exit status: that of `exit N`; 1 when the script failed or does not parse; 64 when there is no such script or option.
)";
}

} // namespace kestrun::app
