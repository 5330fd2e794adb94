// Defining classes and enums: the types they become.
#include "engine/class_checks.hpp"
#include "engine/drives.hpp"
#include "engine/function_processor.hpp"
#include "engine/module.hpp"
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/error.hpp"
#include "value/members.hpp"
#include "value/psobject.hpp"
#include "value/shared_lock.hpp"

namespace kestrun::engine {

namespace {

using syntax::TypeDefinitionAst;

Value never_called(value::Call&) { return {}; }

/// Defines the classes and enums of one block. A definition makes its type when it first runs and finds it again later.
struct TypeDefinitions final : Stmt
{
    TypeDefinitions(syntax::Extent at, std::vector<const TypeDefinitionAst*> what, Unit& owner)
        : Stmt(at), asts(std::move(what)), unit(owner)
    {
    }

    Flow exec(Frame& frame) const override
    {
        const std::lock_guard lock(unit.types_mutex);
        std::vector<const TypeDefinitionAst*> fresh;
        auto& known = frame.scope->extra().types;
        for (const TypeDefinitionAst* ast : asts) {
            const auto found = unit.types.find(ast);
            if (found != unit.types.end())
                known[Symbol(ast->name)] = found->second;
            else
                fresh.push_back(ast);
        }
        if (fresh.empty()) return Flow::Normal;
        try {
            define(frame, fresh);
        } catch (const value::ScriptError&) {
            for (const TypeDefinitionAst* ast : fresh) {
                unit.types.erase(ast);
                known.erase(Symbol(ast->name));
            }
            throw;
        }
        return Flow::Normal;
    }

    /// Types first, so that members may name any of them; bases before what derives from them.
    void define(Frame& frame, const std::vector<const TypeDefinitionAst*>& fresh) const
    {
        std::vector<std::pair<const TypeDefinitionAst*, value::TypeBuilder>> builders;
        for (const TypeDefinitionAst* ast : fresh)
            if (ast->is_enum()) define_enum(frame, *ast);
        std::vector<const TypeDefinitionAst*> waiting;
        for (const TypeDefinitionAst* ast : fresh)
            if (!ast->is_enum()) waiting.push_back(ast);
        while (!waiting.empty()) {
            const size_t before = waiting.size();
            for (size_t i = 0; i < waiting.size();) {
                if (base_is_waiting(*waiting[i], waiting)) {
                    ++i;
                    continue;
                }
                builders.emplace_back(waiting[i], declare(frame, *waiting[i]));
                waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(i));
            }
            if (waiting.size() == before) builders.emplace_back(waiting[0], declare(frame, *waiting[0])); // a circle: its base is not found
        }
        for (auto& [ast, builder] : builders) {
            check_members(frame.session, unit, *ast);
            define_members(frame, *ast, builder);
        }
        for (auto& [ast, builder] : builders) {
            const value::Type& type = *unit.types[ast];
            if (type.base()) check_base_constructor(frame.session, unit, *ast, *type.base());
            check_interfaces(frame.session, unit, *ast, type);
            initialize_statics(frame, *static_cast<ScriptClass*>(unit.types[ast]->script_class()));
        }
    }

    static bool base_is_waiting(const TypeDefinitionAst& ast, const std::vector<const TypeDefinitionAst*>& waiting)
    {
        for (const syntax::TypeConstraintAst* base : ast.base_types)
            for (const TypeDefinitionAst* other : waiting)
                if (other != &ast && value::equals_ignore_case(other->name, base->type_name->full_name)) return true;
        return false;
    }

    void publish(Frame& frame, const TypeDefinitionAst& ast, value::Type& type) const
    {
        frame.scope->extra().types[Symbol(ast.name)] = &type;
        unit.types[&ast] = &type;
    }

    void define_enum(Frame& frame, const TypeDefinitionAst& ast) const
    {
        auto flags = value::TypeFlags::Enum;
        for (const syntax::AttributeAst* attribute : ast.attributes) {
            const std::string_view a = attribute->type_name->full_name;
            if (value::equals_ignore_case(a, "Flags") || value::equals_ignore_case(a, "System.Flags") ||
                value::equals_ignore_case(a, "FlagsAttribute"))
                flags = flags | value::TypeFlags::FlagsEnum;
        }
        check_members(frame.session, unit, ast);
        value::TypeBuilder builder(full_name(frame, ast), &value::types::enumeration(), flags);
        const value::Type* underlying = &value::types::int32();
        for (const syntax::TypeConstraintAst* base : ast.base_types) {
            underlying = &resolve_type(frame.session, base->type_name->full_name);
            if (underlying->tag() < value::Tag::SByte || underlying->tag() > value::Tag::UInt64)
                throw_definition_error(frame.session, unit, syntax::ErrorId::InvalidUnderlyingType, base->extent,
                                       {base->type_name->full_name});
            builder.enum_underlying(*underlying);
        }
        int64_t next = 0;
        std::vector<std::pair<std::string, int64_t>> labels;
        for (const syntax::MemberAst* member : ast.members) {
            const auto& label = syntax::cast<syntax::PropertyMemberAst>(static_cast<const syntax::Ast&>(*member));
            if (label.initial_value) next = enum_label_value(frame, unit, *label.initial_value, *underlying, labels);
            builder.enum_member(std::string(label.name), next);
            labels.emplace_back(std::string(label.name), next);
            ++next;
        }
        publish(frame, ast, builder.build());
    }

    value::TypeBuilder declare(Frame& frame, const TypeDefinitionAst& ast) const
    {
        const value::Type* base = &value::types::object();
        std::vector<const value::Type*> interfaces;
        for (const syntax::TypeConstraintAst* constraint : ast.base_types) {
            const value::Type& type = resolve_base(frame.session, unit, *constraint, constraint == ast.base_types[0]);
            if (type.is_interface())
                interfaces.push_back(&type);
            else
                base = &type;
        }
        Ref<ScriptClass> definition = value::make<ScriptClass>();
        definition->unit = unit.shared_from_this();
        definition->base = static_cast<ScriptClass*>(base->script_class());
        definition->native_base = definition->base ? definition->base->native_base : base;
        definition->module = Ref<Module>(frame.scope->module);
        if (!can_derive_from(*definition->native_base, definition->is_collection)) {
            value::throw_runtime(
                "TypeCreationError",
                "The class '" + std::string(ast.name) + "' cannot derive from [" + definition->native_base->full_name() +
                    "]: classes may derive from script classes, System.Object, exceptions, lists, dictionaries and validation attributes.",
                ErrorCategory::InvalidOperation);
        }
        value::TypeBuilder builder(full_name(frame, ast), base, value::TypeFlags::None);
        for (const value::Type* type : interfaces) builder.interface(*type);
        builder.script_class(definition);
        value::Type& type = builder.build();
        definition->made = &type;
        publish(frame, ast, type);
        return builder;
    }

    /// A type of a function is named after the function, too.
    static std::string full_name(const Frame& frame, const TypeDefinitionAst& ast)
    {
        const syntax::FunctionDefinitionAst* function = frame.code->function;
        return (function ? std::string(function->name) + "." : std::string()) + std::string(ast.name);
    }

    void define_members(Frame& frame, const TypeDefinitionAst& ast, value::TypeBuilder& builder) const
    {
        auto& definition = *static_cast<ScriptClass*>(unit.types[&ast]->script_class());
        definition.slot_count = definition.base ? definition.base->slot_count : 0;
        bool has_constructor = false;
        for (const syntax::MemberAst* member : ast.members) {
            if (const auto* property = syntax::as<syntax::PropertyMemberAst>(static_cast<const syntax::Ast*>(member))) {
                define_property(frame, *property, definition, builder);
            } else {
                const auto& function = syntax::cast<syntax::FunctionMemberAst>(static_cast<const syntax::Ast&>(*member));
                has_constructor = has_constructor || (function.is_constructor && !function.is_static);
                define_method(frame, function, definition, builder);
            }
        }
        if (!has_constructor) {
            Ref<ClassMethod> method = value::make<ClassMethod>();
            method->owner = &definition;
            method->is_constructor = true;
            value::Method row;
            row.name = "new";
            row.kind = value::MemberKind::Constructor;
            row.result = definition.made;
            row.definition = std::string(ast.name) + " new()";
            row.script = method;
            builder.member(std::move(row));
        }
        if (definition.base || definition.native_base != &value::types::object()) return;
        value::Method clone;
        clone.name = "MemberwiseClone";
        clone.kind = value::MemberKind::Method;
        clone.result = &value::types::object();
        clone.definition = "System.Object MemberwiseClone()";
        clone.fn = clone_instance;
        clone.hidden = true;
        builder.member(std::move(clone));
    }

    void define_property(Frame& frame, const syntax::PropertyMemberAst& ast, ScriptClass& definition, value::TypeBuilder& builder) const
    {
        Ref<ClassProperty> property = value::make<ClassProperty>();
        property->owner = &definition;
        property->name = std::string(ast.name);
        property->is_static = ast.is_static;
        if (ast.property_type) property->property_type = &resolve_type(frame.session, ast.property_type->type_name->full_name);
        property->exact = ExactType(property->property_type);
        if (ast.initial_value) {
            Compiler compiler(*definition.unit->root, *definition.unit, nullptr);
            property->initial = compiler.expression(*ast.initial_value);
        }
        for (const syntax::AttributeAst* attribute : ast.attributes) compile_validation_of(frame, *attribute, property->validations);
        if (ast.is_static) {
            property->slot = definition.statics.size();
            definition.statics.emplace_back();
            statics_.push_back(property);
        } else {
            property->slot = definition.slot_count++;
            definition.properties.push_back(property);
        }
        value::Method row;
        row.name = property->name;
        row.kind = ast.is_static ? value::MemberKind::StaticProperty : value::MemberKind::Property;
        row.result = property->property_type ? property->property_type : &value::types::object();
        row.setter = never_called;
        row.script = property;
        row.hidden = ast.is_hidden;
        row.definition = (ast.is_static ? "static " : "") + value::accelerator_or_name(*row.result) + " " + row.name + " {get;set;}";
        builder.member(std::move(row));
    }
    static void compile_validation_of(Frame& frame, const syntax::AttributeAst& ast, std::vector<Validation>& out);

    void define_method(Frame& frame, const syntax::FunctionMemberAst& ast, ScriptClass& definition, value::TypeBuilder& builder) const
    {
        Ref<ClassMethod> method = value::make<ClassMethod>();
        method->owner = &definition;
        method->code = &unit.code_of(*ast.body);
        method->code->method = &ast;
        method->is_constructor = ast.is_constructor;
        method->is_static = ast.is_static;
        if (!ast.is_constructor && ast.return_type && !value::equals_ignore_case(ast.return_type->type_name->full_name, "void"))
            method->result = &resolve_type(frame.session, ast.return_type->type_name->full_name);
        method->exact_result = ExactType(method->result);
        value::Method row;
        row.name = ast.is_constructor ? "new" : std::string(ast.name);
        row.kind = ast.is_constructor ? value::MemberKind::Constructor
                   : ast.is_static    ? value::MemberKind::StaticMethod
                                      : value::MemberKind::Method;
        row.result = ast.is_constructor ? definition.made : method->result ? method->result : &value::types::void_type();
        row.hidden = ast.is_hidden;
        std::string text;
        for (const syntax::ParameterAst* p : ast.parameters) {
            value::Parameter parameter;
            parameter.name = std::string(p->name->variable_path.name);
            parameter.type = &value::types::object();
            for (const syntax::AttributeBaseAst* attribute : p->attributes) {
                if (attribute->kind != syntax::AstKind::TypeConstraint) continue;
                if (value::equals_ignore_case(attribute->type_name->full_name, "ref"))
                    parameter.type = &value::types::ps_reference();
                else
                    parameter.type = &resolve_type(frame.session, attribute->type_name->full_name);
            }
            text += (text.empty() ? "" : ", ") + value::accelerator_or_name(*parameter.type) + " " + parameter.name;
            row.parameters.push_back(std::move(parameter));
        }
        row.definition = std::string(ast.is_static && !ast.is_constructor ? "static " : "") +
                         (ast.is_constructor ? definition.made->full_name() : value::accelerator_or_name(*row.result)) + " " + row.name +
                         "(" + text + ")";
        row.script = method;
        if (ast.is_constructor && ast.is_static) {
            static_constructors_.push_back(method);
            return;
        }
        builder.member(std::move(row));
    }

    void initialize_statics(Frame& frame, ScriptClass& definition) const
    {
        for (const Ref<ClassProperty>& property : statics_) {
            if (property->owner != &definition) continue;
            definition.statics[property->slot] = initial_value(frame, *property);
            value::share(definition.statics[property->slot]);
        }
        for (const Ref<ClassMethod>& method : static_constructors_)
            if (method->owner == &definition) call_class_member(frame.session, *method, Value(), {});
    }

    std::vector<const TypeDefinitionAst*> asts;
    Unit& unit;
    mutable std::vector<Ref<ClassProperty>> statics_; // under unit.types_mutex
    mutable std::vector<Ref<ClassMethod>> static_constructors_;
};

void TypeDefinitions::compile_validation_of(Frame& frame, const syntax::AttributeAst& ast, std::vector<Validation>& out)
{
    compile_validation(frame.session, frame.code, ast, out);
}

} // namespace

StmtPtr Compiler::type_definitions(std::vector<const TypeDefinitionAst*> asts)
{
    const syntax::Extent at = asts.front()->extent;
    return std::make_unique<TypeDefinitions>(at, std::move(asts), unit_);
}

} // namespace kestrun::engine
