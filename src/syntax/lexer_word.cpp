#include "syntax/keywords.hpp"
#include "syntax/lexer.hpp"

namespace kestrun::syntax {

// identifier: a letter or _, then letters, digits and _. In command mode a word that goes on is a generic token.
LexToken Lexer::identifier()
{
    if (mode == LexMode::TypeName) return type_name();
    while (!at_end()) {
        const unsigned char b = byte();
        if (b < 0x80) {
            if (!is_identifier_follow(b)) break;
            ++pos_;
        } else {
            if (!is_identifier_follow(peek())) break;
            pos_ += peek_length_;
        }
    }
    const std::string_view text = slice(token_start_, pos_);
    LexToken token;
    if (want_simple_name) {
        token = make(TokenKind::Identifier);
    } else if (command_mode() && !ends_word(peek())) {
        return generic_after(std::string(text));
    } else {
        token = make(find_keyword(text));
    }
    token.value = text;
    return token;
}

// A type's name: what a CLR name may hold, with `2 of generic types and + of nested ones. \ escapes.
LexToken Lexer::type_name()
{
    while (!at_end()) {
        const char32_t c = peek();
        const bool special = c == '.' || c == '`' || c == '_' || c == '+' || c == '#' || c == '\\';
        if (!special && !is_identifier_follow(c)) break;
        pos_ += peek_length_;
    }
    LexToken token = make(TokenKind::Identifier);
    token.value = slice(token_start_, pos_);
    return token;
}

// generic-token: a word that is no name: paths, words with quoted parts or variables in them.
LexToken Lexer::generic() { return generic_after({}); }

/// The word goes on at pos_; prefix is its value so far.
LexToken Lexer::generic_after(std::string prefix)
{
    std::string text = std::move(prefix);
    parts_.clear();
    literal_start_ = 0;
    while (!at_end()) {
        const char32_t c = peek();
        if (forces_new_token(c)) break;
        if (c == '`') {
            append_escape(text);
        } else if (is_single_quote(c)) {
            scan_string_literal(text);
        } else if (is_double_quote(c)) {
            scan_string_expandable(text);
        } else if (c == '$' && scan_expansion(text, false)) {
            continue;
        } else {
            text.append(slice(pos_, pos_ + peek_length_));
            pos_ += peek_length_;
        }
    }
    return finish_expandable(TokenKind::Generic, text);
}

// parameter: dash name ':'?; in an expression, an operator such as -eq.
LexToken Lexer::parameter()
{
    const std::uint32_t dash_end = pos_ + peek_length_;
    pos_ = dash_end;
    bool used_colon = false;
    std::uint32_t name_end = pos_;
    while (!at_end()) {
        const char32_t c = peek();
        if (forces_new_token(c) || c == '.' || c == '[') break;
        if (is_single_quote(c) || is_double_quote(c)) {
            if (command_mode()) return generic_after(std::string(slice(token_start_, pos_)));
            break;
        }
        if (c == ':') {
            used_colon = true;
            break;
        }
        if (!command_mode() && (c == '_' || !has_bits(c, char_traits_bits::letter))) break; // operators are ASCII
        pos_ += peek_length_;
    }
    name_end = pos_;
    const std::string_view name = slice(dash_end, name_end);
    if (!command_mode()) {
        const TokenKind kind = find_operator(name);
        if (kind != TokenKind::Unknown) return make(kind);
    }
    if (used_colon) skip();
    LexToken token = make(TokenKind::Parameter);
    token.value = name;
    token.used_colon = used_colon;
    return token;
}

// label: ':' name. In an expression, ':' of a ternary and '::'.
LexToken Lexer::label_or_colon()
{
    if (byte(1) == ':') {
        if (mode != LexMode::Expression && !want_simple_name) return generic();
        return make(TokenKind::ColonColon, 2);
    }
    if (!command_mode()) return make(TokenKind::Colon, 1);
    skip();
    const std::uint32_t name_start = pos_;
    while (!at_end() && is_identifier_follow(peek())) pos_ += peek_length_;
    if (pos_ == name_start || !ends_word(peek())) return generic_after(std::string(slice(token_start_, pos_)));
    LexToken token = make(TokenKind::Label);
    token.value = slice(name_start, pos_);
    return token;
}

// --% : the rest of the line as it is, up to | or && or || outside of double quotes.
LexToken Lexer::next_verbatim_argument()
{
    while (!at_end() && is_space(peek())) pos_ += peek_length_;
    token_start_ = pos_;
    bool in_quotes = false;
    while (!at_end()) {
        const char32_t c = peek();
        if (is_newline(c)) break;
        if (is_double_quote(c)) {
            in_quotes = !in_quotes;
        } else if (!in_quotes && (c == '|' || (c == '&' && byte(1) == '&'))) {
            break;
        }
        pos_ += peek_length_;
    }
    if (pos_ == token_start_) return make(TokenKind::Unknown);
    LexToken token = make(TokenKind::Generic);
    token.value = slice(token_start_, pos_);
    return token;
}

LexToken Lexer::next_assembly_name()
{
    while (!at_end() && (is_space(peek()) || is_newline(peek()))) pos_ += peek_length_;
    token_start_ = pos_;
    while (!at_end() && byte() != ']' && !is_newline(byte())) ++pos_;
    std::uint32_t end = pos_;
    while (end > token_start_ && is_space(static_cast<unsigned char>(input_.data[end - 1]))) --end;
    pos_ = end;
    LexToken token = make(pos_ == token_start_ ? TokenKind::Unknown : TokenKind::Generic);
    token.value = slice(token_start_, pos_);
    return token;
}

} // namespace kestrun::syntax
