#include "docs/command_facts.hpp"
#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace kestrun::app {

namespace {

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::vector<std::string> words_of(const std::string& text)
{
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

[[noreturn]] void bad_line(const std::string& path, size_t number, const char* what)
{
    throw std::runtime_error(path + ":" + std::to_string(number) + ": " + what);
}

} // namespace

std::vector<std::string> read_lines(const std::string& path)
{
    std::ifstream in(path);
    if (!in) throw std::runtime_error("cannot read '" + path + "'");
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::vector<ModuleFacts> read_command_facts(const std::string& path)
{
    std::vector<ModuleFacts> modules;
    size_t number = 0;
    for (const std::string& line : read_lines(path)) {
        ++number;
        if (line.empty() || line[0] == '#') continue;
        const size_t equals = line.find(" = ");
        const std::vector<std::string> words = words_of(line.substr(0, equals));
        const std::string aliases = equals == std::string::npos ? std::string() : line.substr(equals + 3);
        if (words[0] == "module") {
            if (words.size() != 2) bad_line(path, number, "'module NAME' expected");
            modules.push_back({words[1], {}});
        } else if (line[0] != ' ') {
            if (modules.empty()) bad_line(path, number, "a command before the first module");
            const std::string_view mark = words.size() > 1 ? std::string_view(words[1]) : std::string_view();
            using Platform = CommandFact::Platform;
            modules.back().commands.push_back({words[0],
                                               aliases,
                                               mark == "windows" ? Platform::Windows
                                               : mark == "linux" ? Platform::Linux
                                                                 : Platform::Any,
                                               {}});
        } else {
            if (modules.empty() || modules.back().commands.empty()) bad_line(path, number, "a parameter before the first command");
            if (words.size() < 2 || words[0][0] != '-') bad_line(path, number, "'  -NAME TYPE' expected");
            modules.back().commands.back().parameters.push_back({words[0].substr(1), words[1], words.size() > 2 && words[2] == "windows"});
        }
    }
    return modules;
}

CompatibilityNotes::CompatibilityNotes(const std::string& path)
{
    size_t number = 0;
    for (const std::string& line : read_lines(path)) {
        ++number;
        if (line.empty() || line[0] == '#') continue;
        const size_t colon = line.find(" : ");
        if (colon == std::string::npos) bad_line(path, number, "'KIND NAME... : text' expected");
        const std::vector<std::string> words = words_of(line.substr(0, colon));
        const std::string text = line.substr(colon + 3);
        if (words.size() < 2) bad_line(path, number, "a name is missing");
        for (size_t i = 1; i < words.size(); ++i) {
            if (words[0] == "limit")
                limits_[lower(words[i])] = text;
            else if (words[0] != "parameter")
                bad_line(path, number, "'parameter' or 'limit' expected");
            else if (i > 1)
                parameters_[lower(words[1] + " " + words[i])] = text;
        }
    }
}

const std::string* CompatibilityNotes::find(const Table& table, std::string_view command, std::string_view name)
{
    const auto found = table.find(lower(name.empty() ? std::string(command) : std::string(command) + " -" + std::string(name)));
    return found == table.end() ? nullptr : &found->second;
}

const std::string* CompatibilityNotes::parameter(std::string_view command, std::string_view name) const
{
    const std::string* own = find(parameters_, command, name);
    return own ? own : find(parameters_, "*", name);
}

std::vector<std::string> CompatibilityNotes::parameter_names() const
{
    std::vector<std::string> names;
    for (const auto& [name, text] : parameters_) names.push_back(name);
    return names;
}

} // namespace kestrun::app
