#pragma once
// Files of tests/data, found from wherever below the source tree a test runs.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::test {

inline std::filesystem::path data_file(const std::string& name)
{
    std::filesystem::path folder = std::filesystem::current_path();
    if (const char* source = std::getenv("KESTRUN_SOURCE")) folder = source;
    for (;; folder = folder.parent_path()) {
        const auto file = folder / "tests" / "data" / name;
        if (std::filesystem::exists(file) || folder == folder.parent_path()) return file;
    }
}

/// The lines of a file of tab-separated fields; empty when there is no such file.
inline std::vector<std::vector<std::string>> read_tsv(const std::string& name)
{
    std::vector<std::vector<std::string>> rows;
    std::ifstream file(data_file(name));
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> fields;
        std::size_t start = 0;
        for (std::size_t tab = 0; tab != std::string::npos; start = tab + 1) {
            tab = line.find('\t', start);
            fields.push_back(line.substr(start, tab - start));
        }
        rows.push_back(std::move(fields));
    }
    return rows;
}

} // namespace kestrun::test
