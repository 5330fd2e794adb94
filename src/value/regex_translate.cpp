// .NET and PCRE2 agree on most of the syntax. What differs: groups are numbered with the unnamed ones first, \v and \uHHHH are single
// characters, sets can be subtracted, named blocks, conditions on names, possessive quantifiers do not exist, other error texts.
#include "value/regex_translate.hpp"
#include "value/error.hpp"
#include "value/regex.hpp"
#include <algorithm>
#include <map>

namespace kestrun::value {

void throw_regex(std::string_view pattern, size_t offset, const std::string& reason)
{
    size_t units = 0;
    for (size_t i = 0; i < offset && i < pattern.size(); ++i) {
        const auto c = static_cast<unsigned char>(pattern[i]);
        if ((c & 0xc0) != 0x80) units += c >= 0xf0 ? 2 : 1;
    }
    throw_native("System.Text.RegularExpressions.RegexParseException",
                 "Invalid pattern '" + std::string(pattern) + "' at offset " + std::to_string(units) + ". " + reason);
}

namespace {

bool word_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool digit(char c) { return c >= '0' && c <= '9'; }

/// One walk over the pattern. The first one collects the groups, the second writes the translation with the groups known.
class Translator
{
public:
    Translator(std::string_view pattern, unsigned options, const std::vector<RegexGroup>* groups)
        : pattern_(pattern), options_(options), groups_(groups)
    {
        state_.explicit_capture = (options & regex_option::ExplicitCapture) != 0;
        state_.extended = (options & regex_option::IgnorePatternWhitespace) != 0;
    }

    void run()
    {
        while (i_ < pattern_.size()) step();
        if (!stack_.empty()) throw_regex(pattern_, pattern_.size(), "Not enough )'s.");
    }

    std::string out;
    /// Names by capture in the order of their opening parenthesis; empty: unnamed.
    std::vector<std::string> captures;

private:
    struct State
    {
        bool explicit_capture = false;
        bool extended = false;
    };

    [[noreturn]] void fail(size_t at, const std::string& reason) const { throw_regex(pattern_, std::min(at, pattern_.size()), reason); }
    bool at(char c, size_t k = 0) const { return i_ + k < pattern_.size() && pattern_[i_ + k] == c; }

    void step()
    {
        const char c = pattern_[i_];
        switch (c) {
        case '\\': escape(); break;
        case '[': translate_regex_set(pattern_, i_, out, (options_ & regex_option::ECMAScript) != 0); break;
        case '(': open(); return;
        case ')':
            if (stack_.empty()) fail(i_ + 1, "Too many )'s.");
            state_ = stack_.back();
            stack_.pop_back();
            out += ')';
            ++i_;
            break;
        case '|':
            out += c;
            ++i_;
            return;
        case '*':
        case '+':
        case '?': fail(i_ + 1, std::string("Quantifier '") + c + "' following nothing.");
        case '{':
            if (is_interval(i_)) fail(i_ + 1, "Quantifier '{' following nothing.");
            out += "\\{";
            ++i_;
            break;
        case '}':
        case ']':
            out += {'\\', c};
            ++i_;
            break;
        case '#':
            if (state_.extended) {
                while (i_ < pattern_.size() && pattern_[i_] != '\n') ++i_;
                return;
            }
            out += c;
            ++i_;
            break;
        case ' ':
        case '\t':
        case '\n':
        case '\r':
        case '\f':
        case '\v':
            if (state_.extended) {
                ++i_;
                return;
            }
            out += c;
            ++i_;
            break;
        default: copy_character();
        }
        quantifier();
    }

    void copy_character()
    {
        do out += pattern_[i_++];
        while (i_ < pattern_.size() && (static_cast<unsigned char>(pattern_[i_]) & 0xc0) == 0x80);
    }

    void skip_ignored()
    {
        while (state_.extended && i_ < pattern_.size()) {
            const char c = pattern_[i_];
            if (c == ' ' || (c >= '\t' && c <= '\r'))
                ++i_;
            else if (c == '#')
                while (i_ < pattern_.size() && pattern_[i_] != '\n') ++i_;
            else
                break;
        }
    }

    bool is_interval(size_t k) const
    {
        if (k >= pattern_.size() || pattern_[k] != '{') return false;
        const size_t from = ++k;
        while (k < pattern_.size() && digit(pattern_[k])) ++k;
        if (k == from) return false;
        if (k < pattern_.size() && pattern_[k] == ',') {
            ++k;
            while (k < pattern_.size() && digit(pattern_[k])) ++k;
        }
        return k < pattern_.size() && pattern_[k] == '}';
    }

    // Quantifier := ('*' | '+' | '?' | '{' n (',' m?)? '}') '?'?
    void quantifier()
    {
        skip_ignored();
        if (i_ >= pattern_.size()) return;
        const char c = pattern_[i_];
        if (c == '*' || c == '+' || c == '?') {
            out += c;
            ++i_;
        } else if (is_interval(i_)) {
            const size_t close = pattern_.find('}', i_);
            check_interval(close);
            out += pattern_.substr(i_, close + 1 - i_);
            i_ = close + 1;
        } else
            return;
        skip_ignored();
        if (at('?')) {
            out += '?';
            ++i_;
        }
        skip_ignored();
        if (at('*') || at('+') || at('?')) fail(i_ + 1, std::string("Nested quantifier '") + pattern_[i_] + "'.");
        if (is_interval(i_)) fail(i_ + 1, "Nested quantifier '{'.");
    }

    void check_interval(size_t close)
    {
        const std::string_view body = pattern_.substr(i_ + 1, close - i_ - 1);
        const size_t comma = body.find(',');
        const auto number = [](std::string_view digits) {
            long n = 0;
            for (const char d : digits) n = std::min(n * 10 + (d - '0'), 100000000L);
            return n;
        };
        const long least = number(body.substr(0, comma));
        const long most = comma == std::string_view::npos ? least : comma + 1 < body.size() ? number(body.substr(comma + 1)) : least;
        if (most < least) fail(close + 1, "Illegal {x,y} with x > y.");
        if (std::max(least, most) > 65535) fail(close + 1, "Quantifiers above 65535 are not supported.");
    }

    void escape()
    {
        if (i_ + 1 >= pattern_.size()) fail(pattern_.size(), "Illegal \\ at end of pattern.");
        const char c = pattern_[i_ + 1];
        switch (c) {
        case 'd':
        case 'D':
        case 's':
        case 'S':
        case 'w':
        case 'W':
        case 'b':
        case 'B':
        case 'A':
        case 'G':
        case 'z':
        case 'Z':
            out += {'\\', c};
            i_ += 2;
            return;
        case 'p':
        case 'P':
            i_ += 2;
            translate_regex_property(pattern_, i_, c == 'P', false, out);
            return;
        case 'k': named_reference(); return;
        default: break;
        }
        if (c >= '1' && c <= '9') {
            numbered_reference();
            return;
        }
        size_t k = i_ + 1;
        char32_t literal = 0;
        if (!regex_char_escape(pattern_, k, literal)) fail(k + 1, "Unrecognized escape sequence \\" + std::string(1, c) + ".");
        append_regex_literal(out, literal);
        i_ = k;
    }

    /// \k<name> \k'name'
    void named_reference()
    {
        const size_t start = i_;
        const char open = i_ + 2 < pattern_.size() ? pattern_[i_ + 2] : '\0';
        const char close = open == '<' ? '>' : open == '\'' ? '\'' : '\0';
        const size_t end = close ? pattern_.find(close, i_ + 3) : std::string_view::npos;
        if (end == std::string_view::npos || end == i_ + 3) fail(start + 2, "Malformed \\k<...> named back reference.");
        const std::string name(pattern_.substr(i_ + 3, end - i_ - 3));
        i_ = end + 1;
        reference(name, digit(name[0]) ? "Reference to undefined group number " + name + "."
                                       : "Reference to undefined group name '" + name + "'.");
    }

    void numbered_reference()
    {
        size_t k = i_ + 1;
        long number = 0;
        while (k < pattern_.size() && digit(pattern_[k]) && number < 100000) number = number * 10 + (pattern_[k++] - '0');
        if (!groups_ || find(std::to_string(number)) || number < 10) {
            i_ = k;
            reference(std::to_string(number), "Reference to undefined group number " + std::to_string(number) + ".");
            return;
        }
        char32_t c = 0; // an octal character then
        k = i_ + 1;
        for (size_t n = 0; n < 3 && k < pattern_.size() && pattern_[k] >= '0' && pattern_[k] <= '7'; ++n)
            c = c * 8 + static_cast<char32_t>(pattern_[k++] - '0');
        if (k == i_ + 1) fail(k + 1, "Reference to undefined group number " + std::to_string(number) + ".");
        append_regex_literal(out, c & 0xff);
        i_ = k;
    }

    const RegexGroup* find(const std::string& name) const
    {
        for (const RegexGroup& group : *groups_)
            if (group.name == name) return &group;
        return nullptr;
    }

    void reference(const std::string& name, const std::string& reason)
    {
        if (!groups_) {
            out += '.'; // the first walk does not know them
            return;
        }
        const RegexGroup* group = find(name);
        if (!group || group->captures.empty()) fail(i_, reason);
        out += "\\g{" + std::to_string(group->captures.front()) + "}";
    }

    void open()
    {
        stack_.push_back(state_);
        ++i_;
        if (!at('?')) {
            if (state_.explicit_capture)
                out += "(?:";
            else {
                captures.emplace_back();
                out += '(';
            }
            return;
        }
        ++i_;
        if (i_ >= pattern_.size()) fail(pattern_.size(), "Unrecognized grouping construct.");
        const char c = pattern_[i_];
        switch (c) {
        case ':':
        case '=':
        case '!':
        case '>':
            out += {'(', '?', c};
            ++i_;
            return;
        case '#': comment(); return;
        case '\'': named_group('\''); return;
        case '<':
            if (at('=', 1) || at('!', 1)) {
                out += {'(', '?', '<', pattern_[i_ + 1]};
                i_ += 2;
                return;
            }
            named_group('>');
            return;
        case '(': condition(); return;
        default: inline_options(); return;
        }
    }

    void comment()
    {
        const size_t end = pattern_.find(')', i_);
        if (end == std::string_view::npos) fail(pattern_.size(), "Unterminated (?#...) comment.");
        i_ = end + 1;
        stack_.pop_back();
    }

    void named_group(char close)
    {
        ++i_;
        const size_t from = i_;
        while (i_ < pattern_.size() && word_char(pattern_[i_])) ++i_;
        const std::string name(pattern_.substr(from, i_ - from));
        if (i_ >= pattern_.size()) fail(i_, "Unrecognized grouping construct.");
        if (at('-')) fail(i_, "Balancing groups are not supported.");
        if (!name.empty() && digit(name[0]))
            for (size_t k = 0; k < name.size(); ++k)
                if (!digit(name[k])) fail(from + k, "Invalid group name: Group names must begin with a word character.");
        if (name.empty()) fail(i_, "Invalid group name: Group names must begin with a word character.");
        if (!at(close)) fail(i_, "Invalid group name: Group names must begin with a word character.");
        if (name == "0") fail(i_, "Capture number cannot be zero.");
        ++i_;
        captures.push_back(name);
        out += '(';
    }

    // Condition := '(?(' (name | number | expression) ')' yes ('|' no)? ')'
    void condition()
    {
        const size_t close = pattern_.find(')', i_);
        if (close == std::string_view::npos) fail(pattern_.size(), "Not enough )'s.");
        const std::string name(pattern_.substr(i_ + 1, close - i_ - 1));
        const bool is_word = !name.empty() && std::all_of(name.begin(), name.end(), word_char);
        const RegexGroup* group = groups_ && is_word ? find(name) : nullptr;
        if (group || (is_word && (!groups_ || digit(name[0])))) {
            if (groups_ && !group) fail(close, "Conditional alternation refers to an undefined group number " + name + ".");
            out += "(?(" + std::to_string(group && !group->captures.empty() ? group->captures.front() : 1) + ")";
            i_ = close + 1;
            return;
        }
        if (at('?', 1)) { // an assertion: its own parenthesis follows
            out += "(?";
            return;
        }
        out += "(?(?="; // an expression: the same as a look-ahead
        ++i_;
        stack_.push_back(state_);
    }

    // Options := '(?' [imnsx]* ('-' [imnsx]+)? (')' | ':')
    void inline_options()
    {
        std::string flags;
        bool on = true;
        State changed = state_;
        for (; i_ < pattern_.size() && pattern_[i_] != ')' && pattern_[i_] != ':'; ++i_) {
            const char c = pattern_[i_];
            if (c == '-')
                on = false;
            else if (c == 'n' || c == 'N') {
                changed.explicit_capture = on;
                continue; // numbering is done here
            } else if (c == 'x' || c == 'X') {
                changed.extended = on;
                continue; // and so is white space
            } else if (c != 'i' && c != 'm' && c != 's' && c != 'I' && c != 'M' && c != 'S')
                fail(i_ + 1, "Unrecognized grouping construct.");
            flags += static_cast<char>(c == '-' ? c : c | 32);
        }
        if (i_ >= pattern_.size()) fail(pattern_.size(), "Unrecognized grouping construct.");
        while (!flags.empty() && flags.back() == '-') flags.pop_back();
        if (pattern_[i_] == ')') { // to the end of the enclosing group
            ++i_;
            stack_.pop_back();
            state_ = changed;
            if (!flags.empty()) out += "(?" + flags + ")";
            return;
        }
        ++i_;
        out += "(?" + flags + ":";
        state_ = changed;
    }

    std::string_view pattern_;
    unsigned options_;
    const std::vector<RegexGroup>* groups_;
    size_t i_ = 0;
    State state_;
    std::vector<State> stack_;
};

std::vector<RegexGroup> number_groups(const std::vector<std::string>& captures)
{
    std::vector<RegexGroup> groups{{"0", 0, {0}}};
    std::map<int, RegexGroup> numbered;
    int next = 1;
    for (size_t k = 0; k < captures.size(); ++k) // numbers written as names are taken first
        if (!captures[k].empty() && digit(captures[k][0])) {
            int number = 0;
            for (const char c : captures[k]) number = std::min(number * 10 + (c - '0'), 1000000);
            auto& group = numbered[number];
            group.number = number;
            group.name = std::to_string(number);
            group.captures.push_back(static_cast<int>(k) + 1);
        }
    for (size_t k = 0; k < captures.size(); ++k) {
        if (!captures[k].empty()) continue;
        auto& group = numbered[next];
        group.number = next;
        group.name = std::to_string(next);
        group.captures.push_back(static_cast<int>(k) + 1);
        ++next;
    }
    for (auto& [number, group] : numbered) groups.push_back(group);
    for (size_t k = 0; k < captures.size(); ++k) {
        if (captures[k].empty() || digit(captures[k][0])) continue;
        const auto known = std::find_if(groups.begin(), groups.end(), [&](const RegexGroup& g) { return g.name == captures[k]; });
        if (known != groups.end()) {
            known->captures.push_back(static_cast<int>(k) + 1);
            continue;
        }
        while (numbered.count(next) != 0) ++next;
        groups.push_back({captures[k], next++, {static_cast<int>(k) + 1}});
    }
    return groups;
}

} // namespace

RegexTranslation translate_regex(std::string_view pattern, unsigned options)
{
    if (options & regex_option::RightToLeft)
        throw_native("System.NotSupportedException", "RegexOptions.RightToLeft is not supported by this server.");
    Translator first(pattern, options, nullptr);
    first.run();
    RegexTranslation result;
    result.groups = number_groups(first.captures);
    Translator second(pattern, options, &result.groups);
    second.run();
    result.pattern = std::move(second.out);
    return result;
}

} // namespace kestrun::value
