#include "value/base64.hpp"
#include <cstdint>

namespace kestrun::value {
namespace {

constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int digit64(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

int digit16(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

std::string base64_encode(std::string_view bytes, bool line_breaks)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4 + (line_breaks ? bytes.size() / 57 * 2 : 0));
    for (size_t i = 0; i < bytes.size(); i += 3) {
        if (line_breaks && i > 0 && i % 57 == 0) out += "\r\n";
        const size_t left = bytes.size() - i;
        const auto byte = [&](size_t k) { return k < left ? static_cast<uint8_t>(bytes[i + k]) : uint8_t{0}; };
        const uint32_t three = uint32_t{byte(0)} << 16 | uint32_t{byte(1)} << 8 | byte(2);
        out += alphabet[three >> 18];
        out += alphabet[(three >> 12) & 63];
        out += left > 1 ? alphabet[(three >> 6) & 63] : '=';
        out += left > 2 ? alphabet[three & 63] : '=';
    }
    return out;
}

bool base64_decode(std::string_view text, std::string& out)
{
    out.clear();
    out.reserve(text.size() / 4 * 3);
    uint32_t bits = 0;
    int count = 0, padding = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        if (c == '=') {
            if (++padding > 2) return false;
            continue;
        }
        const int digit = digit64(c);
        if (digit < 0 || padding > 0) return false;
        bits = bits << 6 | static_cast<uint32_t>(digit);
        if (++count % 4 == 0) {
            out += static_cast<char>(bits >> 16);
            out += static_cast<char>(bits >> 8);
            out += static_cast<char>(bits);
            bits = 0;
        }
    }
    const int rest = count % 4;
    if (rest == 1 || (rest != 0 && padding != 4 - rest) || (rest == 0 && padding != 0)) return false;
    if (rest == 2) out += static_cast<char>(bits >> 4);
    if (rest == 3) {
        out += static_cast<char>(bits >> 10);
        out += static_cast<char>(bits >> 2);
    }
    return true;
}

std::string hex_encode(std::string_view bytes, bool upper)
{
    const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        out += digits[static_cast<uint8_t>(c) >> 4];
        out += digits[static_cast<uint8_t>(c) & 15];
    }
    return out;
}

bool hex_decode(std::string_view text, std::string& out)
{
    out.clear();
    if (text.size() % 2 != 0) return false;
    for (size_t i = 0; i < text.size(); i += 2) {
        const int high = digit16(text[i]), low = digit16(text[i + 1]);
        if (high < 0 || low < 0) return false;
        out += static_cast<char>(high * 16 + low);
    }
    return true;
}

} // namespace kestrun::value
