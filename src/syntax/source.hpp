#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::syntax {

/// A half-open range of byte offsets into one SourceText.
struct Extent
{
    std::uint32_t start = 0;
    std::uint32_t end = 0;

    constexpr std::uint32_t length() const { return end - start; }
    constexpr bool empty() const { return start == end; }
    friend constexpr bool operator==(Extent, Extent) = default;
};

/// The smallest extent that covers both.
constexpr Extent join(Extent a, Extent b) { return {a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end}; }

/// One-based line, and one-based column counted in UTF-16 units as PowerShell counts it.
struct Position
{
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend constexpr bool operator==(Position, Position) = default;
};

/// The text of one script, in UTF-8, with the name it is reported under. Immutable after construction, so it may be
/// shared between threads. Texts are limited to max_size bytes; parse() reports longer ones as an error.
class SourceText
{
public:
    static constexpr std::size_t max_size = std::size_t{1} << 30;

    /// file is the full path of the script, empty for text that came from no file. A UTF-8 byte order mark is dropped.
    explicit SourceText(std::string text, std::string file = {});

    std::string_view text() const { return text_; }
    const std::string& file() const { return file_; }
    std::string_view slice(Extent extent) const { return std::string_view(text_).substr(extent.start, extent.length()); }

    /// Line and column of a byte offset; past the end the columns go on, as for PowerShell's end-of-input extents. Cost: a
    /// binary search over the lines, then the line's bytes before the offset.
    Position position(std::uint32_t offset) const;
    /// The line alone, which costs the search only.
    std::uint32_t line_number(std::uint32_t offset) const;
    /// The number of lines, at least 1.
    std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }
    /// The text of a one-based line without its end-of-line characters; empty when there is no such line.
    std::string_view line(std::uint32_t number) const;

private:
    std::string text_;
    std::string file_;
    std::vector<std::uint32_t> line_starts_;
};

} // namespace kestrun::syntax
