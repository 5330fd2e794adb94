#include "syntax/parser_rules.hpp"

// Commands and their arguments (about_Command_Syntax, about_Parsing, about_Redirection).
namespace kestrun::syntax {
namespace {

std::string_view stream_name(RedirectionStream stream)
{
    switch (stream) {
    case RedirectionStream::All: return "* stream";
    case RedirectionStream::Output: return "output stream";
    case RedirectionStream::Error: return "error stream";
    case RedirectionStream::Warning: return "warning stream";
    case RedirectionStream::Verbose: return "verbose stream";
    case RedirectionStream::Debug: return "debug stream";
    case RedirectionStream::Information: return "information stream";
    }
    return {};
}

bool ends_command(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Pipe:
    case TokenKind::RCurly:
    case TokenKind::RParen:
    case TokenKind::EndOfInput:
    case TokenKind::Semi:
    case TokenKind::NewLine:
    case TokenKind::AndAnd:
    case TokenKind::OrOr:
    case TokenKind::Ampersand: return true;
    default: return false;
    }
}

} // namespace

// command: ('&' | '.')? name ( parameter | argument | redirection )*
CommandAst* Parser::command_rule()
{
    const DepthScope depth(*this);
    const ModeScope command_mode(*this, LexMode::Command);
    const ValueScope<bool> comma(disable_comma_, false);
    LexToken token = next();
    const LexToken first = token;
    Extent end = token.extent;
    auto* command = make<CommandAst>(token.extent);
    ArgumentContext context = ArgumentContext::CommandName;
    if (token.is(TokenKind::Dot) || token.is(TokenKind::Ampersand)) {
        command->invocation_operator = token.kind;
        token = next();
        context = ArgumentContext::CommandNameAfterOperator;
    }
    std::vector<CommandElementAst*> elements;
    Redirections redirections;
    command_elements(token, elements, redirections, end, context);
    if (elements.empty()) {
        if (command->invocation_operator != TokenKind::Unknown && redirections.empty()) {
            error(first.extent, ErrorId::MissingExpression, {text(first)});
        }
        return nullptr;
    }
    command->extent = join(first.extent, end);
    command->command_elements = list(elements);
    command->redirections = list(redirections);
    return command;
}

void Parser::command_elements(LexToken token, std::vector<CommandElementAst*>& elements, Redirections& redirections, Extent& end,
                              ArgumentContext context)
{
    bool saw_dashes = false;
    for (; !ends_command(token.kind); token = next(), context = ArgumentContext::Argument) {
        switch (token.kind) {
        case TokenKind::MinusMinus: {
            end = token.extent;
            if (saw_dashes || context != ArgumentContext::Argument) {
                elements.push_back(bare_word(token, text(token)));
            } else {
                // The first -- ends the parameters.
                auto* dashes = make<CommandParameterAst>(token.extent);
                dashes->parameter_name = "-";
                dashes->error_position = token.extent;
                elements.push_back(dashes);
                saw_dashes = true;
            }
            break;
        }
        case TokenKind::Comma:
            end = token.extent;
            elements.push_back(bare_word(token, text(token)));
            error(token.extent, ErrorId::MissingArgument);
            skip_newlines();
            break;
        case TokenKind::Parameter:
            if (context != ArgumentContext::Argument || saw_dashes) {
                elements.push_back(bare_word(token, text(token)));
            } else {
                elements.push_back(command_parameter(token));
            }
            end = elements.back()->extent;
            break;
        case TokenKind::Redirection:
        case TokenKind::RedirectInStd:
            if (context != ArgumentContext::Argument) {
                // A command of that name.
                elements.push_back(bare_word(token, text(token)));
                end = token.extent;
                break;
            }
            if (const RedirectionAst* redirection = redirection_rule(token, redirections)) end = redirection->extent;
            break;
        default: {
            ExpressionAst* argument = command_argument(context, token);
            if (argument == nullptr) break;
            elements.push_back(argument);
            end = argument->extent;
            if (!token.is(TokenKind::Generic) || token.value != "--%" || !is<StringConstantExpressionAst>(argument)) break;
            // The rest of the line goes to the command as it is.
            has_ungot_ = false;
            lexer_.move_to(token.end);
            const LexToken rest = lexer_.next_verbatim_argument();
            if (rest.is(TokenKind::Unknown)) break;
            record(rest);
            elements.push_back(bare_word(rest, rest.value));
            end = rest.extent;
            return;
        }
        }
    }
    unget(token);
}

// parameter: '-' name ( ':' argument )?
CommandElementAst* Parser::command_parameter(const LexToken& token)
{
    auto* node = make<CommandParameterAst>(token.extent);
    node->parameter_name = token.value;
    node->error_position = token.extent;
    if (!token.used_colon || peek().is(TokenKind::Comma)) return node;
    node->argument = command_argument(ArgumentContext::Argument, next());
    if (node->argument == nullptr) {
        error(after(token.extent), ErrorId::ParameterRequiresArgument, {text(token)});
    } else {
        node->extent = join(token.extent, node->argument->extent);
    }
    return node;
}

ExpressionAst* Parser::single_command_argument(ArgumentContext context)
{
    const ModeScope command_mode(*this, LexMode::Command);
    const LexToken token = next();
    if (ends_command(token.kind) || token.is(TokenKind::Comma)) {
        unget(token);
        return nullptr;
    }
    return command_argument(context, token);
}

// argument: argument-element ( ',' newlines argument-element )*
ExpressionAst* Parser::command_argument(ArgumentContext context, LexToken token)
{
    const DepthScope depth(*this);
    std::vector<ExpressionAst*> elements;
    LexToken comma;
    while (true) {
        bool none = false;
        ExpressionAst* element = argument_element(context, token, none);
        if (none) {
            unget(token);
            if (!comma.is(TokenKind::Comma)) return nullptr;
            incomplete(after(comma.extent), ErrorId::MissingExpression, {","});
            return error_expression(join(elements.front()->extent, comma.extent), {elements.front()});
        }
        if (context != ArgumentContext::Argument || (is<StringConstantExpressionAst>(element) && token.value == "--%")) return element;
        const LexToken following = peek();
        if (!following.is(TokenKind::Comma)) {
            if (elements.empty()) return element;
            elements.push_back(element);
            auto* node = make<ArrayLiteralAst>(join(elements.front()->extent, element->extent));
            node->elements = list(elements);
            return node;
        }
        elements.push_back(element);
        comma = following;
        skip();
        skip_newlines();
        token = next();
    }
}

// argument-element: value member-access* | word
ExpressionAst* Parser::argument_element(ArgumentContext context, const LexToken& token, bool& none)
{
    switch (token.kind) {
    case TokenKind::NewLine:
    case TokenKind::EndOfInput:
    case TokenKind::RParen:
    case TokenKind::RCurly:
    case TokenKind::Semi:
    case TokenKind::Pipe:
    case TokenKind::Ampersand:
    case TokenKind::AndAnd:
    case TokenKind::OrOr:
    case TokenKind::Comma:
    case TokenKind::MinusMinus: none = true; return nullptr;
    case TokenKind::Redirection:
    case TokenKind::RedirectInStd:
        if (context == ArgumentContext::CommandName || context == ArgumentContext::CommandNameAfterOperator)
            return bare_word(token, text(token));
        none = true;
        return nullptr;
    case TokenKind::Variable:
    case TokenKind::SplattedVariable:
    case TokenKind::StringLiteral:
    case TokenKind::StringExpandable:
    case TokenKind::HereStringLiteral:
    case TokenKind::HereStringExpandable:
    case TokenKind::Number:
    case TokenKind::LParen:
    case TokenKind::LCurly:
    case TokenKind::AtParen:
    case TokenKind::AtCurly:
    case TokenKind::DollarParen: unget(token); return primary_expression_rule(true);
    case TokenKind::Generic:
        if (token.expandable != nullptr && context != ArgumentContext::CommandName) {
            return expandable_string(token, *token.expandable, StringConstantType::BareWord);
        }
        return bare_word(token, token.value);
    default: return bare_word(token, text(token));
    }
}

// ---- Redirections ---------------------------------------------------------------------------------------------------

// redirection: ('>' | '>>' | n'>' | n'>>') argument | n'>&1'
RedirectionAst* Parser::redirection_rule(const LexToken& token, Redirections& redirections)
{
    RedirectionAst* node = nullptr;
    if (token.merging) {
        auto* merging = make<MergingRedirectionAst>(token.extent);
        // Only the output stream can be merged into.
        if (token.to_stream != static_cast<std::uint8_t>(RedirectionStream::Output) || token.from_stream == token.to_stream) {
            error(token.extent, ErrorId::RedirectionNotSupported, {text(token)});
        }
        merging->to_stream = RedirectionStream::Output;
        node = merging;
    } else {
        ExpressionAst* target = single_command_argument(ArgumentContext::FileName);
        if (target == nullptr) {
            error(after(token.extent), ErrorId::MissingFileSpecification);
            target = error_expression(token.extent);
        }
        if (token.is(TokenKind::RedirectInStd)) {
            error(token.extent, ErrorId::RedirectionNotSupported, {text(token)});
            return nullptr;
        }
        auto* file = make<FileRedirectionAst>(join(token.extent, target->extent));
        file->location = target;
        file->append = token.append;
        node = file;
    }
    node->from_stream = static_cast<RedirectionStream>(token.from_stream);
    for (const RedirectionAst* other : redirections) {
        if (other->from_stream != node->from_stream) continue;
        error(node->extent, ErrorId::StreamAlreadyRedirected, {stream_name(node->from_stream)});
        return node;
    }
    redirections.push_back(node);
    return node;
}

} // namespace kestrun::syntax
