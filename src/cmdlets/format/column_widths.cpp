#include "cmdlets/format/column_widths.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

int table_width(const std::vector<int>& widths)
{
    int sum = 0, visible = 0;
    for (int width : widths) {
        if (width <= 0) continue;
        sum += width;
        ++visible;
    }
    return sum + std::max(0, visible - 1);
}

} // namespace

void share_width(std::vector<int>& widths, int screen)
{
    std::vector<size_t> open;
    for (size_t i = 0; i < widths.size(); ++i) {
        if (widths[i] > 0) continue;
        widths[i] = 1;
        open.push_back(i);
    }
    // Columns without a width of their own get what is left, one cell each in turn.
    const int left = screen - table_width(widths);
    if (!open.empty() && left > 0) {
        const int each = left / static_cast<int>(open.size());
        int more = left % static_cast<int>(open.size());
        for (size_t i : open) widths[i] += each + (more-- > 0 ? 1 : 0);
    }
    // Too wide: the last visible column shrinks or goes.
    while (true) {
        const int excess = table_width(widths) - screen;
        if (excess <= 0) return;
        auto last = std::find_if(widths.rbegin(), widths.rend(), [](int width) { return width > 0; });
        if (last == widths.rend()) return;
        *last = *last - excess < 1 ? -1 : *last - excess;
    }
}

int columns_that_fit(int width, int screen)
{
    if (width <= 0 || width >= screen) return 1;
    int count = 1;
    while (width * (count + 1) + count < screen) ++count;
    return count;
}

} // namespace kestrun::cmdlets
