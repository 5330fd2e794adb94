#include "engine/language/script_tokens.hpp"
#include "base/text.hpp"
#include "syntax/ast_children.hpp"
#include <algorithm>
#include <unordered_map>

namespace kestrun::engine::language {

namespace {

using namespace syntax;

// TokenFlags that depend on where a token stands.
constexpr int64_t command_name = 0x80000, member_name = 0x100000, type_name_flag = 0x200000, attribute_name = 0x400000;

/// What the tree says about the words of a text, by where they begin.
struct Roles
{
    explicit Roles(const Ast& root) { visit(root); }

    std::unordered_map<uint32_t, int64_t> flags;
    std::unordered_map<uint32_t, const Ast*> values; // constants and variables

private:
    void mark(const Ast* node, int64_t flag)
    {
        if (node) flags[node->extent.start] |= flag;
    }
    void mark_type(const TypeName* name, int64_t flag)
    {
        if (!name) return;
        flags[name->extent.start] |= flag;
        if (name->element) mark_type(name->element, flag);
        for (const TypeName* argument : name->generic_arguments) mark_type(argument, flag);
    }
    void visit(const Ast& node)
    {
        switch (node.kind) {
        case AstKind::Command: {
            const Ast* first = cast<CommandAst>(node).command_elements[0];
            if (is<StringConstantExpressionAst>(first) || is<ExpandableStringExpressionAst>(first)) mark(first, command_name);
            break;
        }
        case AstKind::Attribute: mark_type(cast<AttributeAst>(node).type_name, type_name_flag | attribute_name); break;
        case AstKind::TypeConstraint: mark_type(cast<TypeConstraintAst>(node).type_name, type_name_flag); break;
        case AstKind::TypeExpression: mark_type(cast<TypeExpressionAst>(node).type_name, type_name_flag); break;
        case AstKind::TypeDefinition: flags[cast<TypeDefinitionAst>(node).name_extent.start] |= type_name_flag; break;
        case AstKind::MemberExpression:
        case AstKind::InvokeMemberExpression:
            if (is<StringConstantExpressionAst>(cast<MemberExpressionAst>(node).member))
                mark(cast<MemberExpressionAst>(node).member, member_name);
            break;
        case AstKind::Hashtable:
            for (const KeyValuePair& pair : cast<HashtableAst>(node).key_value_pairs) mark(pair.key, member_name);
            break;
        case AstKind::BreakStatement: mark(cast<BreakStatementAst>(node).label, member_name); break;
        case AstKind::ContinueStatement: mark(cast<ContinueStatementAst>(node).label, member_name); break;
        case AstKind::ConstantExpression:
        case AstKind::StringConstantExpression:
        case AstKind::ExpandableStringExpression:
        case AstKind::VariableExpression: values[node.extent.start] = &node; break;
        default: break;
        }
        for_each_child(node, [this](const Ast& child) { visit(child); });
    }
};

/// TokenFlags from the traits of the kind.
int64_t flags_of(TokenKind kind)
{
    struct Pair
    {
        uint32_t trait;
        int64_t flag;
    };
    constexpr Pair pairs[] = {
        {traits::keyword, 0x10},
        {traits::block_name, 0x20},
        {traits::binary, 0x100},
        {traits::unary, 0x200},
        {traits::case_sensitive, 0x400},
        {traits::ternary, 0x800},
        {traits::special, 0x1000},
        {traits::assignment, 0x2000},
        {traits::mode_invariant, 0x8000},
        {traits::restricted, 0x20000},
        {traits::postfix, 0x40000},
        {traits::fold, 0x800000},
        {traits::no_attributes, 0x1000000},
    };
    int64_t flags = precedence_of(kind);
    for (const Pair& pair : pairs)
        if (has_trait(kind, pair.trait)) flags |= pair.flag;
    return flags;
}

class TokenObject final : public value::Object
{
public:
    TokenObject(std::shared_ptr<const Unit> of, Token what, int64_t with, const Ast* about)
        : unit(std::move(of)), token(what), flags(with), node(about)
    {
    }
    const value::Type& type() const override { return value::native_type(KESTRUN_LANGUAGE + std::string(class_name())); }
    std::string_view text() const
    {
        return token.kind == TokenKind::EndOfInput ? std::string_view() : unit->script.source()->slice(token.extent);
    }
    const char* class_name() const
    {
        switch (token.kind) {
        case TokenKind::Variable:
        case TokenKind::SplattedVariable: return "VariableToken";
        case TokenKind::Number: return "NumberToken";
        case TokenKind::Parameter: return "ParameterToken";
        case TokenKind::Label: return "LabelToken";
        case TokenKind::StringLiteral:
        case TokenKind::HereStringLiteral: return "StringLiteralToken";
        case TokenKind::StringExpandable:
        case TokenKind::HereStringExpandable: return "StringExpandableToken";
        case TokenKind::Generic: return is<ExpandableStringExpressionAst>(node) ? "StringExpandableToken" : "StringLiteralToken";
        case TokenKind::Redirection: return text().find('&') != std::string_view::npos ? "MergingRedirectionToken" : "FileRedirectionToken";
        case TokenKind::RedirectInStd: return "InputRedirectionToken";
        default: return "Token";
        }
    }
    std::string value() const
    {
        if (const auto* constant = as<StringConstantExpressionAst>(node)) return std::string(constant->value);
        if (const auto* expandable = as<ExpandableStringExpressionAst>(node)) return std::string(expandable->value);
        return std::string(text());
    }
    std::shared_ptr<const Unit> unit;
    Token token;
    int64_t flags;
    const Ast* node; // a constant or variable that the token is; null otherwise
};

/// In the order of the text: what the parser consumed, and the comments.
std::vector<Token> all_tokens(const ParsedScript& script)
{
    std::vector<Token> tokens(script.tokens().begin(), script.tokens().end());
    for (const Extent comment : script.comments()) tokens.push_back({TokenKind::Comment, comment});
    std::stable_sort(tokens.begin(), tokens.end(), [](const Token& a, const Token& b) { return a.extent.start < b.extent.start; });
    // What stands within an expandable text belongs to its token.
    std::vector<Token> top;
    uint32_t end = 0;
    for (const Token& token : tokens) {
        if (!top.empty() && token.extent.start < end && token.extent.end <= end) continue;
        top.push_back(token);
        end = std::max(end, token.extent.end);
    }
    if (!top.empty() && top.back().kind == TokenKind::EndOfInput) top.pop_back();
    const auto behind = static_cast<uint32_t>(script.source()->text().size() + 1); // where PowerShell puts it
    top.push_back({TokenKind::EndOfInput, {behind, behind}});
    return top;
}

std::vector<Ref<TokenObject>> token_objects(const std::shared_ptr<const Unit>& unit)
{
    const Roles roles(*unit->script.root());
    std::vector<Ref<TokenObject>> objects;
    for (const Token& token : all_tokens(unit->script)) {
        int64_t flags = flags_of(token.kind);
        const bool word = token.kind == TokenKind::Identifier || token.kind == TokenKind::Generic || token.kind == TokenKind::Rem ||
                          has_trait(token.kind, traits::keyword) || token.kind == TokenKind::Multiply;
        const auto role = roles.flags.find(token.extent.start);
        if (role != roles.flags.end() && word) flags |= role->second;
        const auto value = roles.values.find(token.extent.start);
        objects.push_back(value::make<TokenObject>(unit, token, flags, value == roles.values.end() ? nullptr : value->second));
    }
    return objects;
}

Value extent_of_token(Call& c)
{
    const auto& token = self<TokenObject>(c);
    return make_script_extent(token.unit->script.source(), token.token.extent);
}
std::string_view without(std::string_view text, char front) { return text.starts_with(front) ? text.substr(1) : text; }
RedirectionStream stream_of(std::string_view text, char fallback)
{
    const char digit = text.empty() || text[0] == '>' ? fallback : text[0];
    return digit == '*' ? RedirectionStream::All : static_cast<RedirectionStream>(digit - '0');
}

constexpr MemberDef token_members[] = {
    prop("Text", "string", [](Call& c) { return Value(self<TokenObject>(c).text()); }),
    prop("TokenFlags", KESTRUN_LANGUAGE "TokenFlags", [](Call& c) { return language_enum("TokenFlags", self<TokenObject>(c).flags); }),
    prop("Kind", KESTRUN_LANGUAGE "TokenKind", [](Call& c) { return token_kind(self<TokenObject>(c).token.kind); }),
    prop("HasError", "bool",
         [](Call& c) {
             const auto& token = self<TokenObject>(c);
             const auto& errors = token.unit->script.errors();
             return Value(std::any_of(errors.begin(), errors.end(), [&](const ParseError& error) {
                 return error.extent == token.token.extent && !error.extent.empty();
             }));
         }),
    prop("Extent", KESTRUN_LANGUAGE "IScriptExtent", extent_of_token),
    meth("ToString", "", "string", [](Call& c) { return Value(self<TokenObject>(c).text()); }),
};
constexpr MemberDef variable_members[] = {
    prop("Name", "string",
         [](Call& c) {
             const auto& token = self<TokenObject>(c);
             if (const auto* variable = as<VariableExpressionAst>(token.node)) return Value(variable->variable_path.user_path);
             return Value(token.text().substr(1));
         }),
    prop("VariablePath", "System.Management.Automation.VariablePath",
         [](Call& c) {
             const auto& token = self<TokenObject>(c);
             const auto* variable = as<VariableExpressionAst>(token.node);
             return variable ? make_variable_path(token.unit, variable->variable_path) : Value();
         }),
};
constexpr MemberDef parameter_members[] = {
    prop("ParameterName", "string",
         [](Call& c) {
             std::string_view name = without(self<TokenObject>(c).text(), '-');
             if (name.ends_with(':')) name.remove_suffix(1);
             return Value(name);
         }),
    prop("UsedColon", "bool", [](Call& c) { return Value(self<TokenObject>(c).text().ends_with(':')); }),
};
constexpr MemberDef number_members[] = {
    prop("Value", "object",
         [](Call& c) {
             const auto& token = self<TokenObject>(c);
             if (const auto* constant = as<ConstantExpressionAst>(token.node)) return constant_value(constant->value);
             return value::parse_number(token.text());
         }),
};
constexpr MemberDef string_members[] = {
    prop("Value", "string", [](Call& c) { return Value(self<TokenObject>(c).value()); }),
};
constexpr MemberDef label_members[] = {
    prop("LabelText", "string", [](Call& c) { return Value(without(self<TokenObject>(c).text(), ':')); }),
};
constexpr MemberDef redirection_members[] = {
    prop("FromStream", KESTRUN_LANGUAGE "RedirectionStream",
         [](Call& c) { return language_enum("RedirectionStream", static_cast<int64_t>(stream_of(self<TokenObject>(c).text(), '1'))); }),
};
constexpr MemberDef file_members[] = {
    prop("FromStream", KESTRUN_LANGUAGE "RedirectionStream",
         [](Call& c) { return language_enum("RedirectionStream", static_cast<int64_t>(stream_of(self<TokenObject>(c).text(), '1'))); }),
    prop("Append", "bool", [](Call& c) { return Value(self<TokenObject>(c).text().ends_with(">>")); }),
};
constexpr MemberDef merging_members[] = {
    redirection_members[0],
    prop("ToStream", KESTRUN_LANGUAGE "RedirectionStream",
         [](Call& c) {
             const std::string_view text = self<TokenObject>(c).text();
             return language_enum("RedirectionStream", static_cast<int64_t>(stream_of(text.substr(text.find('&') + 1), '1')));
         }),
};

// --- PSToken ---

// The numbers of the type that scripts see, in value/types/enums_automation.cpp.
enum PSTokenType : uint8_t
{
    PSUnknown,
    PSCommand,
    PSCommandParameter,
    PSCommandArgument,
    PSNumber,
    PSString,
    PSVariable,
    PSMember,
    PSLoopLabel,
    PSAttribute,
    PSType,
    PSOperator,
    PSGroupStart,
    PSGroupEnd,
    PSKeyword,
    PSComment,
    PSStatementSeparator,
    PSNewLine,
    PSLineContinuation,
    PSPosition,
};

PSTokenType ps_type(const TokenObject& token)
{
    const TokenKind kind = token.token.kind;
    if (token.flags & command_name) return PSCommand;
    if (token.flags & member_name) return PSMember;
    if (token.flags & attribute_name) return PSAttribute;
    if (token.flags & type_name_flag) return PSType;
    switch (kind) {
    case TokenKind::Variable:
    case TokenKind::SplattedVariable: return PSVariable;
    case TokenKind::Number: return PSNumber;
    case TokenKind::Parameter: return PSCommandParameter;
    case TokenKind::Label: return PSLoopLabel;
    case TokenKind::StringLiteral:
    case TokenKind::HereStringLiteral:
    case TokenKind::StringExpandable:
    case TokenKind::HereStringExpandable: return PSString;
    case TokenKind::Identifier:
    case TokenKind::Generic: return PSCommandArgument;
    case TokenKind::NewLine: return PSNewLine;
    case TokenKind::LineContinuation: return PSLineContinuation;
    case TokenKind::Comment: return PSComment;
    case TokenKind::Semi: return PSStatementSeparator;
    case TokenKind::LParen:
    case TokenKind::LCurly:
    case TokenKind::AtParen:
    case TokenKind::AtCurly:
    case TokenKind::DollarParen: return PSGroupStart;
    case TokenKind::RParen:
    case TokenKind::RCurly: return PSGroupEnd;
    case TokenKind::EndOfInput: return PSPosition;
    default: return has_trait(kind, traits::keyword) ? PSKeyword : PSOperator;
    }
}

class PSTokenObject final : public value::Object
{
public:
    PSTokenObject(std::shared_ptr<const Unit> of, std::string what, PSTokenType as, syntax::Extent at)
        : unit(std::move(of)), content(std::move(what)), kind(as), extent(at)
    {
    }
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type("System.Management.Automation.PSToken");
        return type;
    }
    Position position(bool end) const { return unit->script.source()->position(end ? extent.end : extent.start); }
    std::shared_ptr<const Unit> unit;
    std::string content;
    PSTokenType kind;
    syntax::Extent extent;
};

int32_t units(std::string_view text) { return static_cast<int32_t>(base::utf16_length(text)); }

constexpr MemberDef ps_token_members[] = {
    prop("Content", "string", [](Call& c) { return Value(self<PSTokenObject>(c).content); }),
    prop("Type", "System.Management.Automation.PSTokenType",
         [](Call& c) {
             return Value::enumeration(value::native_type("System.Management.Automation.PSTokenType").enum_index(),
                                       self<PSTokenObject>(c).kind);
         }),
    prop("Start", "int",
         [](Call& c) {
             const auto& token = self<PSTokenObject>(c);
             return Value(units(token.unit->script.source()->text().substr(0, token.extent.start)));
         }),
    prop("Length", "int",
         [](Call& c) {
             const auto& token = self<PSTokenObject>(c);
             return Value(units(token.unit->script.source()->slice(token.extent)));
         }),
    prop("StartLine", "int", [](Call& c) { return Value(static_cast<int32_t>(self<PSTokenObject>(c).position(false).line)); }),
    prop("StartColumn", "int", [](Call& c) { return Value(static_cast<int32_t>(self<PSTokenObject>(c).position(false).column)); }),
    prop("EndLine", "int", [](Call& c) { return Value(static_cast<int32_t>(self<PSTokenObject>(c).position(true).line)); }),
    prop("EndColumn", "int", [](Call& c) { return Value(static_cast<int32_t>(self<PSTokenObject>(c).position(true).column)); }),
};

#define TOKEN(name, base_name, list)                                                                                                       \
    {                                                                                                                                      \
        .full_name = KESTRUN_LANGUAGE name, .base = base_name, .members = list                                                             \
    }
constexpr TypeDef rows[] = {
    TOKEN("Token", "System.Object", token_members),
    TOKEN("VariableToken", KESTRUN_LANGUAGE "Token", variable_members),
    TOKEN("ParameterToken", KESTRUN_LANGUAGE "Token", parameter_members),
    TOKEN("NumberToken", KESTRUN_LANGUAGE "Token", number_members),
    TOKEN("StringToken", KESTRUN_LANGUAGE "Token", string_members),
    TOKEN("StringLiteralToken", KESTRUN_LANGUAGE "StringToken", {}),
    TOKEN("StringExpandableToken", KESTRUN_LANGUAGE "StringToken", {}),
    TOKEN("LabelToken", KESTRUN_LANGUAGE "Token", label_members),
    TOKEN("RedirectionToken", KESTRUN_LANGUAGE "Token", {}),
    TOKEN("InputRedirectionToken", KESTRUN_LANGUAGE "RedirectionToken", {}),
    TOKEN("FileRedirectionToken", KESTRUN_LANGUAGE "RedirectionToken", file_members),
    TOKEN("MergingRedirectionToken", KESTRUN_LANGUAGE "RedirectionToken", merging_members),
    {.full_name = "System.Management.Automation.PSToken", .members = ps_token_members},
};
#undef TOKEN

} // namespace

Value make_tokens(const std::shared_ptr<const Unit>& unit)
{
    std::vector<Value> items;
    for (Ref<TokenObject>& token : token_objects(unit)) items.emplace_back(std::move(token));
    return Value(value::make<value::Array>(value::native_type(KESTRUN_LANGUAGE "Token"), std::move(items)));
}

Value make_ps_tokens(const std::shared_ptr<const Unit>& unit)
{
    const value::Type* collection = value::find_type("System.Collections.ObjectModel.Collection[System.Management.Automation.PSToken]");
    auto list = value::make<value::List>(*collection);
    const std::vector<Ref<TokenObject>> tokens = token_objects(unit);
    const std::string_view source = unit->script.source()->text();
    for (const Ref<TokenObject>& token : tokens) {
        if (token->token.kind == TokenKind::EndOfInput) continue;
        PSTokenType type = ps_type(*token);
        syntax::Extent extent = token->token.extent;
        const std::string_view text = token->text();
        // A type stands with its brackets, which are no tokens of their own.
        if (token->token.kind == TokenKind::LBracket || token->token.kind == TokenKind::RBracket) {
            const bool of_type = std::any_of(tokens.begin(), tokens.end(), [&](const Ref<TokenObject>& other) {
                return (other->flags & type_name_flag) &&
                       (other->token.extent.start == extent.end || other->token.extent.end == extent.start);
            });
            if (of_type) continue;
        }
        std::string content(text);
        if (type == PSType && extent.start > 0 && source[extent.start - 1] == '[' && extent.end < source.size() &&
            source[extent.end] == ']') {
            extent = {extent.start - 1, extent.end + 1};
            content = "[" + content + "]";
        } else if (type == PSVariable) {
            const auto* variable = as<VariableExpressionAst>(token->node);
            content = variable ? std::string(variable->variable_path.user_path) : content.substr(1);
        } else if (type == PSString) {
            content = token->value();
        } else if (type == PSCommand || type == PSCommandArgument) {
            content = token->value();
        }
        list->items().emplace_back(value::make<PSTokenObject>(unit, std::move(content), type, extent));
    }
    return Value(list);
}

std::span<const TypeDef> token_types() { return rows; }

} // namespace kestrun::engine::language
