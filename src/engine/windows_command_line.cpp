#include "base/text.hpp"
#include "engine/child_process.hpp"

namespace kestrun::engine {
namespace {

/// Those that take their command line apart by rules of their own.
bool wants_old_quoting(std::string_view program)
{
    const size_t slash = program.find_last_of("/\\");
    const std::string_view name = slash == std::string_view::npos ? program : program.substr(slash + 1);
    for (const std::string_view known : {"cmd.exe", "cscript.exe", "find.exe", "sqlcmd.exe", "wscript.exe"})
        if (base::ascii_iequals(name, known)) return true;
    for (const std::string_view extension : {".bat", ".cmd", ".js", ".vbs", ".wsf"})
        if (name.size() > extension.size() && base::ascii_iequals(name.substr(name.size() - extension.size()), extension)) return true;
    return false;
}

/// A space outside quotes.
bool has_bare_space(std::string_view text)
{
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == ' ' || c == '\t')) return true;
    }
    return false;
}

void append_old(std::string& line, std::string_view argument)
{
    if (argument.empty() || !has_bare_space(argument)) {
        line += argument;
        return;
    }
    line.append("\"").append(argument);
    if (argument.ends_with('\\')) line += '\\';
    line += '"';
}

/// By the rules of CommandLineToArgvW: backslashes count only before a quote.
void append_quoted(std::string& line, std::string_view argument)
{
    if (!argument.empty() && argument.find_first_of(" \t\n\v\"") == std::string_view::npos) {
        line += argument;
        return;
    }
    line += '"';
    size_t backslashes = 0;
    for (const char c : argument) {
        if (c == '\\') {
            ++backslashes;
            continue;
        }
        line.append(c == '"' ? backslashes * 2 + 1 : backslashes, '\\');
        backslashes = 0;
        line += c;
    }
    line.append(backslashes * 2, '\\');
    line += '"';
}

} // namespace

std::string windows_command_line(std::string_view program, const std::vector<std::string>& arguments)
{
    const bool old = wants_old_quoting(program);
    std::string line = "\"" + std::string(program) + "\"";
    for (const std::string& argument : arguments) {
        line += ' ';
        if (old)
            append_old(line, argument);
        else
            append_quoted(line, argument);
    }
    return line;
}

} // namespace kestrun::engine
