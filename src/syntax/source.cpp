#include "syntax/source.hpp"

#include <algorithm>

namespace kestrun::syntax {

SourceText::SourceText(std::string text, std::string file) : text_(std::move(text)), file_(std::move(file))
{
    if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < text_.size() && i < max_size; ++i) {
        const char c = text_[i];
        if (c != '\n' && c != '\r') continue;
        if (c == '\r' && i + 1 < text_.size() && text_[i + 1] == '\n') ++i;
        line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
    }
}

std::uint32_t SourceText::line_number(std::uint32_t offset) const
{
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    return static_cast<std::uint32_t>(next - line_starts_.begin());
}

Position SourceText::position(std::uint32_t offset) const
{
    const auto size = static_cast<std::uint32_t>(std::min(text_.size(), max_size));
    const std::uint32_t index = line_number(offset) - 1;
    std::uint32_t column = 1;
    for (std::uint32_t i = line_starts_[index]; i < std::min(offset, size); ++i) {
        const auto byte = static_cast<unsigned char>(text_[i]);
        // A continuation byte adds nothing; a four-byte sequence is a surrogate pair in UTF-16.
        if ((byte & 0xC0U) != 0x80U) column += byte >= 0xF0U ? 2 : 1;
    }
    if (offset > size) column += offset - size;
    return {index + 1, column};
}

std::string_view SourceText::line(std::uint32_t number) const
{
    if (number == 0 || number > line_starts_.size()) return {};
    const std::size_t start = line_starts_[number - 1];
    std::size_t end = number < line_starts_.size() ? line_starts_[number] : text_.size();
    while (end > start && (text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
    return std::string_view(text_).substr(start, end - start);
}

} // namespace kestrun::syntax
