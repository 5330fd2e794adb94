#include "app/shell/completion_step.hpp"
#include "base/text.hpp"
#include <algorithm>

namespace kestrun::app {

namespace {

std::string common_start(const std::vector<EditCompletion::Item>& items)
{
    std::string common = items.front().text;
    for (const EditCompletion::Item& item : items) {
        size_t same = 0;
        while (same < common.size() && same < item.text.size() && base::ascii_lower(common[same]) == base::ascii_lower(item.text[same]))
            ++same;
        common.resize(same);
    }
    while (!common.empty() && !base::is_utf8(common)) common.pop_back();
    return common;
}

} // namespace

size_t characters(std::string_view text)
{
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

CompletionStep completion_step(const EditCompletion& completion, std::string_view before_cursor)
{
    using Kind = CompletionStep::Kind;
    if (completion.items.empty() || completion.index > before_cursor.size()) return {};
    const std::string_view word = before_cursor.substr(completion.index);
    const bool single = completion.items.size() == 1;
    std::string replacement = single ? completion.items.front().text : common_start(completion.items);
    if (replacement.size() > word.size() || (single && replacement != word)) return {Kind::Replace, std::move(replacement)};
    return {single ? Kind::Done : Kind::List};
}

std::string completion_list(const std::vector<EditCompletion::Item>& items, size_t width)
{
    constexpr size_t most = 200;
    const size_t count = std::min(items.size(), most);
    size_t widest = 0;
    for (size_t i = 0; i < count; ++i) widest = std::max(widest, characters(items[i].shown));
    const size_t columns = std::max<size_t>(1, width / (widest + 2));
    const size_t rows = (count + columns - 1) / columns;
    std::string text;
    for (size_t row = 0; row < rows; ++row) {
        for (size_t column = 0; column < columns; ++column) {
            const size_t i = column * rows + row;
            if (i >= count) continue;
            text += items[i].shown;
            if (i + rows < count) text.append(widest + 2 - characters(items[i].shown), ' ');
        }
        text += "\n";
    }
    if (count < items.size()) text += "... " + std::to_string(items.size() - count) + " more\n";
    return text;
}

} // namespace kestrun::app
