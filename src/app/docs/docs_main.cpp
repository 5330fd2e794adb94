// kestrun-docs SOURCE OUTPUT: writes OUTPUT/compatibility.md and OUTPUT/reference/*.md from the commands' tables and the data below SOURCE.
// kestrun-docs --check SOURCE: says which pages in SOURCE/docs are not what it would write, and fails when there are any.
#include "docs/pages.hpp"
#include "kr/register.hpp"
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace fs = std::filesystem;
using kestrun::app::Page;

std::vector<Page> all_pages(const std::string& source)
{
    using namespace kestrun::app;
    std::vector<Page> pages;
    for (Page& page : reference_pages()) pages.push_back({"reference/" + page.name, std::move(page.text)});
    pages.push_back({"compatibility.md", compatibility_page(read_command_facts(source + "/docs/data/powershell-commands.txt"),
                                                            CompatibilityNotes(source + "/docs/data/compatibility-notes.txt"),
                                                            read_lines(source + "/tests/conformance/expected-failures.txt"))});
    return pages;
}

std::string content_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

int check(const std::string& source)
{
    int wrong = 0;
    for (const Page& page : all_pages(source)) {
        if (content_of(fs::path(source) / "docs" / page.name) == page.text) continue;
        std::printf("docs/%s is not what the tables say: run scripts/docs\n", page.name.c_str());
        ++wrong;
    }
    return wrong ? 1 : 0;
}

int write(const std::string& source, const fs::path& output)
{
    for (const Page& page : all_pages(source)) {
        const fs::path file = output / page.name;
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << page.text;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        kestrun::kr::register_commands();
        if (argc == 3 && std::strcmp(argv[1], "--check") == 0) return check(argv[2]);
        if (argc == 3) return write(argv[1], argv[2]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kestrun-docs: %s\n", error.what());
        return 1;
    }
    std::fprintf(stderr, "usage: kestrun-docs SOURCE OUTPUT | --check SOURCE\n");
    return 2;
}
