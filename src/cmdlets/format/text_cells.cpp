#include "cmdlets/format/text_cells.hpp"
#include <algorithm>
#include <cstdint>

namespace kestrun::cmdlets {

const char* const ellipsis = "\xE2\x80\xA6";

namespace {

struct Glyph
{
    size_t bytes;
    int cells;
};

bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f) || (c >= 0xac00 && c <= 0xd7a3) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe10 && c <= 0xfe19) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
           (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
}

/// ESC [ parameters letter, or ESC ] ... BEL.
size_t escape_length(std::string_view text)
{
    if (text.size() < 2 || text[0] != '\x1b' || text[1] != '[') return 0;
    size_t i = 2;
    while (i < text.size() && (static_cast<unsigned char>(text[i]) < 0x40 || static_cast<unsigned char>(text[i]) > 0x7e)) ++i;
    return i < text.size() ? i + 1 : 0;
}

Glyph next_glyph(std::string_view text)
{
    if (const size_t escape = escape_length(text)) return {escape, 0};
    const auto byte = static_cast<unsigned char>(text[0]);
    if (byte < 0x80) return {1, 1};
    size_t bytes = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    bytes = std::min(bytes, text.size());
    uint32_t code = bytes == 4 ? byte & 7U : bytes == 3 ? byte & 15U : byte & 31U;
    for (size_t i = 1; i < bytes; ++i) code = (code << 6) | (static_cast<unsigned char>(text[i]) & 63U);
    return {bytes, is_wide(code) ? 2 : 1};
}

/// Bytes of the longest tail that fits.
size_t tail_start(std::string_view text, int cells)
{
    int left = cell_width(text);
    size_t at = 0;
    while (at < text.size() && left > cells) {
        const Glyph glyph = next_glyph(text.substr(at));
        at += glyph.bytes;
        left -= glyph.cells;
    }
    return at;
}

std::string align_cell(std::string text, int missing, Align align, bool pad)
{
    if (missing <= 0) return text;
    const auto count = static_cast<size_t>(missing);
    if (align == Align::Right) return std::string(count, ' ') + text;
    if (align == Align::Center) {
        text.insert(0, count / 2, ' ');
        if (pad) text.append(count - count / 2, ' ');
        return text;
    }
    if (pad) text.append(count, ' ');
    return text;
}

} // namespace

int cell_width(std::string_view text)
{
    int cells = 0;
    while (!text.empty()) {
        const Glyph glyph = next_glyph(text);
        cells += glyph.cells;
        text.remove_prefix(glyph.bytes);
    }
    return cells;
}

size_t head_bytes(std::string_view text, int cells)
{
    size_t at = 0;
    while (at < text.size()) {
        const Glyph glyph = next_glyph(text.substr(at));
        if (glyph.cells > cells) break;
        cells -= glyph.cells;
        at += glyph.bytes;
    }
    return at;
}

std::string fit_cell(std::string_view text, int width, Align align, bool pad)
{
    std::string cell(text);
    const size_t line_end = text.find_first_of("\r\n");
    if (line_end != std::string_view::npos) cell = std::string(text.substr(0, line_end)) + ellipsis;
    const int cells = cell_width(cell);
    if (cells <= width) return align_cell(std::move(cell), width - cells, align, pad);
    if (width <= 0) return {};
    // One cell has no room for an ellipsis beside the text.
    if (width == 1)
        cell = align == Align::Right ? cell.substr(tail_start(cell, width)) : cell.substr(0, head_bytes(cell, width));
    else if (align == Align::Right)
        cell = ellipsis + cell.substr(tail_start(cell, width - 1));
    else
        cell = cell.substr(0, head_bytes(cell, width - 1)) + ellipsis;
    return align_cell(std::move(cell), width - cell_width(cell), align, pad);
}

namespace {

void wrap_line(std::string_view line, int width, std::vector<std::string>& out)
{
    std::string current;
    int used = 0;
    size_t at = 0;
    auto flush = [&] {
        out.push_back(std::move(current));
        current.clear();
        used = 0;
    };
    while (at < line.size()) {
        // A word takes the blank, tab or hyphen behind it along.
        size_t end = line.find_first_of(" \t-", at);
        end = end == std::string_view::npos ? line.size() : end + 1;
        std::string_view word = line.substr(at, end - at);
        at = end;
        const int cells = cell_width(word);
        if (used + cells <= width) {
            current += word;
            used += cells;
            continue;
        }
        if (cells <= width) {
            flush();
            current = word;
            used = cells;
            continue;
        }
        while (!word.empty()) {
            size_t bytes = head_bytes(word, width - used);
            if (bytes == 0 && used == 0) bytes = word.size();
            current += word.substr(0, bytes);
            used += cell_width(word.substr(0, bytes));
            word.remove_prefix(bytes);
            if (!word.empty()) flush();
        }
    }
    out.push_back(std::move(current));
}

} // namespace

std::vector<std::string> wrap_text(std::string_view text, int width)
{
    std::vector<std::string> lines;
    if (width < 1) width = 1;
    size_t from = 0;
    while (true) {
        size_t at = text.find('\n', from);
        std::string_view line = text.substr(from, at == std::string_view::npos ? at : at - from);
        std::string clean;
        if (line.find('\r') != std::string_view::npos) {
            clean = line;
            std::erase(clean, '\r');
            line = clean;
        }
        if (cell_width(line) <= width)
            lines.emplace_back(line);
        else
            wrap_line(line, width, lines);
        if (at == std::string_view::npos) return lines;
        from = at + 1;
    }
}

} // namespace kestrun::cmdlets
