// System.Text.StringBuilder.
#include "value/string_builder.hpp"
#include "base/platform.hpp"
#include "value/culture.hpp"
#include "value/operators.hpp"
#include "value/shared_lock.hpp"
#include "value/types/all_types.hpp"
#include "value/types/string_members.hpp"
#include <algorithm>

namespace kestrun::value {

const Type& StringBuilder::type() const { return native_type("System.Text.StringBuilder"); }

std::string StringBuilder::text() const
{
    SharedGuard guard(*this);
    return text_;
}

void StringBuilder::append(std::string_view more)
{
    SharedGuard guard(*this);
    // Half of a pair at the end may meet its other half: only texts that begin with a low surrogate (ED B0..BF) need the longer way.
    if (more.size() >= 3 && more[0] == '\xED' && static_cast<unsigned char>(more[1]) >= 0xB0) {
        std::u16string units = to_utf16(text_);
        units += to_utf16(more);
        text_ = to_utf8(units);
    } else {
        text_ += more;
    }
}

void StringBuilder::assign(std::string text)
{
    SharedGuard guard(*this);
    text_ = std::move(text);
}

size_t StringBuilder::length() const
{
    SharedGuard guard(*this);
    return base::utf16_length(text_);
}

int32_t StringBuilder::capacity() const
{
    const auto size = static_cast<int32_t>(length());
    SharedGuard guard(*this);
    int32_t capacity = std::max(capacity_, 1);
    while (capacity < size) capacity *= 2;
    return capacity;
}

void StringBuilder::set_capacity(int32_t capacity)
{
    SharedGuard guard(*this);
    capacity_ = capacity;
}

namespace {

StringBuilder& own(const Call& c) { return self<StringBuilder>(c); }

constexpr std::string_view range_text =
    "Index was out of range. Must be non-negative and less than or equal to the size of the collection.";

std::string item_text(const Value& value)
{
    if (value.is_null()) return {};
    if (value.is_string() || value.tag() == Tag::Char) return piece(value);
    if (value.is_array() && &value.as_array().element() == &types::character()) {
        std::u16string units;
        for (const Value& item : value.as_array().items()) units += item.as_char();
        return to_utf8(units);
    }
    return dotnet_text(value);
}

Value construct(Call& c)
{
    std::string initial;
    int32_t capacity = 16;
    if (!c.args.empty() && !c.args[0].is_int32()) initial = text(c, 0);
    if (c.args.size() == 4) {
        const int32_t start = i32(c, 1), length = i32(c, 2);
        const std::u16string units = to_utf16(initial);
        if (start < 0) throw_negative("startIndex", start);
        if (length < 0) throw_negative("length", length);
        if (static_cast<size_t>(start) + static_cast<size_t>(length) > units.size()) {
            throw_range("Index and length must refer to a location within the string.", "length");
        }
        initial = to_utf8(units.substr(static_cast<size_t>(start), static_cast<size_t>(length)));
    }
    for (const Value& arg : c.args) {
        if (arg.is_int32()) capacity = arg.as_int32();
    }
    if (capacity < 0) throw_negative("capacity", capacity);
    const auto size = static_cast<int32_t>(std::min<size_t>(base::utf16_length(initial), INT32_MAX));
    return Value(make<StringBuilder>(std::move(initial), std::max({capacity, size, 16})));
}

Value append(Call& c)
{
    own(c).append(item_text(c.args[0]));
    return c.self;
}

/// Append(value, startIndex, count) of texts, builders and char arrays.
Value append_part(Call& c)
{
    const auto* builder = c.args[0].as<StringBuilder>();
    const std::u16string units = to_utf16(builder ? builder->text() : item_text(c.args[0]));
    const int32_t start = i32(c, 1), count = i32(c, 2);
    if (start < 0) throw_range(std::string(range_text), "startIndex");
    if (count < 0 || static_cast<size_t>(start) + static_cast<size_t>(count) > units.size()) throw_range(std::string(range_text), "count");
    own(c).append(to_utf8(std::u16string_view(units).substr(static_cast<size_t>(start), static_cast<size_t>(count))));
    return c.self;
}

Value append_repeated(Call& c)
{
    const int32_t count = i32(c, 1);
    if (count < 0) throw_negative("repeatCount", count);
    own(c).append(to_utf8(std::u16string(static_cast<size_t>(count), c.args[0].as_char())));
    return c.self;
}

Value append_line(Call& c)
{
    own(c).append(std::string(text(c, 0)) + base::new_line);
    return c.self;
}

Value append_join(Call& c)
{
    const std::string separator = piece(c.args[0]);
    std::string out;
    bool first = true;
    for (const Value& item : elements(c.args[1])) {
        if (!first) out += separator;
        first = false;
        out += item_text(item);
    }
    own(c).append(out);
    return c.self;
}

Value append_format(Call& c)
{
    const size_t at = c.args[0].is_string() ? 0 : 1;
    require(c, at, "format");
    std::vector<Value> args;
    if (c.args.size() == at + 2 && c.args[at + 1].is_array())
        args = elements(c.args[at + 1]);
    else
        args.assign(c.args.begin() + static_cast<std::ptrdiff_t>(at) + 1, c.args.end());
    own(c).append(format_composite(text(c, at), args, provider_culture(at == 0 ? Value() : c.args[0])));
    return c.self;
}

Value insert(Call& c)
{
    const std::u16string units = to_utf16(own(c).text());
    const int32_t at = i32(c, 0);
    if (at < 0 || static_cast<size_t>(at) > units.size()) throw_range(std::string(range_text), "index");
    std::u16string added = to_utf16(item_text(c.args[1]));
    if (c.args.size() > 2) {
        const int32_t count = i32(c, 2);
        if (count < 0) throw_negative("count", count);
        const std::u16string once = added;
        added.clear();
        for (int32_t i = 0; i < count; ++i) added += once;
    }
    own(c).assign(to_utf8(std::u16string(units).insert(static_cast<size_t>(at), added)));
    return c.self;
}

Value remove(Call& c)
{
    std::u16string units = to_utf16(own(c).text());
    const int32_t start = i32(c, 0), length = i32(c, 1);
    if (length < 0) throw_negative("length", length);
    if (start < 0) throw_negative("startIndex", start);
    if (static_cast<size_t>(start) + static_cast<size_t>(length) > units.size()) throw_range(std::string(range_text), "length");
    own(c).assign(to_utf8(units.erase(static_cast<size_t>(start), static_cast<size_t>(length))));
    return c.self;
}

Value replace(Call& c)
{
    require(c, 0, "oldValue");
    const std::u16string old_text = to_utf16(piece(c.args[0])), new_text = to_utf16(piece(c.args[1]));
    if (old_text.empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", "oldValue");
    const std::u16string units = to_utf16(own(c).text());
    size_t start = 0, end = units.size();
    if (c.args.size() == 4) {
        if (i32(c, 2) < 0 || static_cast<size_t>(i32(c, 2)) > units.size()) throw_range(std::string(range_text), "startIndex");
        start = static_cast<size_t>(i32(c, 2));
        if (i32(c, 3) < 0 || start + static_cast<size_t>(i32(c, 3)) > units.size()) throw_range(std::string(range_text), "count");
        end = start + static_cast<size_t>(i32(c, 3));
    }
    std::u16string out = units.substr(0, start);
    size_t at = start;
    for (size_t hit; (hit = units.find(old_text, at)) != std::u16string::npos && hit + old_text.size() <= end; at = hit + old_text.size()) {
        out.append(units, at, hit - at).append(new_text);
    }
    own(c).assign(to_utf8(out.append(units, at)));
    return c.self;
}

Value to_string(Call& c)
{
    if (c.args.empty()) return Value(own(c).text());
    const std::u16string units = to_utf16(own(c).text());
    const int32_t start = i32(c, 0), length = i32(c, 1);
    if (start < 0) throw_negative("startIndex", start);
    if (length < 0) throw_negative("length", length);
    if (static_cast<size_t>(start) + static_cast<size_t>(length) > units.size()) {
        throw_range("Index and length must refer to a location within the string.", "length");
    }
    return from_utf16(std::u16string_view(units).substr(static_cast<size_t>(start), static_cast<size_t>(length)));
}

Value set_length(Call& c)
{
    const int32_t length = i32(c, 0);
    if (length < 0) throw_negative("value", length);
    std::u16string units = to_utf16(own(c).text());
    units.resize(static_cast<size_t>(length), u'\0');
    own(c).assign(to_utf8(units));
    return nothing();
}

Value get_char(Call& c)
{
    const std::string text = own(c).text();
    const int32_t at = i32(c, 0);
    if (is_ascii(text)) {
        if (at >= 0 && static_cast<size_t>(at) < text.size()) return Value(static_cast<char16_t>(text[static_cast<size_t>(at)]));
    } else if (const std::u16string units = to_utf16(text); at >= 0 && static_cast<size_t>(at) < units.size()) {
        return Value(units[static_cast<size_t>(at)]);
    }
    throw_native("System.IndexOutOfRangeException", "Index was outside the bounds of the array.");
}

Value set_char(Call& c)
{
    std::u16string units = to_utf16(own(c).text());
    const int32_t at = i32(c, 0);
    if (at < 0 || static_cast<size_t>(at) >= units.size()) throw_index("index");
    units[static_cast<size_t>(at)] = c.args[1].as_char();
    own(c).assign(to_utf8(units));
    return nothing();
}

Value copy_to(Call& c)
{
    const std::u16string units = to_utf16(own(c).text());
    auto& target = object_arg<Sequence>(c, 1, "destination");
    const int32_t from = i32(c, 0), to = i32(c, 2), count = i32(c, 3);
    if (count < 0) throw_negative("count", count);
    if (from < 0 || static_cast<size_t>(from) + static_cast<size_t>(count) > units.size())
        throw_range(std::string(range_text), "sourceIndex");
    if (to < 0 || static_cast<size_t>(to) + static_cast<size_t>(count) > target.size()) {
        throw_argument("System.ArgumentException", "Destination is too short.", "destination");
    }
    for (int32_t i = 0; i < count; ++i) target.set(static_cast<size_t>(to + i), Value(units[static_cast<size_t>(from + i)]));
    return nothing();
}

constexpr const char* me = "System.Text.StringBuilder";

#define KESTRUN_APPEND(T) meth("Append", T " value", me, append)
#define KESTRUN_INSERT(T) meth("Insert", "int index, " T " value", me, insert)

constexpr MemberDef members[] = {
    ctor("", construct),
    ctor("int capacity", construct),
    ctor("string value", construct),
    ctor("string value, int capacity", construct),
    ctor("string value, int startIndex, int length, int capacity", construct),
    ctor("int capacity, int maxCapacity", construct),
    prop(
        "Capacity", "int", [](Call& c) { return Value(own(c).capacity()); },
        [](Call& c) { return own(c).set_capacity(i32(c, 0)), nothing(); }),
    prop("MaxCapacity", "int", [](Call&) { return Value(std::numeric_limits<int32_t>::max()); }),
    prop(
        "Length", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).length())); }, set_length),
    indexer("Chars", "int index", "char", get_char, set_char),
    meth("Append", "char value, int repeatCount", me, append_repeated),
    meth("Append", "char[] value, int startIndex, int charCount", me, append_part),
    KESTRUN_APPEND("string"),
    meth("Append", "string value, int startIndex, int count", me, append_part),
    KESTRUN_APPEND("System.Text.StringBuilder"),
    meth("Append", "System.Text.StringBuilder value, int startIndex, int count", me, append_part),
    KESTRUN_APPEND("bool"),
    KESTRUN_APPEND("char"),
    KESTRUN_APPEND("sbyte"),
    KESTRUN_APPEND("byte"),
    KESTRUN_APPEND("short"),
    KESTRUN_APPEND("int"),
    KESTRUN_APPEND("long"),
    KESTRUN_APPEND("float"),
    KESTRUN_APPEND("double"),
    KESTRUN_APPEND("decimal"),
    KESTRUN_APPEND("ushort"),
    KESTRUN_APPEND("uint"),
    KESTRUN_APPEND("ulong"),
    KESTRUN_APPEND("System.Object"),
    KESTRUN_APPEND("char[]"),
    meth("AppendLine", "", me, append_line),
    meth("AppendLine", "string value", me, append_line),
    meth("AppendJoin", "string separator, params System.Object[] values", me, append_join),
    meth("AppendJoin", "string separator, params string[] values", me, append_join),
    meth("AppendJoin", "char separator, params System.Object[] values", me, append_join),
    meth("AppendJoin", "char separator, params string[] values", me, append_join),
    meth("AppendFormat", "string format, System.Object arg0", me, append_format),
    meth("AppendFormat", "string format, System.Object arg0, System.Object arg1", me, append_format),
    meth("AppendFormat", "string format, System.Object arg0, System.Object arg1, System.Object arg2", me, append_format),
    meth("AppendFormat", "string format, params System.Object[] args", me, append_format),
    meth("AppendFormat", "System.IFormatProvider provider, string format, params System.Object[] args", me, append_format),
    KESTRUN_INSERT("string"),
    meth("Insert", "int index, string value, int count", me, insert),
    KESTRUN_INSERT("bool"),
    KESTRUN_INSERT("char"),
    KESTRUN_INSERT("char[]"),
    KESTRUN_INSERT("int"),
    KESTRUN_INSERT("long"),
    KESTRUN_INSERT("double"),
    KESTRUN_INSERT("decimal"),
    KESTRUN_INSERT("System.Object"),
    meth("Remove", "int startIndex, int length", me, remove),
    meth("Replace", "string oldValue, string newValue", me, replace),
    meth("Replace", "string oldValue, string newValue, int startIndex, int count", me, replace),
    meth("Replace", "char oldChar, char newChar", me, replace),
    meth("Replace", "char oldChar, char newChar, int startIndex, int count", me, replace),
    meth("Clear", "", me, [](Call& c) { return own(c).assign({}), c.self; }),
    meth("CopyTo", "int sourceIndex, char[] destination, int destinationIndex, int count", "void", copy_to),
    meth("EnsureCapacity", "int capacity", "int",
         [](Call& c) {
             if (i32(c, 0) < 0) throw_negative("capacity", i32(c, 0));
             own(c).set_capacity(std::max(own(c).capacity(), i32(c, 0)));
             return Value(own(c).capacity());
         }),
    meth("Equals", "System.Text.StringBuilder sb", "bool",
         [](Call& c) {
             const auto* other = c.args[0].as<StringBuilder>();
             return Value(other && other->text() == own(c).text());
         }),
    meth("ToString", "", "string", to_string),
    meth("ToString", "int startIndex, int length", "string", to_string),
};
#undef KESTRUN_APPEND
#undef KESTRUN_INSERT

constexpr TypeDef table[] = {{me, "System.Object", TypeFlags::Sealed, "", "", members}};

} // namespace

std::span<const TypeDef> string_builder_types() { return table; }

} // namespace kestrun::value
