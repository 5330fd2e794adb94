// Types and members.
#include "base/nearest.hpp"
#include "engine/check/check_walk.hpp"
#include "engine/class_definition.hpp"

namespace kestrun::engine {

using namespace syntax;

namespace {

bool same(std::string_view a, std::string_view b) { return base::ascii_iequals(a, b); }

} // namespace

bool CheckWalk::knows_type(std::string_view name) const
{
    if (guesser_.script_type(name)) return true;
    if (value::find_type(name, sight_.front()->namespaces) || session_.find_type(name)) return true;
    return name.ends_with("[]") && knows_type(name.substr(0, name.size() - 2));
}

void CheckWalk::type_name(const TypeName& name)
{
    if (name.kind == TypeNameKind::Array) {
        if (name.element) type_name(*name.element);
        return;
    }
    if (name.kind == TypeNameKind::Generic) {
        for (const TypeName* argument : name.generic_arguments) type_name(*argument);
        if (!name.element || knows_type(std::string(name.element->full_name) + "`" + std::to_string(name.generic_arguments.size()))) return;
        if (knows_type(name.element->full_name) || knows_type(name.full_name)) return;
        return report(name.element->extent, Finding::Kind::Type, name.element->full_name,
                      "'" + std::string(name.element->full_name) + "' is not a known type with " +
                          std::to_string(name.generic_arguments.size()) + " type argument" +
                          (name.generic_arguments.size() == 1 ? "." : "s."),
                      value::nearest_type_name(name.element->full_name));
    }
    // [ordered] is no type but a word of the language.
    if (same(name.name, "ordered") || knows_type(name.name)) return;
    report(name.extent, Finding::Kind::Type, name.name, "'" + std::string(name.name) + "' is not a known type.",
           value::nearest_type_name(name.name));
}

void CheckWalk::attribute(const AttributeAst& node)
{
    if (!node.type_name) return;
    const std::string_view name = node.type_name->name;
    const KnownTypes types(session_);
    if (types.attribute_exists(name) || knows_type(name) || knows_type(std::string(name) + "Attribute")) return;
    report(node.type_name->extent, Finding::Kind::Type, name, "'" + std::string(name) + "' is not a known attribute.",
           value::nearest_type_name(name));
}

void CheckWalk::written_type(const Ast& at, std::string_view name)
{
    if (name.empty() || knows_type(name)) return;
    report(at, Finding::Kind::Type, name, "'" + std::string(name) + "' is not a known type.", value::nearest_type_name(name));
}

void CheckWalk::new_object(const CommandAst& node)
{
    const auto elements = node.command_elements;
    for (size_t i = 1; i < elements.size(); ++i) {
        const Ast* type = elements[i];
        if (const auto* parameter = as<CommandParameterAst>(type)) {
            const std::string_view written = parameter->parameter_name;
            if (written.empty() || !same(written, std::string_view("TypeName").substr(0, written.size()))) {
                if (!parameter->argument && !same(written, "Strict")) ++i; // its value
                continue;
            }
            type = parameter->argument ? static_cast<const Ast*>(parameter->argument) : i + 1 < elements.size() ? elements[i + 1] : nullptr;
        }
        if (const auto* text = as<StringConstantExpressionAst>(type)) written_type(*text, text->value);
        return;
    }
}

void CheckWalk::member(const MemberExpressionAst& node)
{
    const auto* name = as<StringConstantExpressionAst>(static_cast<const Ast*>(node.member));
    if (!name || !node.expression || name->value.empty()) return;
    Guess owner;
    if (node.is_static) {
        const auto* written = as<TypeExpressionAst>(static_cast<const Ast*>(node.expression));
        if (!written || !written->type_name) return;
        owner = guesser_.named(written->type_name->full_name);
    } else {
        if (attaches_members_) return;
        owner = guesser_.of(node.expression);
    }
    if (!owner.known()) return;
    bool possible = !owner.script_type.empty() && guesser_.may_have_member(owner.script_type, name->value, node.is_static);
    for (const value::Type* type : owner.types) possible |= guesser_.may_have_member(*type, name->value, node.is_static);
    // Of an array the members of the array and of its elements.
    possible |= owner.many && value::types::array().instance_member(value::Name(name->value)) != nullptr;
    if (possible) return;
    const std::string type = owner.script_type.empty() ? owner.types[0]->display_name() : owner.script_type;
    report(*name, Finding::Kind::Member, name->value,
           "'" + std::string(name->value) + "' is not a known " + (node.is_static ? "static " : "") +
               (is<InvokeMemberExpressionAst>(&node) ? "method" : "member") + " of [" + type + "].",
           base::nearest_name(name->value, guesser_.member_names(owner, node.is_static)));
}

} // namespace kestrun::engine
