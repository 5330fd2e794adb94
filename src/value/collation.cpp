// Linguistic order of text: an approximation of the Unicode root collation (which en-US and the invariant culture use), in three levels:
//   1  white space < punctuation < symbols < digits < letters; Latin letters by their base letter, then the other scripts by code point;
//      what Unicode calls compatible (wide, raised, circled forms) as the plain character
//   2  accents: the base letter first, then by the combining marks
//   3  lower case before upper case, plain before other forms
// Level 2 and 3 count only when the texts are equal at the levels before, over their whole length.
#include "value/string.hpp"
#include <array>
#include <cstdint>
#include <iterator>
#include <utf8proc.h>

namespace kestrun::value {

namespace {

/// Signs, digits and letters in the root collation's order. Weights are four apart, so that others can stand between.
constexpr char32_t order[] =
    U"\t\n\v\f\r\u0085\u2028\u2029 _‿-‐‑‒–—―,;:!¡?¿.…·'‘’‚‹›\"“”„«»()[]{}§¶@*/\\&#%‰†‡•`´˜^¯¨¸°©®+±÷×<=>|¦~¬¤¢$£¥₩€"
    U"0123456789";
constexpr uint16_t first_letter = 4 * (sizeof(order) / sizeof(order[0]));
constexpr uint16_t after_letters = first_letter + 4 * 26;

/// Primary weights of ASCII; 0: ignored.
constexpr std::array<uint16_t, 128> make_ascii_weights()
{
    std::array<uint16_t, 128> weights{};
    for (size_t i = 0; order[i] != 0; ++i)
        if (order[i] < 128) weights[order[i]] = static_cast<uint16_t>(4 * (i + 1));
    for (size_t c = 'a'; c <= 'z'; ++c) weights[c] = weights[c - 32] = static_cast<uint16_t>(first_letter + 4 * (c - 'a'));
    return weights;
}
constexpr std::array<uint16_t, 128> ascii_weights = make_ascii_weights();

uint32_t sign_weight(uint32_t c) noexcept
{
    for (size_t i = 0; order[i] != 0; ++i)
        if (order[i] == c) return static_cast<uint32_t>(4 * (i + 1));
    return 0;
}

/// Combining marks in the order of the second level; others follow by code point.
uint32_t mark_weight(uint32_t c) noexcept
{
    constexpr char32_t marks[] = {0x301, 0x300, 0x306, 0x302, 0x30c, 0x30a, 0x308, 0x30b, 0x303, 0x307, 0x338, 0x327, 0x328, 0x304};
    for (uint32_t i = 0; i < std::size(marks); ++i)
        if (marks[i] == c) return i + 1;
    return 0x20 + (c - 0x300);
}
constexpr uint32_t stroke = 11; // of U+0338, as above

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
    uint32_t secondary;
};
constexpr uint32_t ligature = 0x400;
constexpr Special specials[] = {
    {0x00df, 's', 's', false, ligature}, {0x1e9e, 's', 's', true, ligature},  {0x00e6, 'a', 'e', false, ligature},
    {0x00c6, 'a', 'e', true, ligature},  {0x0153, 'o', 'e', false, ligature}, {0x0152, 'o', 'e', true, ligature},
    {0x00f8, 'o', 0, false, stroke},     {0x00d8, 'o', 0, true, stroke},      {0x0111, 'd', 0, false, stroke},
    {0x0110, 'd', 0, true, stroke},      {0x0142, 'l', 0, false, stroke},     {0x0141, 'l', 0, true, stroke},
    {0x00f0, 'd', 0, false, ligature},   {0x00d0, 'd', 0, true, ligature},    {0x00fe, 't', 'h', false, ligature},
    {0x00de, 't', 'h', true, ligature},
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
        compatible_ = false;
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
        const auto capacity = static_cast<utf8proc_ssize_t>(decomposed_.size());
        utf8proc_ssize_t parts = utf8proc_decompose_char(c, decomposed_.data(), capacity, UTF8PROC_DECOMPOSE, &last);
        if (parts == 1 && decomposed_[0] == c && sign_weight(static_cast<uint32_t>(c)) == 0) {
            const auto both = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
            parts = utf8proc_decompose_char(c, decomposed_.data(), capacity, both, &last);
            compatible_ = parts > 1 || (parts == 1 && decomposed_[0] != c);
        }
        if (parts >= 1 && parts <= capacity) {
            decomposed_size_ = static_cast<size_t>(parts);
            decomposed_at_ = 1;
            c = decomposed_[0];
        }
        return true;
    }

    /// False for what does not count in comparisons.
    bool fill(Element& element, utf8proc_int32_t c)
    {
        const uint8_t form = compatible_ ? 2 : 0; // a wide, raised, circled ... form
        if (c < 0x80) {
            element.primary = ascii_weights[static_cast<size_t>(c)];
            element.tertiary = static_cast<uint8_t>((c >= 'A' && c <= 'Z' ? 1 : 0) + form);
            return element.primary != 0;
        }
        const auto code = static_cast<uint32_t>(c);
        for (const Special& special : specials)
            if (special.code_point == code) {
                element.primary = ascii_weights[static_cast<size_t>(special.first)];
                element.secondary = special.secondary;
                element.tertiary = special.upper;
                pending_ = special.second;
                pending_upper_ = special.upper;
                return true;
            }
        if (const uint32_t weight = sign_weight(code)) {
            element.primary = weight;
            return true;
        }
        if (code == 0x131) { // dotless i, a letter of its own behind i
            element.primary = ascii_weights['i'] + 2u;
            return true;
        }
        const utf8proc_property_t* property = utf8proc_get_property(c);
        switch (property->category) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_ME: return false;
        case UTF8PROC_CATEGORY_ND: { // the digits of a script stand in one row
            size_t digit = 0;
            while (digit < 9 && utf8proc_get_property(c - static_cast<utf8proc_int32_t>(digit) - 1)->category == UTF8PROC_CATEGORY_ND)
                ++digit;
            element.primary = ascii_weights['0' + digit];
            return true;
        }
        default: break;
        }
        const bool is_letter = property->category >= UTF8PROC_CATEGORY_LU && property->category <= UTF8PROC_CATEGORY_LO;
        if (!is_letter) { // other symbols: before the currency signs
            element.primary = ascii_weights['~'] + 2u;
            element.secondary = code;
            return true;
        }
        if (code >= 0x30a1 && code <= 0x30f6) { // katakana beside hiragana
            element.primary = after_letters + code - 0x60;
            element.tertiary = 1;
            return true;
        }
        const utf8proc_int32_t lower = utf8proc_tolower(c);
        element.primary = after_letters + static_cast<uint32_t>(lower);
        element.tertiary = static_cast<uint8_t>((lower != c ? 1 : 0) + form);
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
            element.secondary = element.secondary * 2048 + mark_weight(static_cast<uint32_t>(c));
        }
    }

    const utf8proc_uint8_t* at_;
    size_t left_;
    std::array<utf8proc_int32_t, 24> decomposed_{};
    size_t decomposed_at_ = 0;
    size_t decomposed_size_ = 0;
    char pending_ = 0;
    bool pending_upper_ = false;
    bool compatible_ = false;
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
        const uint16_t p = ascii_weights[x];
        const uint16_t q = ascii_weights[y];
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
