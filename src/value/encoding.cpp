#include "value/encoding.hpp"
#include "base/text.hpp"
#include "value/error.hpp"
#include "value/string.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

/// The letters of Windows-1252 from 0x80 to 0x9F; 0: the control character itself.
constexpr char16_t windows1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                      0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

struct Row
{
    EncodingKind kind;
    int code_page;
    std::string_view web_name;
    std::string_view display_name;
    std::string_view aliases; // blank separated
};
constexpr Row rows[] = {
    {EncodingKind::Utf8, 65001, "utf-8", "Unicode (UTF-8)", "utf8 unicode-1-1-utf-8 unicode-2-0-utf-8"},
    {EncodingKind::Utf16Le, 1200, "utf-16", "Unicode", "utf-16le ucs-2 unicode iso-10646-ucs-2"},
    {EncodingKind::Utf16Be, 1201, "utf-16BE", "Unicode (Big-Endian)", "unicodefffe"},
    {EncodingKind::Utf32Le, 12000, "utf-32", "Unicode (UTF-32)", "utf-32le"},
    {EncodingKind::Utf32Be, 12001, "utf-32BE", "Unicode (UTF-32 Big-Endian)", ""},
    {EncodingKind::Ascii, 20127, "us-ascii", "US-ASCII", "ascii ansi_x3.4-1968 iso646-us us cp367 iso-ir-6"},
    {EncodingKind::Latin1, 28591, "iso-8859-1", "Western European (ISO)", "latin1 l1 iso8859-1 iso_8859-1 cp819 iso-ir-100"},
    {EncodingKind::Windows1252, 1252, "windows-1252", "Western European (Windows)", "cp1252 x-ansi"},
};

const Row& row_of(EncodingKind kind)
{
    return *std::find_if(std::begin(rows), std::end(rows), [kind](const Row& row) { return row.kind == kind; });
}

void put_unit(std::string& out, char16_t unit, bool big)
{
    const char low = static_cast<char>(unit), high = static_cast<char>(unit >> 8);
    out += big ? high : low;
    out += big ? low : high;
}

std::string encode16(std::string_view text, bool big)
{
    std::string out;
    out.reserve(text.size() * 2);
    for (const char16_t unit : base::to_utf16(text)) put_unit(out, unit, big);
    return out;
}

std::string encode32(std::string_view text, bool big)
{
    std::string out;
    for (size_t i = 0; i < text.size();) {
        char32_t c = base::decode_utf8(text, i);
        if (c >= 0xD800 && c < 0xE000) c = base::replacement_character;
        for (int k = 0; k < 4; ++k) out += static_cast<char>(c >> (8 * (big ? 3 - k : k)));
    }
    return out;
}

/// The byte of a character in a one-byte encoding, -1: it has none.
int byte_of(char32_t c, EncodingKind kind)
{
    if (c < 0x80) return static_cast<int>(c);
    if (kind == EncodingKind::Ascii) return -1;
    if (kind == EncodingKind::Latin1) return c < 0x100 ? static_cast<int>(c) : -1;
    for (int i = 0; i < 32; ++i) {
        if (windows1252[i] == c) return 0x80 + i;
    }
    return c >= 0xA0 && c < 0x100 ? static_cast<int>(c) : -1;
}

[[noreturn]] void throw_unencodable(char32_t c)
{
    char code[16];
    std::snprintf(code, sizeof code, "%04X", static_cast<unsigned>(c));
    throw_native("System.Text.EncoderFallbackException",
                 "Unable to translate Unicode character \\\\u" + std::string(code) + " to specified code page.");
}

[[noreturn]] void throw_undecodable(unsigned char byte, size_t index)
{
    char code[8];
    std::snprintf(code, sizeof code, "%02X", unsigned{byte});
    throw_native("System.Text.DecoderFallbackException", "Unable to translate bytes [" + std::string(code) + "] at index " +
                                                             std::to_string(index) + " from specified code page to Unicode.");
}

std::string decode16(std::string_view bytes, bool big)
{
    std::u16string units;
    units.reserve(bytes.size() / 2);
    for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
        const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
        units += static_cast<char16_t>(big ? a << 8 | b : b << 8 | a);
    }
    if (bytes.size() % 2 != 0) units += static_cast<char16_t>(base::replacement_character);
    return base::well_formed_utf8(base::to_utf8(units));
}

std::string decode32(std::string_view bytes, bool big)
{
    std::string out;
    for (size_t i = 0; i + 3 < bytes.size(); i += 4) {
        char32_t c = 0;
        for (size_t k = 0; k < 4; ++k) c |= char32_t{static_cast<unsigned char>(bytes[i + k])} << (8 * (big ? 3 - k : k));
        base::append_utf8(out, c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? base::replacement_character : c);
    }
    return out;
}

} // namespace

const Type& Encoding::type() const
{
    switch (kind_) {
    case EncodingKind::Utf8: return native_type("System.Text.UTF8Encoding");
    case EncodingKind::Utf16Le:
    case EncodingKind::Utf16Be: return native_type("System.Text.UnicodeEncoding");
    case EncodingKind::Utf32Le:
    case EncodingKind::Utf32Be: return native_type("System.Text.UTF32Encoding");
    case EncodingKind::Ascii: return native_type("System.Text.ASCIIEncoding");
    case EncodingKind::Latin1: return native_type("System.Text.Latin1Encoding");
    case EncodingKind::Windows1252: break;
    }
    return native_type("System.Text.SBCSCodePageEncoding");
}

std::string_view Encoding::preamble() const
{
    if (!mark_) return {};
    switch (kind_) {
    case EncodingKind::Utf8: return "\xEF\xBB\xBF";
    case EncodingKind::Utf16Le: return "\xFF\xFE";
    case EncodingKind::Utf16Be: return "\xFE\xFF";
    case EncodingKind::Utf32Le: return {"\xFF\xFE\0\0", 4};
    case EncodingKind::Utf32Be: return {"\0\0\xFE\xFF", 4};
    default: return {};
    }
}

std::string Encoding::encode(std::string_view text) const
{
    switch (kind_) {
    case EncodingKind::Utf8:
        if (throws_ && !base::is_utf8(text)) throw_unencodable(0xD800);
        return base::well_formed_utf8(text);
    case EncodingKind::Utf16Le:
    case EncodingKind::Utf16Be: return encode16(text, kind_ == EncodingKind::Utf16Be);
    case EncodingKind::Utf32Le:
    case EncodingKind::Utf32Be: return encode32(text, kind_ == EncodingKind::Utf32Be);
    default: break;
    }
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size();) {
        const char32_t c = base::decode_utf8(text, i);
        const int byte = byte_of(c, kind_);
        if (byte < 0 && throws_) throw_unencodable(c);
        if (byte >= 0)
            out += static_cast<char>(byte);
        else
            out += c >= 0x10000 ? "??" : "?"; // one for each UTF-16 unit
    }
    return out;
}

std::string Encoding::decode(std::string_view bytes) const
{
    switch (kind_) {
    case EncodingKind::Utf8:
        if (base::is_utf8(bytes)) return std::string(bytes);
        if (throws_) {
            size_t at = 0;
            for (size_t i = 0; i < bytes.size(); at = i) {
                if (base::decode_utf8(bytes, i) == base::replacement_character && bytes.substr(at, 3) != "\xEF\xBF\xBD") break;
            }
            throw_undecodable(static_cast<unsigned char>(bytes[std::min(at, bytes.size() - 1)]), at);
        }
        return base::well_formed_utf8(bytes);
    case EncodingKind::Utf16Le:
    case EncodingKind::Utf16Be: return decode16(bytes, kind_ == EncodingKind::Utf16Be);
    case EncodingKind::Utf32Le:
    case EncodingKind::Utf32Be: return decode32(bytes, kind_ == EncodingKind::Utf32Be);
    default: break;
    }
    std::string out;
    out.reserve(bytes.size());
    for (size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        char32_t c = byte;
        if (byte >= 0x80 && kind_ == EncodingKind::Ascii) {
            if (throws_) throw_undecodable(byte, i);
            c = '?';
        } else if (byte >= 0x80 && byte < 0xA0 && kind_ == EncodingKind::Windows1252 && windows1252[byte - 0x80] != 0) {
            c = windows1252[byte - 0x80];
        }
        base::append_utf8(out, c);
    }
    return out;
}

int Encoding::code_page() const { return row_of(kind_).code_page; }
std::string_view Encoding::web_name() const { return row_of(kind_).web_name; }
std::string_view Encoding::display_name() const { return row_of(kind_).display_name; }

Ref<Encoding> utf8_encoding() { return make<Encoding>(EncodingKind::Utf8, false); }

Ref<Encoding> find_encoding(std::string_view name)
{
    for (const Row& row : rows) {
        bool found = equals_ignore_case(name, row.web_name);
        for (std::string_view rest = row.aliases; !found && !rest.empty();) {
            const size_t blank = std::min(rest.find(' '), rest.size());
            found = equals_ignore_case(name, rest.substr(0, blank));
            rest.remove_prefix(std::min(blank + 1, rest.size()));
        }
        if (found) return make<Encoding>(row.kind, true);
    }
    return {};
}

Ref<Encoding> find_encoding(int code_page)
{
    if (code_page == 0) return utf8_encoding();
    for (const Row& row : rows) {
        if (row.code_page == code_page) return make<Encoding>(row.kind, true);
    }
    return {};
}

const Encoding& encoding_or_utf8(const Value& value)
{
    if (const auto* encoding = value.as<Encoding>()) return *encoding;
    static const Encoding& utf8 = []() -> const Encoding& {
        Ref<Encoding> made = utf8_encoding();
        made->set_flag(Object::Immortal);
        return *made.detach();
    }();
    return utf8;
}

Ref<Encoding> detect_encoding(std::string_view bytes, size_t& mark_size)
{
    mark_size = 0;
    static constexpr EncodingKind kinds[] = {EncodingKind::Utf8, EncodingKind::Utf32Le, EncodingKind::Utf32Be, EncodingKind::Utf16Le,
                                             EncodingKind::Utf16Be};
    for (const EncodingKind kind : kinds) { // UTF-32's little-endian mark begins with UTF-16's
        auto encoding = make<Encoding>(kind, true);
        if (!bytes.starts_with(encoding->preamble())) continue;
        mark_size = encoding->preamble().size();
        return encoding;
    }
    return {};
}

std::string decode_file(std::string_view bytes, const Encoding& otherwise)
{
    size_t mark = 0;
    if (const Ref<Encoding> marked = detect_encoding(bytes, mark)) return marked->decode(bytes.substr(mark));
    return otherwise.decode(bytes);
}

} // namespace kestrun::value
