#include "value/types/native.hpp"
#include <utf8proc.h>

namespace kestrun::value {

void throw_index(std::string_view parameter)
{
    throw_range("Index was out of range. Must be non-negative and less than the size of the collection.", parameter);
}

std::string_view bytes_arg(const Call& c, size_t i, std::string_view parameter, std::string& storage)
{
    if (Bytes* bytes = i < c.args.size() ? c.args[i].as<Bytes>() : nullptr) return bytes->data();
    if (is_null(c, i)) throw_argument("System.ArgumentNullException", "Value cannot be null.", parameter);
    storage.clear();
    for (const Value& item : elements(c.args[i])) storage += static_cast<char>(to_int32(item));
    return storage;
}

std::vector<std::string> texts(const Value& value)
{
    std::vector<std::string> result;
    if (value.is_null()) return result;
    for (const Value& item : elements(value)) result.push_back(item.is_null() ? std::string() : dotnet_text(item));
    return result;
}

Value enum_value(std::string_view type, int64_t number) { return Value::enumeration(native_type(type).enum_index(), number); }

Value typed_array(const Type& element, std::vector<Value> items) { return Value(make<Array>(element, std::move(items))); }

Value string_array(std::vector<Value> items) { return typed_array(types::string(), std::move(items)); }

Value from_utf16(std::u16string_view units) { return Value(String::from_utf16(units)); }

Value call_delegate(const Value& delegate, std::initializer_list<Value> args)
{
    ConversionHost* host = conversion_host();
    if (!delegate.is_heap() || !host) throw_native("System.ArgumentNullException", "Value cannot be null. (Parameter 'delegate')");
    std::vector<Value> values(args);
    return host->call_script(*delegate.object(), Value(), values);
}

bool is_ascii(std::string_view text)
{
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    }
    return true;
}

char32_t next_char(std::string_view text, size_t& position)
{
    const auto byte = [&](size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
    const unsigned lead = byte(position++);
    if (lead < 0x80) return lead;
    const int extra = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (extra == 0) return 0xFFFD;
    char32_t c = lead & (0x3Fu >> extra);
    for (int k = 0; k < extra; ++k) {
        const unsigned next = byte(position);
        if ((next & 0xC0) != 0x80) return 0xFFFD;
        c = (c << 6) | (next & 0x3F);
        ++position;
    }
    return c;
}

void append_utf8(std::string& out, char32_t c)
{
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

std::u16string to_utf16(std::string_view text)
{
    std::u16string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size();) {
        const char32_t c = next_char(text, i);
        if (c >= 0x10000) {
            out += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
            out += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
        } else {
            out += static_cast<char16_t>(c);
        }
    }
    return out;
}

std::string to_utf8(std::u16string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        char32_t c = text[i];
        if (c >= 0xD800 && c < 0xDC00 && i + 1 < text.size() && text[i + 1] >= 0xDC00 && text[i + 1] < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] - 0xDC00);
        }
        append_utf8(out, c);
    }
    return out;
}

size_t utf16_units(std::string_view utf8)
{
    size_t units = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        units += (byte & 0xC0) != 0x80 ? (byte >= 0xF0 ? 2 : 1) : 0;
    }
    return units;
}

std::string change_case(std::string_view text, Case to)
{
    std::string out(text);
    if (is_ascii(text)) {
        for (char& c : out) {
            if (to == Case::Upper ? (c >= 'a' && c <= 'z') : (c >= 'A' && c <= 'Z')) c = static_cast<char>(c ^ 0x20);
        }
        return out;
    }
    out.clear();
    for (size_t i = 0; i < text.size();) {
        const auto c = static_cast<utf8proc_int32_t>(next_char(text, i));
        append_utf8(out, static_cast<char32_t>(to == Case::Upper ? utf8proc_toupper(c) : utf8proc_tolower(c)));
    }
    return out;
}

bool is_white_space(char32_t c)
{
    if (c <= 0x20) return c == ' ' || (c >= 9 && c <= 13);
    if (c == 0x85 || c == 0xA0) return true;
    if (c < 0x1680) return false;
    return c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::string_view trim(std::string_view text)
{
    size_t start = 0;
    while (start < text.size()) {
        size_t next = start;
        if (!is_white_space(next_char(text, next))) break;
        start = next;
    }
    size_t end = text.size();
    while (end > start) {
        size_t before = end - 1;
        while (before > start && (static_cast<unsigned char>(text[before]) & 0xC0) == 0x80) --before;
        size_t at = before;
        if (!is_white_space(next_char(text, at))) break;
        end = before;
    }
    return text.substr(start, end - start);
}

} // namespace kestrun::value
