// Comparison, search and replacement in texts.
#include "value/letter_case.hpp"
#include "value/types/string_members.hpp"
#include <algorithm>

namespace kestrun::value {

char16_t fold_unit(char16_t c)
{
    if (c < 0x80) return fold_unit(static_cast<char>(c));
    return static_cast<char16_t>(to_lower(to_upper(c)));
}

void throw_negative(std::string_view parameter, int64_t value)
{
    const std::string name(parameter), number = std::to_string(value);
    throw_native("System.ArgumentOutOfRangeException",
                 name + " ('" + number + "') must be a non-negative value. (Parameter '" + name + "')\nActual value was " + number + ".");
}

void throw_too_large(std::string_view parameter, int64_t value, int64_t limit)
{
    const std::string name(parameter), number = std::to_string(value);
    throw_native("System.ArgumentOutOfRangeException", name + " ('" + number + "') must be less than or equal to '" +
                                                           std::to_string(limit) + "'. (Parameter '" + name + "')\nActual value was " +
                                                           number + ".");
}

void throw_start(std::string_view parameter)
{
    throw_range("Index was out of range. Must be non-negative and less than or equal to the size of the collection.", parameter);
}

void throw_count(std::string_view parameter)
{
    throw_range("Count must be positive and count must refer to a location within the string/array/collection.", parameter);
}

std::string piece(const Value& value)
{
    if (value.is_string()) return std::string(text_of(value));
    if (value.tag() == Tag::Char) {
        const char16_t unit = value.as_char();
        return to_utf8({&unit, 1});
    }
    return {};
}

namespace {

/// System.StringComparison: 0 CurrentCulture, 1 CurrentCultureIgnoreCase, 2 and 3 invariant, 4 Ordinal, 5 OrdinalIgnoreCase.
constexpr int64_t ordinal = 4;

bool ignores_case(int64_t comparison) { return (comparison & 1) != 0; }

int compare_as(std::string_view a, std::string_view b, int64_t comparison)
{
    if (comparison < ordinal) return compare_culture(a, b, ignores_case(comparison));
    return comparison == ordinal ? compare_ordinal(a, b) : compare_ordinal_ignore_case(a, b);
}

int sign(int n) { return n < 0 ? -1 : n > 0 ? 1 : 0; }

/// null sorts before every text.
int compare_values(const Value& a, const Value& b, int64_t comparison)
{
    if (a.is_null() || b.is_null()) return static_cast<int>(b.is_null()) - static_cast<int>(a.is_null());
    return sign(compare_as(text(a), text(b), comparison));
}

/// The comparison named by the arguments from `first` on: a StringComparison, or bool ignoreCase (with a culture).
int64_t comparison_of(const Call& c, size_t first, int64_t otherwise)
{
    for (size_t i = first; i < c.args.size(); ++i) {
        if (c.args[i].tag() == Tag::Enum) {
            const bool options = type_of(c.args[i]).full_name() == "System.Globalization.CompareOptions";
            if (!options) return c.args[i].as_int64();
            // CompareOptions: IgnoreCase 1, OrdinalIgnoreCase 0x10000000, Ordinal 0x40000000
            const int64_t bits = c.args[i].as_int64();
            return bits & 0x40000000 ? 4 : bits & 0x10000000 ? 5 : bits & 1 ? 1 : 0;
        }
        if (c.args[i].is_bool()) return c.args[i].as_bool() ? 1 : 0;
    }
    return otherwise;
}

std::string part(const Value& value, int32_t start, int32_t length)
{
    if (value.is_null()) return {};
    const String& whole = value.as_string();
    const auto size = static_cast<int32_t>(whole.length());
    if (start < 0 || start > size) throw_start("index");
    if (length < 0) throw_negative("length", length);
    const int32_t count = std::min(length, size - start);
    return std::string(whole.substring(static_cast<uint32_t>(start), static_cast<uint32_t>(count))->view());
}

struct Window
{
    int32_t start;
    int32_t count;
    bool fold;
};

/// Start, count and comparison of IndexOf's overloads.
Window window_of(const Call& c, int32_t size)
{
    Window w{0, size, false};
    size_t i = 1;
    if (i < c.args.size() && c.args[i].is_int32()) {
        w.start = i32(c, i++);
        if (w.start < 0 || w.start > size) throw_start();
        w.count = size - w.start;
        if (i < c.args.size() && c.args[i].is_int32()) {
            const int32_t count = i32(c, i++);
            if (count < 0 || count > w.count) throw_count();
            w.count = count;
        }
    }
    w.fold = ignores_case(comparison_of(c, i, ordinal));
    return w;
}

/// The same for LastIndexOf, which searches from start down: turned into the units [start, start + count).
Window window_back(const Call& c, int32_t size)
{
    Window w{0, size, false};
    size_t i = 1;
    if (i < c.args.size() && c.args[i].is_int32()) {
        int32_t from = i32(c, i++);
        if (size > 0 && (from < 0 || from >= size)) throw_index("startIndex");
        from = std::min(from, size - 1);
        int32_t count = from + 1;
        if (i < c.args.size() && c.args[i].is_int32()) {
            const int32_t wanted = i32(c, i++);
            if (wanted < 0 || wanted > count) throw_count();
            count = wanted;
        }
        w.start = from + 1 - count;
        w.count = count;
    }
    w.fold = ignores_case(comparison_of(c, i, ordinal));
    return w;
}

template <typename View>
int64_t find_last(View hay, View needle, bool fold)
{
    for (size_t at = hay.size() + 1; at-- > 0;) {
        if (at + needle.size() <= hay.size() && same_at(hay, needle, at, fold)) return static_cast<int64_t>(at);
    }
    return -1;
}

template <typename View>
bool starts(View whole, View head, bool fold)
{
    return head.size() <= whole.size() && same_at(whole, head, 0, fold);
}

template <typename View>
bool ends(View whole, View tail, bool fold)
{
    return tail.size() <= whole.size() && same_at(whole, tail, whole.size() - tail.size(), fold);
}

std::u16string char_set(const Value& value)
{
    std::u16string set;
    for (const Value& item : elements(value)) set += item.as_char();
    return set;
}

std::string replace_folded(std::string_view whole, std::string_view old_text, std::string_view new_text)
{
    return with_units(whole, old_text, [&](auto hay, auto needle) {
        using View = decltype(hay);
        std::basic_string<typename View::value_type> out;
        std::basic_string<typename View::value_type> with;
        if constexpr (std::is_same_v<View, std::string_view>)
            with = new_text;
        else
            with = to_utf16(new_text);
        size_t at = 0;
        for (int64_t hit; (hit = find_text(hay, needle, at, true)) >= 0; at = static_cast<size_t>(hit) + needle.size()) {
            out.append(hay.substr(at, static_cast<size_t>(hit) - at)).append(with);
        }
        out.append(hay.substr(at));
        if constexpr (std::is_same_v<View, std::string_view>)
            return out;
        else
            return to_utf8(out);
    });
}

} // namespace

Value string_compare(Call& c)
{
    // Ordinal tells how far apart the first units that differ are, as CompareOrdinal does.
    if (c.args.size() == 3 && c.args[2].tag() == Tag::Enum && c.args[2].as_int64() == 4) {
        Call inner{c.self, c.args.subspan(0, 2), c.type};
        return string_compare_ordinal(inner);
    }
    return Value(compare_values(c.args[0], c.args[1], comparison_of(c, 2, 0)));
}

Value string_compare_parts(Call& c)
{
    const std::string a = part(c.args[0], i32(c, 1), i32(c, 4)), b = part(c.args[2], i32(c, 3), i32(c, 4));
    return Value(sign(compare_as(a, b, comparison_of(c, 5, 0))));
}

Value string_compare_ordinal(Call& c)
{
    if (c.args.size() > 2) return Value(compare_ordinal(part(c.args[0], i32(c, 1), i32(c, 4)), part(c.args[2], i32(c, 3), i32(c, 4))));
    if (is_null(c, 0) || is_null(c, 1)) return Value(compare_values(c.args[0], c.args[1], ordinal));
    return with_units(text(c, 0), text(c, 1), [](auto a, auto b) {
        for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
            if (a[i] != b[i]) return Value(static_cast<int32_t>(a[i]) - static_cast<int32_t>(b[i]));
        }
        return Value(static_cast<int32_t>(a.size()) - static_cast<int32_t>(b.size()));
    });
}

Value string_compare_to(Call& c)
{
    if (is_null(c, 0)) return Value(1);
    if (!c.args[0].is_string()) throw_native("System.ArgumentException", "Object must be of type String.");
    return Value(compare_values(c.self, c.args[0], 0));
}

Value string_equals(Call& c)
{
    if (!c.args[0].is_string()) return Value(false);
    const int64_t comparison = comparison_of(c, 1, ordinal);
    if (comparison == ordinal) return Value(self_text(c) == text(c, 0));
    return Value(compare_as(self_text(c), text(c, 0), comparison) == 0);
}

Value string_equals_static(Call& c)
{
    if (is_null(c, 0) || is_null(c, 1)) return Value(is_null(c, 0) && is_null(c, 1));
    const int64_t comparison = comparison_of(c, 2, ordinal);
    if (comparison == ordinal) return Value(text(c, 0) == text(c, 1));
    return Value(compare_as(text(c, 0), text(c, 1), comparison) == 0);
}

Value string_contains(Call& c)
{
    require(c, 0, "value");
    const bool fold = ignores_case(comparison_of(c, 1, ordinal));
    const std::string needle = piece(c.args[0]);
    if (!fold) return Value(self_text(c).find(needle) != std::string_view::npos);
    return Value(with_units(self_text(c), needle, [](auto hay, auto n) { return find_text(hay, n, 0, true) >= 0; }));
}

Value string_starts_with(Call& c)
{
    require(c, 0, "value");
    const std::string head = piece(c.args[0]);
    if (!ignores_case(comparison_of(c, 1, ordinal))) return Value(self_text(c).starts_with(head));
    return Value(with_units(self_text(c), head, [](auto whole, auto h) { return starts(whole, h, true); }));
}

Value string_ends_with(Call& c)
{
    require(c, 0, "value");
    const std::string tail = piece(c.args[0]);
    if (!ignores_case(comparison_of(c, 1, ordinal))) return Value(self_text(c).ends_with(tail));
    return Value(with_units(self_text(c), tail, [](auto whole, auto t) { return ends(whole, t, true); }));
}

Value string_index_of(Call& c)
{
    require(c, 0, "value");
    const String& whole = c.self.as_string();
    const Window w = window_of(c, static_cast<int32_t>(whole.length()));
    return Value(static_cast<int32_t>(with_units(whole.view(), piece(c.args[0]), [&](auto hay, auto needle) {
        const int64_t at = find_text(hay.substr(0, static_cast<size_t>(w.start + w.count)), needle, static_cast<size_t>(w.start), w.fold);
        return at;
    })));
}

Value string_last_index_of(Call& c)
{
    require(c, 0, "value");
    const String& whole = c.self.as_string();
    const Window w = window_back(c, static_cast<int32_t>(whole.length()));
    return Value(static_cast<int32_t>(with_units(whole.view(), piece(c.args[0]), [&](auto hay, auto needle) {
        const int64_t at = find_last(hay.substr(static_cast<size_t>(w.start), static_cast<size_t>(w.count)), needle, w.fold);
        return at < 0 ? at : at + w.start;
    })));
}

Value string_index_of_any(Call& c)
{
    require(c, 0, "anyOf");
    const std::u16string whole = c.self.as_string().utf16();
    const Window w = window_of(c, static_cast<int32_t>(whole.size()));
    const size_t at = std::u16string_view(whole)
                          .substr(0, static_cast<size_t>(w.start + w.count))
                          .find_first_of(char_set(c.args[0]), static_cast<size_t>(w.start));
    return Value(at == std::u16string_view::npos ? -1 : static_cast<int32_t>(at));
}

Value string_last_index_of_any(Call& c)
{
    require(c, 0, "anyOf");
    const std::u16string whole = c.self.as_string().utf16();
    const Window w = window_back(c, static_cast<int32_t>(whole.size()));
    const size_t at =
        std::u16string_view(whole).substr(static_cast<size_t>(w.start), static_cast<size_t>(w.count)).find_last_of(char_set(c.args[0]));
    return Value(at == std::u16string_view::npos ? -1 : static_cast<int32_t>(at) + w.start);
}

Value string_replace(Call& c)
{
    require(c, 0, "oldValue");
    const std::string old_text = piece(c.args[0]), new_text = piece(c.args[1]);
    if (old_text.empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", "oldValue");
    const std::string_view whole = self_text(c);
    if (ignores_case(comparison_of(c, 2, ordinal))) return Value(replace_folded(whole, old_text, new_text));
    size_t hit = whole.find(old_text);
    if (hit == std::string_view::npos) return c.self;
    std::string out;
    size_t at = 0;
    for (; hit != std::string_view::npos; hit = whole.find(old_text, at)) {
        out.append(whole.substr(at, hit - at)).append(new_text);
        at = hit + old_text.size();
    }
    return Value(out.append(whole.substr(at)));
}

} // namespace kestrun::value
