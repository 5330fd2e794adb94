// Linguistic order of text: an approximation of the Unicode root collation (which en-US and the invariant culture use), in three levels:
//   1  white space < punctuation < symbols < digits < letters; Latin letters by their base letter, then the other scripts by code point
//   2  accents: the base letter first, then by the combining marks
//   3  lower case before upper case
// Level 2 and 3 count only when the texts are equal at the levels before, over their whole length.
#include "value/string.hpp"
#include <array>
#include <cstdint>
#include <utf8proc.h>

namespace kestrun::value {

namespace {

/// Primary weights of ASCII in the root collation's order; 0: ignored.
constexpr std::array<uint8_t, 128> make_ascii_weights()
{
    std::array<uint8_t, 128> weights{};
    constexpr std::string_view order = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789";
    uint8_t weight = 1;
    for (const char c : order) weights[static_cast<size_t>(c)] = weight++;
    for (size_t c = 'a'; c <= 'z'; ++c) {
        weights[c] = weight;
        weights[c - 32] = weight;
        ++weight;
    }
    return weights;
}
constexpr std::array<uint8_t, 128> ascii_weights = make_ascii_weights();

struct Element
{
    uint32_t primary = 0;
    uint32_t secondary = 0; // of the combining marks that follow
    uint8_t tertiary = 0;   // 0 lower or caseless, 1 upper
    bool end = false;
};

/// Letters whose base the decomposition does not give.
struct Special
{
    uint32_t code_point;
    char first, second; // base letters, second 0: none
    bool upper;
};
constexpr Special specials[] = {
    {0x00df, 's', 's', false}, {0x1e9e, 's', 's', true}, {0x00e6, 'a', 'e', false}, {0x00c6, 'a', 'e', true},
    {0x0153, 'o', 'e', false}, {0x0152, 'o', 'e', true}, {0x00f8, 'o', 0, false},   {0x00d8, 'o', 0, true},
    {0x0111, 'd', 0, false},   {0x0110, 'd', 0, true},   {0x0142, 'l', 0, false},   {0x0141, 'l', 0, true},
    {0x0131, 'i', 0, false},   {0x00f0, 'd', 0, false},  {0x00d0, 'd', 0, true},    {0x00fe, 't', 'h', false},
    {0x00de, 't', 'h', true},
};

class Elements
{
public:
    explicit Elements(std::string_view text) : at_(reinterpret_cast<const utf8proc_uint8_t*>(text.data())), left_(text.size()) {}

    Element next()
    {
        Element element;
        if (pending_ != 0) {
            element.primary = ascii_weights[static_cast<size_t>(pending_)];
            element.tertiary = pending_upper_;
            element.secondary = 1;
            pending_ = 0;
            return element;
        }
        for (;;) {
            utf8proc_int32_t c = 0;
            if (!read(c)) {
                element.end = true;
                return element;
            }
            if (fill(element, c)) break;
        }
        marks(element);
        return element;
    }

private:
    bool read(utf8proc_int32_t& c)
    {
        if (decomposed_at_ < decomposed_size_) {
            c = decomposed_[decomposed_at_++];
            return true;
        }
        if (left_ == 0) return false;
        if (*at_ < 0x80) {
            c = *at_++;
            --left_;
            return true;
        }
        const utf8proc_ssize_t n = utf8proc_iterate(at_, static_cast<utf8proc_ssize_t>(left_), &c);
        const size_t used = n > 0 ? static_cast<size_t>(n) : 1;
        if (n <= 0) c = 0xfffd;
        at_ += used;
        left_ -= used;
        int last = 0;
        const utf8proc_ssize_t parts =
            utf8proc_decompose_char(c, decomposed_.data(), static_cast<utf8proc_ssize_t>(decomposed_.size()), UTF8PROC_DECOMPOSE, &last);
        if (parts > 1 && static_cast<size_t>(parts) <= decomposed_.size()) {
            decomposed_size_ = static_cast<size_t>(parts);
            decomposed_at_ = 1;
            c = decomposed_[0];
        }
        return true;
    }

    /// False for what does not count in comparisons.
    bool fill(Element& element, utf8proc_int32_t c)
    {
        if (c < 0x80) {
            element.primary = ascii_weights[static_cast<size_t>(c)];
            element.tertiary = c >= 'A' && c <= 'Z';
            return element.primary != 0;
        }
        for (const Special& special : specials)
            if (special.code_point == static_cast<uint32_t>(c)) {
                element.primary = ascii_weights[static_cast<size_t>(special.first)];
                element.secondary = 1;
                element.tertiary = special.upper;
                pending_ = special.second;
                pending_upper_ = special.upper;
                return true;
            }
        const utf8proc_property_t* property = utf8proc_get_property(c);
        switch (property->category) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_ME: return false;
        default: break;
        }
        const utf8proc_int32_t lower = utf8proc_tolower(c);
        const bool is_letter = property->category >= UTF8PROC_CATEGORY_LU && property->category <= UTF8PROC_CATEGORY_LO;
        // Symbols and signs stand before the digits, letters of other scripts after Latin.
        element.primary = is_letter ? 0x1000 + static_cast<uint32_t>(lower) : 0;
        if (!is_letter) element.primary = ascii_weights['$'];
        if (!is_letter) element.secondary = static_cast<uint32_t>(c);
        element.tertiary = lower != c;
        return true;
    }

    void marks(Element& element)
    {
        while (true) {
            utf8proc_int32_t c = 0;
            const auto at = at_;
            const auto left = left_;
            const auto decomposed_at = decomposed_at_;
            const auto decomposed_size = decomposed_size_;
            if (decomposed_at_ >= decomposed_size_ && (left_ == 0 || *at_ < 0x80)) return;
            if (!read(c)) return;
            if (utf8proc_get_property(c)->category != UTF8PROC_CATEGORY_MN) {
                at_ = at;
                left_ = left;
                decomposed_at_ = decomposed_at;
                decomposed_size_ = decomposed_size;
                return;
            }
            element.secondary = element.secondary * 2048 + static_cast<uint32_t>(c - 0x2ff);
        }
    }

    const utf8proc_uint8_t* at_;
    size_t left_;
    std::array<utf8proc_int32_t, 24> decomposed_{};
    size_t decomposed_at_ = 0;
    size_t decomposed_size_ = 0;
    char pending_ = 0;
    bool pending_upper_ = false;
};

int compare_slow(std::string_view a, std::string_view b, bool ignore_case) noexcept
{
    Elements left(a);
    Elements right(b);
    int second = 0, third = 0;
    for (;;) {
        const Element x = left.next();
        const Element y = right.next();
        if (x.end || y.end) {
            if (x.end != y.end) return x.end ? -1 : 1;
            break;
        }
        if (x.primary != y.primary) return x.primary < y.primary ? -1 : 1;
        if (second == 0 && x.secondary != y.secondary) second = x.secondary < y.secondary ? -1 : 1;
        if (third == 0 && x.tertiary != y.tertiary) third = x.tertiary < y.tertiary ? -1 : 1;
    }
    if (second != 0) return second;
    return ignore_case ? 0 : third;
}

} // namespace

int compare_culture(std::string_view a, std::string_view b, bool ignore_case) noexcept
{
    const size_t common = std::min(a.size(), b.size());
    int third = 0;
    for (size_t i = 0; i < common; ++i) {
        const auto x = static_cast<unsigned char>(a[i]);
        const auto y = static_cast<unsigned char>(b[i]);
        if (x >= 0x80 || y >= 0x80) return compare_slow(a, b, ignore_case);
        if (x == y) {
            if (ascii_weights[x] == 0) return compare_slow(a, b, ignore_case);
            continue;
        }
        const uint8_t p = ascii_weights[x];
        const uint8_t q = ascii_weights[y];
        if (p == 0 || q == 0) return compare_slow(a, b, ignore_case);
        if (p != q) {
            // A combining mark right behind would still belong to this character; marks are not ASCII.
            return p < q ? -1 : 1;
        }
        if (third == 0) third = x > y ? -1 : 1; // lower case has the larger code
    }
    if (a.size() != b.size()) {
        const std::string_view rest = a.size() > b.size() ? a.substr(common) : b.substr(common);
        for (const char c : rest) {
            const auto u = static_cast<unsigned char>(c);
            if (u >= 0x80 || ascii_weights[u] == 0) return compare_slow(a, b, ignore_case);
            break;
        }
        return a.size() < b.size() ? -1 : 1;
    }
    return ignore_case ? 0 : third;
}

} // namespace kestrun::value
