#include "conformance.hpp"
#include "base/error.hpp"
#include "base/memory_limit.hpp"
#include "base/system_path.hpp"
#include "cmdlets/register.hpp"
#include "engine/class_definition.hpp"
#include "engine/engine_types.hpp"
#include "engine/records.hpp"
#include "engine/session_impl.hpp"
#include "syntax/parser.hpp"
#include "value/array.hpp"
#include "value/dictionary.hpp"
#include "value/file_path.hpp"
#include "value/psobject.hpp"
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

namespace kestrun::app {

namespace fs = std::filesystem;
using engine::Value;

namespace {

struct Case
{
    std::string name, script;
    std::vector<std::string> expected;
};

std::vector<Case> read_cases(const std::string& path)
{
    std::vector<Case> cases;
    std::ifstream file(base::sys::path(path), std::ios::binary);
    bool in_script = false;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("=== ")) {
            cases.push_back({line.substr(4), {}, {}});
            in_script = true;
        } else if (cases.empty()) {
            continue;
        } else if (in_script && line == "---") {
            in_script = false;
        } else if (in_script) {
            cases.back().script += line + "\n";
        } else if (!line.empty()) {
            cases.back().expected.push_back(line);
        }
    }
    return cases;
}

std::string escape(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else
            out += c;
    }
    return out;
}

std::string show_inner(const Value& value)
{
    if (value.is_null()) return "null";
    return value::to_text(value);
}

std::string object_line(const Value& value)
{
    if (value.is_null()) return "null";
    if (auto* record = value.as<value::ErrorRecord>()) {
        return "ERROR|" + record->fully_qualified_id() + "|" + record->exception->type().full_name() + "|" +
               escape(record->exception->message());
    }
    if (auto* record = value.as<engine::MessageRecord>()) {
        const char* kind = record->stream == engine::Stream::Warning   ? "WARNING|"
                           : record->stream == engine::Stream::Verbose ? "VERBOSE|"
                                                                       : "DEBUG|";
        return kind + escape(record->message);
    }
    if (auto* record = value.as<engine::InformationRecord>()) return "INFO|" + escape(record->text());
    std::string text;
    if (auto* table = value.as<value::Dictionary>()) {
        std::vector<std::pair<std::string, std::string>> pairs;
        for (const auto& entry : table->entries())
            if (!entry.key.is_void()) pairs.emplace_back(value::to_text(entry.key), show_inner(entry.value));
        if (&table->type() == &value::types::hashtable())
            std::sort(pairs.begin(), pairs.end(),
                      [](const auto& a, const auto& b) { return value::compare_culture(a.first, b.first, true) < 0; });
        text = "{";
        for (size_t i = 0; i < pairs.size(); ++i) text += (i ? "; " : "") + pairs[i].first + "=" + pairs[i].second;
        text += "}";
    } else if (value::is_enumerable(value)) {
        text = "[";
        bool first = true;
        for (const Value& item : value::elements(value)) {
            text += (first ? "" : ", ") + show_inner(item);
            first = false;
        }
        text += "]";
    } else {
        text = value::to_text(value);
    }
    const value::Type& type = value::type_of(value);
    const std::string name = value.as<value::PSCustomObject>() ? "PSCustomObject" : type.full_name();
    return name + "|" + escape(text);
}

std::vector<std::string> run_case(const Case& test, const std::string& directory)
{
    std::vector<std::string> lines;
    auto session = engine::Session::create({});
    session->context().set_current_directory(directory);
    engine::Collector collector;
    engine::RunResult result;
    auto& impl = static_cast<engine::SessionImpl&>(*session);
    const engine::KnownTypes types(impl);
    std::string_view script = test.script;
    if (script.ends_with('\n')) script.remove_suffix(1);
    syntax::ParseOptions parse_options;
    parse_options.types = &types;
    syntax::ParsedScript parsed = syntax::parse(std::make_shared<const syntax::SourceText>(std::string(script)), parse_options);
    if (parsed.has_errors()) {
        for (const syntax::ParseError& error : parsed.errors()) {
            const syntax::Position at = parsed.source()->position(error.extent.start);
            lines.push_back("PARSE|" + std::string(error.error_id) + "|" + std::to_string(at.line) + ":" + std::to_string(at.column));
        }
        return lines;
    }
    engine::ScriptOptions options;
    options.new_scope = false;
    result = session->run("& {\n" + test.script + "\n} *>&1", {}, options, &collector);
    value::set_conversion_host(&impl);
    for (const Value& item : collector.items) {
        try {
            lines.push_back(object_line(item));
        } catch (const value::ScriptError& error) {
            lines.push_back("?|" + error.record->exception->message());
        }
    }
    if (result.error) {
        try {
            // The record of an exception nobody caught holds a stand-in for the exception PowerShell raised for -WarningAction Stop.
            std::string type = result.error->exception->type().full_name();
            if (type == "System.Management.Automation.ActionPreferenceStopException")
                type = "System.Management.Automation.ParentContainsErrorRecordException";
            lines.push_back("THROW|" + result.error->fully_qualified_id() + "|" + type + "|" + escape(result.error->exception->message()));
        } catch (const value::ScriptError&) {
            lines.emplace_back("THROW|?");
        }
    }
    value::set_conversion_host(nullptr);
    return lines;
}

void replace_all(std::string& text, const std::string& what, const std::string& with)
{
    if (what.empty()) return;
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

/// The case's folder as "$PWD", and what is below it with slashes: the cases are the same for every system.
void show_folder(std::string& line, const std::string& directory)
{
    if constexpr (!base::sys::on_windows) return replace_all(line, directory, "$PWD");
    replace_all(line, escape(directory), "$PWD");
    constexpr std::string_view backslash = "\\\\"; // as escape() writes it
    for (size_t at = line.find("$PWD"); at != std::string::npos; at = line.find("$PWD", at + 1)) {
        for (size_t i = at; i < line.size() && std::string_view(" '\"|,;").find(line[i]) == std::string_view::npos; ++i)
            if (std::string_view(line).substr(i, 2) == backslash) line.replace(i, 2, "/");
    }
}

/// Lines of results as escape() writes them.
void unify_line_ends(std::vector<std::string>& lines)
{
    for (std::string& line : lines) replace_all(line, "\\r\\n", "\\n");
}

std::string area_of(const std::string& file)
{
    const fs::path p = base::sys::path(file);
    return p.parent_path().filename().string() + "/" + p.stem().string();
}

} // namespace

int run_conformance(const ConformanceOptions& options)
{
    base::set_memory_limit(base::default_memory_limit());
    engine::register_engine_types();
    cmdlets::register_all_cmdlets();
    if (options.register_more) options.register_more();
    std::set<std::string> expected_failures;
    for (const std::string& name : options.expected_failures) {
        std::ifstream list(base::sys::path(name), std::ios::binary);
        for (std::string line; std::getline(list, line);)
            if (!line.empty() && line[0] != '#') expected_failures.insert(line);
    }
    int passed = 0, failed = 0, surprises = 0;
    std::string root = value::temp_folder() + "kestrun-conformance-XXXXXX";
    if (!base::sys::mkdtemp(root.data())) {
        std::fprintf(stderr, "%s: %s\n", root.c_str(), base::errno_text(errno).c_str());
        return 2;
    }
    const fs::path start = fs::current_path();
    const auto absolute = [&](const std::string& file) { return (start / base::sys::path(file)).string(); };
    for (const std::string& file : options.files) {
        const std::vector<Case> cases = read_cases(absolute(file));
        if (cases.empty()) {
            std::fprintf(stderr, "%s: no cases in it\n", file.c_str());
            ++failed;
            ++surprises;
        }
        for (const Case& test : cases) {
            if (!options.only.empty() && test.name != options.only) continue;
            std::error_code ec;
            // What a case has left open keeps its name until it is closed, on Windows.
            const std::string number = base::sys::on_windows ? std::to_string(passed + failed) : std::string();
            const std::string directory = root + base::path_separator + "case" + number;
            fs::current_path(start, ec); // a folder that is somebody's current one cannot be removed on Windows
            fs::remove_all(base::sys::path(directory), ec);
            fs::create_directory(base::sys::path(directory), ec);
            fs::current_path(base::sys::path(directory), ec);
            std::vector<std::string> actual;
            try {
                actual = run_case(test, directory);
            } catch (const std::exception& error) {
                actual = {std::string("CRASH|") + error.what()};
            } catch (...) {
                actual = {"CRASH|an exception of no known type"};
            }
            for (std::string& line : actual) show_folder(line, directory);
            std::vector<std::string> expected = test.expected;
            if (options.any_line_end) {
                unify_line_ends(actual);
                unify_line_ends(expected);
            }
            const std::string id = area_of(file) + ": " + test.name;
            const bool ok = actual == expected;
            const bool expected_to_fail = expected_failures.contains(id);
            ok ? ++passed : ++failed;
            if (ok == expected_to_fail) ++surprises;
            if (ok && expected_to_fail) std::printf("PASSES, though listed as failing: %s\n", id.c_str());
            if (ok || (expected_to_fail && options.quiet)) continue;
            std::printf("FAILED %s\n", id.c_str());
            if (options.quiet) continue;
            std::printf("%s", test.script.c_str());
            for (const std::string& line : expected) std::printf("  expected %s\n", line.c_str());
            for (const std::string& line : actual) std::printf("  actual   %s\n", line.c_str());
            std::fflush(stdout);
        }
    }
    std::error_code ec;
    fs::current_path(start, ec);
    fs::remove_all(base::sys::path(root), ec);
    std::printf("%d passed, %d failed\n", passed, failed);
    return surprises == 0 ? 0 : 1;
}

} // namespace kestrun::app
