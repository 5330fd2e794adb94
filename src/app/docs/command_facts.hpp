// What PowerShell's own commands are, and what is to be said about those that differ here: docs/data/powershell-commands.txt and
// docs/data/compatibility-notes.txt.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::app {

struct ParameterFact
{
    std::string name;
    std::string type;
    bool windows_only = false;
};

struct CommandFact
{
    enum class Platform
    {
        Any,
        Windows,
        Linux
    };
    std::string name;
    std::string aliases; // comma separated
    Platform platform = Platform::Any;
    std::vector<ParameterFact> parameters;
};

struct ModuleFacts
{
    std::string name;
    std::vector<CommandFact> commands;
};

/// Throws std::runtime_error with file and line.
std::vector<ModuleFacts> read_command_facts(const std::string& path);

/// Notes on commands and parameters, by name without case. Lines of the file:
///   parameter NAME -Parameter... : why the parameter is not there
///   limit NAME : what a command that is there does not do
class CompatibilityNotes
{
public:
    explicit CompatibilityNotes(const std::string& path);
    const std::string* parameter(std::string_view command, std::string_view name) const;
    const std::string* limit(std::string_view command) const { return find(limits_, command, {}); }
    /// "NAME -Parameter" of each note: to find those that are no longer true.
    std::vector<std::string> parameter_names() const;

private:
    using Table = std::map<std::string, std::string>;
    static const std::string* find(const Table& table, std::string_view command, std::string_view name);
    Table parameters_, limits_;
};

/// The lines of a file. Throws std::runtime_error.
std::vector<std::string> read_lines(const std::string& path);

} // namespace kestrun::app
