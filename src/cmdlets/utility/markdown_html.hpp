// Markdown (CommonMark, with tables, strikethrough and heading ids) to HTML, for ConvertFrom-Markdown.
#pragma once
#include <string>
#include <string_view>

namespace kestrun::cmdlets {

std::string markdown_to_html(std::string_view markdown);
/// The text with the escape sequences of a terminal.
std::string markdown_to_terminal(std::string_view markdown);

} // namespace kestrun::cmdlets
