// kestrun-conformance [--quiet] [--any-line-end] [--expected-failures FILE] FILE...: runs cases recorded from PowerShell
// (tests/conformance/README.md tells the format).
#include "base/console.hpp"
#include "conformance.hpp"
#ifdef KESTRUN_WEB
#include "kr/register.hpp"
#endif
#include <cstdio>
#include <cstring>

int main(int argc, char** argv)
{
    kestrun::base::prepare_console();
    kestrun::app::ConformanceOptions options;
#ifdef KESTRUN_WEB
    options.register_more = kestrun::kr::register_web_commands;
#endif
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--quiet") == 0)
            options.quiet = true;
        else if (std::strcmp(argv[i], "--any-line-end") == 0)
            options.any_line_end = true;
        else if (std::strcmp(argv[i], "--expected-failures") == 0 && i + 1 < argc)
            options.expected_failures.emplace_back(argv[++i]);
        else if (std::strcmp(argv[i], "--case") == 0 && i + 1 < argc)
            options.only = argv[++i];
        else
            options.files.emplace_back(argv[i]);
    }
    if (options.files.empty()) {
        std::fprintf(stderr, "usage: kestrun-conformance [--quiet] [--any-line-end] [--case NAME] [--expected-failures FILE] FILE...\n");
        return 2;
    }
    return kestrun::app::run_conformance(options);
}
