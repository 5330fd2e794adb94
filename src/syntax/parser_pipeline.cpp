#include "syntax/parser_rules.hpp"

// Assignments, chains and pipelines (about_Pipelines, about_Pipeline_Chain_Operators).
namespace kestrun::syntax {

// pipeline-chain: expression assignment-operator newlines statement | pipeline ( ('&&' | '||') newlines pipeline )* '&'?
PipelineBaseAst* Parser::pipeline_chain_rule()
{
    const DepthScope depth(*this);
    // An assignment begins with an expression; so may a pipeline, which gets it then.
    ExpressionAst* expression = nullptr;
    LexToken assignment;
    {
        const ModeScope expression_mode(*this, LexMode::Expression);
        expression = expression_rule();
        if (expression != nullptr) {
            // Here and not below: in command mode =5 is a word.
            const LexToken token = peek();
            if (has_trait(token.kind, traits::assignment)) {
                skip();
                assignment = token;
            }
        }
    }
    if (!assignment.is(TokenKind::Unknown)) return assignment_rule(expression, assignment);

    ChainableAst* chain = nullptr;
    LexToken op;
    while (true) {
        PipelineAst* pipeline = pipeline_rule(expression);
        expression = nullptr;
        if (pipeline == nullptr) {
            if (chain == nullptr) return nullptr;
            const LexToken found = peek();
            if (found.is(TokenKind::EndOfInput)) {
                incomplete(after(op.extent), ErrorId::EmptyPipelineChainElement);
            } else {
                error(join(op.extent, found.extent), ErrorId::EmptyPipelineChainElement);
            }
            return error_statement(join(chain->extent, op.extent), {chain});
        }
        if (chain == nullptr) {
            chain = pipeline;
        } else {
            auto* node = make<PipelineChainAst>(join(chain->extent, pipeline->extent));
            node->lhs_pipeline_chain = chain;
            node->rhs_pipeline = pipeline;
            node->op = op.kind;
            chain = node;
        }
        const LexToken token = peek();
        if (token.is(TokenKind::AndAnd) || token.is(TokenKind::OrOr)) {
            skip();
            skip_newlines();
            op = token;
            continue;
        }
        if (token.is(TokenKind::Ampersand)) return background_rule(chain, token);
        return chain;
    }
}

/// At the & after a chain.
PipelineBaseAst* Parser::background_rule(ChainableAst* chain, const LexToken& ampersand)
{
    skip();
    const LexToken token = peek();
    if (token.is(TokenKind::AndAnd) || token.is(TokenKind::OrOr)) {
        skip();
        error(token.extent, ErrorId::BackgroundOperatorInPipelineChain);
        return error_statement(join(chain->extent, ampersand.extent), {chain});
    }
    if (auto* pipeline = as<PipelineAst>(chain); pipeline != nullptr) {
        pipeline->background = true;
    } else {
        cast<PipelineChainAst>(*chain).background = true;
    }
    return chain;
}

// assignment: expression assignment-operator newlines statement
PipelineBaseAst* Parser::assignment_rule(ExpressionAst* left, const LexToken& op)
{
    skip_newlines();
    StatementAst* right = statement_rule();
    if (right == nullptr) {
        incomplete(after(op.extent), ErrorId::ExpectedValueExpression, {text_of(op.kind)});
        right = error_statement(after(op.extent));
    }
    // A lone expression is the right side itself, without a pipeline around it.
    if (auto* pipeline = as<PipelineAst>(right); pipeline != nullptr && !pipeline->background && pipeline->pipeline_elements.size() == 1) {
        if (is<CommandExpressionAst>(pipeline->pipeline_elements[0])) right = pipeline->pipeline_elements[0];
    }
    auto* node = make<AssignmentStatementAst>(join(left->extent, right->extent));
    node->left = left;
    node->op = op.kind;
    node->right = right;
    node->error_position = op.extent;
    return node;
}

// pipeline: element ( newlines? '|' newlines element )*
// element: expression redirection* | command
PipelineAst* Parser::pipeline_rule(ExpressionAst* start)
{
    std::vector<CommandBaseAst*> elements;
    Extent extent;
    bool has_extent = false;
    LexToken pipe;
    for (bool more = true; more;) {
        CommandBaseAst* element = pipeline_element(start, elements.empty());
        start = nullptr;
        if (element != nullptr) {
            extent = has_extent ? join(extent, element->extent) : element->extent;
            has_extent = true;
            elements.push_back(element);
        } else if (!elements.empty() || peek().is(TokenKind::Pipe)) {
            // Between two pipes, or before the first.
            const Extent position = pipe.is(TokenKind::Pipe) ? after(pipe.extent) : peek().extent;
            incomplete(position, ErrorId::EmptyPipeElement);
        }
        pipe = peek();
        // A line may begin with the pipe.
        if (pipe.is(TokenKind::NewLine) && lexer_.is_pipe_continuation(pipe.end)) {
            skip_newlines();
            pipe = peek();
        }
        switch (pipe.kind) {
        case TokenKind::Semi:
        case TokenKind::NewLine:
        case TokenKind::RParen:
        case TokenKind::RCurly:
        case TokenKind::EndOfInput:
        case TokenKind::AndAnd:
        case TokenKind::OrOr:
        case TokenKind::Ampersand: more = false; break;
        case TokenKind::Pipe:
            skip();
            skip_newlines();
            if (peek().is(TokenKind::EndOfInput)) {
                more = false;
                incomplete(after(pipe.extent), ErrorId::EmptyPipeElement);
            }
            break;
        default:
            error(pipe.extent, ErrorId::UnexpectedToken, {text(pipe)});
            more = false;
            break;
        }
    }
    if (elements.empty()) return nullptr;
    auto* node = make<PipelineAst>(extent);
    node->pipeline_elements = list(elements);
    return node;
}

CommandBaseAst* Parser::pipeline_element(ExpressionAst* start, bool is_first)
{
    ExpressionAst* expression = start;
    if (expression == nullptr) {
        const ModeScope expression_mode(*this, LexMode::Expression);
        expression = expression_rule();
    }
    if (expression == nullptr) return command_rule();
    if (!is_first) error(expression->extent, ErrorId::ExpressionsMustBeFirstInPipeline);
    Redirections redirections;
    Extent extent = expression->extent;
    for (LexToken token = peek(); token.is(TokenKind::Redirection) || token.is(TokenKind::RedirectInStd); token = peek()) {
        skip();
        if (const RedirectionAst* redirection = redirection_rule(token, redirections)) extent = join(extent, redirection->extent);
    }
    auto* node = make<CommandExpressionAst>(extent);
    node->expression = expression;
    node->redirections = list(redirections);
    return node;
}

} // namespace kestrun::syntax
