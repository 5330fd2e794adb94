#include "value/string.hpp"
#include "base/text.hpp"
#include "value/text_hash.hpp"
#include "value/type.hpp"
#include <cstddef>
#include <cstdlib>
#include <new>

namespace kestrun::value {

namespace {

struct Measure
{
    uint32_t units = 0;
    bool valid = true;
};

size_t sequence_length(unsigned char lead) noexcept { return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4; }

bool is_high_surrogate(std::string_view three) noexcept
{
    return static_cast<unsigned char>(three[0]) == 0xed && (static_cast<unsigned char>(three[1]) & 0xf0) == 0xa0;
}
bool is_low_surrogate(std::string_view three) noexcept
{
    return static_cast<unsigned char>(three[0]) == 0xed && (static_cast<unsigned char>(three[1]) & 0xf0) == 0xb0;
}
uint32_t decode3(std::string_view s) noexcept
{
    return (static_cast<unsigned char>(s[0]) & 15U) << 12 | (static_cast<unsigned char>(s[1]) & 0x3fU) << 6 |
           (static_cast<unsigned char>(s[2]) & 0x3fU);
}
uint32_t decode4(const char* s) noexcept
{
    return (static_cast<unsigned char>(s[0]) & 7U) << 18 | (static_cast<unsigned char>(s[1]) & 0x3fU) << 12 |
           (static_cast<unsigned char>(s[2]) & 0x3fU) << 6 | (static_cast<unsigned char>(s[3]) & 0x3fU);
}

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// Length of the well-formed sequence at the start of the text, 0 when there is none. Surrogates are well-formed here (WTF-8).
size_t valid_length(std::string_view text) noexcept
{
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return 1;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    const size_t length = sequence_length(lead);
    if (text.size() < length) return 0;
    for (size_t i = 1; i < length; ++i) {
        if (!is_continuation(text[i])) return 0;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second >= 0x90)) return 0;
    return length;
}

// Counts UTF-16 units; not valid when a sequence is malformed or a surrogate pair stands in two sequences.
Measure measure(std::string_view text) noexcept
{
    const char* p = text.data();
    size_t n = text.size();
    uint64_t seen = 0;
    for (; n >= 8; p += 8, n -= 8) seen |= detail::load8(p);
    if (n > 0) seen |= detail::load_tail(p, n);
    if ((seen & detail::high_bits) == 0) return {static_cast<uint32_t>(text.size()), true};
    Measure result;
    bool after_high = false;
    for (size_t i = 0; i < text.size();) {
        const size_t length = valid_length(text.substr(i));
        if (length == 0) return {0, false};
        const bool surrogate =
            length == 3 && static_cast<unsigned char>(text[i]) == 0xed && static_cast<unsigned char>(text[i + 1]) >= 0xa0;
        if (surrogate && after_high && is_low_surrogate(text.substr(i, 3))) return {0, false};
        after_high = surrogate && is_high_surrogate(text.substr(i, 3));
        result.units += length == 4 ? 2 : 1;
        i += length;
    }
    return result;
}

// Malformed sequences become U+FFFD each; surrogate halves that meet become one character.
std::string repaired(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size();) {
        const size_t length = valid_length(text.substr(i));
        if (length == 0) {
            base::append_utf8(out, base::replacement_character);
            ++i;
        } else if (length == 3 && is_low_surrogate(text.substr(i, 3)) && out.size() >= 3 &&
                   is_high_surrogate(std::string_view(out).substr(out.size() - 3))) {
            const uint32_t high = decode3(std::string_view(out).substr(out.size() - 3)) - 0xd800;
            out.resize(out.size() - 3);
            base::append_utf8(out, 0x10000 + (high << 10 | (decode3(text.substr(i, 3)) - 0xdc00)));
            i += 3;
        } else {
            out.append(text.substr(i, length));
            i += length;
        }
    }
    return out;
}

} // namespace

void* String::operator new(size_t size, size_t extra) { return ::operator new(size + extra); }
void String::operator delete(void* p, size_t) { ::operator delete(p); }
void String::operator delete(void* p) { ::operator delete(p); }

String::String(std::string_view utf8, uint32_t utf16) noexcept : size_(static_cast<uint32_t>(utf8.size())), utf16_(utf16)
{
    if (!utf8.empty()) std::memcpy(data_, utf8.data(), utf8.size()); // an empty text may have no address
    char* const text = data_;                                        // goes on behind the declared array: the object was made larger
    text[utf8.size()] = '\0';
}

Ref<String> String::make(std::string_view utf8)
{
    if (utf8.empty()) {
        static String* const empty = [] {
            auto* made = new (size_t{0}) String({}, 0);
            made->set_flag(Immortal);
            return made;
        }();
        return empty;
    }
    if (utf8.size() > 0x3fffffff) throw std::bad_alloc(); // .NET's own limit on a string is 2^30 units
    const Measure measured = measure(utf8);
    if (!measured.valid) return make(repaired(utf8));
    const size_t extra = utf8.size() + 1 > sizeof(data_) ? utf8.size() + 1 - sizeof(data_) : 0;
    return new (extra) String(utf8, measured.units);
}

Ref<String> String::concat(std::string_view a, std::string_view b)
{
    const size_t size = a.size() + b.size();
    if (a.empty()) return make(b);
    if (size > 0x3fffffff) throw std::bad_alloc();
    const Measure left = measure(a);
    const Measure right = measure(b);
    const bool seam = a.size() >= 3 && b.size() >= 3 && is_high_surrogate(a.substr(a.size() - 3)) && is_low_surrogate(b.substr(0, 3));
    if (seam || !left.valid || !right.valid) return make(std::string(a).append(b));
    const size_t extra = size + 1 > sizeof(data_) ? size + 1 - sizeof(data_) : 0;
    auto* made = new (extra) String(a, left.units + right.units);
    char* const text = made->data_;
    std::memcpy(text + a.size(), b.data(), b.size());
    text[size] = '\0';
    made->size_ = static_cast<uint32_t>(size);
    return made;
}

Ref<String> String::from_utf16(std::u16string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        uint32_t c = text[i];
        if (c >= 0xd800 && c < 0xdc00 && i + 1 < text.size() && text[i + 1] >= 0xdc00 && text[i + 1] < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10 | (text[i + 1] - 0xdc00U));
            ++i;
        }
        base::append_utf8(out, c);
    }
    return make(out);
}

char16_t String::unit(uint32_t index) const
{
    if (is_ascii()) return static_cast<unsigned char>(view()[index]);
    const char* p = data_;
    const char* end = c_str() + size_;
    uint32_t at = 0;
    while (p < end) {
        const auto lead = static_cast<unsigned char>(*p);
        const size_t length = sequence_length(lead);
        if (length == 4) {
            if (index <= at + 1) {
                const uint32_t c = decode4(p) - 0x10000;
                return static_cast<char16_t>(index == at ? 0xd800 + (c >> 10) : 0xdc00 + (c & 0x3ff));
            }
            at += 2;
        } else {
            if (at == index) {
                if (length == 1) return lead;
                if (length == 2) return static_cast<char16_t>((lead & 31) << 6 | (static_cast<unsigned char>(p[1]) & 0x3f));
                return static_cast<char16_t>(decode3({p, 3}));
            }
            ++at;
        }
        p += length;
    }
    return base::replacement_character;
}

Ref<String> String::substring(uint32_t start, uint32_t count) const
{
    if (is_ascii()) {
        if (count == size_) return const_cast<String*>(this);
        return make({c_str() + start, count});
    }
    std::string out;
    const char* p = data_;
    const char* end = c_str() + size_;
    uint32_t at = 0;
    const uint32_t stop = start + count;
    while (p < end && at < stop) {
        const size_t length = sequence_length(static_cast<unsigned char>(*p));
        const uint32_t units = length == 4 ? 2 : 1;
        if (at >= start && at + units <= stop) {
            out.append(p, length);
        } else if (length == 4) { // one half of a pair lies inside
            const uint32_t c = decode4(p) - 0x10000;
            if (at >= start && at < stop) base::append_utf8(out, 0xd800 + (c >> 10));
            if (at + 1 >= start && at + 1 < stop) base::append_utf8(out, 0xdc00 + (c & 0x3ff));
        }
        at += units;
        p += length;
    }
    return make(out);
}

std::u16string String::utf16() const
{
    std::u16string out;
    out.reserve(utf16_);
    const char* p = data_;
    const char* end = c_str() + size_;
    while (p < end) {
        const auto lead = static_cast<unsigned char>(*p);
        const size_t length = sequence_length(lead);
        if (length == 1) {
            out += static_cast<char16_t>(lead);
        } else if (length == 2) {
            out += static_cast<char16_t>((lead & 31) << 6 | (static_cast<unsigned char>(p[1]) & 0x3f));
        } else if (length == 3) {
            out += static_cast<char16_t>(decode3({p, 3}));
        } else {
            const uint32_t c = decode4(p) - 0x10000;
            out += static_cast<char16_t>(0xd800 + (c >> 10));
            out += static_cast<char16_t>(0xdc00 + (c & 0x3ff));
        }
        p += length;
    }
    return out;
}

uint32_t String::hash() const noexcept
{
    uint32_t known = hash_.load(std::memory_order_relaxed);
    if (known != 0) return known;
    known = hash_text(view());
    hash_.store(known, std::memory_order_relaxed);
    return known;
}

uint32_t String::hash_ignore_case() const noexcept
{
    uint32_t known = folded_hash_.load(std::memory_order_relaxed);
    if (known != 0) return known;
    known = value::hash_ignore_case(view());
    folded_hash_.store(known, std::memory_order_relaxed);
    return known;
}

const Type& String::type() const { return types::string(); }

} // namespace kestrun::value
