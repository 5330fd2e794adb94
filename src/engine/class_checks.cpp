#include "engine/class_checks.hpp"
#include "engine/ast_objects.hpp"
#include "engine/cmdlet_processor.hpp"
#include "syntax/semantic.hpp"
#include "value/members.hpp"

namespace kestrun::engine {

using syntax::ErrorId;
using syntax::Extent;
using syntax::TypeDefinitionAst;

void throw_definition_error(SessionImpl& session, const Unit& unit, syntax::ParseError error)
{
    Ref<ErrorRecord> record = parse_error_record(unit.script.source(), {&error, 1});
    // Invoke-Expression compiles the text itself.
    if (session.cmdlet && std::string_view(session.cmdlet->invocation().def.name) == "Invoke-Expression") session.cmdlet->adopt(*record);
    value::ScriptError thrown{record};
    thrown.from_throw = true;
    throw thrown;
}

void throw_definition_error(SessionImpl& session, const Unit& unit, ErrorId id, Extent extent,
                            std::initializer_list<std::string_view> arguments)
{
    syntax::Diagnostics diagnostics;
    diagnostics.report(id, extent, arguments);
    throw_definition_error(session, unit, diagnostics.take().front());
}

namespace {

/// The first unknown name of a type's spelling: of its arguments, when the generic type itself is known.
const syntax::TypeName& unknown_part(SessionImpl& session, const syntax::TypeName& name)
{
    for (const syntax::TypeName* argument : name.generic_arguments)
        if (!session.find_type(argument->full_name)) return unknown_part(session, *argument);
    return name;
}

std::string signature(const syntax::FunctionMemberAst& ast)
{
    std::string text = ast.is_constructor ? (ast.is_static ? ".cctor(" : ".ctor(") : std::string(ast.name) + "(";
    for (const syntax::ParameterAst* parameter : ast.parameters) {
        std::string_view type = "object";
        for (const syntax::AttributeBaseAst* attribute : parameter->attributes)
            if (attribute->kind == syntax::AstKind::TypeConstraint) type = attribute->type_name->full_name;
        text += std::string(type) + ",";
    }
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return text;
}

} // namespace

const value::Type& resolve_base(SessionImpl& session, const Unit& unit, const syntax::TypeConstraintAst& ast, bool is_first)
{
    const value::Type* type = session.find_type(ast.type_name->full_name);
    if (!type) {
        const syntax::TypeName& unknown = unknown_part(session, *ast.type_name);
        throw_definition_error(session, unit, ErrorId::TypeNotFound, unknown.extent, {unknown.full_name});
    }
    const Extent at = ast.type_name->extent;
    if (!is_first) {
        if (!type->is_interface()) throw_definition_error(session, unit, ErrorId::InterfaceNameExpected, at, {type->name()});
        return *type;
    }
    if (type->is_enum() && type->def() == nullptr)
        throw_definition_error(session, unit, ErrorId::TypeNotFound, at, {ast.type_name->full_name});
    const bool is_sealed = type->is_value_type() || type->is_array() || type == &value::types::string() ||
                           has(type->flags(), value::TypeFlags::Sealed) || has(type->flags(), value::TypeFlags::Static);
    if (is_sealed && type != &value::types::value_type() && type != &value::types::enumeration())
        throw_definition_error(session, unit, ErrorId::SealedBaseClass, at, {type->name()});
    return *type;
}

void check_members(SessionImpl& session, const Unit& unit, const TypeDefinitionAst& ast)
{
    std::vector<std::string_view> properties;
    std::vector<std::string> methods;
    for (const syntax::MemberAst* member : ast.members) {
        const auto& node = static_cast<const syntax::Ast&>(*member);
        if (const auto* property = syntax::as<syntax::PropertyMemberAst>(&node)) {
            for (const std::string_view known : properties)
                if (value::equals_ignore_case(known, property->name))
                    throw_definition_error(session, unit, ErrorId::MemberAlreadyDefined,
                                           ast.is_enum() ? property->name_extent : property->extent, {property->name});
            properties.push_back(property->name);
            if (property->property_type && value::equals_ignore_case(property->property_type->type_name->full_name, "void"))
                throw_definition_error(session, unit, ErrorId::TypeNotAllowedForProperty, property->property_type->extent, {"void"});
            continue;
        }
        const auto& function = syntax::cast<syntax::FunctionMemberAst>(node);
        if (function.is_constructor && function.is_static && !function.parameters.empty())
            throw_definition_error(session, unit, ErrorId::StaticConstructorCantHaveParameters, function.parameters[0]->extent, {});
        const std::string mine = signature(function);
        for (const std::string& known : methods)
            if (known == mine) throw_definition_error(session, unit, ErrorId::MemberAlreadyDefined, function.name_extent, {function.name});
        methods.push_back(mine);
    }
}

void check_base_constructor(SessionImpl& session, const Unit& unit, const TypeDefinitionAst& ast, const value::Type& base)
{
    for (const syntax::MemberAst* member : ast.members) {
        const auto* function = syntax::as<syntax::FunctionMemberAst>(static_cast<const syntax::Ast*>(member));
        if (function && function->is_constructor && !function->is_static) return;
    }
    const value::MemberGroup* constructors = base.constructors();
    const bool is_array = &base == &value::types::array() || base.full_name() == "System.Delegate";
    if (!is_array && (!constructors || constructors->overloads.empty() || !base.script_class())) return;
    if (!is_array && value::choose_overload(*constructors, {})) return;
    throw_definition_error(session, unit, ErrorId::BaseClassNoDefaultCtor, ast.extent, {base.name()});
}

void check_interfaces(SessionImpl& session, const Unit& unit, const TypeDefinitionAst& ast, const value::Type& type)
{
    for (const value::Type* interface : type.interfaces()) {
        for (const value::MemberGroup* group : interface->members(false)) {
            if (group->is_property || type.instance_member(value::Name(std::string_view(group->name)))) continue;
            syntax::ParseError error{"TypeCreationError", {}, ast.extent};
            error.message = "Error during creation of type \"" + std::string(ast.name) + "\". Error message:\nMethod '" + group->name +
                            "' in type '" + type.full_name() +
                            "' from assembly 'PowerShell Class Assembly, Version=1.0.0.1, Culture=neutral, PublicKeyToken=null' does not "
                            "have an implementation.";
            throw_definition_error(session, unit, std::move(error));
        }
    }
}

int64_t enum_label_value(Frame& frame, Unit& unit, const syntax::ExpressionAst& ast, const value::Type& underlying,
                         const std::vector<std::pair<std::string, int64_t>>& labels)
{
    const auto* text = syntax::as<syntax::StringConstantExpressionAst>(static_cast<const syntax::Ast*>(&ast));
    if (text)
        for (const auto& [name, number] : labels)
            if (value::equals_ignore_case(name, text->value)) return number;
    if (!syntax::is_constant_argument(ast))
        throw_definition_error(frame.session, unit, ErrorId::EnumeratorValueMustBeConstant, ast.extent, {});
    Compiler compiler(*frame.code, unit, nullptr);
    const Value v = compiler.expression(ast)->eval(frame);
    if (v.tag() == value::Tag::Enum) return v.as_int64();
    const std::string shown = value::accelerator_or_name(underlying);
    if (text || !value::try_convert(v, value::types::int64())) {
        throw_definition_error(frame.session, unit,
                               {"CannotConvertValue", "Cannot convert the value to type \"" + shown + "\".", ast.extent});
    }
    if (!value::try_convert(v, underlying))
        throw_definition_error(frame.session, unit, ErrorId::EnumeratorValueOutOfBounds, ast.extent, {shown});
    return value::to_int64(v);
}

} // namespace kestrun::engine
