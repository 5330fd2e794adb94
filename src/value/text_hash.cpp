#include "value/text_hash.hpp"
#include "base/process_facts.hpp"
#include "base/text.hpp"
#include "value/string.hpp"
#include <utf8proc.h>

namespace kestrun::value {

namespace {

// Keys come from clients: without a seed they could choose ones that collide.
const uint64_t seed = 0x9e3779b97f4a7c15 ^ base::random_at_start();

inline uint64_t mix(uint64_t a, uint64_t b) noexcept
{
    __extension__ using Wide = unsigned __int128;
    const auto product = static_cast<Wide>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// `seen` gathers the high bits: the folded hash is right for ASCII only.
template <bool Fold>
inline uint32_t hash_bytes(std::string_view text, uint64_t& seen) noexcept
{
    uint64_t h = seed ^ text.size() * 0xa0761d6478bd642f;
    const char* p = text.data();
    size_t n = text.size();
    const auto take = [&](uint64_t word) {
        seen |= word;
        h = mix(h ^ (Fold ? detail::lower8(word) : word), 0xe7037ed1a0b428db);
    };
    if (n >= 8) {
        const char* last = p + n - 8;
        for (; p < last; p += 8) take(detail::load8(p));
        take(detail::load8(last)); // may overlap the word before
    } else if (n > 0) {
        take(detail::load_tail(p, n));
    }
    h = mix(h ^ 0x589965cc75374cc3, seed | 1);
    return static_cast<uint32_t>(h ^ h >> 32);
}

bool is_ascii(std::string_view text) noexcept
{
    const char* p = text.data();
    size_t n = text.size();
    uint64_t seen = 0;
    for (; n >= 8; p += 8, n -= 8) seen |= detail::load8(p);
    if (n > 0) seen |= detail::load_tail(p, n);
    return (seen & detail::high_bits) == 0;
}

// Reads one code point (a lone surrogate in its three bytes reads as itself); advances p. Invalid bytes read as themselves.
uint32_t next_code_point(const char*& p, const char* end) noexcept
{
    const auto byte = [&](int i) { return static_cast<uint32_t>(static_cast<unsigned char>(p[i])); };
    const uint32_t first = byte(0);
    const auto left = end - p;
    uint32_t code = first;
    int length = 1;
    if (first >= 0xf0 && left >= 4) {
        code = (first & 7) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
        length = 4;
    } else if (first >= 0xe0 && left >= 3) {
        code = (first & 15) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
        length = 3;
    } else if (first >= 0xc0 && left >= 2) {
        code = (first & 31) << 6 | (byte(1) & 0x3f);
        length = 2;
    }
    p += length;
    return code;
}

// The UTF-16 unit order of .NET differs from code point order: surrogates (U+10000 and up) stand before U+E000..U+FFFF.
uint32_t utf16_order(uint32_t code) noexcept { return code >= 0x10000 ? 0xd800 + (code - 0x10000) / 0x400 : code; }

} // namespace

uint32_t detail::fold(uint32_t c) noexcept
{
    if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
    if (c == 0x131 || c == 0x17f) return c; // dotless i and long s would become ASCII letters
    return static_cast<uint32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c)));
}

std::string detail::fold_text(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    const char* p = text.data();
    const char* end = p + text.size();
    while (p < end) {
        const uint32_t c = fold(next_code_point(p, end));
        base::append_utf8(out, c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return out;
}

uint32_t hash_text(std::string_view text) noexcept
{
    uint64_t seen = 0;
    return hash_bytes<false>(text, seen);
}

uint32_t hash_ignore_case(std::string_view text) noexcept
{
    uint64_t seen = 0;
    const uint32_t hash = hash_bytes<true>(text, seen);
    if ((seen & detail::high_bits) == 0) [[likely]]
        return hash;
    return hash_bytes<false>(detail::fold_text(text), seen);
}

bool equals_ignore_case(std::string_view a, std::string_view b) noexcept
{
    if (a.size() == b.size()) {
        const char* p = a.data();
        const char* q = b.data();
        const size_t n = a.size();
        uint64_t difference = 0;
        uint64_t seen = 0;
        const auto take = [&](uint64_t x, uint64_t y) {
            difference |= detail::lower8(x) ^ detail::lower8(y);
            seen |= x | y;
        };
        if (n >= 8) {
            for (size_t i = 0; i + 8 < n; i += 8) take(detail::load8(p + i), detail::load8(q + i));
            take(detail::load8(p + n - 8), detail::load8(q + n - 8));
        } else if (n > 0) {
            take(detail::load_tail(p, n), detail::load_tail(q, n));
        }
        if (difference == 0) return true;
        if ((seen & detail::high_bits) == 0) return false;
    } else if (is_ascii(a) && is_ascii(b)) {
        return false;
    }
    return compare_ordinal_ignore_case(a, b) == 0;
}

int compare_ordinal(std::string_view a, std::string_view b) noexcept
{
    const int order = a.compare(b);
    if (order == 0 || (is_ascii(a) && is_ascii(b))) return order;
    const char* p = a.data();
    const char* q = b.data();
    const char* p_end = p + a.size();
    const char* q_end = q + b.size();
    while (p < p_end && q < q_end) {
        const uint32_t x = next_code_point(p, p_end);
        const uint32_t y = next_code_point(q, q_end);
        if (x == y) continue;
        const uint32_t u = utf16_order(x);
        const uint32_t v = utf16_order(y);
        if (u != v) return u < v ? -1 : 1;
        return x < y ? -1 : 1;
    }
    return p < p_end ? 1 : q < q_end ? -1 : 0;
}

int compare_ordinal_ignore_case(std::string_view a, std::string_view b) noexcept
{
    const char* p = a.data();
    const char* q = b.data();
    const char* p_end = p + a.size();
    const char* q_end = q + b.size();
    while (p < p_end && q < q_end) {
        const uint32_t x = detail::fold(next_code_point(p, p_end));
        const uint32_t y = detail::fold(next_code_point(q, q_end));
        if (x == y) continue;
        const uint32_t u = utf16_order(x);
        const uint32_t v = utf16_order(y);
        if (u != v) return u < v ? -1 : 1;
        return x < y ? -1 : 1;
    }
    return p < p_end ? 1 : q < q_end ? -1 : 0;
}

} // namespace kestrun::value
