// Members of a value: found by evaluating what is safe to evaluate (variables, properties, constants), else by what is known of its type.
#include "cmdlets/completion/completion.hpp"
#include "engine/check/type_guess.hpp"
#include "engine/code.hpp"
#include "syntax/ast_children.hpp"
#include <algorithm>
#include <optional>

namespace kestrun::cmdlets {

namespace {

using namespace syntax;

/// Reading it runs no command and no method.
bool is_safe(const Ast& node)
{
    switch (node.kind) {
    case AstKind::MemberExpression:
    case AstKind::IndexExpression:
    case AstKind::VariableExpression:
    case AstKind::ConstantExpression:
    case AstKind::StringConstantExpression:
    case AstKind::TypeExpression:
    case AstKind::ArrayLiteral:
    case AstKind::Hashtable:
    case AstKind::ParenExpression:
    case AstKind::Pipeline:
    case AstKind::CommandExpression:
    case AstKind::ConvertExpression:
    case AstKind::TypeConstraint:
    case AstKind::NamedBlock:
    case AstKind::ScriptBlock:
    case AstKind::UnaryExpression: break;
    case AstKind::BinaryExpression:
        if (cast<BinaryExpressionAst>(node).op != TokenKind::DotDot) return false;
        break;
    default: return false;
    }
    if (const auto* unary = as<UnaryExpressionAst>(&node)) {
        if (unary->token_kind != TokenKind::Minus && unary->token_kind != TokenKind::Comma) return false;
    }
    bool safe = true;
    for_each_child(node, [&](const Ast& child) { safe = safe && is_safe(child); });
    return safe;
}

std::optional<Value> evaluate(Completer& completer, std::string_view expression)
{
    const ParsedScript parsed = syntax::parse(std::make_shared<const SourceText>(std::string(expression)));
    if (parsed.has_errors() || !is_safe(*parsed.root())) return std::nullopt;
    try {
        const Ref<ScriptBlock> block = completer.session.parse(expression, {});
        ScriptOptions options;
        options.new_scope = false;
        engine::Collector collector;
        completer.session.invoke(*block, options, collector);
        // One object, as it is: a collection shows its own members.
        const auto* variable = as<VariableExpressionAst>([&]() -> const Ast* {
            const NamedBlockAst* body = parsed.root()->end_block;
            if (!body || body->statements.size() != 1) return nullptr;
            const auto* pipeline = as<PipelineAst>(static_cast<const Ast*>(body->statements[0]));
            if (!pipeline || pipeline->pipeline_elements.size() != 1) return nullptr;
            const auto* command = as<CommandExpressionAst>(static_cast<const Ast*>(pipeline->pipeline_elements[0]));
            return command ? command->expression : nullptr;
        }());
        if (variable && variable->variable_path.is_variable()) {
            bool found = false;
            Value value = completer.session.lookup(completer.scope, Symbol(variable->variable_path.name), found);
            if (found && !value.is_null()) return value;
        }
        if (collector.items.empty()) return std::nullopt;
        return collector.result();
    } catch (const ScriptError&) {
        return std::nullopt;
    }
}

struct Offer
{
    std::string name, tip;
    bool method;
};

/// Overloads one a line.
std::string method_tip(const value::MemberGroup& group)
{
    std::string tip;
    for (const value::Method* method : group.overloads) {
        if (!tip.empty()) tip += "\r\n";
        tip += method->definition;
    }
    return tip;
}

void collect_type(const value::Type& type, bool is_static, bool guessed, std::vector<Offer>& offers)
{
    for (const value::MemberGroup* group : type.members(is_static)) {
        if (group->overloads.empty() || group->overloads[0]->hidden) continue;
        if (!group->is_property) {
            offers.push_back({group->name, method_tip(*group), true});
            continue;
        }
        std::string tip = group->overloads[0]->definition;
        if (guessed) tip = replace_all(replace_all(tip, "{get;set;}", "{ get; set; }"), "{get;}", "{ get; }");
        offers.push_back({group->name, tip, false});
    }
    if (!is_static) return;
    for (const value::Type::EnumName& label : type.enum_names())
        offers.push_back({label.name, "static " + type.display_name() + " " + label.name + " {get;}", false});
    if (const value::MemberGroup* constructors = type.constructors()) {
        std::string tip = method_tip(*constructors);
        offers.push_back({"new", std::move(tip), true});
    }
}

void collect_value(const Value& value, std::vector<Offer>& offers)
{
    if (const value::Dictionary* table = as_dictionary(value)) {
        for (const Value& key : value::elements(value::get_property(value, Name("Keys"))))
            if (key.is_string()) offers.push_back({value::to_text(key), value::to_text(key), false});
        (void)table;
    }
    for (const value::MemberInfo& member : value::list_members(value)) {
        if (member.is_property()) {
            offers.push_back({member.name, member.definition, false});
            continue;
        }
        const value::MemberGroup* group = value::type_of(value).instance_member(Name(member.name));
        offers.push_back({member.name, group && !group->is_property ? method_tip(*group) : member.definition, true});
    }
    if (value::is_enumerable(value)) {
        offers.push_back({"Where", "Where({ expression } [, mode [, numberToReturn]])", true});
        offers.push_back({"ForEach", "ForEach(expression [, arguments...])", true});
    }
}

/// Class members of the input's own types.
void collect_script_type(const engine::TypeGuesser& guesser, const engine::Guess& guess, bool is_static, std::vector<Offer>& offers)
{
    for (const std::string& name : guesser.member_names(guess, is_static)) offers.push_back({name, name, false});
}

void offer(Completer& completer, std::vector<Offer> offers, std::string_view word, bool properties_only)
{
    const std::string pattern = std::string(word) + "*";
    std::erase_if(offers, [&](const Offer& o) {
        return !value::wildcard_match(pattern, o.name) || (properties_only && o.method) || o.name.find('.') != std::string::npos;
    });
    std::stable_sort(offers.begin(), offers.end(), [](const Offer& a, const Offer& b) {
        if (a.method != b.method) return !a.method;
        return value::compare_ordinal_ignore_case(a.name, b.name) < 0;
    });
    for (const Offer& o : offers) {
        std::string text = o.method && !properties_only ? o.name + "(" : o.name;
        const bool known =
            std::any_of(completer.out.matches.begin(), completer.out.matches.end(), [&](const Match& match) { return match.text == text; });
        if (!known) completer.add(std::move(text), o.name, o.method ? ResultType::Method : ResultType::Property, o.tip);
    }
}

/// What can be said of an expression's type, seen with the whole input.
struct InputGuess
{
    InputGuess(Completer& completer, const std::string& text) : facts(text, "", nullptr), guesser(completer.session, sight, none) {}
    engine::ScriptFacts facts;
    engine::NameMap<std::string> none;
    engine::TypeGuesser::Sight sight{&facts};
    engine::TypeGuesser guesser;

    /// Of the last expression in the text.
    engine::Guess last() const
    {
        const Ast* found = nullptr;
        const auto visit = [&](const auto& self, const Ast& node) -> void {
            if (const auto* element = as<PipelineAst>(&node); element && (!found || element->extent.start >= found->extent.start))
                found = element;
            for_each_child(node, [&](const Ast& child) { self(self, child); });
        };
        visit(visit, *facts.script.root());
        return found ? guesser.of(found) : engine::Guess();
    }
};

/// Types of what a pipeline writes: constants, variables, commands whose output the tables tell.
std::vector<const value::Type*> output_types(Completer& completer, std::string_view pipeline)
{
    if (const auto value = evaluate(completer, pipeline); value && !value->is_null()) {
        std::vector<const value::Type*> types;
        for (const Value& item : value::elements(*value))
            if (!item.is_null()) types.push_back(&value::type_of(item));
        return types;
    }
    const InputGuess guess(completer, std::string(pipeline));
    std::vector<const value::Type*> types = guess.last().types;
    if (!types.empty()) return types;
    // A command, and behind it those that pass objects on.
    const std::string text(pipeline);
    const Cursor cursor = read_cursor(text.substr(0, text.find('|')));
    const InputSegment& segment = cursor.segment();
    const std::string name(segment.words.empty() ? cursor.word() : cursor.slice(segment.words[0]));
    const Ref<engine::CommandInfo> info = completer.session.find_command(name, true, false);
    if (!info || !info->metadata()) return {};
    std::string outputs = info->cmdlet ? info->cmdlet->output : "";
    for (const std::string& type : info->metadata()->output_types) outputs += (outputs.empty() ? "" : ",") + type;
    for (const std::string& type_name : split(outputs, ','))
        if (const value::Type* type = completer.session.find_type(trim(type_name))) types.push_back(type);
    return types;
}

/// The text of the pipeline before the innermost command that has one: `$_` in its block comes from there.
std::string_view upstream(const Cursor& cursor, bool outside_block)
{
    for (size_t i = cursor.segments.size(); i-- > 0;) {
        const InputSegment& segment = cursor.segments[i];
        if (!segment.piped || (outside_block && i + 1 == cursor.segments.size())) continue;
        std::string_view text = std::string_view(cursor.text).substr(segment.pipeline_start, segment.start - segment.pipeline_start);
        return text.substr(0, text.rfind('|'));
    }
    return {};
}

} // namespace

void complete_member(Completer& completer, std::string_view expression, bool is_static, std::string_view word)
{
    std::vector<Offer> offers;
    if (equals_ci(expression, "$_") || equals_ci(expression, "$PSItem")) {
        for (const value::Type* type : output_types(completer, upstream(completer.cursor, true))) collect_type(*type, false, true, offers);
        return offer(completer, std::move(offers), word, false);
    }
    const std::string before(completer.cursor.text.substr(0, completer.out.index - (is_static ? 2 : 1)));
    if (is_static) {
        const std::string name = trim(expression.substr(1, expression.size() - 2));
        if (expression.starts_with("[")) {
            if (const value::Type* type = completer.session.find_type(name)) collect_type(*type, true, false, offers);
            const InputGuess guess(completer, before);
            if (offers.empty()) collect_script_type(guess.guesser, guess.guesser.named(name), true, offers);
        }
        return offer(completer, std::move(offers), word, false);
    }
    if (const auto value = evaluate(completer, expression); value && !value->is_null()) {
        collect_value(*value, offers);
        return offer(completer, std::move(offers), word, false);
    }
    const InputGuess guess(completer, before);
    engine::Guess type = guess.last();
    if (!type.known()) { // the expression alone: brackets around it are not closed yet
        const InputGuess alone(completer, std::string(expression));
        type = alone.last();
        if (type.known() && type.script_type.empty()) {
            for (const value::Type* known : type.types) collect_type(*known, false, true, offers);
            return offer(completer, std::move(offers), word, false);
        }
    }
    for (const value::Type* known : type.types) collect_type(*known, false, true, offers);
    if (!type.script_type.empty()) collect_script_type(guess.guesser, type, false, offers);
    if (offers.empty() && expression.starts_with("(")) {
        for (const value::Type* known : output_types(completer, expression.substr(1, expression.size() - 2)))
            collect_type(*known, false, true, offers);
    }
    offer(completer, std::move(offers), word, false);
}

void complete_upstream_property(Completer& completer, std::string_view word)
{
    std::vector<Offer> offers;
    const std::string_view before = upstream(completer.cursor, false);
    if (before.empty()) return;
    for (const value::Type* type : output_types(completer, before)) collect_type(*type, false, true, offers);
    offer(completer, std::move(offers), word, true);
}

} // namespace kestrun::cmdlets
