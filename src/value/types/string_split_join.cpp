// Splitting, joining and formatting texts.
#include "value/culture.hpp"
#include "value/operators.hpp"
#include "value/types/string_members.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

// System.StringSplitOptions
constexpr int64_t remove_empty = 1;
constexpr int64_t trim_entries = 2;

/// The texts to split at: a character, a text, or an array of either. Empty: white space.
std::vector<std::string> separators_of(const Value& value)
{
    std::vector<std::string> result;
    if (value.is_null()) return result;
    if (value.is_string() || value.tag() == Tag::Char) {
        result.push_back(piece(value));
    } else {
        for (const Value& item : elements(value)) result.push_back(piece(item));
    }
    std::erase_if(result, [](const std::string& s) { return s.empty(); });
    return result;
}

/// Length of the separator that stands at a position, 0: none.
size_t separator_at(std::string_view whole, size_t at, const std::vector<std::string>& separators, bool white)
{
    if (white) {
        size_t next = at;
        return is_white_space(next_char(whole, next)) ? next - at : 0;
    }
    for (const std::string& s : separators) {
        if (whole.compare(at, s.size(), s) == 0) return s.size();
    }
    return 0;
}

struct Splitter
{
    std::string_view whole;
    const std::vector<std::string>& separators;
    bool white;
    int64_t options;
    int64_t limit;
    std::vector<Value> parts{};

    void put(std::string_view part)
    {
        if (options & trim_entries) part = trim(part);
        if ((options & remove_empty) && part.empty()) return;
        parts.emplace_back(part);
    }
    void run()
    {
        size_t start = 0;
        for (size_t at = 0; at < whole.size();) {
            if (static_cast<int64_t>(parts.size()) + 1 >= limit) break;
            if (const size_t length = separator_at(whole, at, separators, white)) {
                put(whole.substr(start, at - start));
                at += length;
                start = at;
            } else {
                ++at;
            }
        }
        // The last part keeps what is left; with RemoveEmptyEntries it does not begin with separators.
        if ((options & remove_empty) && static_cast<int64_t>(parts.size()) + 1 == limit) {
            for (size_t length; start < whole.size() && (length = separator_at(whole, start, separators, white)) != 0;) start += length;
        }
        put(whole.substr(start));
    }
};

std::string item_text(const Value& value) { return value.is_null() ? std::string() : dotnet_text(value); }

std::string join(std::string_view separator, const std::vector<Value>& items, size_t first, size_t count)
{
    std::string out;
    for (size_t i = first; i < first + count; ++i) {
        if (i > first) out += separator;
        if (items[i].is_string())
            out += text_of(items[i]);
        else
            out += item_text(items[i]);
    }
    return out;
}

} // namespace

Value string_split(Call& c)
{
    int64_t limit = std::numeric_limits<int32_t>::max();
    int64_t options = 0;
    for (size_t i = 1; i < c.args.size(); ++i) {
        if (c.args[i].is_int32()) limit = i32(c, i);
        if (c.args[i].tag() == Tag::Enum) options = enum_arg(c, i);
    }
    if (limit < 0) throw_negative("count", limit);
    const std::string_view whole = self_text(c);
    if (limit == 0) return string_array({});
    const std::vector<std::string> separators = c.args.empty() ? std::vector<std::string>() : separators_of(c.args[0]);
    // An empty text as the separator splits nothing; no separators at all mean white space.
    const bool empty_text = !c.args.empty() && c.args[0].is_string() && separators.empty();
    if (limit == 1 || empty_text) {
        const std::string_view one = options & trim_entries ? trim(whole) : whole;
        if ((options & remove_empty) && one.empty()) return string_array({});
        return string_array({one.size() == whole.size() ? c.self : Value(one)});
    }
    Splitter splitter{whole, separators, separators.empty(), options, limit};
    splitter.run();
    return string_array(std::move(splitter.parts));
}

Value string_join(Call& c)
{
    const std::string separator = piece(c.args[0]);
    if (is_null(c, 1)) throw_argument("System.ArgumentNullException", "Value cannot be null.", "values");
    const std::vector<Value> items = elements(c.args[1]);
    if (c.args.size() == 4) {
        const int32_t start = i32(c, 2), count = i32(c, 3), size = static_cast<int32_t>(items.size());
        if (start < 0) throw_negative("startIndex", start);
        if (count < 0) throw_negative("count", count);
        if (start > size - count) throw_too_large("startIndex", start, size - count);
        return Value(join(separator, items, static_cast<size_t>(start), static_cast<size_t>(count)));
    }
    return Value(join(separator, items, 0, items.size()));
}

Value string_concat(Call& c)
{
    std::string out;
    for (const Value& arg : c.args) {
        if (arg.is_string())
            out += text_of(arg);
        else if (c.args.size() == 1 && is_enumerable(arg))
            out += join("", elements(arg), 0, elements(arg).size());
        else
            out += item_text(arg);
    }
    return Value(out);
}

Value string_format(Call& c)
{
    // (format, args...) or (provider, format, args...): a provider is never a text.
    const size_t at = c.args[0].is_string() ? 0 : 1;
    if (at >= c.args.size() || is_null(c, at)) throw_argument("System.ArgumentNullException", "Value cannot be null.", "format");
    std::vector<Value> args;
    if (c.args.size() == at + 2 && c.args[at + 1].is_array())
        args = elements(c.args[at + 1]);
    else
        args.assign(c.args.begin() + static_cast<std::ptrdiff_t>(at) + 1, c.args.end());
    return Value(format_composite(text(c, at), args, provider_culture(at == 0 ? Value() : c.args[0])));
}

} // namespace kestrun::value
