#include "syntax/parser_rules.hpp"

// about_Try_Catch_Finally, about_Trap.
namespace kestrun::syntax {

// try-statement: 'try' block catch-clause* ( newlines 'finally' block )?
StatementAst* Parser::try_statement_rule(const LexToken& keyword)
{
    StatementBlockAst* body = statement_block_rule();
    if (body == nullptr) {
        incomplete(after(keyword.extent), ErrorId::MissingTryStatementBlock, {text_of(keyword.kind)});
        return error_statement(keyword.extent);
    }
    std::vector<CatchClauseAst*> catches;
    bool is_error = false;
    Extent end = body->extent;
    while (CatchClauseAst* clause = catch_clause_rule(is_error, end)) {
        catches.push_back(clause);
        end = clause->extent;
    }
    StatementBlockAst* finally = nullptr;
    const std::uint32_t restore = restore_point();
    skip_newlines();
    if (const LexToken token = peek(); token.is(TokenKind::Finally)) {
        skip();
        finally = statement_block_rule();
        if (finally == nullptr) {
            is_error = true;
            end = token.extent;
            incomplete(after(end), ErrorId::MissingFinallyStatementBlock, {text_of(token.kind)});
        } else {
            end = finally->extent;
        }
    } else {
        resync(restore);
    }
    if (catches.empty() && finally == nullptr && !is_error) {
        is_error = true;
        end = body->extent;
        incomplete(after(end), ErrorId::MissingCatchOrFinally);
    }
    if (is_error) {
        std::vector<Ast*> nested{body};
        nested.insert(nested.end(), catches.begin(), catches.end());
        if (finally != nullptr) nested.push_back(finally);
        return error_statement(join(keyword.extent, end), nested);
    }
    auto* node = make<TryStatementAst>(join(keyword.extent, end));
    node->body = body;
    node->catch_clauses = list(catches);
    node->finally = finally;
    return node;
}

// catch-clause: newlines 'catch' newlines ( type-literal ( newlines ',' newlines type-literal )* )? block
CatchClauseAst* Parser::catch_clause_rule(bool& is_error, Extent& error_end)
{
    const std::uint32_t restore = restore_point();
    skip_newlines();
    const LexToken keyword = next();
    if (!keyword.is(TokenKind::Catch)) {
        resync(restore);
        return nullptr;
    }
    std::vector<TypeConstraintAst*> types;
    LexToken comma;
    bool reported = false;
    Extent last = keyword.extent;
    while (true) {
        skip_newlines();
        const std::uint32_t before_type = restore_point();
        AttributeBaseAst* attribute = attribute_rule();
        if (is<AttributeAst>(attribute)) {
            // An attribute is no type; it is read again as the start of an expression.
            resync(before_type);
            attribute = nullptr;
        }
        if (attribute == nullptr) {
            if (comma.is(TokenKind::Comma)) {
                last = comma.extent;
                incomplete(after(last), ErrorId::MissingTypeLiteralToken);
                reported = true;
            }
            break;
        }
        last = attribute->extent;
        types.push_back(&cast<TypeConstraintAst>(*attribute));
        skip_newlines();
        comma = peek();
        if (!comma.is(TokenKind::Comma)) {
            comma.kind = TokenKind::Unknown;
            break;
        }
        skip();
    }
    StatementBlockAst* body = statement_block_rule();
    if (body == nullptr) {
        if (!reported) incomplete(after(last), ErrorId::MissingCatchHandlerBlock);
        is_error = true;
        error_end = last;
        return nullptr;
    }
    if (reported) is_error = true;
    auto* node = make<CatchClauseAst>(join(keyword.extent, body->extent));
    node->catch_types = list(types);
    node->body = body;
    return node;
}

// trap-statement: 'trap' newlines type-literal? newlines block
StatementAst* Parser::trap_statement_rule(const LexToken& keyword)
{
    skip_newlines();
    const std::uint32_t before_type = restore_point();
    AttributeBaseAst* attribute = attribute_rule();
    auto* type = as<TypeConstraintAst>(attribute);
    if (attribute != nullptr && type == nullptr) resync(before_type);
    StatementBlockAst* body = statement_block_rule();
    if (body == nullptr) {
        const Extent last = type == nullptr ? keyword.extent : type->extent;
        incomplete(after(last), ErrorId::MissingTrapStatement);
        return error_statement(join(keyword.extent, last));
    }
    auto* node = make<TrapStatementAst>(join(keyword.extent, body->extent));
    node->trap_type = type;
    node->body = body;
    return node;
}

} // namespace kestrun::syntax
