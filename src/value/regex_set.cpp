// Character classes and escapes of .NET's regular expressions.
#include "value/regex_translate.hpp"
#include <array>
#include <cstdio>
#include <string>

namespace kestrun::value {

namespace {

/// Named blocks (\p{IsGreek}); PCRE2 knows scripts and categories only.
struct Block
{
    std::string_view name;
    uint32_t from, to;
};
constexpr Block blocks[] = {
    {"IsBasicLatin", 0x0000, 0x007f},
    {"IsLatin-1Supplement", 0x0080, 0x00ff},
    {"IsLatinExtended-A", 0x0100, 0x017f},
    {"IsLatinExtended-B", 0x0180, 0x024f},
    {"IsIPAExtensions", 0x0250, 0x02af},
    {"IsSpacingModifierLetters", 0x02b0, 0x02ff},
    {"IsCombiningDiacriticalMarks", 0x0300, 0x036f},
    {"IsGreek", 0x0370, 0x03ff},
    {"IsGreekandCoptic", 0x0370, 0x03ff},
    {"IsCyrillic", 0x0400, 0x04ff},
    {"IsCyrillicSupplement", 0x0500, 0x052f},
    {"IsArmenian", 0x0530, 0x058f},
    {"IsHebrew", 0x0590, 0x05ff},
    {"IsArabic", 0x0600, 0x06ff},
    {"IsSyriac", 0x0700, 0x074f},
    {"IsThaana", 0x0780, 0x07bf},
    {"IsDevanagari", 0x0900, 0x097f},
    {"IsBengali", 0x0980, 0x09ff},
    {"IsGurmukhi", 0x0a00, 0x0a7f},
    {"IsGujarati", 0x0a80, 0x0aff},
    {"IsTamil", 0x0b80, 0x0bff},
    {"IsThai", 0x0e00, 0x0e7f},
    {"IsLao", 0x0e80, 0x0eff},
    {"IsTibetan", 0x0f00, 0x0fff},
    {"IsGeorgian", 0x10a0, 0x10ff},
    {"IsHangulJamo", 0x1100, 0x11ff},
    {"IsEthiopic", 0x1200, 0x137f},
    {"IsLatinExtendedAdditional", 0x1e00, 0x1eff},
    {"IsGreekExtended", 0x1f00, 0x1fff},
    {"IsGeneralPunctuation", 0x2000, 0x206f},
    {"IsSuperscriptsandSubscripts", 0x2070, 0x209f},
    {"IsCurrencySymbols", 0x20a0, 0x20cf},
    {"IsLetterlikeSymbols", 0x2100, 0x214f},
    {"IsNumberForms", 0x2150, 0x218f},
    {"IsArrows", 0x2190, 0x21ff},
    {"IsMathematicalOperators", 0x2200, 0x22ff},
    {"IsMiscellaneousTechnical", 0x2300, 0x23ff},
    {"IsBoxDrawing", 0x2500, 0x257f},
    {"IsBlockElements", 0x2580, 0x259f},
    {"IsGeometricShapes", 0x25a0, 0x25ff},
    {"IsMiscellaneousSymbols", 0x2600, 0x26ff},
    {"IsDingbats", 0x2700, 0x27bf},
    {"IsCJKSymbolsandPunctuation", 0x3000, 0x303f},
    {"IsHiragana", 0x3040, 0x309f},
    {"IsKatakana", 0x30a0, 0x30ff},
    {"IsBopomofo", 0x3100, 0x312f},
    {"IsHangulCompatibilityJamo", 0x3130, 0x318f},
    {"IsCJKUnifiedIdeographs", 0x4e00, 0x9fff},
    {"IsHangulSyllables", 0xac00, 0xd7af},
    {"IsPrivateUse", 0xe000, 0xf8ff},
    {"IsCJKCompatibilityIdeographs", 0xf900, 0xfaff},
    {"IsHalfwidthandFullwidthForms", 0xff00, 0xffef},
};
constexpr std::string_view categories[] = {"L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc", "Me", "N",  "Nd", "Nl",
                                           "No", "P",  "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S",  "Sm", "Sc", "Sk",
                                           "So", "Z",  "Zs", "Zl", "Zp", "C",  "Cc", "Cf", "Cs", "Co", "Cn"};

int hex_digit(char c) { return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; }

bool hex(std::string_view text, size_t at, size_t count, char32_t& out)
{
    if (at + count > text.size()) return false;
    out = 0;
    for (size_t k = 0; k < count; ++k) {
        const int d = hex_digit(text[at + k]);
        if (d < 0) return false;
        out = out * 16 + static_cast<char32_t>(d);
    }
    return true;
}

char32_t decode(std::string_view text, size_t& i)
{
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0xffu >> (length + 1));
    for (size_t k = 1; k < length && i + k < text.size(); ++k) c = c << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3f);
    i = std::min(i + length, text.size());
    return c;
}

void append_code_point(std::string& out, uint32_t c)
{
    std::array<char, 16> buffer;
    std::snprintf(buffer.data(), buffer.size(), "\\x{%x}", c);
    out += buffer.data();
}

} // namespace

void append_regex_literal(std::string& out, char32_t c)
{
    const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (word)
        out += static_cast<char>(c);
    else
        append_code_point(out, c);
}

bool regex_char_escape(std::string_view pattern, size_t& i, char32_t& out)
{
    const char c = pattern[i];
    switch (c) {
    case 'a': out = 7; break;
    case 'e': out = 27; break;
    case 'f': out = 12; break;
    case 'n': out = 10; break;
    case 'r': out = 13; break;
    case 't': out = 9; break;
    case 'v': out = 11; break;
    case 'x':
        if (!hex(pattern, i + 1, 2, out))
            throw_regex(pattern, i + 3 <= pattern.size() ? i + 3 : i + 1, "Insufficient or invalid hexadecimal digits.");
        i += 3;
        return true;
    case 'u': {
        if (!hex(pattern, i + 1, 4, out))
            throw_regex(pattern, std::min(i + 5, pattern.size()), "Insufficient or invalid hexadecimal digits.");
        i += 5;
        char32_t low = 0; // a surrogate pair is one character
        if (out >= 0xd800 && out < 0xdc00 && pattern.substr(i, 2) == "\\u" && hex(pattern, i + 2, 4, low) && low >= 0xdc00 &&
            low < 0xe000) {
            out = 0x10000 + ((out - 0xd800) << 10) + (low - 0xdc00);
            i += 6;
        }
        return true;
    }
    case 'c':
        if (i + 1 >= pattern.size()) throw_regex(pattern, pattern.size(), "Missing control character.");
        out = static_cast<char32_t>(pattern[i + 1] & 0x1f);
        i += 2;
        return true;
    case '0': {
        out = 0;
        size_t k = i;
        for (; k < pattern.size() && k < i + 3 && pattern[k] >= '0' && pattern[k] <= '7'; ++k)
            out = out * 8 + static_cast<char32_t>(pattern[k] - '0');
        out &= 0xff;
        i = k;
        return true;
    }
    default:
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') return false;
        out = decode(pattern, i);
        return true;
    }
    ++i;
    return true;
}

void translate_regex_property(std::string_view pattern, size_t& i, bool negated, bool inside_set, std::string& out)
{
    const size_t close = pattern.find('}', i);
    if (i + 2 >= pattern.size() || (pattern[i] == '{' && close == std::string_view::npos))
        throw_regex(pattern, std::min(i, pattern.size()), "Incomplete \\p{X} character escape.");
    if (pattern[i] != '{') throw_regex(pattern, i, "Malformed \\p{X} character escape.");
    const std::string_view name = pattern.substr(i + 1, close - i - 1);
    i = close + 1;
    for (const std::string_view category : categories)
        if (category == name) {
            out += negated ? "\\P{" : "\\p{";
            out += name;
            out += '}';
            return;
        }
    for (const Block& block : blocks) {
        if (block.name != name) continue;
        if (!inside_set) out += negated ? "[^" : "[";
        if (inside_set && negated) {
            if (block.from > 0) {
                out += "\\x{0}-";
                append_code_point(out, block.from - 1);
            }
            append_code_point(out, block.to + 1);
            out += "-\\x{10ffff}";
        } else {
            append_code_point(out, block.from);
            out += '-';
            append_code_point(out, block.to);
        }
        if (!inside_set) out += ']';
        return;
    }
    throw_regex(pattern, i, "Unknown property '" + std::string(name) + "'.");
}

// Set := '[' '^'? (range | escape | char)* ('-' Set)? ']'
void translate_regex_set(std::string_view pattern, size_t& i, std::string& out, bool ecma)
{
    std::string body = "[";
    std::string subtracted;
    ++i;
    if (i < pattern.size() && pattern[i] == '^') {
        body += '^';
        ++i;
    }
    bool first = true;
    char32_t previous = 0;
    bool has_previous = false, in_range = false;
    for (;; first = false) {
        if (i >= pattern.size()) throw_regex(pattern, pattern.size(), "Unterminated [] set.");
        if (pattern[i] == ']' && !first) {
            ++i;
            break;
        }
        if (pattern[i] == '-' && !first && i + 1 < pattern.size() && pattern[i + 1] == '[' && !in_range) {
            ++i;
            translate_regex_set(pattern, i, subtracted, ecma);
            if (i >= pattern.size()) throw_regex(pattern, pattern.size(), "Unterminated [] set.");
            if (pattern[i] != ']') throw_regex(pattern, i, "A subtraction must be the last element in a character class.");
            continue;
        }
        if (pattern[i] == '-' && has_previous && !in_range && i + 1 < pattern.size() && pattern[i + 1] != ']') {
            in_range = true;
            ++i;
            continue;
        }
        char32_t c = 0;
        if (pattern[i] == '\\') {
            if (i + 1 >= pattern.size()) throw_regex(pattern, pattern.size(), "Illegal \\ at end of pattern.");
            const char e = pattern[i + 1];
            const bool is_class = e == 'd' || e == 'D' || e == 's' || e == 'S' || e == 'w' || e == 'W' || e == 'p' || e == 'P';
            if (is_class) {
                if (in_range) throw_regex(pattern, i + 2, "Cannot include class \\" + std::string(1, e) + " in character range.");
                i += 2;
                if (e == 'p' || e == 'P')
                    translate_regex_property(pattern, i, e == 'P', true, body);
                else
                    body += {'\\', e};
                has_previous = false;
                continue;
            }
            ++i;
            if (e == 'b') {
                c = 8;
                ++i;
            } else if (e >= '1' && e <= '7') {
                size_t k = i;
                for (; k < pattern.size() && k < i + 3 && pattern[k] >= '0' && pattern[k] <= '7'; ++k)
                    c = c * 8 + static_cast<char32_t>(pattern[k] - '0');
                i = k;
            } else if (!regex_char_escape(pattern, i, c))
                throw_regex(pattern, i + 1, "Unrecognized escape sequence \\" + std::string(1, e) + ".");
        } else
            c = decode(pattern, i);
        if (in_range) {
            if (c < previous) throw_regex(pattern, i, "[x-y] range in reverse order.");
            body += '-';
            append_regex_literal(body, c);
            in_range = has_previous = false;
        } else {
            append_regex_literal(body, c);
            previous = c;
            has_previous = true;
        }
    }
    body += ']';
    if (subtracted.empty())
        out += body;
    else
        out += "(?:(?!" + subtracted + ")" + body + ")";
}

} // namespace kestrun::value
