// Runs recorded cases and compares what comes out with what PowerShell gave.
#pragma once
#include <string>
#include <vector>

namespace kestrun::app {

struct ConformanceOptions
{
    std::vector<std::string> files;
    std::vector<std::string> expected_failures; // files with lines "area/file: case name"
    std::string only;                           // run this case alone
    bool quiet = false;                         // no expected and actual text
    bool any_line_end = false;                  // CR LF in a result is as good as LF
    void (*register_more)() = nullptr;          // commands besides the standard ones
};

/// Prints each failing case and ends with "N passed, M failed". Exit code: 0 when every case ended as expected.
int run_conformance(const ConformanceOptions& options);

} // namespace kestrun::app
