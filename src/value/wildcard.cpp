// PowerShell's wildcards (about_Wildcards): * ? [set] and ` as escape.
#include "value/error.hpp"
#include "value/operators.hpp"
#include "value/string.hpp"
#include "value/text_hash.hpp"
#include <optional>
#include <string>
#include <vector>

namespace kestrun::value {

namespace {

uint32_t next_code_point(std::string_view text, size_t& i)
{
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) return ++i, lead;
    const size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (i + length > text.size()) return ++i, 0xfffd;
    uint32_t c = lead & (0xffu >> (length + 1));
    for (size_t k = 1; k < length; ++k) c = c << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3f);
    i += length;
    return c;
}

struct Matcher
{
    std::string_view pattern;
    std::string_view text;
    bool ignore_case;

    uint32_t folded(uint32_t c) const { return !ignore_case ? c : c < 0x80 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : detail::fold(c); }

    /// A set at p (behind its bracket): does it hold the character? Leaves p behind the set. Nothing when it does not end.
    std::optional<bool> in_set(size_t& p, uint32_t c) const
    {
        bool found = false;
        bool first = true;
        const uint32_t key = folded(c);
        while (p < pattern.size()) {
            if (pattern[p] == ']' && !first) return ++p, found;
            first = false;
            if (pattern[p] == '`' && p + 1 < pattern.size()) ++p;
            const uint32_t from = next_code_point(pattern, p);
            uint32_t to = from;
            if (p + 1 < pattern.size() && pattern[p] == '-' && pattern[p + 1] != ']') {
                ++p;
                if (pattern[p] == '`' && p + 1 < pattern.size()) ++p;
                to = next_code_point(pattern, p);
            }
            found = found || (key >= folded(from) && key <= folded(to)) || (c >= from && c <= to);
        }
        return std::nullopt;
    }

    /// One character of the pattern against one of the text; moves both on when they fit.
    bool step(size_t& p, size_t& t) const
    {
        size_t pp = p, tt = t;
        const uint32_t c = next_code_point(text, tt);
        bool fits = true;
        if (pattern[pp] == '?')
            ++pp;
        else if (pattern[pp] == '[') {
            ++pp;
            fits = in_set(pp, c).value_or(false);
        } else {
            if (pattern[pp] == '`' && pp + 1 < pattern.size()) ++pp;
            fits = folded(next_code_point(pattern, pp)) == folded(c);
        }
        if (!fits) return false;
        p = pp;
        t = tt;
        return true;
    }

    // Greedy with one point to come back to: the last star. Linear in practice, never worse than the product of the lengths.
    bool run() const
    {
        size_t p = 0, t = 0;
        size_t star = std::string_view::npos, resume = 0;
        while (t < text.size()) {
            if (p < pattern.size() && pattern[p] == '*') {
                star = ++p;
                resume = t;
            } else if (p < pattern.size() && step(p, t))
                continue;
            else if (star != std::string_view::npos) {
                next_code_point(text, resume);
                t = resume;
                p = star;
            } else
                return false;
        }
        while (p < pattern.size() && pattern[p] == '*') ++p;
        return p == pattern.size();
    }
};

/// A set that does not end makes the pattern invalid.
void check(std::string_view pattern)
{
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '`') {
            ++i;
            continue;
        }
        if (pattern[i] != '[') continue;
        size_t k = i + 1;
        if (k < pattern.size() && pattern[k] == ']') ++k;
        for (; k < pattern.size() && pattern[k] != ']'; ++k)
            if (pattern[k] == '`') ++k;
        if (k >= pattern.size())
            throw_runtime("RuntimeException", "The specified wildcard character pattern is not valid: " + std::string(pattern),
                          ErrorCategory::NotSpecified, {}, "System.Management.Automation.WildcardPatternException");
        i = k;
    }
}

} // namespace

bool wildcard_match(std::string_view pattern, std::string_view text, bool ignore_case)
{
    if (pattern.find('[') != std::string_view::npos) check(pattern);
    return Matcher{pattern, text, ignore_case}.run();
}

bool has_wildcards(std::string_view pattern)
{
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '`')
            ++i;
        else if (pattern[i] == '*' || pattern[i] == '?' || pattern[i] == '[')
            return true;
    }
    return false;
}

} // namespace kestrun::value
