#include "syntax/lexer.hpp"

// Strings, here-strings and what expands in them (about_Quoting_Rules). Typographic quotes count as the plain ones: any
// single quote closes any other.
namespace kestrun::syntax {
namespace {

constexpr std::uint32_t no_footer = 0xFFFFFFFF;

} // namespace

// single-quoted: "'" ( any | "''" )* "'"
LexToken Lexer::string_literal()
{
    std::string text;
    scan_string_literal(text);
    LexToken token = make(TokenKind::StringLiteral);
    const std::uint32_t first = token_start_ + decode_char(slice(token_start_, input_.end)).length;
    token.value = keep(text, first, first + static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), input_.end - first)));
    return token;
}

/// At the opening quote.
void Lexer::scan_string_literal(std::string& text)
{
    const std::uint32_t begin = pos_;
    peek();
    pos_ += peek_length_;
    while (!at_end()) {
        const char32_t c = get();
        if (is_single_quote(c)) {
            if (!is_single_quote(peek())) return;
            text.append(slice(pos_, pos_ + peek_length_)); // of two different quotes the second stays
            pos_ += peek_length_;
            continue;
        }
        text.append(slice(pos_ - peek_length_, pos_));
    }
    incomplete(ErrorId::TerminatorExpectedAtEndOfString, begin, pos_, {"'"});
}

// double-quoted: '"' ( any | '""' | escape | expansion )* '"'
LexToken Lexer::string_expandable()
{
    std::string text;
    parts_.clear();
    literal_start_ = 0;
    scan_string_expandable(text);
    return finish_expandable(TokenKind::StringExpandable, text);
}

/// At the opening quote. False when the string is not closed.
bool Lexer::scan_string_expandable(std::string& text)
{
    const std::uint32_t begin = pos_;
    peek();
    pos_ += peek_length_;
    while (!at_end()) {
        const char32_t c = peek();
        if (is_double_quote(c)) {
            pos_ += peek_length_;
            if (!is_double_quote(peek())) return true;
            text.append(slice(pos_, pos_ + peek_length_));
            pos_ += peek_length_;
        } else if (c == '`') {
            append_escape(text);
        } else if (c != '$' || !scan_expansion(text, false)) {
            peek();
            text.append(slice(pos_, pos_ + peek_length_));
            pos_ += peek_length_;
        }
    }
    incomplete(ErrorId::TerminatorExpectedAtEndOfString, begin, pos_, {"\""});
    return false;
}

// ---- Escapes --------------------------------------------------------------------------------------------------------

/// At a backtick: appends what the escape stands for. At the end of the text the backtick stands for nothing.
void Lexer::append_escape(std::string& text)
{
    skip();
    if (at_end()) {
        text.push_back('`');
        return;
    }
    const char32_t c = peek();
    switch (c) {
    case '0': text.push_back('\0'); break;
    case 'a': text.push_back('\a'); break;
    case 'b': text.push_back('\b'); break;
    case 'e': text.push_back('\x1b'); break;
    case 'f': text.push_back('\f'); break;
    case 'n': text.push_back('\n'); break;
    case 'r': text.push_back('\r'); break;
    case 't': text.push_back('\t'); break;
    case 'v': text.push_back('\v'); break;
    case 'u':
        if (byte(1) == '{') {
            skip(2);
            append_char(text, unicode_escape());
            return;
        }
        error(ErrorId::InvalidUnicodeEscapeSequence, pos_ - 1, pos_ + 1);
        text.push_back('u');
        break;
    default: text.append(slice(pos_, pos_ + peek_length_)); break;
    }
    pos_ += peek_length_;
}

// unicode-escape: '`u{' hex{1,6} '}', up to 10FFFF. After the opening brace here.
char32_t Lexer::unicode_escape()
{
    constexpr int max_digits = 6;
    const std::uint32_t escape_start = pos_ - 3;
    const std::uint32_t digits_start = pos_;
    char32_t value = 0;
    for (int digits = 0;; ++digits) {
        const char32_t c = peek();
        if (at_end()) {
            incomplete(ErrorId::MissingUnicodeEscapeSequenceTerminator, pos_, pos_ + 1);
            return 0xFFFD;
        }
        if (c == '}') {
            skip();
            if (digits == 0) {
                error(ErrorId::InvalidUnicodeEscapeSequence, escape_start, pos_);
                return 0xFFFD;
            }
            if (value > 0x10FFFF) {
                error(ErrorId::InvalidUnicodeEscapeSequenceValue, digits_start, pos_ - 1);
                return 0xFFFD;
            }
            return value;
        }
        if (!is_hex_digit(c)) {
            error(ErrorId::InvalidUnicodeEscapeSequence, pos_, pos_ + peek_length_);
            return 0xFFFD;
        }
        if (digits == max_digits) {
            error(ErrorId::TooManyDigitsInUnicodeEscapeSequence, pos_, pos_ + peek_length_);
            return 0xFFFD;
        }
        value = value * 16 + static_cast<char32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        skip();
    }
}

// ---- Here-strings ---------------------------------------------------------------------------------------------------

// here-string: '@' quote space* newline any* newline quote '@'
LexToken Lexer::here_string_literal()
{
    skip();
    peek();
    pos_ += peek_length_;
    std::string text;
    parts_.clear();
    literal_start_ = 0;
    if (here_string_header("'@")) {
        std::uint32_t false_footer = no_footer;
        if (here_string_footer(false, false_footer)) return finish_expandable(TokenKind::HereStringLiteral, text);
        while (true) {
            if (at_end()) {
                report_here_string_end(false_footer, "'@");
                break;
            }
            const std::uint32_t begin = pos_;
            const bool newline = is_newline(byte());
            if (newline && byte() == '\r' && byte(1) == '\n') skip();
            skip();
            if (newline && here_string_footer(false, false_footer)) break;
            text.append(slice(begin, pos_));
        }
    }
    return finish_expandable(TokenKind::HereStringLiteral, text);
}

LexToken Lexer::here_string_expandable()
{
    skip();
    peek();
    pos_ += peek_length_;
    std::string text;
    parts_.clear();
    literal_start_ = 0;
    if (here_string_header("\"@")) {
        std::uint32_t false_footer = no_footer;
        if (here_string_footer(true, false_footer)) return finish_expandable(TokenKind::HereStringExpandable, text);
        while (true) {
            if (at_end()) {
                report_here_string_end(false_footer, "\"@");
                break;
            }
            const char32_t c = peek();
            if (is_newline(c)) {
                const std::uint32_t begin = pos_;
                skip(c == '\r' && byte(1) == '\n' ? 2 : 1);
                if (here_string_footer(true, false_footer)) break;
                text.append(slice(begin, pos_));
            } else if (c == '`') {
                append_escape(text);
            } else if (c != '$' || !scan_expansion(text, true)) {
                peek();
                text.append(slice(pos_, pos_ + peek_length_));
                pos_ += peek_length_;
            }
        }
    }
    return finish_expandable(TokenKind::HereStringExpandable, text);
}

/// After the opening quote: the rest of the line must be empty. False when there is no here-string to read.
bool Lexer::here_string_header(std::string_view terminator)
{
    const std::uint32_t begin = token_start_;
    while (!at_end() && is_space(peek())) pos_ += peek_length_;
    if (at_end()) {
        incomplete(ErrorId::TerminatorExpectedAtEndOfString, begin, pos_, {terminator});
        return false;
    }
    if (is_newline(byte())) {
        skip(byte() == '\r' && byte(1) == '\n' ? 2 : 1);
        return true;
    }
    peek();
    error(ErrorId::UnexpectedCharactersAfterHereStringHeader, pos_, pos_ + peek_length_);
    // Recover after a terminator on the same line, or at its end.
    while (!at_end() && !is_newline(byte())) {
        const char32_t c = get();
        const bool quote = terminator[0] == '\'' ? is_single_quote(c) : is_double_quote(c);
        if (quote && byte() == '@') {
            skip();
            break;
        }
    }
    return false;
}

/// At the start of a line of a here-string: consumes the footer. Remembers one that is indented, for the error.
bool Lexer::here_string_footer(bool expandable, std::uint32_t& false_footer)
{
    const std::uint32_t line_start = pos_;
    const auto at_footer = [&] {
        const char32_t c = peek();
        return (expandable ? is_double_quote(c) : is_single_quote(c)) && byte(peek_length_) == '@';
    };
    if (at_footer()) {
        pos_ += peek_length_ + 1;
        return true;
    }
    while (!at_end() && is_space(peek())) pos_ += peek_length_;
    if (pos_ != line_start && at_footer()) false_footer = pos_;
    pos_ = line_start;
    return false;
}

void Lexer::report_here_string_end(std::uint32_t false_footer, std::string_view terminator)
{
    if (false_footer != no_footer) {
        incomplete(ErrorId::WhitespaceBeforeHereStringFooter, false_footer, false_footer + 2);
    } else {
        incomplete(ErrorId::TerminatorExpectedAtEndOfString, token_start_, pos_, {terminator});
    }
}

// ---- Expansion ------------------------------------------------------------------------------------------------------

/// At a $: reads the variable or subexpression that starts there; its source goes to text and it becomes a part. False
/// when the $ stands for itself, nothing read then.
bool Lexer::scan_expansion(std::string& text, bool here_string)
{
    const std::uint32_t begin = pos_;
    ExpandablePart part;
    part.literal = arena_.copy(std::string_view(text).substr(literal_start_));
    part.begin = begin;
    if (byte(1) == '(') {
        scan_subexpression(text, part, here_string);
    } else {
        if (!variable_in_string(part.path)) return false;
        part.is_variable = true;
        text.append(slice(begin, pos_));
    }
    part.extent = extent_of(begin, pos_);
    parts_.push_back(part);
    literal_start_ = text.size();
    return true;
}

/// At the $( of a subexpression: finds its end by counting parentheses, as PowerShell does (it knows neither quotes nor
/// comments there). In a string, not in a here-string, a doubled quote counts as one.
void Lexer::scan_subexpression(std::string& text, ExpandablePart& part, bool here_string)
{
    const std::uint32_t begin = pos_;
    skip(2);
    int depth = 1;
    std::vector<std::uint32_t> skipped;
    while (depth > 0) {
        if (at_end()) {
            incomplete(ErrorId::IncompleteDollarSubexpressionReference, begin, pos_);
            break;
        }
        const char32_t c = peek();
        pos_ += peek_length_;
        if (c == '(') {
            ++depth;
        } else if (c == ')') {
            --depth;
        } else if (c == '`') {
            if (!at_end()) get();
        } else if (!here_string && is_double_quote(c) && is_double_quote(peek())) {
            skipped.push_back(pos_);
            pos_ += peek_length_;
        }
    }
    text.append(slice(begin, pos_));
    part.input = {input_.data, pos_, input_.offsets};
    if (skipped.empty()) return;

    std::string copy;
    std::vector<std::uint32_t> offsets;
    auto next_skipped = skipped.begin();
    for (std::uint32_t at = begin; at < pos_; ++at) {
        if (next_skipped != skipped.end() && at == *next_skipped) {
            at += decode_char(slice(at, pos_)).length - 1;
            ++next_skipped;
            continue;
        }
        copy.push_back(input_.data[at]);
        offsets.push_back(source_offset(at));
    }
    offsets.push_back(source_offset(pos_));
    part.input.data = arena_.copy(copy).data();
    part.input.end = static_cast<std::uint32_t>(copy.size());
    part.input.offsets = arena_.copy(offsets).data();
    part.begin = 0;
}

/// The token of a text whose value is in text and whose expansions are in parts_.
LexToken Lexer::finish_expandable(TokenKind kind, std::string& text)
{
    LexToken token = make(kind);
    const std::uint32_t quote = kind == TokenKind::StringExpandable ? decode_char(slice(token_start_, input_.end)).length : 0;
    const std::uint32_t first = token_start_ + quote;
    const auto length = static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), input_.end - first));
    token.value = keep(text, first, first + length);
    if (!parts_.empty()) {
        auto* expandable = arena_.make<ExpandableText>();
        expandable->parts = arena_.copy(parts_);
        expandable->tail = token.value.substr(literal_start_);
        token.expandable = expandable;
        parts_.clear();
    }
    return token;
}

} // namespace kestrun::syntax
