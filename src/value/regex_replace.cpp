// Replacement patterns, splitting and escaping (System.Text.RegularExpressions.Regex).
#include "base/text.hpp"
#include "value/regex.hpp"
#include "value/regex_translate.hpp"

namespace kestrun::value {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

std::string_view part(std::string_view text, const RegexSpan& span)
{
    return span.success() ? text.substr(span.begin, span.end - span.begin) : std::string_view();
}

/// $n or ${name} behind the dollar at i; false when it refers to no group: then it is literal text.
bool group_reference(std::string_view replacement, size_t& i, const RegexProgram& program, int& group)
{
    size_t k = i + 1;
    if (replacement[k] == '{') {
        const size_t close = replacement.find('}', k);
        if (close == std::string_view::npos || close == k + 1) return false;
        group = program.group_index(replacement.substr(k + 1, close - k - 1));
        if (group < 0) return false;
        i = close + 1;
        return true;
    }
    const size_t from = k;
    while (k < replacement.size() && digit(replacement[k])) ++k;
    if (k == from || k - from > 9) return false;
    group = program.group_index(replacement.substr(from, k - from));
    if (group < 0) return false;
    i = k;
    return true;
}

} // namespace

void expand_replacement(std::string& out, std::string_view replacement, const RegexProgram& program, std::string_view text,
                        const std::vector<RegexSpan>& groups)
{
    for (size_t i = 0; i < replacement.size();) {
        const size_t dollar = replacement.find('$', i);
        out += replacement.substr(i, dollar - i);
        if (dollar == std::string_view::npos) return;
        i = dollar;
        if (i + 1 >= replacement.size()) {
            out += '$';
            return;
        }
        int group = -1;
        switch (replacement[i + 1]) {
        case '$': out += '$'; break;
        case '&': out += part(text, groups[0]); break;
        case '`': out += text.substr(0, groups[0].begin); break;
        case '\'': out += text.substr(groups[0].end); break;
        case '_': out += text; break;
        case '+': out += part(text, groups.back()); break;
        default:
            if (group_reference(replacement, i, program, group))
                out += part(text, groups[static_cast<size_t>(group)]);
            else {
                out += '$';
                ++i;
            }
            continue;
        }
        i += 2;
    }
}

std::string regex_replace(const RegexProgram& program, std::string_view text, int count, size_t from,
                          const std::function<void(std::string&, const std::vector<RegexSpan>&)>& evaluate)
{
    std::vector<RegexSpan> groups;
    std::string out;
    size_t done = 0;
    for (size_t at = from; count != 0 && at != std::string_view::npos && regex_search(program, text, at, groups);) {
        const RegexSpan match = groups[0];
        out += text.substr(done, match.begin - done);
        evaluate(out, groups);
        done = match.end;
        at = regex_next(text, match);
        if (count > 0) --count;
    }
    return out += text.substr(done);
}

std::string regex_replace(const RegexProgram& program, std::string_view text, std::string_view replacement, int count, size_t from)
{
    const bool literal = replacement.find('$') == std::string_view::npos;
    return regex_replace(program, text, count, from, [&](std::string& out, const std::vector<RegexSpan>& groups) {
        if (literal)
            out += replacement;
        else
            expand_replacement(out, replacement, program, text, groups);
    });
}

std::vector<std::string_view> regex_split(const RegexProgram& program, std::string_view text, int count, size_t from)
{
    std::vector<std::string_view> parts;
    std::vector<RegexSpan> groups;
    size_t done = 0;
    for (size_t at = from; at != std::string_view::npos && count != 1 && regex_search(program, text, at, groups);) {
        const RegexSpan match = groups[0];
        parts.push_back(text.substr(done, match.begin - done));
        for (size_t g = 1; g < groups.size(); ++g)
            if (groups[g].success()) parts.push_back(part(text, groups[g]));
        done = match.end;
        at = regex_next(text, match);
        if (count > 0) --count;
    }
    parts.push_back(text.substr(done));
    return parts;
}

std::string regex_escape(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 8);
    for (const char c : text) {
        switch (c) {
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        case '\f': out += "\\f"; break;
        default:
            if (std::string_view("\\*+?|{[()^$.# ").find(c) != std::string_view::npos) out += '\\';
            out += c;
        }
    }
    return out;
}

std::string regex_unescape(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size();) {
        if (text[i] != '\\') {
            out += text[i++];
            continue;
        }
        ++i;
        if (i >= text.size()) throw_regex(text, text.size(), "Illegal \\ at end of pattern.");
        char32_t c = 0;
        const char e = text[i];
        if (!regex_char_escape(text, i, c)) throw_regex(text, i + 1, "Unrecognized escape sequence \\" + std::string(1, e) + ".");
        base::append_utf8(out, c);
    }
    return out;
}

} // namespace kestrun::value
