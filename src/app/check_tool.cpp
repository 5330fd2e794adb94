#include "app/check_tool.hpp"
#include "base/system_path.hpp"
#include "cmdlets/support/absent_commands.hpp"
#include "engine/check/checker.hpp"
#include "io/loop.hpp"
#include "kr/planned_commands.hpp"
#include "kr/register.hpp"
#include "value/error.hpp"
#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace kestrun::app {

namespace {

namespace fs = std::filesystem;

constexpr const char* usage = R"(kestrun check: lists what in scripts is unknown or not supported; runs nothing

    kestrun check [--json] FILE|FOLDER...

    --json     an array of objects: file, line, column, kind, name, message, suggestion

A folder stands for its *.ps1, *.psm1 and *.psd1, those of its folders too; what is hidden is left out. Files that scripts load are
read, so that their commands are known.

Exit status: 0 nothing found, 1 something found, 2 wrong usage or a file that cannot be read.
)";

constexpr int nothing_found = 0, something_found = 1, wrong_usage = 2;
/// As for scripts: a tree is as deep as its source.
constexpr std::size_t stack_size = std::size_t{128} << 20;

struct Request
{
    bool json = false;
    std::vector<std::string> paths;
};

bool is_script(const fs::path& path)
{
    const std::string extension = path.extension().string();
    return extension == ".ps1" || extension == ".psm1" || extension == ".psd1";
}

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

void add_folder(const fs::path& folder, std::vector<std::string>& files)
{
    std::vector<std::string> found;
    for (auto at = fs::recursive_directory_iterator(folder); at != fs::recursive_directory_iterator(); ++at) {
        if (is_hidden(at->path())) {
            if (at->is_directory()) at.disable_recursion_pending();
        } else if (at->is_regular_file() && is_script(at->path())) {
            found.push_back(at->path().string());
        }
    }
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
}

/// The path as the user would write it: below the working directory, relative to it.
std::string shown(const std::string& path)
{
    std::error_code ec;
    const std::string here = fs::current_path(ec).string() + base::path_separator;
    return path.starts_with(here) ? path.substr(here.size()) : path;
}

void print_text(const std::vector<engine::Finding>& findings, const std::vector<engine::Finding>& blind_spots, size_t files)
{
    for (const engine::Finding& finding : findings) std::printf("%s\n", engine::finding_line(finding).c_str());
    for (const engine::Finding& spot : blind_spots) {
        std::printf("%s:%u:%u: note: %s; unknown commands of this file are not listed.\n", spot.file.c_str(), spot.line, spot.column,
                    spot.message.c_str());
    }
    std::printf("%zu finding%s in %zu file%s.\n", findings.size(), findings.size() == 1 ? "" : "s", files, files == 1 ? "" : "s");
}

void print_json(const std::vector<engine::Finding>& findings)
{
    std::string out = "[";
    for (const engine::Finding& finding : findings) out += (out.size() > 1 ? ",\n " : "\n ") + engine::finding_json(finding);
    out += findings.empty() ? "]" : "\n]";
    std::puts(out.c_str());
}

int check(const Request& request, const std::vector<std::string>& files)
{
    const auto session = engine::Session::create({});
    engine::CheckOptions options;
    options.planned_commands = kr::planned_commands();
    options.reason_for_absence = cmdlets::reason_for_absence;
    options.variables["Context"] = "Kestrun.Models.KestrunContext";
    engine::Checker checker(static_cast<engine::SessionImpl&>(*session), std::move(options));
    for (const std::string& file : files) {
        try {
            checker.add_file(file);
        } catch (const value::ScriptError& error) {
            std::fprintf(stderr, "kestrun check: %s\n", error.record->exception->message().c_str());
            return wrong_usage;
        }
    }
    std::vector<engine::Finding> findings = checker.run(), spots = checker.blind_spots();
    for (std::vector<engine::Finding>* list : {&findings, &spots})
        for (engine::Finding& finding : *list) finding.file = shown(finding.file);
    if (request.json)
        print_json(findings);
    else
        print_text(findings, spots, files.size());
    return findings.empty() ? nothing_found : something_found;
}

} // namespace

int run_check(const std::vector<std::string>& arguments)
{
    Request request;
    for (const std::string& word : arguments) {
        if (word == "--help" || word == "-h" || word == "-?") {
            std::fputs(usage, stdout);
            return nothing_found;
        }
        if (word == "--json" || word == "-json" || word == "-Json") {
            request.json = true;
        } else if (word.starts_with("-")) {
            std::fprintf(stderr, "kestrun check: there is no option '%s'. See kestrun check --help.\n", word.c_str());
            return wrong_usage;
        } else {
            request.paths.push_back(word);
        }
    }
    if (request.paths.empty()) {
        std::fputs("kestrun check: which file or folder? See kestrun check --help.\n", stderr);
        return wrong_usage;
    }
    std::vector<std::string> files;
    for (const std::string& written : request.paths) {
        std::error_code ec;
        const fs::path path = base::sys::path(written);
        try {
            if (fs::is_directory(path, ec))
                add_folder(path, files);
            else if (fs::exists(path, ec))
                files.push_back(written);
            else
                throw fs::filesystem_error("no such file or folder", path, std::make_error_code(std::errc::no_such_file_or_directory));
        } catch (const fs::filesystem_error& error) {
            std::fprintf(stderr, "kestrun check: cannot read '%s': %s\n", error.path1().string().c_str(), error.code().message().c_str());
            return wrong_usage;
        }
    }
    kr::register_commands();
    io::EventLoop loop;
    return loop.run_main([&] { return check(request, files); }, {.stack_size = stack_size});
}

} // namespace kestrun::app
