#include "engine/check/type_guess.hpp"
#include "value/type.hpp"
#include <algorithm>
#include <unordered_set>

namespace kestrun::engine {

using namespace syntax;
using value::Name;
using value::Type;

namespace {

constexpr int deepest = 24;

bool same(std::string_view a, std::string_view b) { return base::ascii_iequals(a, b); }

Guess exactly(const Type& type)
{
    Guess guess;
    guess.types.push_back(&type);
    return guess;
}

const Type* type_of(ConstantKind kind)
{
    namespace types = value::types;
    switch (kind) {
    case ConstantKind::Null: return nullptr;
    case ConstantKind::Boolean: return &types::boolean();
    case ConstantKind::SByte: return &types::sbyte();
    case ConstantKind::Byte: return &types::byte();
    case ConstantKind::Int16: return &types::int16();
    case ConstantKind::UInt16: return &types::uint16();
    case ConstantKind::Int32: return &types::int32();
    case ConstantKind::UInt32: return &types::uint32();
    case ConstantKind::Int64: return &types::int64();
    case ConstantKind::UInt64: return &types::uint64();
    case ConstantKind::Single: return &types::single();
    case ConstantKind::Double: return &types::real();
    case ConstantKind::Decimal: return &types::decimal();
    case ConstantKind::BigInteger: return &types::big_integer();
    }
    return nullptr;
}

/// Full names of the types that another one derives from or implements.
const std::unordered_set<std::string_view>& bases()
{
    static const auto* const names = [] {
        auto* set = new std::unordered_set<std::string_view>; // lives as long as the process
        for (const value::TypeDef* row : value::native_type_rows()) {
            set->insert(row->base);
            std::string_view list = row->interfaces;
            while (!list.empty()) {
                const size_t comma = list.find(',');
                set->insert(list.substr(0, comma));
                if (comma == std::string_view::npos) break;
                list.remove_prefix(comma + 1);
            }
        }
        return set;
    }();
    return *names;
}

/// Members come from somewhere else than the type's table: elements, keys, what scripts attach, XML.
bool is_open(const Type& type)
{
    static const Type* const enumerable = value::find_type("System.Collections.IEnumerable");
    if (type.is_interface() || type.is_delegate() || type.element() || &type == &value::types::object() ||
        &type == &value::types::ps_object())
        return true;
    if (type.full_name().starts_with("System.Xml.") || type.full_name().starts_with("System.Management.Automation.PSCustomObject"))
        return true;
    if (&type == &value::types::string()) return false;
    if (&type == &value::types::hashtable() || &type == &value::types::ordered_dictionary()) return true;
    return enumerable && type.is_assignable_to(*enumerable);
}

} // namespace

Guess TypeGuesser::if_exact(Guess guess)
{
    for (const Type* type : guess.types) {
        const bool exact =
            type->is_value_type() || type == &value::types::string() ||
            (!type->is_interface() && !has(type->flags(), value::TypeFlags::Abstract) && !bases().contains(type->full_name()));
        if (!exact) return {};
    }
    return guess;
}

Guess TypeGuesser::named(std::string_view name) const
{
    if (name.find('[') == std::string_view::npos && script_type(name)) {
        Guess guess;
        guess.script_type = name;
        return guess;
    }
    const Type* type = value::find_type(name, sight_.front()->namespaces);
    if (!type) type = session_.find_type(name);
    if (!type) return {};
    // [Nullable[T]] holds a T or nothing.
    if (type->generic_definition() == &value::types::nullable() && !type->generic_args().empty()) type = type->generic_args()[0];
    return exactly(*type);
}

Guess TypeGuesser::declared(const TypeName& name) const
{
    if (same(name.full_name, "pscustomobject") || same(name.full_name, "psobject") || same(name.full_name, "ref") ||
        same(name.full_name, "object"))
        return {};
    return named(name.full_name);
}

const ScriptTypeFacts* TypeGuesser::script_type(std::string_view name) const
{
    for (const ScriptFacts* facts : sight_)
        if (const auto found = facts->types.find(name); found != facts->types.end()) return &found->second;
    return nullptr;
}

bool TypeGuesser::may_have_member(const Type& type, std::string_view name, bool is_static) const
{
    if (is_static) {
        // [type]::new stands for constructors; nested types and operators are written so too.
        if (same(name, "new") || name.starts_with("op_") || has(type.flags(), value::TypeFlags::GenericDefinition)) return true;
        if (std::any_of(type.enum_names().begin(), type.enum_names().end(), [&](const auto& label) { return same(label.name, name); }))
            return true;
        return type.static_member(Name(name)) != nullptr;
    }
    if (type.is_enum() && (same(name, "value__") || same(name, "HasFlag"))) return true;
    if (is_open(type) || type.instance_member(Name(name))) return true;
    for (const char* magic : {"Count", "Length", "Where", "ForEach", "GetType", "ToString", "Equals", "GetHashCode", "CompareTo"})
        if (same(name, magic)) return true;
    // PSObject and the notes that providers attach; accessors by their .NET names.
    for (const char* prefix : {"PS", "get_", "set_", "add_", "remove_"})
        if (name.size() > std::string_view(prefix).size() && same(name.substr(0, std::string_view(prefix).size()), prefix)) return true;
    return false;
}

bool TypeGuesser::may_have_member(const std::string& type_name, std::string_view name, bool is_static, int depth) const
{
    const ScriptTypeFacts* const type = script_type(type_name);
    if (!type || depth > deepest) return true;
    if ((is_static ? type->static_members : type->members).contains(name)) return true;
    if (is_static && same(name, "new")) return true;
    if (type->is_enum) {
        return may_have_member(is_static ? value::types::enumeration() : value::types::int32(), name, is_static) || same(name, "value__") ||
               same(name, "HasFlag");
    }
    for (const std::string& base : type->bases) {
        const Guess guess = named(base);
        if (!guess.known()) return true;
        if (guess.script_type.empty() ? may_have_member(*guess.types[0], name, is_static)
                                      : may_have_member(guess.script_type, name, is_static, depth + 1))
            return true;
    }
    if (is_static) return same(name, "Equals") || same(name, "ReferenceEquals");
    return may_have_member(value::native_type("System.Management.Automation.SwitchParameter"), name, false); // what all objects have
}

std::vector<std::string> TypeGuesser::member_names(const Guess& guess, bool is_static, int depth) const
{
    std::vector<std::string> names;
    for (const Type* type : guess.types) {
        for (const value::MemberGroup* group : type->members(is_static)) names.push_back(group->name);
        for (const Type::EnumName& label : type->enum_names())
            if (is_static) names.push_back(label.name);
    }
    const ScriptTypeFacts* const type = guess.script_type.empty() ? nullptr : script_type(guess.script_type);
    if (!type || depth > deepest) return names;
    for (const std::string& name : is_static ? type->static_members : type->members) names.push_back(name);
    for (const std::string& base : type->bases) {
        const std::vector<std::string> inherited = member_names(named(base), is_static, depth + 1);
        names.insert(names.end(), inherited.begin(), inherited.end());
    }
    return names;
}

Guess TypeGuesser::variable(const VariableExpressionAst& node, int depth) const
{
    const VariablePath& path = node.variable_path;
    if (!path.is_variable() || node.splatted) return {};
    Guess guess;
    const VariableSite* first = nullptr;
    for (const ScriptFacts* facts : sight_) {
        const auto found = facts->variables.find(path.name);
        if (found == facts->variables.end()) continue;
        if (facts != sight_.front()) return {}; // another file sets it too
        for (const VariableSite& site : found->second) {
            // An assignment to a variable that has a type in this block converts to it.
            const TypeName* type = site.declared;
            for (const VariableSite& other : found->second)
                if (!type && other.declared && other.scope == site.scope) type = other.declared;
            const Guess here = type ? if_exact(declared(*type)) : of(site.value, depth + 1);
            if (!here.known()) return {};
            if (first && (here.types != guess.types || here.script_type != guess.script_type)) return {};
            guess = here;
            first = &site;
        }
    }
    if (first) return guess;
    const auto automatic = automatic_.find(path.name);
    return automatic == automatic_.end() ? Guess() : named(automatic->second);
}

/// What the command's table says, if it says it in full.
Guess TypeGuesser::output_of(const CmdletDef& def) const
{
    Guess guess;
    std::string_view list = def.output;
    while (!list.empty()) {
        const size_t comma = list.find(',');
        const value::Type* type = value::find_type(list.substr(0, comma));
        if (!type) return {};
        guess.types.push_back(type);
        if (comma == std::string_view::npos) break;
        list.remove_prefix(comma + 1);
    }
    guess.many = true;
    return guess;
}

Guess TypeGuesser::command(const CommandAst& node, int depth) const
{
    const std::string_view name = constant_command_name(node);
    if (name.empty() || depth > deepest) return {};
    for (const ScriptFacts* facts : sight_)
        if (facts->functions.contains(name) || facts->aliases.contains(name)) return {};
    const CmdletDef* const def = find_cmdlet(name);
    if (!def) return {};
    if (!same(def->name, "New-Object")) return output_of(*def);
    const Ast* type = nullptr;
    const auto elements = node.command_elements;
    for (size_t i = 1; i < elements.size() && !type; ++i) {
        const auto* parameter = as<CommandParameterAst>(static_cast<const Ast*>(elements[i]));
        if (!parameter)
            type = elements[i];
        else if (same(parameter->parameter_name, "TypeName") && i + 1 < elements.size())
            type = parameter->argument ? static_cast<const Ast*>(parameter->argument) : elements[i + 1];
        else
            return {};
    }
    const auto* text = as<StringConstantExpressionAst>(type);
    if (!text || same(text->value, "psobject") || same(text->value, "object") || same(text->value, "pscustomobject")) return {};
    return named(text->value);
}

Guess TypeGuesser::member(const MemberExpressionAst& node, int depth) const
{
    const auto* name = as<StringConstantExpressionAst>(static_cast<const Ast*>(node.member));
    if (!name || !node.expression) return {};
    const bool call = is<InvokeMemberExpressionAst>(&node);
    if (node.is_static) {
        const auto* written = as<TypeExpressionAst>(static_cast<const Ast*>(node.expression));
        if (!written || !written->type_name) return {};
        const Guess owner = named(written->type_name->full_name);
        if (call && same(name->value, "new")) return owner;
        if (owner.types.empty()) return {};
        const value::MemberGroup* group = owner.types[0]->static_member(Name(name->value));
        if (!group || group->is_property == call) return {};
        Guess result;
        for (const value::Method* method : group->overloads) {
            if (!method->result || (!result.types.empty() && result.types[0] != method->result)) return {};
            result.types = {method->result};
        }
        return if_exact(std::move(result));
    }
    const Guess owner = of(node.expression, depth + 1);
    if (owner.types.size() != 1 || is_open(*owner.types[0])) return {};
    const value::MemberGroup* group = owner.types[0]->instance_member(Name(name->value));
    if (!group || group->is_property == call) return {};
    Guess result;
    for (const value::Method* method : group->overloads) {
        if (!method->result || (!result.types.empty() && result.types[0] != method->result)) return {};
        result.types = {method->result};
    }
    if (result.types.empty() || result.types[0] == &value::types::void_type()) return {};
    return if_exact(std::move(result));
}

Guess TypeGuesser::of(const Ast* node, int depth) const
{
    if (!node || depth > deepest) return {};
    switch (node->kind) {
    case AstKind::Pipeline: {
        const auto& pipeline = cast<PipelineAst>(*node);
        return pipeline.pipeline_elements.size() == 1 && !pipeline.background ? of(pipeline.pipeline_elements[0], depth + 1) : Guess();
    }
    case AstKind::CommandExpression: {
        const auto& command = cast<CommandExpressionAst>(*node);
        return command.redirections.empty() ? of(command.expression, depth + 1) : Guess();
    }
    case AstKind::Command: return command(cast<CommandAst>(*node), depth);
    case AstKind::ParenExpression: return of(cast<ParenExpressionAst>(*node).pipeline, depth + 1);
    case AstKind::StringConstantExpression:
    case AstKind::ExpandableStringExpression: return exactly(value::types::string());
    case AstKind::ConstantExpression: {
        const Type* const type = type_of(cast<ConstantExpressionAst>(*node).value.kind);
        return type ? exactly(*type) : Guess();
    }
    case AstKind::TypeExpression: return exactly(value::native_type("System.RuntimeType"));
    case AstKind::ScriptBlockExpression: return exactly(value::types::script_block());
    case AstKind::ConvertExpression: {
        const auto& convert = cast<ConvertExpressionAst>(*node);
        return convert.attribute && convert.attribute->type_name ? if_exact(declared(*convert.attribute->type_name)) : Guess();
    }
    case AstKind::VariableExpression: return variable(cast<VariableExpressionAst>(*node), depth);
    case AstKind::MemberExpression:
    case AstKind::InvokeMemberExpression: return member(cast<MemberExpressionAst>(*node), depth);
    default: return {};
    }
}

} // namespace kestrun::engine
