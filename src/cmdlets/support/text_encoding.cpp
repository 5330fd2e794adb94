#include "cmdlets/support/text_encoding.hpp"
#include "base/text.hpp"
#include <cstdint>

namespace kestrun::cmdlets {

namespace {

struct EncodingName
{
    const char* name;
    TextEncoding encoding;
};
constexpr EncodingName encoding_names[] = {
    {"utf8", TextEncoding::Utf8},
    {"utf8NoBOM", TextEncoding::Utf8},
    {"utf8BOM", TextEncoding::Utf8Bom},
    {"utf-8", TextEncoding::Utf8},
    {"default", TextEncoding::Utf8},
    {"string", TextEncoding::Utf16},
    {"ascii", TextEncoding::Ascii},
    {"us-ascii", TextEncoding::Ascii},
    {"ansi", TextEncoding::Latin1},
    {"oem", TextEncoding::Utf8},
    {"latin1", TextEncoding::Latin1},
    {"iso-8859-1", TextEncoding::Latin1},
    {"windows-1252", TextEncoding::Latin1},
    {"unicode", TextEncoding::Utf16},
    {"utf-16", TextEncoding::Utf16},
    {"utf-16le", TextEncoding::Utf16},
    {"bigendianunicode", TextEncoding::Utf16Big},
    {"utf-16be", TextEncoding::Utf16Big},
    {"utf32", TextEncoding::Utf32},
    {"utf-32", TextEncoding::Utf32},
    {"bigendianutf32", TextEncoding::Utf32Big},
    {"utf7", TextEncoding::Utf7},
    {"65001", TextEncoding::Utf8},
    {"1200", TextEncoding::Utf16},
    {"1201", TextEncoding::Utf16Big},
    {"12000", TextEncoding::Utf32},
    {"20127", TextEncoding::Ascii},
    {"28591", TextEncoding::Latin1},
    {"1252", TextEncoding::Latin1},
};

constexpr char32_t replacement = 0xfffd;

/// Next code point of UTF-8; bad bytes give the replacement character, one each.
char32_t next_utf8(std::string_view text, size_t& at)
{
    const auto byte = static_cast<unsigned char>(text[at]);
    const size_t length = byte < 0x80 ? 1 : byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    if (length == 0 || byte >= 0xf5 || at + length > text.size()) return ++at, replacement;
    char32_t code = length == 1 ? byte : length == 2 ? byte & 31U : length == 3 ? byte & 15U : byte & 7U;
    for (size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[at + i]);
        if ((next & 0xc0) != 0x80) return ++at, replacement;
        code = (code << 6) | (next & 63U);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && (code < 0x10000 || code > 0x10ffff));
    if (overlong) return ++at, replacement;
    at += length;
    return code;
}

void put_16(std::string& out, uint32_t unit, bool big)
{
    const char low = static_cast<char>(unit & 255), high = static_cast<char>(unit >> 8);
    out += big ? high : low;
    out += big ? low : high;
}

std::string decode_16(std::string_view bytes, bool big)
{
    std::string out;
    auto unit = [&](size_t i) -> uint32_t {
        const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
        return big ? (uint32_t{a} << 8) | b : (uint32_t{b} << 8) | a;
    };
    for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
        char32_t code = unit(i);
        if (code >= 0xd800 && code < 0xdc00 && i + 3 < bytes.size()) {
            const uint32_t low = unit(i + 2);
            if (low >= 0xdc00 && low < 0xe000) {
                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                i += 2;
            }
        }
        base::append_utf8(out, code >= 0xd800 && code < 0xe000 ? replacement : code);
    }
    if (bytes.size() % 2) base::append_utf8(out, replacement);
    return out;
}

std::string decode_32(std::string_view bytes, bool big)
{
    std::string out;
    for (size_t i = 0; i + 3 < bytes.size(); i += 4) {
        char32_t code = 0;
        for (size_t k = 0; k < 4; ++k) code |= char32_t{static_cast<unsigned char>(bytes[i + k])} << (8 * (big ? 3 - k : k));
        base::append_utf8(out, code > 0x10ffff ? replacement : code);
    }
    return out;
}

std::string clean_utf8(std::string_view bytes)
{
    size_t at = 0;
    bool clean = true;
    while (at < bytes.size() && clean) {
        const size_t before = at;
        clean = next_utf8(bytes, at) != replacement || at - before == 3;
    }
    if (clean) return std::string(bytes);
    std::string out;
    for (at = 0; at < bytes.size();) base::append_utf8(out, next_utf8(bytes, at));
    return out;
}

bool starts(std::string_view bytes, std::string_view mark) { return bytes.substr(0, mark.size()) == mark; }

} // namespace

TextEncoding parse_encoding(const Value& value)
{
    std::string name = value::to_text(value::unwrap(value));
    if (value.tag() == Tag::Object && !value::unwrap(value).is_string()) {
        const std::string web_name = property_text(value, "WebName");
        if (!web_name.empty()) {
            name = web_name;
            const Value preamble = property_of(value, "Preamble");
            if (equals_ci(name, "utf-8") && !preamble.is_null() && !value::elements(preamble).empty()) name = "utf8BOM";
        }
    }
    for (const EncodingName& row : encoding_names) {
        if (equals_ci(row.name, name)) return row.encoding;
    }
    throw ScriptError(value::make<ErrorRecord>(
        value::make_exception("System.Management.Automation.ParameterBindingArgumentTransformationException",
                              "Cannot process argument transformation on parameter 'Encoding'. '" + name +
                                  "' is not a supported encoding name. For information on defining a custom encoding, see the "
                                  "documentation for the Encoding.RegisterProvider method. (Parameter 'name')"),
        "ParameterArgumentTransformationError", ErrorCategory::InvalidData));
}

std::string_view encoding_mark(TextEncoding encoding)
{
    using namespace std::string_view_literals;
    switch (encoding) {
    case TextEncoding::Utf8Bom: return "\xEF\xBB\xBF"sv;
    case TextEncoding::Utf16: return "\xFF\xFE"sv;
    case TextEncoding::Utf16Big: return "\xFE\xFF"sv;
    case TextEncoding::Utf32: return "\xFF\xFE\0\0"sv;
    case TextEncoding::Utf32Big: return "\0\0\xFE\xFF"sv;
    default: return {};
    }
}

std::string encode_text(std::string_view utf8, TextEncoding encoding)
{
    if (encoding == TextEncoding::Utf8 || encoding == TextEncoding::Utf8Bom || encoding == TextEncoding::Utf7) return clean_utf8(utf8);
    std::string out;
    for (size_t at = 0; at < utf8.size();) {
        const char32_t code = next_utf8(utf8, at);
        switch (encoding) {
        case TextEncoding::Ascii: out += code < 0x80 ? static_cast<char>(code) : '?'; break;
        case TextEncoding::Latin1: out += code < 0x100 ? static_cast<char>(code) : '?'; break;
        case TextEncoding::Utf32:
        case TextEncoding::Utf32Big:
            for (unsigned k = 0; k < 4; ++k) out += static_cast<char>((code >> (8 * (encoding == TextEncoding::Utf32 ? k : 3 - k))) & 255);
            break;
        default:
            if (code >= 0x10000) {
                put_16(out, 0xd800 + ((code - 0x10000) >> 10), encoding == TextEncoding::Utf16Big);
                put_16(out, 0xdc00 + ((code - 0x10000) & 0x3ff), encoding == TextEncoding::Utf16Big);
            } else {
                put_16(out, code, encoding == TextEncoding::Utf16Big);
            }
        }
    }
    return out;
}

std::string decode_text(std::string_view bytes, TextEncoding encoding)
{
    for (TextEncoding marked :
         {TextEncoding::Utf32, TextEncoding::Utf32Big, TextEncoding::Utf8Bom, TextEncoding::Utf16, TextEncoding::Utf16Big}) {
        const std::string_view mark = encoding_mark(marked);
        if (!starts(bytes, mark)) continue;
        bytes.remove_prefix(mark.size());
        encoding = marked;
        break;
    }
    switch (encoding) {
    case TextEncoding::Utf16: return decode_16(bytes, false);
    case TextEncoding::Utf16Big: return decode_16(bytes, true);
    case TextEncoding::Utf32: return decode_32(bytes, false);
    case TextEncoding::Utf32Big: return decode_32(bytes, true);
    case TextEncoding::Latin1:
    case TextEncoding::Ascii: {
        std::string out;
        for (const char byte : bytes) {
            const auto code = static_cast<unsigned char>(byte);
            base::append_utf8(out, code >= 0x80 && encoding == TextEncoding::Ascii ? replacement : code);
        }
        return out;
    }
    default: return clean_utf8(bytes);
    }
}

} // namespace kestrun::cmdlets
