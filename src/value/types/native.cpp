#include "value/types/native.hpp"
#include "value/delegate.hpp"

namespace kestrun::value {

void throw_index(std::string_view parameter)
{
    throw_range("Index was out of range. Must be non-negative and less than the size of the collection.", parameter);
}

std::string_view bytes_arg(const Call& c, size_t i, std::string_view parameter, std::string& storage)
{
    if (Bytes* bytes = i < c.args.size() ? c.args[i].as<Bytes>() : nullptr) {
        if (!bytes->has_flag(Object::Shared)) return bytes->data();
        return storage = bytes->snapshot();
    }
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
    if (const auto* made = delegate.as<DelegateObject>()) {
        Value result = host->call_script(*made->script().object(), Value(), values);
        return made->result() ? convert(result, *made->result()) : result;
    }
    return host->call_script(*delegate.object(), Value(), values);
}

std::string change_case(std::string_view text, Case to, Casing casing)
{
    std::string out(text);
    if (casing != Casing::Turkish && is_ascii(text)) {
        for (char& c : out) {
            if (to == Case::Upper ? (c >= 'a' && c <= 'z') : (c >= 'A' && c <= 'Z')) c = static_cast<char>(c ^ 0x20);
        }
        return out;
    }
    out.clear();
    for (size_t i = 0; i < text.size();) {
        const char32_t c = next_char(text, i);
        append_utf8(out, to == Case::Upper ? to_upper(c, casing) : to_lower(c, casing));
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
