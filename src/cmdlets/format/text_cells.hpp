// Text in terminal cells: how wide it is, cut, padded and broken into lines. Escape sequences (ESC [ ... m) take no room.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::cmdlets {

enum class Align : unsigned char
{
    Undefined,
    Left,
    Center,
    Right
};

/// Cells the text takes: East Asian wide characters take two.
int cell_width(std::string_view text);
/// Bytes of the longest head that fits into so many cells.
size_t head_bytes(std::string_view text, int cells);
/// One table cell: cut at a line end or at the width with an ellipsis, and padded on the side the alignment asks for. `pad`: also on the
/// right.
std::string fit_cell(std::string_view text, int width, Align align, bool pad);
/// Breaks a text at line ends and then between words; words longer than a line are cut.
std::vector<std::string> wrap_text(std::string_view text, int width);

extern const char* const ellipsis; // "…"

} // namespace kestrun::cmdlets
