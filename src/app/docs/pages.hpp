// The pages of docs/ that are made from the commands' tables.
#pragma once
#include "docs/command_facts.hpp"
#include "engine/cmdlet.hpp"

namespace kestrun::app {

/// docs/compatibility.md: which of PowerShell's commands are there, and the language cases that fail (lines of expected-failures.txt).
std::string compatibility_page(const std::vector<ModuleFacts>& modules, const CompatibilityNotes& notes,
                               const std::vector<std::string>& expected_failures);

struct Page
{
    std::string name; // of the file
    std::string text;
};
/// docs/reference/: a page for each module, and README.md that lists them.
std::vector<Page> reference_pages();

/// Text for a cell of a Markdown table.
std::string cell(std::string_view text);

} // namespace kestrun::app
