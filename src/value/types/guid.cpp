// System.Guid.
#include "value/guid.hpp"
#include "base/calendar.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"
#include <algorithm>
#include <openssl/rand.h>

namespace kestrun::value {
namespace {

constexpr std::string_view dashes_error = "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).";
constexpr std::string_view hex_error = "Guid string should only contain hexadecimal characters.";
constexpr std::string_view format_error =
    "Format string can be only \"D\", \"d\", \"N\", \"n\", \"P\", \"p\", \"B\", \"b\", \"X\" or \"x\".";

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = base::ascii_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool fail(std::string& error, std::string_view message)
{
    error = message;
    return false;
}

bool read_digits(std::string_view digits, Guid& out, std::string& error)
{
    for (size_t i = 0; i < 16; ++i) {
        const int high = hex_digit(digits[2 * i]), low = hex_digit(digits[2 * i + 1]);
        if (high < 0 || low < 0) return fail(error, hex_error);
        out.bytes[i] = static_cast<uint8_t>(high * 16 + low);
    }
    return true;
}

bool read_dashed(std::string_view text, Guid& out, std::string& error)
{
    if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return fail(error, dashes_error);
    std::string digits;
    for (size_t i = 0; i < text.size(); ++i) {
        if (i != 8 && i != 13 && i != 18 && i != 23) digits += text[i];
    }
    return read_digits(digits, out, error);
}

/// {0x01234567,0x89ab,0xcdef,{0x01,...}}
bool read_braced_numbers(std::string_view text, Guid& out, std::string& error)
{
    std::string compact;
    for (const char c : text) {
        if (!is_white_space(static_cast<unsigned char>(c))) compact += c;
    }
    static constexpr size_t widths[] = {8, 4, 4, 2, 2, 2, 2, 2, 2, 2, 2};
    std::string digits;
    size_t at = 0;
    for (size_t i = 0; i < std::size(widths); ++i) {
        if (i == 0 || i == 3) {
            if (at >= compact.size() || compact[at++] != '{') return fail(error, "Expected {0xdddddddd, etc}.");
        }
        if (compact.compare(at, 2, "0x") != 0 && compact.compare(at, 2, "0X") != 0) return fail(error, "Expected 0x prefix.");
        at += 2;
        std::string number;
        while (at < compact.size() && hex_digit(compact[at]) >= 0) number += compact[at++];
        if (number.empty() || number.size() > widths[i]) return fail(error, hex_error);
        digits += std::string(widths[i] - number.size(), '0') + number;
        const char expected = i + 1 == std::size(widths) ? '}' : ',';
        if (at >= compact.size() || compact[at++] != expected)
            return fail(error,
                        "Could not find a comma, or the length between the previous token and the comma was zero (i.e., '0x,'etc.).");
    }
    if (compact.substr(at) != "}") return fail(error, "Could not find the ending brace.");
    return read_digits(digits, out, error);
}

void stamp(Guid& guid, uint8_t version)
{
    guid.bytes[6] = static_cast<uint8_t>((guid.bytes[6] & 0x0F) | (version << 4));
    guid.bytes[8] = static_cast<uint8_t>((guid.bytes[8] & 0x3F) | 0x80);
}

} // namespace

Guid Guid::random()
{
    Guid guid;
    if (RAND_bytes(guid.bytes.data(), 16) != 1) throw_native("System.Security.Cryptography.CryptographicException", "No random numbers.");
    stamp(guid, 4);
    return guid;
}

Guid Guid::version7(int64_t unix_milliseconds)
{
    Guid guid = random();
    for (int i = 0; i < 6; ++i) guid.bytes[static_cast<size_t>(i)] = static_cast<uint8_t>(unix_milliseconds >> (40 - 8 * i));
    stamp(guid, 7);
    return guid;
}

std::string Guid::text(std::string_view format) const
{
    const char form = format.empty() ? 'D' : base::ascii_upper(format[0]);
    if (format.size() > 1 || std::string_view("DNBPX").find(form) == std::string_view::npos) {
        throw_native("System.FormatException", std::string(format_error));
    }
    static constexpr char hex[] = "0123456789abcdef";
    std::string out;
    if (form == 'X') {
        static constexpr size_t starts[] = {0, 4, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        out = "{";
        for (size_t i = 0; i + 1 < std::size(starts); ++i) {
            if (i > 0) out += ',';
            if (i == 3) out += '{';
            out += "0x";
            for (size_t k = starts[i]; k < starts[i + 1]; ++k) {
                out += hex[bytes[k] >> 4];
                out += hex[bytes[k] & 15];
            }
        }
        return out + "}}";
    }
    if (form == 'B') out = "{";
    if (form == 'P') out = "(";
    for (size_t i = 0; i < 16; ++i) {
        if (form != 'N' && (i == 4 || i == 6 || i == 8 || i == 10)) out += '-';
        out += hex[bytes[i] >> 4];
        out += hex[bytes[i] & 15];
    }
    if (form == 'B') out += '}';
    if (form == 'P') out += ')';
    return out;
}

bool Guid::parse(std::string_view source, Guid& out, std::string& error, char only)
{
    const std::string_view text = trim(source);
    if (only != 0) {
        switch (only) {
        case 'D': return read_dashed(text, out, error);
        case 'N': return text.size() == 32 ? read_digits(text, out, error) : fail(error, dashes_error);
        case 'B':
            if (text.size() != 38 || text[0] != '{' || text[37] != '}') return fail(error, dashes_error);
            return read_dashed(text.substr(1, 36), out, error);
        case 'P':
            if (text.size() != 38 || text[0] != '(' || text[37] != ')') return fail(error, dashes_error);
            return read_dashed(text.substr(1, 36), out, error);
        default: return read_braced_numbers(text, out, error);
        }
    }
    if (text.size() < 32)
        return fail(error, text.find('-') != std::string_view::npos && text.size() >= 30 ? dashes_error : "Unrecognized Guid format.");
    if (text[0] == '(') return parse(text, out, error, 'P');
    if (text[0] == '{')
        return parse(text, out, error, text.find("0x") != std::string_view::npos || text.find("0X") != std::string_view::npos ? 'X' : 'B');
    if (text.size() == 32 && text.find('-') == std::string_view::npos) return read_digits(text, out, error);
    return read_dashed(text, out, error);
}

std::string Guid::to_bytes(bool big_endian) const
{
    std::string out(reinterpret_cast<const char*>(bytes.data()), 16);
    if (!big_endian) {
        std::reverse(out.begin(), out.begin() + 4);
        std::reverse(out.begin() + 4, out.begin() + 6);
        std::reverse(out.begin() + 6, out.begin() + 8);
    }
    return out;
}

Guid Guid::from_bytes(std::string_view sixteen, bool big_endian)
{
    Guid guid;
    std::copy_n(sixteen.begin(), 16, guid.bytes.begin());
    const std::string turned = guid.to_bytes(big_endian);
    std::copy_n(turned.begin(), 16, guid.bytes.begin());
    return guid;
}

bool GuidObject::equals(const Value& other) const
{
    const auto* guid = other.as<GuidObject>();
    return guid && guid->value_.bytes == value_.bytes;
}

uint32_t GuidObject::hash() const
{
    const std::string bytes = value_.to_bytes();
    uint32_t hash = 0;
    for (size_t i = 0; i < 16; i += 4) {
        uint32_t word = 0;
        std::memcpy(&word, bytes.data() + i, 4);
        hash ^= word;
    }
    return hash;
}

std::optional<int> GuidObject::compare(const Value& other) const
{
    const auto* guid = other.as<GuidObject>();
    if (!guid) return std::nullopt;
    return value_.bytes < guid->value_.bytes ? -1 : value_.bytes == guid->value_.bytes ? 0 : 1;
}

namespace {

const Guid& own(const Call& c) { return self<GuidObject>(c).get(); }

Value parse(Call& c)
{
    require(c, 0, "input");
    Guid guid;
    std::string error;
    if (!Guid::parse(text(c, 0), guid, error)) throw_native("System.FormatException", error);
    return guid_value(guid);
}

char form_arg(const Call& c)
{
    const std::string_view format = text(c, 1);
    const char form = format.size() == 1 ? base::ascii_upper(format[0]) : '\0';
    if (form == 0 || std::string_view("DNBPX").find(form) == std::string_view::npos) {
        throw_native("System.FormatException", std::string(format_error));
    }
    return form;
}

Value parse_exact(Call& c)
{
    require(c, 0, "input");
    Guid guid;
    std::string error;
    if (!Guid::parse(text(c, 0), guid, error, form_arg(c))) throw_native("System.FormatException", error);
    return guid_value(guid);
}

Value try_parse(Call& c)
{
    Guid guid;
    std::string error;
    const bool ok = c.args[0].is_string() && Guid::parse(text(c, 0), guid, error);
    c.args.back() = guid_value(ok ? guid : Guid());
    return Value(ok);
}

Value try_parse_exact(Call& c)
{
    Guid guid;
    std::string error;
    const bool ok = c.args[0].is_string() && Guid::parse(text(c, 0), guid, error, form_arg(c));
    c.args.back() = guid_value(ok ? guid : Guid());
    return Value(ok);
}

Value from_bytes(Call& c)
{
    std::string storage;
    const std::string_view bytes = bytes_arg(c, 0, "b", storage);
    if (bytes.size() != 16) throw_argument("System.ArgumentException", "Byte array for Guid must be exactly 16 bytes long.", "b");
    return guid_value(Guid::from_bytes(bytes, c.args.size() > 1 && flag(c, 1)));
}

Value from_numbers(Call& c)
{
    std::string bytes;
    const auto put = [&](int64_t number, int count) {
        for (int i = count - 1; i >= 0; --i) bytes += static_cast<char>(number >> (8 * i));
    };
    put(i64(c, 0), 4);
    put(i64(c, 1), 2);
    put(i64(c, 2), 2);
    for (size_t i = 3; i < c.args.size(); ++i) put(i64(c, i), 1);
    return guid_value(Guid::from_bytes(bytes, true));
}

Value now_v7(Call& c)
{
    const int64_t utc = c.args.empty() ? base::utc_now_ticks() : c.args[0].as_int64() - c.args[0].offset_minutes() * base::ticks_per_minute;
    return guid_value(Guid::version7((utc - base::unix_epoch_ticks) / base::ticks_per_millisecond));
}

Value compare_to(Call& c)
{
    if (is_null(c, 0)) return Value(1);
    const auto order = self<GuidObject>(c).compare(c.args[0]);
    if (!order) throw_argument("System.ArgumentException", "Object must be of type GUID.", "value");
    return Value(*order);
}

constexpr MemberDef members[] = {
    ctor("byte[] b", from_bytes),
    ctor("string g", parse),
    ctor("int a, short b, short c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, byte k", from_numbers),
    prop("Variant", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).bytes[8] >> 4)); }),
    prop("Version", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).bytes[6] >> 4)); }),
    // An alias that PowerShell's type data add.
    prop("Guid", "string", [](Call& c) { return Value(own(c).text()); }),
    sprop("Empty", "guid", [](Call&) { return guid_value(Guid()); }),
    sprop("AllBitsSet", "guid",
          [](Call&) {
              Guid guid;
              guid.bytes.fill(0xFF);
              return guid_value(guid);
          }),
    smeth("NewGuid", "", "guid", [](Call&) { return guid_value(Guid::random()); }),
    smeth("CreateVersion7", "", "guid", now_v7),
    smeth("CreateVersion7", "System.DateTimeOffset timestamp", "guid", now_v7),
    smeth("Parse", "string input", "guid", parse),
    smeth("Parse", "string s, System.IFormatProvider provider", "guid", parse),
    smeth("ParseExact", "string input, string format", "guid", parse_exact),
    smeth("TryParse", "string input, out guid result", "bool", try_parse),
    smeth("TryParse", "string s, System.IFormatProvider provider, out guid result", "bool", try_parse),
    smeth("TryParseExact", "string input, string format, out guid result", "bool", try_parse_exact),
    meth("ToByteArray", "", "byte[]", [](Call& c) { return make_bytes(own(c).to_bytes()); }),
    meth("ToByteArray", "bool bigEndian", "byte[]", [](Call& c) { return make_bytes(own(c).to_bytes(flag(c, 0))); }),
    meth("CompareTo", "System.Object value", "int", compare_to),
    meth("CompareTo", "guid value", "int", compare_to),
    meth("Equals", "System.Object o", "bool", [](Call& c) { return Value(self<GuidObject>(c).equals(c.args[0])); }),
    meth("Equals", "guid g", "bool", [](Call& c) { return Value(self<GuidObject>(c).equals(c.args[0])); }),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(self<GuidObject>(c).hash())); }),
    meth("ToString", "", "string", [](Call& c) { return Value(own(c).text()); }),
    meth("ToString", "string format", "string", [](Call& c) { return Value(own(c).text(text(c, 0))); }),
    meth("ToString", "string format, System.IFormatProvider provider", "string", [](Call& c) { return Value(own(c).text(text(c, 0))); }),
};

constexpr TypeDef table[] = {
    {"System.Guid", "System.ValueType", TypeFlags::ValueType | TypeFlags::Sealed, "guid",
     "System.IComparable,System.IFormattable,System.IComparable[guid],System.IEquatable[guid]", members},
};

} // namespace

std::span<const TypeDef> guid_types() { return table; }

} // namespace kestrun::value
