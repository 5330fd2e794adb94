#include "cmdlets/completion/cursor.hpp"
#include "cmdlets/support/common.hpp"
#include <cstring>

namespace kestrun::cmdlets {

namespace {

constexpr size_t npos = std::string::npos;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_name(char c) { return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// Words behind which a new statement or value begins.
bool opens_statement(std::string_view word)
{
    for (const char* known : {"return", "throw", "exit", "do", "else", "try", "finally", "begin", "process", "end", "in", "until"})
        if (equals_ci(word, known)) return true;
    return false;
}

class Reader
{
public:
    explicit Reader(std::string_view text)
    {
        cursor_.text = text;
        cursor_.openers.assign(text.size() + 1, npos);
        cursor_.segments.emplace_back();
    }

    Cursor read()
    {
        while (at_ < size()) step();
        if (!cursor_.in_comment && word_ == npos) word_ = at_;
        cursor_.word_start = word_ == npos ? at_ : word_;
        return std::move(cursor_);
    }

private:
    size_t size() const { return cursor_.text.size(); }
    char peek(size_t ahead = 0) const { return at_ + ahead < size() ? cursor_.text[at_ + ahead] : '\0'; }
    InputSegment& segment() { return cursor_.segments.back(); }

    void step()
    {
        const char c = peek();
        if (is_blank(c)) return end_word(1);
        if (c == '`') { // escapes one character; at the end of a line it goes on
            begin_word();
            at_ += std::min<size_t>(2, size() - at_);
            return;
        }
        if (c == '\n' || c == ';') return end_statement(1, false);
        if (c == '#' && word_ == npos) return line_comment();
        if (c == '<' && peek(1) == '#') return block_comment();
        if (c == '|') return peek(1) == '|' ? end_statement(2, false) : end_statement(1, true);
        if (c == '&' && peek(1) == '&') return end_statement(2, false);
        if ((c == '&' || c == '.') && word_ == npos && segment().words.empty() && (is_blank(peek(1)) || std::strchr("$'\"({", peek(1)))) {
            ++at_; // & command, . command
            segment().start = at_;
            segment().called = true;
            return;
        }
        if (c == '\'' || c == '"') return text(c);
        if (c == '@' && (peek(1) == '\'' || peek(1) == '"') && peek(2) == '\n') return here_text();
        if (std::strchr("({[", c) || ((c == '$' || c == '@') && peek(1) && std::strchr("({", peek(1)))) return open();
        if (c == ')' || c == '}' || c == ']') return close();
        if (c == ',') return end_word(1);
        if (c == '=' && starts_value()) return end_statement(1, false);
        begin_word();
        ++at_;
    }

    /// `=` in an expression or in a table; in a command's argument it is a letter.
    bool starts_value()
    {
        if (segment().brackets == "@{") return true;
        return segment().expression && !(word_ != npos && at_ > word_ && cursor_.text[word_] == '-');
    }

    void begin_word()
    {
        if (word_ != npos) return;
        word_ = at_;
        InputSegment& now = segment();
        if (!now.words.empty()) return;
        const char c = peek();
        now.expression = c && !now.called &&
                         (std::strchr("$@\"'([!+,", c) || std::isdigit(static_cast<unsigned char>(c)) || (c == '-' && !is_name(peek(1))));
        if (now.brackets == "[") now.expression = true;
    }

    void finish_word()
    {
        if (word_ == npos) return;
        InputSegment& now = segment();
        now.words.push_back({word_, at_});
        word_ = npos;
        if (now.words.size() == 1 && !now.expression && opens_statement(cursor_.slice(now.words[0]))) {
            now.words.clear();
            now.start = at_;
        }
    }

    void end_word(size_t bytes)
    {
        finish_word();
        at_ += bytes;
    }

    void end_statement(size_t bytes, bool pipe)
    {
        finish_word();
        at_ += bytes;
        InputSegment& now = segment();
        now.words.clear();
        now.expression = now.called = false;
        now.piped = pipe;
        now.start = at_;
        if (!pipe) now.pipeline_start = at_;
    }

    void open()
    {
        begin_word();
        const size_t start = at_;
        std::string brackets(1, peek());
        ++at_;
        if (brackets == "$" || brackets == "@") {
            brackets += peek();
            ++at_;
        }
        // ${name} is a variable.
        if (brackets == "${") return;
        push(start, std::move(brackets), false);
    }

    void push(size_t start, std::string brackets, bool in_text)
    {
        InputSegment inner;
        inner.opener = start;
        inner.brackets = std::move(brackets);
        inner.pipeline_start = inner.start = at_;
        inner.in_text = in_text;
        outer_words_.push_back(word_);
        word_ = npos;
        cursor_.segments.push_back(std::move(inner));
    }

    void close()
    {
        const char c = peek();
        const bool fits = cursor_.segments.size() > 1 && !segment().brackets.empty() &&
                          segment().brackets.back() == (c == ')'   ? '('
                                                        : c == '}' ? '{'
                                                                   : '[');
        if (!fits) {
            begin_word();
            ++at_;
            return;
        }
        finish_word();
        ++at_;
        const size_t opener = segment().opener;
        const bool in_text = segment().in_text;
        const bool statement = c == '}' && segment().brackets == "{";
        cursor_.openers[at_] = opener;
        cursor_.segments.pop_back();
        word_ = outer_words_.back();
        outer_words_.pop_back();
        if (in_text) return rest_of_text(text_starts_.back());
        // A block ends a statement when nothing on its line goes on.
        if (statement && !segment().words.empty() && !segment().expression && keyword_block()) end_statement(0, false);
    }

    bool keyword_block()
    {
        const std::string_view first = cursor_.slice(segment().words[0]);
        for (const char* known :
             {"if", "elseif", "while", "for", "foreach", "switch", "function", "filter", "class", "enum", "catch", "param"})
            if (equals_ci(first, known)) return true;
        return false;
    }

    void line_comment()
    {
        while (at_ < size() && peek() != '\n') ++at_;
        cursor_.in_comment = at_ == size();
    }

    void block_comment()
    {
        const size_t end = cursor_.text.find("#>", at_ + 2);
        cursor_.in_comment = end == npos;
        at_ = end == npos ? size() : end + 2;
    }

    void text(char quote)
    {
        begin_word();
        const size_t start = at_++;
        if (quote == '"') {
            text_starts_.push_back(start);
            return rest_of_text(start);
        }
        while (at_ < size()) {
            if (peek() == '\'' && peek(1) == '\'') {
                at_ += 2;
            } else if (peek() == '\'') {
                cursor_.openers[++at_] = start;
                return;
            } else {
                ++at_;
            }
        }
        cursor_.quote = '\'';
        cursor_.quote_start = start;
    }

    void rest_of_text(size_t start)
    {
        while (at_ < size()) {
            const char c = peek();
            if (c == '`' && at_ + 1 < size()) {
                at_ += 2;
            } else if (c == '$' && peek(1) == '(') {
                const size_t open = at_;
                at_ += 2;
                return push(open, "$(", true);
            } else if (c == '"' && peek(1) == '"') {
                at_ += 2;
            } else if (c == '"') {
                cursor_.openers[++at_] = start;
                text_starts_.pop_back();
                return;
            } else {
                ++at_;
            }
        }
        cursor_.quote = '"';
        cursor_.quote_start = start;
    }

    void here_text()
    {
        begin_word();
        const size_t start = at_;
        const size_t end = cursor_.text.find(std::string("\n") + peek(1) + "@", at_ + 2);
        if (end == npos) {
            cursor_.quote = peek(1);
            cursor_.quote_start = start;
            at_ = size();
            return;
        }
        at_ = end + 3;
        cursor_.openers[at_] = start;
    }

    Cursor cursor_;
    size_t at_ = 0;
    size_t word_ = npos;
    std::vector<size_t> outer_words_; // the words around the open brackets
    std::vector<size_t> text_starts_; // of the texts around them
};

} // namespace

size_t Cursor::value_start(size_t end) const
{
    size_t at = end;
    while (at > 0) {
        if (openers[at] != npos) {
            at = openers[at];
            continue;
        }
        const char c = text[at - 1];
        if (c == '$' || c == '@') return at - 1;
        if (!is_name(c) && c != '.' && c != ':' && c != '?') break;
        --at;
    }
    return at;
}

Cursor read_cursor(std::string_view text) { return Reader(text).read(); }

} // namespace kestrun::cmdlets
