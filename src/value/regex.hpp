// .NET's regular expressions on PCRE2 with its JIT. The dialect is translated (regex_translate.hpp); what PCRE2 cannot do (balancing
// groups, right-to-left matching, look-behind of unlimited length) is a clear error. Offsets are bytes of the UTF-8 text.
//
// A pattern that would take too long ends in RegexMatchTimeoutException: PCRE2's match limit bounds the work of one search.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::value {

/// System.Text.RegularExpressions.RegexOptions.
namespace regex_option {
constexpr unsigned None = 0, IgnoreCase = 1, Multiline = 2, ExplicitCapture = 4, Compiled = 8, Singleline = 16,
                   IgnorePatternWhitespace = 32, RightToLeft = 64, ECMAScript = 256, CultureInvariant = 512, NonBacktracking = 1024;
}

/// A compiled pattern. Immutable; may be used by several threads.
class RegexProgram
{
public:
    struct Impl;
    explicit RegexProgram(std::unique_ptr<Impl> impl);
    ~RegexProgram();
    const std::string& pattern() const;
    unsigned options() const;
    /// Groups in .NET's order: 0 is the whole match, then the unnamed ones from left to right, then the named ones.
    size_t group_count() const;
    /// "0", "1", "year".
    const std::string& group_name(size_t index) const;
    /// .NET's number of the group at that position (differs from the index only for groups with numbers as names).
    int group_number(size_t index) const;
    /// Position of a name or number in text, or -1. Names are case-sensitive.
    int group_index(std::string_view name) const;
    const Impl& impl() const { return *impl_; }

private:
    std::unique_ptr<Impl> impl_;
};
using RegexRef = std::shared_ptr<const RegexProgram>;

/// Compiles or takes from this thread's cache. Throws System.Text.RegularExpressions.RegexParseException with .NET's texts.
RegexRef compile_regex(std::string_view pattern, unsigned options);

struct RegexSpan
{
    size_t begin = std::string_view::npos; // npos: the group did not take part
    size_t end = std::string_view::npos;
    bool success() const { return begin != std::string_view::npos; }
};
/// Finds the first match that starts at or after `from`; fills one span a group. Throws RegexMatchTimeoutException.
bool regex_search(const RegexProgram& program, std::string_view text, size_t from, std::vector<RegexSpan>& groups);
/// Where the search for the next match starts: behind the match, one character on after an empty one; past the end: npos.
size_t regex_next(std::string_view text, const RegexSpan& match);

/// Appends what a replacement pattern stands for: $1 ${name} $$ $& $` $' $+ $_.
void expand_replacement(std::string& out, std::string_view replacement, const RegexProgram& program, std::string_view text,
                        const std::vector<RegexSpan>& groups);
/// Replaces at most `count` matches (-1: all).
std::string regex_replace(const RegexProgram& program, std::string_view text, std::string_view replacement, int count = -1,
                          size_t from = 0);
/// Same, with a function that appends the text for each match.
std::string regex_replace(const RegexProgram& program, std::string_view text, int count, size_t from,
                          const std::function<void(std::string& out, const std::vector<RegexSpan>& groups)>& evaluate);
/// Parts between the matches, with the captured groups between them as .NET does; at most `count` parts (0: all).
std::vector<std::string_view> regex_split(const RegexProgram& program, std::string_view text, int count = 0, size_t from = 0);
/// Regex.Escape and Unescape.
std::string regex_escape(std::string_view text);
std::string regex_unescape(std::string_view text);

} // namespace kestrun::value
