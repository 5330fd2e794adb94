#pragma once
// Line ends of text that is put together with "\n" inside and leaves the process as .NET writes it.

#include <string>
#include <string_view>

namespace kestrun::base {

/// Each "\n" that no "\r" stands before becomes `line_end`.
std::string with_line_ends(std::string_view text, std::string_view line_end);
/// The same with [Environment]::NewLine: the text as it is, but on Windows.
std::string with_new_lines(std::string text);

} // namespace kestrun::base
