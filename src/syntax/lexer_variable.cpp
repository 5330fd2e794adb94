#include "syntax/lexer.hpp"

namespace kestrun::syntax {

// variable: ('$' | '@') ( '{' any '}' | '$' | '?' | '^' | (letter | digit | '_' | '?' | ':')+ )
// In command mode a variable that goes on as a word, as in $a\b, is a generic token.
LexToken Lexer::variable(bool splatted)
{
    skip();
    VariablePath path;
    bool is_generic = false;
    if (!scan_variable_path(path, false, is_generic) || is_generic) {
        pos_ = token_start_;
        if (splatted || is_generic) return generic();
        skip();
        return generic_after("$");
    }
    LexToken token = make(splatted ? TokenKind::SplattedVariable : TokenKind::Variable);
    token.value = path.user_path;
    token.path = arena_.make<VariablePath>(path);
    return token;
}

bool Lexer::variable_in_string(VariablePath& path)
{
    const std::uint32_t dollar = pos_;
    const std::uint32_t saved_start = token_start_;
    token_start_ = dollar;
    skip();
    bool is_generic = false;
    const bool found = scan_variable_path(path, true, is_generic);
    token_start_ = saved_start;
    if (!found) {
        pos_ = dollar;
        peek();
    }
    return found;
}

/// After the $ or @. False when no variable follows.
bool Lexer::scan_variable_path(VariablePath& path, bool in_string, bool& is_generic)
{
    const std::uint32_t begin = pos_;
    if (byte() == '{') {
        scan_braced_variable(path, begin, in_string);
        const char32_t c = peek();
        is_generic = command_mode() && !in_string && !ends_word(c) && c != '.' && c != '[';
        return true;
    }
    char32_t c = peek();
    if (at_end() || !is_variable_start(c)) return false;
    pos_ += peek_length_;
    if (c != '$' && c != '?' && c != '^') {
        if (c == ':') --pos_;
        while (!at_end()) {
            c = peek();
            if (c == ':') {
                if (byte(1) == ':' && pos_ != begin) break;
                skip();
                if (!is_variable_start(peek())) break;
            } else if (is_identifier_follow(c) || c == '?') {
                pos_ += peek_length_;
            } else {
                break;
            }
        }
    }
    c = peek();
    is_generic = command_mode() && !in_string && !ends_word(c) && c != '.' && c != '[' && c != '=' && c != ':';
    if (is_generic) return true;
    path = make_path(slice(begin, pos_));
    if (path.name.empty()) {
        const bool drive = path.scope == VariableScope::Drive && !path.drive_name.empty();
        error(drive ? ErrorId::InvalidVariableReferenceWithDrive : ErrorId::InvalidVariableReference, token_start_, pos_);
        path.name = path.user_path;
        path.scope = VariableScope::Unqualified;
    }
    return true;
}

/// At the {. In an expandable string a quote is doubled.
void Lexer::scan_braced_variable(VariablePath& path, std::uint32_t begin, bool in_string)
{
    skip();
    std::string name;
    bool closed = false;
    while (!at_end()) {
        const char32_t c = peek();
        if (c == '}') {
            skip();
            closed = true;
            break;
        }
        if (c == '`') {
            append_escape(name);
            continue;
        }
        if (c == '{') error(ErrorId::OpenBraceNeedsToBeBackTickedInVariableName, pos_ + 1, std::min(pos_ + 2, input_.end));
        name.append(slice(pos_, pos_ + peek_length_));
        pos_ += peek_length_;
        if (in_string && is_double_quote(c) && is_double_quote(peek())) pos_ += peek_length_;
    }
    if (!closed) {
        incomplete(ErrorId::IncompleteDollarVariableReference, begin, pos_);
    } else if (name.empty()) {
        error(ErrorId::EmptyVariableReference, pos_ - 1, pos_);
    }
    const std::uint32_t name_end = closed ? pos_ - 1 : pos_;
    path = make_path(keep(name, begin + 1, name_end));
    if (path.name.empty() && !path.user_path.empty()) {
        error(ErrorId::InvalidBracedVariableReference, token_start_, pos_);
        path.name = path.user_path;
        path.scope = VariableScope::Unqualified;
    }
}

VariablePath Lexer::make_path(std::string_view user_path)
{
    struct Prefix
    {
        std::string_view name;
        VariableScope scope;
    };
    static constexpr Prefix prefixes[] = {
        {"global", VariableScope::Global}, {"local", VariableScope::Local},          {"private", VariableScope::Private},
        {"script", VariableScope::Script}, {"variable", VariableScope::Unqualified},
    };
    VariablePath path;
    path.user_path = path.name = user_path;
    bool qualified = false;
    for (std::size_t colon = path.name.find(':'); colon != std::string_view::npos; colon = path.name.find(':')) {
        const std::string_view prefix = path.name.substr(0, colon);
        const Prefix* known = nullptr;
        for (const Prefix& candidate : prefixes) {
            if (equals_ignore_case(prefix, candidate.name)) known = &candidate;
        }
        if (known == nullptr) {
            if (!qualified) {
                path.scope = VariableScope::Drive;
                path.drive_name = prefix;
                path.name.remove_prefix(colon + 1);
            }
            break;
        }
        if (path.scope == VariableScope::Unqualified) path.scope = known->scope;
        qualified = true;
        path.name.remove_prefix(colon + 1);
    }
    return path;
}

} // namespace kestrun::syntax
