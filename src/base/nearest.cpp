#include "base/nearest.hpp"
#include "base/text.hpp"
#include <algorithm>

namespace kestrun::base {

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit)
{
    if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
    std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    const auto same = [](char x, char y) { return ascii_lower(x) == ascii_lower(y); };
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (same(a[i - 1], b[j - 1]) ? 0U : 1U)});
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1])) next[j] = std::min(next[j], before[j - 2] + 1);
        }
        before.swap(row);
        row.swap(next);
    }
    return row[b.size()];
}

std::string nearest_name(std::string_view wrong, const std::vector<std::string>& names)
{
    if (wrong.size() > 100) return {};
    if (wrong.size() < 3) return {}; // any short name is near to any other
    const std::size_t limit = std::max<std::size_t>(1, wrong.size() / 3);
    std::size_t best = limit + 1;
    std::string found;
    for (const std::string& name : names) {
        const std::size_t distance = edit_distance(wrong, name, limit);
        if (distance >= best) continue;
        best = distance;
        found = name;
    }
    return found;
}

} // namespace kestrun::base
