#include "syntax/lexer.hpp"

namespace kestrun::syntax {

Lexer::Lexer(std::string_view source, Arena& arena, Diagnostics& diagnostics, std::vector<Extent>& comments)
    : arena_(arena), diagnostics_(diagnostics), comments_(comments),
      source_(source), input_{source.data(), static_cast<std::uint32_t>(source.size()), nullptr}
{
}

// ---- Characters and positions ---------------------------------------------------------------------------------------

char32_t Lexer::peek()
{
    if (at_end()) {
        peek_length_ = 0;
        return 0;
    }
    const unsigned char b = byte();
    if (b < 0x80) {
        peek_length_ = 1;
        return b;
    }
    const DecodedChar decoded = decode_char(slice(pos_, input_.end));
    peek_length_ = decoded.length;
    return decoded.c;
}

char32_t Lexer::peek_at(std::uint32_t offset) const
{
    if (pos_ + offset >= input_.end) return 0;
    return decode_char(slice(pos_ + offset, input_.end)).c;
}

char32_t Lexer::get()
{
    const char32_t c = peek();
    pos_ += peek_length_;
    return c;
}

std::uint32_t Lexer::source_offset(std::uint32_t pos) const { return input_.offsets == nullptr ? pos : input_.offsets[pos]; }

Extent Lexer::extent_of(std::uint32_t begin, std::uint32_t end) const { return {source_offset(begin), source_offset(end)}; }

std::string_view Lexer::keep(std::string_view value, std::uint32_t begin, std::uint32_t end)
{
    const std::string_view original = slice(begin, end);
    return value == original ? original : arena_.copy(value);
}

std::string_view Lexer::text_of(const LexToken& token) const
{
    if (token.begin >= input_.end) return {};
    return slice(token.begin, std::min(token.end, input_.end));
}

// ---- Results --------------------------------------------------------------------------------------------------------

LexToken Lexer::make(TokenKind kind) const
{
    LexToken token;
    token.kind = kind;
    token.begin = token_start_;
    token.end = pos_;
    token.extent = extent_of(token_start_, pos_);
    return token;
}

LexToken Lexer::make(TokenKind kind, std::uint32_t bytes)
{
    pos_ += bytes;
    return make(kind);
}

// PowerShell's end-of-input token is empty and stands one past the end.
LexToken Lexer::end_token() const
{
    LexToken token;
    token.kind = TokenKind::EndOfInput;
    token.begin = token.end = input_.end;
    const std::uint32_t offset = source_offset(input_.end) + 1;
    token.extent = {offset, offset};
    return token;
}

void Lexer::error(ErrorId id, std::uint32_t begin, std::uint32_t end, std::initializer_list<std::string_view> arguments)
{
    diagnostics_.report(id, extent_of(begin, end), arguments);
}

void Lexer::incomplete(ErrorId id, std::uint32_t begin, std::uint32_t end, std::initializer_list<std::string_view> arguments)
{
    diagnostics_.report(id, extent_of(begin, end), arguments, true);
}

// ---- White space and comments ---------------------------------------------------------------------------------------

/// Skips white space, comments and continued line ends. False when the text ends within a continuation: an error then.
bool Lexer::skip_trivia()
{
    while (!at_end()) {
        const char32_t c = peek();
        if (is_space(c)) {
            pos_ += peek_length_;
        } else if (c == '#') {
            line_comment();
        } else if (c == '<' && byte(1) == '#') {
            block_comment();
        } else if (c == '`') {
            const char32_t next = peek_at(1);
            if (pos_ + 1 >= input_.end) {
                // PowerShell looks one past the end here.
                const std::uint32_t offset = source_offset(input_.end) + 1;
                diagnostics_.report(ErrorId::IncompleteString, {offset, offset}, {}, true);
                skip();
                return false;
            }
            if (next == '\r' && byte(2) == '\n') {
                skip(3);
            } else if (is_newline(next)) {
                skip(2);
            } else if (is_space(next)) {
                skip();
            } else {
                return true;
            }
        } else {
            return true;
        }
    }
    return true;
}

void Lexer::line_comment()
{
    const std::uint32_t begin = pos_;
    while (!at_end() && !is_newline(byte())) ++pos_;
    const Extent extent = extent_of(begin, pos_);
    comments_.push_back(extent);
    const std::string_view text = slice(begin, pos_);
    if (input_.data == source_.data() && starts_with_ignore_case(text, "#requires")) {
        if (requires_comments.empty() || requires_comments.back().start < extent.start) requires_comments.push_back(extent);
    }
}

void Lexer::block_comment()
{
    const std::uint32_t begin = pos_;
    const std::string_view rest = slice(pos_, input_.end);
    const std::size_t close = rest.find("#>", 2);
    if (close == std::string_view::npos) {
        pos_ = input_.end;
        incomplete(ErrorId::MissingTerminatorMultiLineComment, begin, pos_);
    } else {
        pos_ += static_cast<std::uint32_t>(close) + 2;
    }
    comments_.push_back(extent_of(begin, pos_));
}

bool Lexer::at_end_of_script(Extent extent)
{
    const auto size = static_cast<std::uint32_t>(source_.size());
    std::uint32_t at = std::min(extent.end, size);
    if (at >= trivia_begin_ && at <= trivia_end_) return trivia_end_ >= size;
    trivia_begin_ = at;
    while (at < size) {
        const std::string_view rest = source_.substr(at);
        const DecodedChar decoded = decode_char(rest);
        if (is_space(decoded.c)) {
            at += decoded.length;
        } else if (decoded.c == '#') {
            const std::size_t end = rest.find_first_of("\r\n");
            at = end == std::string_view::npos ? size : at + static_cast<std::uint32_t>(end);
        } else if (rest.starts_with("<#")) {
            const std::size_t end = rest.find("#>", 2);
            at = end == std::string_view::npos ? size : at + static_cast<std::uint32_t>(end) + 2;
        } else {
            break;
        }
    }
    trivia_end_ = at;
    return at >= size;
}

bool Lexer::is_pipe_continuation(std::uint32_t pos) const
{
    // Lines that hold nothing but a comment may stand between.
    while (pos < input_.end) {
        const std::string_view rest = slice(pos, input_.end);
        const DecodedChar decoded = decode_char(rest);
        if (is_space(decoded.c) || is_newline(decoded.c)) {
            pos += decoded.length;
        } else if (decoded.c == '#') {
            const std::size_t end = rest.find_first_of("\r\n");
            if (end == std::string_view::npos) return false;
            pos += static_cast<std::uint32_t>(end);
        } else if (rest.starts_with("<#")) {
            const std::size_t end = rest.find("#>", 2);
            if (end == std::string_view::npos) return false;
            pos += static_cast<std::uint32_t>(end) + 2;
        } else {
            return decoded.c == '|' && !rest.starts_with("||");
        }
    }
    return false;
}

// ---- Dispatch -------------------------------------------------------------------------------------------------------

LexToken Lexer::next()
{
    skip_trivia();
    token_start_ = pos_;
    if (at_end()) return end_token();
    return dispatch(peek());
}

LexToken Lexer::dispatch(char32_t c)
{
    if (c >= 128) {
        if (is_single_quote(c)) return string_literal();
        if (is_double_quote(c)) return string_expandable();
        if (is_dash(c)) return dash();
        return is_identifier_start(c) ? identifier() : generic();
    }
    switch (c) {
    case '\r': return make(TokenKind::NewLine, byte(1) == '\n' ? 2 : 1);
    case '\n': return make(TokenKind::NewLine, 1);
    case '\'': return string_literal();
    case '"': return string_expandable();
    case '$': return byte(1) == '(' ? make(TokenKind::DollarParen, 2) : variable(false);
    case '@': return at_sign();
    case '-': return dash();
    case '.': return dot();
    case '?': return question_mark();
    case ':': return label_or_colon();
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
        // n>&1 is one in an expression too.
        if (byte(1) == '>' && (command_mode() || (byte(2) == '&' && (byte(3) == '1' || byte(3) == '2'))))
            return redirection(static_cast<std::uint8_t>(c - '0'), 1);
        return number();
    case '0':
    case '7':
    case '8':
    case '9': return number();
    default: break;
    }
    return is_identifier_start(c) ? identifier() : punctuation(c);
}

LexToken Lexer::operator_in_mode(TokenKind kind, std::uint32_t bytes) { return command_mode() ? generic() : make(kind, bytes); }

LexToken Lexer::punctuation(char32_t c)
{
    const bool equals = byte(1) == '=';
    switch (c) {
    case '(': return make(TokenKind::LParen, 1);
    case ')': return make(TokenKind::RParen, 1);
    case '{': return make(TokenKind::LCurly, 1);
    case '}': return make(TokenKind::RCurly, 1);
    case ']': return make(TokenKind::RBracket, 1);
    case ';': return make(TokenKind::Semi, 1);
    case ',': return make(TokenKind::Comma, 1);
    case '&': return byte(1) == '&' ? make(TokenKind::AndAnd, 2) : make(TokenKind::Ampersand, 1);
    case '|': return byte(1) == '|' ? make(TokenKind::OrOr, 2) : make(TokenKind::Pipe, 1);
    case '<': return make(TokenKind::RedirectInStd, 1);
    case '>': return redirection(1, 0);
    case '[': return operator_in_mode(TokenKind::LBracket, 1);
    case '!': return is_identifier_start(peek_at(1)) ? generic() : operator_in_mode(TokenKind::Exclaim, 1); // !name is a word
    case '=': return operator_in_mode(TokenKind::Equals, 1);
    case '%': return equals ? operator_in_mode(TokenKind::RemainderEquals, 2) : operator_in_mode(TokenKind::Rem, 1);
    case '/': return equals ? operator_in_mode(TokenKind::DivideEquals, 2) : operator_in_mode(TokenKind::Divide, 1);
    case '*':
        if (byte(1) == '>') return redirection(0, 1);
        return equals ? operator_in_mode(TokenKind::MultiplyEquals, 2) : operator_in_mode(TokenKind::Multiply, 1);
    case '+':
        if (byte(1) == '+') return operator_in_mode(TokenKind::PlusPlus, 2);
        if (equals) return operator_in_mode(TokenKind::PlusEquals, 2);
        if (allow_signed_numbers && !command_mode() && (is_digit(byte(1)) || byte(1) == '.')) return number();
        return operator_in_mode(TokenKind::Plus, 1);
    default: return generic();
    }
}

// redirection: [1-6*]? ( '>' | '>>' | '>&' [12] )
LexToken Lexer::redirection(std::uint8_t from_stream, std::uint32_t bytes_before)
{
    skip(bytes_before + 1);
    LexToken token;
    bool append = false;
    bool merging = false;
    std::uint8_t to_stream = 0;
    if (byte() == '>') {
        append = true;
        skip();
    } else if (byte() == '&' && bytes_before == 1 && (byte(1) == '1' || (byte(1) == '2' && from_stream != 0))) {
        merging = true;
        to_stream = static_cast<std::uint8_t>(byte(1) - '0');
        skip(2);
    }
    token = make(TokenKind::Redirection);
    token.from_stream = from_stream;
    token.append = append;
    token.merging = merging;
    token.to_stream = to_stream;
    return token;
}

LexToken Lexer::dash()
{
    const std::uint32_t length = peek_length_;
    const char32_t next = peek_at(length);
    if (is_dash(next)) {
        const std::uint32_t both = length + (next < 128 ? 1 : 3);
        if (command_mode() && pos_ + both < input_.end && !forces_new_token(peek_at(both))) return generic();
        return make(TokenKind::MinusMinus, both);
    }
    if (next == '=') return operator_in_mode(TokenKind::MinusEquals, length + 1);
    if (command_mode() ? is_identifier_start(next) || next == '?' : has_bits(next, char_traits_bits::letter)) return parameter();
    if (allow_signed_numbers && !command_mode() && (is_digit(next) || next == '.')) return number();
    return operator_in_mode(TokenKind::Minus, length);
}

LexToken Lexer::dot()
{
    const unsigned char next = byte(1);
    if (next == '.') {
        if (command_mode() && pos_ + 2 < input_.end && !forces_new_token(peek_at(2))) return generic();
        return make(TokenKind::DotDot, 2);
    }
    if (is_digit(next)) return number();
    // `. script.ps1`, `.{ }`, `.(...)`, `.$name` and `.'name'` dot-source; `.\script.ps1` and `.config` are words.
    if (command_mode()) {
        const char32_t c = peek_at(1);
        const bool is_operator = pos_ + 1 >= input_.end || forces_new_token(c) || c == '$' || is_single_quote(c) || is_double_quote(c);
        if (!is_operator) return generic();
    }
    return make(TokenKind::Dot, 1);
}

LexToken Lexer::question_mark()
{
    if (command_mode()) return generic();
    switch (byte(1)) {
    case '?': return byte(2) == '=' ? make(TokenKind::QuestionQuestionEquals, 3) : make(TokenKind::QuestionQuestion, 2);
    case '.': return is_digit(byte(2)) || byte(2) == '.' ? make(TokenKind::QuestionMark, 1) : make(TokenKind::QuestionDot, 2);
    case '[': return make(TokenKind::QuestionLBracket, 2);
    default: return make(TokenKind::QuestionMark, 1);
    }
}

LexToken Lexer::at_sign()
{
    const char32_t next = peek_at(1);
    if (next == '{') return make(TokenKind::AtCurly, 2);
    if (next == '(') return make(TokenKind::AtParen, 2);
    if (is_single_quote(next)) return here_string_literal();
    if (is_double_quote(next)) return here_string_expandable();
    if (pos_ + 1 < input_.end && is_variable_start(next)) return variable(true);
    error(ErrorId::UnrecognizedToken, pos_, pos_ + 1);
    return make(TokenKind::Unknown, 1);
}

// ---- Tokens that must touch the one before --------------------------------------------------------------------------

LexToken Lexer::next_member_access(bool allow_bracket)
{
    token_start_ = pos_;
    LexToken none;
    none.begin = none.end = pos_;
    switch (byte()) {
    case '.':
        // `1..2` is a range.
        return byte(1) == '.' ? none : make(TokenKind::Dot, 1);
    case ':': return byte(1) == ':' ? make(TokenKind::ColonColon, 2) : none;
    case '?':
        if (byte(1) == '.' && !(mode == LexMode::Expression && is_digit(byte(2)))) return make(TokenKind::QuestionDot, 2);
        return byte(1) == '[' && allow_bracket ? make(TokenKind::QuestionLBracket, 2) : none;
    case '[': return allow_bracket ? make(TokenKind::LBracket, 1) : none;
    default: return none;
    }
}

LexToken Lexer::next_line_end(bool semicolon)
{
    skip_trivia();
    token_start_ = pos_;
    if (byte() == '\n') return make(TokenKind::NewLine, 1);
    if (byte() == '\r') return make(TokenKind::NewLine, byte(1) == '\n' ? 2 : 1);
    if (semicolon && byte() == ';') return make(TokenKind::Semi, 1);
    return make(TokenKind::Unknown);
}

LexToken Lexer::next_left_bracket()
{
    skip_trivia();
    token_start_ = pos_;
    return byte() == '[' ? make(TokenKind::LBracket, 1) : make(TokenKind::Unknown);
}

LexToken Lexer::next_open_paren()
{
    token_start_ = pos_;
    if (byte() == '(') return make(TokenKind::LParen, 1);
    if (byte() == '{') return make(TokenKind::LCurly, 1);
    return make(TokenKind::Unknown);
}

LexToken Lexer::next_open_bracket()
{
    token_start_ = pos_;
    if (byte() == '[') return make(TokenKind::LBracket, 1);
    return make(TokenKind::Unknown);
}

} // namespace kestrun::syntax
