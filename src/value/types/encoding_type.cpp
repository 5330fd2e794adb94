// System.Text.Encoding and its classes.
#include "value/encoding.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {
namespace {

const Encoding& own(const Call& c) { return self<Encoding>(c); }

Value encoding_value(EncodingKind kind, bool mark, bool throws = false) { return Value(make<Encoding>(kind, mark, throws)); }

template <EncodingKind Kind, bool Mark>
Value shared_encoding(Call&)
{
    return encoding_value(Kind, Mark);
}

Value get_encoding(Call& c)
{
    if (c.args[0].is_int32()) {
        if (const auto found = find_encoding(i32(c, 0))) return Value(found);
        throw_native("System.NotSupportedException", "No data is available for encoding " + std::to_string(i32(c, 0)) +
                                                         ". For information on defining a custom encoding, see the documentation for the "
                                                         "Encoding.RegisterProvider method.");
    }
    require(c, 0, "name");
    if (const auto found = find_encoding(text(c, 0))) return Value(found);
    throw_argument("System.ArgumentException",
                   "'" + std::string(text(c, 0)) +
                       "' is not a supported encoding name. For information on defining a custom encoding, see the documentation for the "
                       "Encoding.RegisterProvider method.",
                   "name");
}

/// The characters of (string s[, index, count]) or (char[] chars[, index, count]).
std::string chars_arg(const Call& c)
{
    require(c, 0, c.args[0].is_string() ? "s" : "chars");
    if (c.args[0].is_string() && c.args.size() < 3) return std::string(text(c, 0));
    std::u16string units;
    if (c.args[0].is_string()) {
        units = c.args[0].as_string().utf16();
    } else {
        for (const Value& item : elements(c.args[0])) units += item.as_char();
    }
    if (c.args.size() >= 3) {
        const int32_t index = i32(c, 1), count = i32(c, 2);
        if (index < 0 || count < 0 || static_cast<size_t>(index) + static_cast<size_t>(count) > units.size()) {
            throw_range("Index and count must refer to a location within the string.", c.args[0].is_string() ? "s" : "chars");
        }
        units = units.substr(static_cast<size_t>(index), static_cast<size_t>(count));
    }
    return to_utf8(units);
}

/// The bytes of (byte[] bytes[, index, count]).
std::string_view slice_arg(const Call& c, std::string& storage)
{
    const std::string_view bytes = bytes_arg(c, 0, "bytes", storage);
    if (c.args.size() < 3) return bytes;
    const int32_t index = i32(c, 1), count = i32(c, 2);
    if (index < 0 || count < 0) throw_range("Non-negative number required.", index < 0 ? "index" : "count");
    if (static_cast<size_t>(index) + static_cast<size_t>(count) > bytes.size()) {
        throw_range("Index and count must refer to a location within the buffer.", "bytes");
    }
    return bytes.substr(static_cast<size_t>(index), static_cast<size_t>(count));
}

Value get_bytes(Call& c) { return make_bytes(own(c).encode(chars_arg(c))); }
Value get_byte_count(Call& c) { return Value(static_cast<int32_t>(own(c).encode(chars_arg(c)).size())); }

Value get_string(Call& c)
{
    std::string storage;
    return Value(own(c).decode(slice_arg(c, storage)));
}

Value get_chars(Call& c)
{
    std::string storage;
    std::vector<Value> items;
    for (const char16_t unit : to_utf16(own(c).decode(slice_arg(c, storage)))) items.emplace_back(unit);
    return typed_array(types::character(), std::move(items));
}

Value get_char_count(Call& c)
{
    std::string storage;
    return Value(static_cast<int32_t>(base::utf16_length(own(c).decode(slice_arg(c, storage)))));
}

Value convert_bytes(Call& c)
{
    const auto &from = object_arg<Encoding>(c, 0, "srcEncoding"), &to = object_arg<Encoding>(c, 1, "dstEncoding");
    std::string storage;
    return make_bytes(to.encode(from.decode(bytes_arg(c, 2, "bytes", storage))));
}

int bytes_per_char(EncodingKind kind)
{
    switch (kind) {
    case EncodingKind::Utf8: return 3;
    case EncodingKind::Utf16Le:
    case EncodingKind::Utf16Be: return 2;
    case EncodingKind::Utf32Le:
    case EncodingKind::Utf32Be: return 4;
    default: return 1;
    }
}

bool equal_encodings(const Call& c)
{
    const auto* other = c.args[0].as<Encoding>();
    return other && other->kind() == own(c).kind() && other->preamble() == own(c).preamble();
}

constexpr MemberDef members[] = {
    prop("BodyName", "string", [](Call& c) { return Value(own(c).web_name()); }),
    prop("EncodingName", "string", [](Call& c) { return Value(own(c).display_name()); }),
    prop("HeaderName", "string", [](Call& c) { return Value(own(c).web_name()); }),
    prop("WebName", "string", [](Call& c) { return Value(own(c).web_name()); }),
    prop("CodePage", "int", [](Call& c) { return Value(own(c).code_page()); }),
    prop("WindowsCodePage", "int", [](Call& c) { return Value(own(c).kind() == EncodingKind::Latin1 ? 1252 : 1200); }),
    prop("IsSingleByte", "bool", [](Call& c) { return Value(bytes_per_char(own(c).kind()) == 1); }),
    prop("IsReadOnly", "bool", [](Call&) { return Value(true); }),
    sprop("Default", "System.Text.Encoding", shared_encoding<EncodingKind::Utf8, false>),
    sprop("ASCII", "System.Text.Encoding", shared_encoding<EncodingKind::Ascii, false>),
    sprop("Latin1", "System.Text.Encoding", shared_encoding<EncodingKind::Latin1, false>),
    sprop("Unicode", "System.Text.Encoding", shared_encoding<EncodingKind::Utf16Le, true>),
    sprop("BigEndianUnicode", "System.Text.Encoding", shared_encoding<EncodingKind::Utf16Be, true>),
    sprop("UTF8", "System.Text.Encoding", shared_encoding<EncodingKind::Utf8, true>),
    sprop("UTF32", "System.Text.Encoding", shared_encoding<EncodingKind::Utf32Le, true>),
    smeth("GetEncoding", "int codepage", "System.Text.Encoding", get_encoding),
    smeth("GetEncoding", "string name", "System.Text.Encoding", get_encoding),
    smeth("Convert", "System.Text.Encoding srcEncoding, System.Text.Encoding dstEncoding, byte[] bytes", "byte[]", convert_bytes),
    meth("GetPreamble", "", "byte[]", [](Call& c) { return make_bytes(std::string(own(c).preamble())); }),
    meth("GetByteCount", "string s", "int", get_byte_count),
    meth("GetByteCount", "char[] chars", "int", get_byte_count),
    meth("GetBytes", "string s", "byte[]", get_bytes),
    meth("GetBytes", "string s, int index, int count", "byte[]", get_bytes),
    meth("GetBytes", "char[] chars", "byte[]", get_bytes),
    meth("GetBytes", "char[] chars, int index, int count", "byte[]", get_bytes),
    meth("GetCharCount", "byte[] bytes", "int", get_char_count),
    meth("GetChars", "byte[] bytes", "char[]", get_chars),
    meth("GetChars", "byte[] bytes, int index, int count", "char[]", get_chars),
    meth("GetString", "byte[] bytes", "string", get_string),
    meth("GetString", "byte[] bytes, int index, int count", "string", get_string),
    meth("GetMaxByteCount", "int charCount", "int", [](Call& c) { return Value((i32(c, 0) + 1) * bytes_per_char(own(c).kind())); }),
    meth("GetMaxCharCount", "int byteCount", "int", [](Call& c) { return Value(i32(c, 0) + 1); }),
    meth("Clone", "", "System.Object", [](Call& c) { return c.self; }),
    meth("Equals", "System.Object value", "bool", [](Call& c) { return Value(equal_encodings(c)); }),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(own(c).code_page()); }),
};

constexpr MemberDef utf8_members[] = {
    ctor("", [](Call&) { return encoding_value(EncodingKind::Utf8, false); }),
    ctor("bool encoderShouldEmitUTF8Identifier", [](Call& c) { return encoding_value(EncodingKind::Utf8, flag(c, 0)); }),
    ctor("bool encoderShouldEmitUTF8Identifier, bool throwOnInvalidBytes",
         [](Call& c) { return encoding_value(EncodingKind::Utf8, flag(c, 0), flag(c, 1)); }),
};

Value new_utf16(Call& c)
{
    const bool big = !c.args.empty() && flag(c, 0);
    return encoding_value(big ? EncodingKind::Utf16Be : EncodingKind::Utf16Le, c.args.size() < 2 || flag(c, 1));
}

Value new_utf32(Call& c)
{
    const bool big = !c.args.empty() && flag(c, 0);
    return encoding_value(big ? EncodingKind::Utf32Be : EncodingKind::Utf32Le, c.args.size() < 2 || flag(c, 1));
}

constexpr MemberDef utf16_members[] = {ctor("", new_utf16), ctor("bool bigEndian, bool byteOrderMark", new_utf16)};
constexpr MemberDef utf32_members[] = {ctor("", new_utf32), ctor("bool bigEndian, bool byteOrderMark", new_utf32)};
constexpr MemberDef ascii_members[] = {ctor("", shared_encoding<EncodingKind::Ascii, false>)};

constexpr TypeDef table[] = {
    {"System.Text.Encoding", "System.Object", TypeFlags::Abstract, "", "System.ICloneable", members},
    {"System.Text.UTF8Encoding", "System.Text.Encoding", TypeFlags::None, "", "", utf8_members},
    {"System.Text.UnicodeEncoding", "System.Text.Encoding", TypeFlags::None, "", "", utf16_members},
    {"System.Text.UTF32Encoding", "System.Text.Encoding", TypeFlags::None, "", "", utf32_members},
    {"System.Text.ASCIIEncoding", "System.Text.Encoding", TypeFlags::None, "", "", ascii_members},
    {"System.Text.Latin1Encoding", "System.Text.Encoding"},
    {"System.Text.SBCSCodePageEncoding", "System.Text.Encoding"},
};

} // namespace

std::span<const TypeDef> encoding_type_types() { return table; }

} // namespace kestrun::value
