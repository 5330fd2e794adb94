#include "syntax/parser.hpp"

#include "syntax/parser_rules.hpp"
#include "syntax/semantic.hpp"

#include <algorithm>

namespace kestrun::syntax {

Parser::Parser(const SourceText& source, const ParseOptions& options, Arena& arena, Diagnostics& diagnostics, std::vector<Extent>& comments,
               std::vector<Token>& tokens)
    : source_(source), options_(options), arena_(arena), diagnostics_(diagnostics), tokens_(tokens),
      lexer_(source.text(), arena, diagnostics, comments)
{
}

// ---- Tokens ---------------------------------------------------------------------------------------------------------

LexToken Parser::next()
{
    if (has_ungot_) {
        has_ungot_ = false;
        return ungot_;
    }
    LexToken token = lexer_.next();
    if (!token.is(TokenKind::EndOfInput)) record(token);
    return token;
}

LexToken Parser::peek()
{
    if (!has_ungot_) unget(next());
    return ungot_;
}

void Parser::unget(const LexToken& token)
{
    ungot_ = token;
    has_ungot_ = true;
}

void Parser::skip() { has_ungot_ = false; }

/// The text from position on is read again.
void Parser::resync(std::uint32_t position)
{
    has_ungot_ = false;
    if (aborted_) return;
    lexer_.move_to(position);
    if (!in_nested_text_) {
        while (!tokens_.empty() && tokens_.back().extent.start >= position) tokens_.pop_back();
    }
}

std::uint32_t Parser::restore_point() const { return has_ungot_ ? ungot_.begin : lexer_.position(); }

void Parser::set_mode(LexMode mode)
{
    if (mode == lexer_.mode) return;
    if (has_ungot_ && !has_trait(ungot_.kind, traits::mode_invariant)) resync(ungot_);
    lexer_.mode = mode;
}

/// Reads no token: what comes after may have to be read in another mode.
void Parser::skip_lines(bool semicolons)
{
    if (has_ungot_) {
        if (!ungot_.is(TokenKind::NewLine) && !(semicolons && ungot_.is(TokenKind::Semi))) return;
        has_ungot_ = false;
    }
    while (true) {
        const LexToken token = lexer_.next_line_end(semicolons);
        if (token.is(TokenKind::Unknown)) return;
        record(token);
    }
}

void Parser::skip_newlines() { skip_lines(false); }

void Parser::skip_newlines_and_semicolons() { skip_lines(true); }

/// Skips to one of sync_tokens that stands outside of brackets opened on the way. The end of input is never skipped.
void Parser::sync_on_error(bool consume_closing_token, std::initializer_list<TokenKind> sync_tokens)
{
    const auto wanted = [&](TokenKind kind) { return std::find(sync_tokens.begin(), sync_tokens.end(), kind) != sync_tokens.end(); };
    int parens = wanted(TokenKind::RParen) ? 1 : 0;
    int braces = wanted(TokenKind::RCurly) ? 1 : 0;
    int brackets = wanted(TokenKind::RBracket) ? 1 : 0;
    while (true) {
        const LexToken token = next();
        bool closes = false;
        switch (token.kind) {
        case TokenKind::LParen:
        case TokenKind::AtParen:
        case TokenKind::DollarParen: ++parens; break;
        case TokenKind::RParen: closes = --parens == 0 && wanted(token.kind); break;
        case TokenKind::LCurly:
        case TokenKind::AtCurly: ++braces; break;
        case TokenKind::RCurly: closes = --braces == 0 && wanted(token.kind); break;
        case TokenKind::LBracket: ++brackets; break;
        case TokenKind::RBracket: closes = --brackets == 0 && wanted(token.kind); break;
        case TokenKind::EndOfInput: unget(token); return;
        default: closes = wanted(token.kind) && parens == 0 && braces == 0 && brackets == 0; break;
        }
        if (closes) {
            if (!consume_closing_token) unget(token);
            return;
        }
    }
}

/// Ends the parse: what follows is not looked at, and reported as nothing.
void Parser::abort_too_complicated()
{
    if (aborted_) return;
    error(peek().extent, ErrorId::ScriptTooComplicated);
    aborted_ = true;
    has_ungot_ = false;
    lexer_.close();
}

// ---- Errors ---------------------------------------------------------------------------------------------------------

void Parser::error(Extent extent, ErrorId id, std::initializer_list<std::string_view> arguments)
{
    if (!aborted_) diagnostics_.report(id, extent, arguments);
}

bool Parser::incomplete(Extent extent, ErrorId id, std::initializer_list<std::string_view> arguments)
{
    return incomplete_at(extent, extent, id, arguments);
}

bool Parser::incomplete_at(Extent extent, Extent detected, ErrorId id, std::initializer_list<std::string_view> arguments)
{
    if (aborted_) return false;
    // In the text of a string PowerShell measures from the start of the string's part; most errors there count as at the end.
    const bool at_end = in_nested_text_ ? detected.end >= lexer_.input().end - nested_begin_ : lexer_.at_end_of_script(detected);
    diagnostics_.report(id, extent, arguments, at_end);
    return at_end;
}

ErrorStatementAst* Parser::error_statement(Extent extent, const std::vector<Ast*>& nested)
{
    auto* node = make<ErrorStatementAst>(extent);
    node->nested_ast = list(nested);
    return node;
}

ErrorStatementAst* Parser::error_statement(Extent extent, std::initializer_list<Ast*> nested)
{
    std::vector<Ast*> items;
    std::copy_if(nested.begin(), nested.end(), std::back_inserter(items), [](Ast* node) { return node != nullptr; });
    return error_statement(extent, items);
}

ErrorExpressionAst* Parser::error_expression(Extent extent, std::initializer_list<Ast*> nested)
{
    auto* node = make<ErrorExpressionAst>(extent);
    std::vector<Ast*> items;
    std::copy_if(nested.begin(), nested.end(), std::back_inserter(items), [](Ast* item) { return item != nullptr; });
    node->nested_ast = list(items);
    return node;
}

StringConstantExpressionAst* Parser::bare_word(const LexToken& token, std::string_view value)
{
    auto* node = make<StringConstantExpressionAst>(token.extent);
    node->value = value;
    node->string_constant_type = StringConstantType::BareWord;
    return node;
}

// ---- Entry ----------------------------------------------------------------------------------------------------------

ScriptBlockAst* Parser::parse_script()
{
    ScriptBlockAst* root = script_block_rule(nullptr, false);
    root->script_requirements = requirements();
    return root;
}

ParsedScript parse(std::shared_ptr<const SourceText> source, const ParseOptions& options)
{
    ParsedScript script;
    script.source_ = std::move(source);
    Diagnostics diagnostics;
    if (script.source_->text().size() > SourceText::max_size) {
        diagnostics.report(ErrorId::ScriptTooComplicated, {0, 0});
        script.root_ = script.arena_.make<ScriptBlockAst>(Extent{});
        script.errors_ = diagnostics.take();
        return script;
    }
    Parser parser(*script.source_, options, script.arena_, diagnostics, script.comments_, script.tokens_);
    script.root_ = parser.parse_script();
    // Text that was read again has its comments twice.
    auto& comments = script.comments_;
    std::sort(comments.begin(), comments.end(), [](Extent a, Extent b) { return a.start < b.start; });
    comments.erase(std::unique(comments.begin(), comments.end()), comments.end());
    check_semantics(*script.root_, *script.source_, options, diagnostics, parser.aborted());
    script.errors_ = diagnostics.take();
    return script;
}

} // namespace kestrun::syntax
