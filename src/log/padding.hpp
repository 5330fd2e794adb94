#pragma once
// Alignment of a piece of a line.

#include "base/text.hpp"
#include "log/theme.hpp"

#include <string>

namespace kestrun::log {

/// Pads what is written during its life to a width in UTF-16 units, as .NET counts: positive on the left, negative on the right, 0 not at
/// all.
class Padding
{
public:
    Padding(Painter& painter, int alignment) noexcept
        : painter_(painter), alignment_(alignment), start_(painter.out().size()), invisible_(painter.invisible())
    {
    }
    ~Padding()
    {
        if (alignment_ == 0) return;
        std::string& out = painter_.out();
        const std::size_t shown = base::utf16_length(std::string_view(out).substr(start_)) - (painter_.invisible() - invisible_);
        const auto width = static_cast<std::size_t>(alignment_ < 0 ? -alignment_ : alignment_);
        if (shown >= width) return;
        if (alignment_ < 0)
            out.append(width - shown, ' ');
        else
            out.insert(start_, width - shown, ' ');
    }
    Padding(const Padding&) = delete;
    Padding& operator=(const Padding&) = delete;

private:
    Painter& painter_;
    int alignment_;
    std::size_t start_;
    std::size_t invisible_;
};

} // namespace kestrun::log
