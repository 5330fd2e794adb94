#include "cmdlets/support/absent_commands.hpp"
#include "docs/pages.hpp"
#include "value/string.hpp"
#include <algorithm>
#include <stdexcept>

namespace kestrun::app {

namespace {

struct Row
{
    enum class State
    {
        Done,
        Part,
        Missing,
        Out
    };
    State state;
    std::string remark;
};

const char* state_text(Row::State state)
{
    switch (state) {
    case Row::State::Done: return "done";
    case Row::State::Part: return "in part";
    case Row::State::Missing: return "missing";
    case Row::State::Out: break;
    }
    return "out";
}

bool has_parameter(const engine::CmdletDef& command, std::string_view name)
{
    return std::any_of(command.parameters.begin(), command.parameters.end(),
                       [&](const engine::ParameterDef& row) { return value::equals_ignore_case(row.name, name); });
}

void append_sentence(std::string& text, const std::string& more) { text += (text.empty() ? "" : " ") + more; }

/// Missing parameters, those with the same reason together.
void add_missing_parameters(const CommandFact& fact, const engine::CmdletDef& command, const CompatibilityNotes& notes, Row& row)
{
    std::vector<std::pair<std::string, std::string>> reasons; // text, parameters
    for (const ParameterFact& parameter : fact.parameters) {
        if (parameter.windows_only || has_parameter(command, parameter.name)) continue;
        const std::string* note = notes.parameter(fact.name, parameter.name);
        const std::string reason = note ? *note : "not there yet";
        auto at = std::find_if(reasons.begin(), reasons.end(), [&](const auto& entry) { return entry.first == reason; });
        if (at == reasons.end()) at = reasons.insert(reasons.end(), {reason, ""});
        at->second += (at->second.empty() ? "`-" : ", `-") + parameter.name + "`";
        row.state = Row::State::Part;
    }
    for (const auto& [reason, names] : reasons) append_sentence(row.remark, "Without " + names + ": " + reason + ".");
}

Row judge(const CommandFact& fact, const CompatibilityNotes& notes)
{
    Row row{Row::State::Done, {}};
    const engine::CmdletDef* command = engine::find_cmdlet(fact.name);
    if (command && !value::equals_ignore_case(command->name, fact.name)) command = nullptr; // found by an alias
    const char* out = cmdlets::reason_for_absence(fact.name);
    if (!command) {
        if (out) return {Row::State::Out, out};
        if (fact.platform == CommandFact::Platform::Windows)
            return {Row::State::Out, "Windows only: PowerShell on Linux has no such command."};
        return {Row::State::Missing, "Not there yet."};
    }
    if (out) throw std::runtime_error("absent_commands.cpp says that " + fact.name + " is out, but it is there");
    if (const std::string* limit = notes.limit(fact.name)) {
        row.state = Row::State::Part;
        row.remark = *limit + ".";
    }
    add_missing_parameters(fact, *command, notes, row);
    return row;
}

/// A parameter's note that is no longer needed would be a lie on the page's source.
void check_notes(const CompatibilityNotes& notes)
{
    for (const std::string& entry : notes.parameter_names()) {
        const size_t space = entry.find(" -");
        const engine::CmdletDef* command = engine::find_cmdlet(entry.substr(0, space));
        if (command && has_parameter(*command, entry.substr(space + 2)))
            throw std::runtime_error("compatibility-notes.txt: " + entry + " is there, so its note is wrong");
    }
}

struct Counts
{
    size_t all = 0, done = 0, part = 0, missing = 0, out = 0;
    void add(Row::State state)
    {
        ++all;
        ++(state == Row::State::Done ? done : state == Row::State::Part ? part : state == Row::State::Missing ? missing : out);
    }
    std::string line(const std::string& name) const
    {
        std::string text = "| " + name;
        for (const size_t count : {all, done, part, missing, out}) text += " | " + std::to_string(count);
        return text + " |\n";
    }
};

/// Comment lines say the reason for the cases below them; those at the top of the file are its heading.
std::string failing_cases(const std::vector<std::string>& lines)
{
    std::string out, reason;
    bool heading = true, after_case = false;
    size_t count = 0;
    for (const std::string& line : lines) {
        if (line.empty() || line[0] == '#') {
            if (after_case || line.empty()) reason.clear();
            heading = heading && !line.empty() && !after_case;
            after_case = false;
            if (!heading && !line.empty()) reason += (reason.empty() ? "" : " ") + line.substr(std::min<size_t>(2, line.size()));
            continue;
        }
        heading = false;
        after_case = true;
        const size_t colon = line.find(": ");
        out += "| " + cell(line.substr(0, colon)) + " | " + cell(colon == std::string::npos ? "" : line.substr(colon + 2)) + " | " +
               cell(reason) + " |\n";
        ++count;
    }
    if (count == 0) return "All cases in [tests/conformance](../tests/conformance/README.md) pass.\n";
    return "Of the cases in [tests/conformance](../tests/conformance/README.md), which were recorded from PowerShell 7.6, these fail:\n\n"
           "| File | Case | Why |\n|---|---|---|\n" +
           out;
}

} // namespace

std::string cell(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out;
}

std::string compatibility_page(const std::vector<ModuleFacts>& modules, const CompatibilityNotes& notes,
                               const std::vector<std::string>& expected_failures)
{
    check_notes(notes);
    Counts total;
    std::string counts, tables;
    for (const ModuleFacts& module : modules) {
        Counts here;
        tables += "\n## " + module.name + "\n\n| Command | State | Remarks |\n|---|---|---|\n";
        for (const CommandFact& fact : module.commands) {
            const Row row = judge(fact, notes);
            here.add(row.state);
            total.add(row.state);
            tables += "| " + fact.name + " | " + state_text(row.state) + " | " + cell(row.remark) + " |\n";
        }
        counts += here.line(module.name);
    }
    return "# Compatibility with PowerShell 7.6\n\n"
           "<!-- Written by kestrun-docs from the commands' tables, docs/data and tests/conformance/expected-failures.txt: do not edit. "
           "-->\n\n"
           "What of PowerShell's standard modules is there. *Done* means that every parameter that PowerShell has on Linux is there; *in "
           "part* says what is not; "
           "*out* says why a command will not come. A script that uses one that is out gets PowerShell's error, "
           "\"The term '...' is not recognized\", with the reason.\n\n"
           "| Module | Commands | Done | In part | Missing | Out |\n|---|---:|---:|---:|---:|---:|\n" +
           counts + total.line("**All**") + "\n## Known differences\n\n" + failing_cases(expected_failures) + tables;
}

} // namespace kestrun::app
