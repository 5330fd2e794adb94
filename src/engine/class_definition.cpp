// Defining classes and enums: the types they become.
#include "engine/class_definition.hpp"
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
        // Types first, so that members may name any of them; bases before what derives from them.
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
            if (waiting.size() == before)
                value::throw_runtime("TypeCreationError", "The class '" + std::string(waiting[0]->name) + "' derives from itself.",
                                     ErrorCategory::InvalidOperation);
        }
        for (auto& [ast, builder] : builders) define_members(frame, *ast, builder);
        for (auto& [ast, builder] : builders) {
            check_interfaces(*ast, *unit.types[ast]);
            initialize_statics(frame, *static_cast<ScriptClass*>(unit.types[ast]->script_class()));
        }
        return Flow::Normal;
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
        value::TypeBuilder builder(std::string(ast.name), &value::types::enumeration(), flags);
        for (const syntax::TypeConstraintAst* base : ast.base_types)
            builder.enum_underlying(resolve_type(frame.session, base->type_name->full_name));
        int64_t next = 0;
        std::vector<std::pair<std::string, int64_t>> labels;
        for (const syntax::MemberAst* member : ast.members) {
            const auto& label = syntax::cast<syntax::PropertyMemberAst>(static_cast<const syntax::Ast&>(*member));
            if (label.initial_value) next = enum_constant(frame, *label.initial_value, labels);
            builder.enum_member(std::string(label.name), next);
            labels.emplace_back(std::string(label.name), next);
            ++next;
        }
        publish(frame, ast, builder.build());
    }

    int64_t enum_constant(Frame& frame, const syntax::ExpressionAst& e, const std::vector<std::pair<std::string, int64_t>>& labels) const
    {
        if (const auto* text = syntax::as<syntax::StringConstantExpressionAst>(static_cast<const syntax::Ast*>(&e)))
            for (const auto& [name, number] : labels)
                if (value::equals_ignore_case(name, text->value)) return number;
        Compiler compiler(*frame.code, unit, nullptr);
        const Value v = compiler.expression(e)->eval(frame);
        return v.tag() == value::Tag::Enum ? v.as_int64() : value::to_int64(v);
    }

    value::TypeBuilder declare(Frame& frame, const TypeDefinitionAst& ast) const
    {
        const value::Type* base = &value::types::object();
        std::vector<const value::Type*> interfaces;
        for (const syntax::TypeConstraintAst* constraint : ast.base_types) {
            const value::Type& type = resolve_type(frame.session, constraint->type_name->full_name);
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
        if (definition->native_base != &value::types::object() && !definition->native_base->is_assignable_to(value::types::exception()) &&
            !is_marker(*definition->native_base)) {
            value::throw_runtime("TypeCreationError",
                                 "The class '" + std::string(ast.name) + "' cannot derive from [" + definition->native_base->full_name() +
                                     "]: classes may derive from script classes, System.Object, exceptions and validation attributes.",
                                 ErrorCategory::InvalidOperation);
        }
        value::TypeBuilder builder(std::string(ast.name), base, value::TypeFlags::None);
        for (const value::Type* type : interfaces) builder.interface(*type);
        builder.script_class(definition);
        value::Type& type = builder.build();
        definition->made = &type;
        publish(frame, ast, type);
        return builder;
    }
    /// Attribute base classes have no state of their own.
    static bool is_marker(const value::Type& type)
    {
        const std::string& name = type.full_name();
        return name.ends_with("Attribute") || name.ends_with("IValidateSetValuesGenerator");
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
    }

    void define_property(Frame& frame, const syntax::PropertyMemberAst& ast, ScriptClass& definition, value::TypeBuilder& builder) const
    {
        Ref<ClassProperty> property = value::make<ClassProperty>();
        property->owner = &definition;
        property->name = std::string(ast.name);
        property->ast = &ast;
        property->is_static = ast.is_static;
        if (ast.property_type) property->property_type = &resolve_type(frame.session, ast.property_type->type_name->full_name);
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
        row.definition = value::accelerator_or_name(*row.result) + " " + row.name + " {get;set;}";
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
        row.definition =
            (ast.is_constructor ? definition.made->name() : value::accelerator_or_name(*row.result)) + " " + row.name + "(" + text + ")";
        row.script = method;
        if (ast.is_constructor && ast.is_static) {
            static_constructors_.push_back(method);
            return;
        }
        builder.member(std::move(row));
    }

    void check_interfaces(const TypeDefinitionAst& ast, const value::Type& type) const
    {
        for (const value::Type* interface : type.interfaces()) {
            for (const value::MemberGroup* group : interface->members(false)) {
                if (group->is_property || type.instance_member(value::Name(std::string_view(group->name)))) continue;
                value::throw_runtime("TypeCreationError",
                                     "Error during creation of type \"" + std::string(ast.name) + "\". Error message:\nMethod '" +
                                         group->name + "' in type '" + std::string(ast.name) +
                                         "' from assembly 'PowerShell Class Assembly' does not have an implementation.",
                                     ErrorCategory::InvalidOperation);
            }
        }
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

public:
    static Value initial_value(Frame& frame, const ClassProperty& property);

private:
    std::vector<const TypeDefinitionAst*> asts;
    Unit& unit;
    mutable std::vector<Ref<ClassProperty>> statics_; // under unit.types_mutex
    mutable std::vector<Ref<ClassMethod>> static_constructors_;
};

void TypeDefinitions::compile_validation_of(Frame& frame, const syntax::AttributeAst& ast, std::vector<Validation>& out)
{
    compile_validation(frame.session, frame.code, ast, out);
}

Value default_value(const value::Type* type)
{
    if (!type || !type->is_value_type() || type->generic_definition() == &value::types::nullable()) return {};
    return value::default_value(*type);
}

Value TypeDefinitions::initial_value(Frame& frame, const ClassProperty& property)
{
    if (!property.ast->initial_value) return default_value(property.property_type);
    Compiler compiler(*property.owner->unit->root, *property.owner->unit, nullptr);
    Value value = compiler.expression(*property.ast->initial_value)->eval(frame);
    if (property.property_type) value = value::convert(value, *property.property_type);
    return value.is_void() ? Value() : value;
}

class ScriptObject final : public value::Object, public ScriptInstance
{
public:
    explicit ScriptObject(const value::Type& type) : type_(type) { set_flag(Container); }
    const value::Type& type() const override { return type_; }
    void trace(value::Tracer& tracer) const override
    {
        for (const Value& slot : slots) tracer.visit(slot);
    }
    void clear_references() override { slots.clear(); }

private:
    const value::Type& type_;
};

class ScriptException final : public value::ExceptionObject, public ScriptInstance
{
public:
    explicit ScriptException(const value::Type& type) : ExceptionObject(type, "Exception of type '" + type.full_name() + "' was thrown.") {}
    void trace(value::Tracer& tracer) const override
    {
        ExceptionObject::trace(tracer);
        for (const Value& slot : slots) tracer.visit(slot);
    }
};

Frame* caller_frame(SessionImpl& session, std::optional<Frame>& root, const Code& code)
{
    if (session.frame) return session.frame;
    root.emplace(session, *session.global, code, null_sink, session.host_streams, nullptr);
    return &*root;
}

/// Calls a body with $this; errors in it end it, as in a compiled method.
Value run_body(SessionImpl& session, const ClassMethod& method, const Value& self, std::span<Value> args)
{
    std::optional<Frame> root;
    Frame* caller = caller_frame(session, root, *method.code);
    Ref<ScriptBlockImpl> block = value::make<ScriptBlockImpl>(method.owner->unit, *method.code, method.owner->module);
    Arguments arguments;
    for (const Value& v : args) arguments.push_back({.name = {}, .value = v, .has_value = true, .written = {}});
    CallInfo call{.code = caller->code, .extent = caller->position ? caller->position->extent : syntax::Extent{}};
    Value returned;
    FunctionProcessor processor(session, block, {}, *caller, null_sink, *caller->streams, call, false);
    processor.prepare(arguments, false);
    if (!method.is_static) processor.set_this(self);
    processor.set_method(method, returned);
    ++session.try_depth;
    struct Depth
    {
        int& depth;
        ~Depth() { --depth; }
    } depth{session.try_depth};
    processor.start();
    processor.process_none();
    processor.end();
    if (method.is_constructor || !method.result) return Value::nothing();
    if (returned.is_void()) returned = {};
    return returned.is_null() && !method.result->is_value_type() && method.result != &value::types::string()
               ? Value()
               : value::convert(returned, *method.result);
}

void initialize_properties(SessionImpl& session, const ScriptClass& of, const Value& self, ScriptInstance& instance)
{
    if (of.base) initialize_properties(session, *of.base, self, instance);
    std::optional<Frame> root;
    Frame* caller = caller_frame(session, root, *of.unit->root);
    Scope scope(caller->scope, Scope::Kind::Local, nullptr, nullptr);
    scope.place(Symbol("this")) = self;
    Frame frame(session, scope, *of.unit->root, null_sink, *caller->streams, caller);
    const FrameGuard guard(frame);
    for (const Ref<ClassProperty>& property : of.properties)
        instance.slots[property->slot] = TypeDefinitions::initial_value(frame, *property);
}

void construct_base(SessionImpl& session, const ScriptClass& of, const Value& self, std::span<Value> args)
{
    if (!of.base) {
        if (auto* exception = self.as<value::ExceptionObject>(); exception && !args.empty()) {
            exception->set_message(args[0].is_null() ? std::string() : value::to_text(args[0]));
            if (args.size() > 1)
                if (auto* inner = args[1].as<value::ExceptionObject>()) exception->set_inner(Ref<value::ExceptionObject>(inner));
        }
        return;
    }
    const value::MemberGroup* constructors = of.base->made->constructors();
    const value::Method* chosen = constructors ? value::choose_overload(*constructors, args) : nullptr;
    if (!chosen)
        value::throw_runtime("MethodCountCouldNotFindBest",
                             "Cannot find an overload for \"new\" and the argument count: \"" + std::to_string(args.size()) + "\".",
                             ErrorCategory::NotSpecified, {}, "System.Management.Automation.MethodException");
    auto& method = static_cast<ClassMethod&>(*chosen->script);
    if (!method.code) return construct_base(session, *of.base, self, {});
    std::vector<Value> converted(args.begin(), args.end());
    for (size_t i = 0; i < converted.size(); ++i)
        if (chosen->parameters[i].type && chosen->parameters[i].type != &value::types::object())
            converted[i] = value::convert(converted[i], *chosen->parameters[i].type);
    run_body(session, method, self, converted);
}

Value construct_instance(SessionImpl& session, const ClassMethod& constructor, std::span<Value> args)
{
    const ScriptClass& of = *constructor.owner;
    Value self;
    ScriptInstance* instance = nullptr;
    if (of.native_base->is_assignable_to(value::types::exception())) {
        Ref<ScriptException> made = value::make<ScriptException>(*of.made);
        instance = made.get();
        self = Value(made);
    } else {
        Ref<ScriptObject> made = value::make<ScriptObject>(*of.made);
        instance = made.get();
        self = Value(made);
    }
    instance->slots.resize(of.slot_count);
    initialize_properties(session, of, self, *instance);
    if (constructor.code)
        run_body(session, constructor, self, args);
    else
        construct_base(session, of, self, {});
    return self;
}

Value access_property(const ClassProperty& property, const Value& self, std::span<Value> args)
{
    if (!args.empty())
        for (const Validation& validation : property.validations) {
            try {
                validate(validation, args[0]);
            } catch (const value::ScriptError& cause) {
                value::throw_native("System.Management.Automation.ValidationMetadataException",
                                    "The argument \"" + value::to_text(args[0]) +
                                        "\" cannot be validated: " + cause.record->exception->message());
            }
        }
    if (property.is_static) {
        const value::SharedGuard guard(*property.owner);
        Value& place = property.owner->statics[property.slot];
        if (args.empty()) return place;
        value::share(args[0]);
        place = args[0];
        return {};
    }
    auto* instance = self.is_heap() ? dynamic_cast<ScriptInstance*>(self.object()) : nullptr;
    if (!instance || property.slot >= instance->slots.size()) return {};
    const value::SharedGuard guard(*self.object());
    if (args.empty()) return instance->slots[property.slot];
    if (self.object()->has_flag(value::Object::Shared)) value::share(args[0]);
    instance->slots[property.slot] = args[0];
    return {};
}

/// `: base(...)`, the first statement of a constructor.
struct BaseConstructor final : Expr
{
    BaseConstructor(syntax::Extent at, std::vector<ExprPtr> with) : Expr(at), arguments(std::move(with)) {}
    Value eval(Frame& frame) const override
    {
        static const Symbol name("this");
        std::vector<Value> values;
        for (const ExprPtr& argument : arguments) values.push_back(argument->eval(frame));
        Value* self = frame.session.find_variable(*frame.scope, name);
        if (frame.method && self) construct_base(frame.session, *frame.method->owner, read(*self), values);
        return Value::nothing();
    }
    bool is_silent() const override { return true; }
    void emit(Frame& frame, Sink&) const override { eval(frame); }
    std::vector<ExprPtr> arguments;
};

/// ([Base]$this).Method(): the base's method, though the object's class has another.
struct BaseMethod final : Expr
{
    BaseMethod(syntax::Extent at, ExprPtr of, std::string_view type, std::string_view called, std::vector<ExprPtr> with)
        : Expr(at), object(std::move(of)), type_name(type), name(called), arguments(std::move(with))
    {
    }
    Value eval(Frame& frame) const override
    {
        const Value self = object->eval(frame);
        const value::Type& type = resolve_type(frame.session, type_name);
        std::vector<Value> values;
        for (const ExprPtr& argument : arguments) values.push_back(argument->eval(frame));
        const value::Name key{name};
        const value::MemberGroup* group = type.instance_member(key);
        const value::Method* chosen = group && !group->is_property ? value::choose_overload(*group, values) : nullptr;
        if (chosen && chosen->script) return frame.session.call_script(*chosen->script, self, values);
        if (chosen && chosen->fn) {
            value::Call call{self, values, type};
            return chosen->fn(call);
        }
        return value::invoke_method(value::convert(self, type), key, values);
    }
    ExprPtr object;
    std::string_view type_name, name;
    std::vector<ExprPtr> arguments;
};

} // namespace

Value call_class_member(SessionImpl& session, value::Object& member, const Value& self, std::span<Value> args)
{
    if (auto* property = dynamic_cast<ClassProperty*>(&member)) return access_property(*property, self, args);
    auto* method = dynamic_cast<ClassMethod*>(&member);
    if (!method) value::throw_runtime("InvalidOperation", "The object cannot be called as a script.");
    if (method->is_constructor && !method->is_static) return construct_instance(session, *method, args);
    return run_body(session, *method, self, args);
}

StmtPtr Compiler::type_definitions(std::vector<const TypeDefinitionAst*> asts)
{
    const syntax::Extent at = asts.front()->extent;
    return std::make_unique<TypeDefinitions>(at, std::move(asts), unit_);
}

ExprPtr Compiler::base_constructor(const syntax::BaseCtorInvokeMemberExpressionAst& ast)
{
    std::vector<ExprPtr> arguments;
    for (const syntax::ExpressionAst* argument : ast.arguments) arguments.push_back(expression(*argument));
    return std::make_unique<BaseConstructor>(ast.extent, std::move(arguments));
}

ExprPtr Compiler::base_method(const syntax::InvokeMemberExpressionAst& ast)
{
    const auto* name = syntax::as<syntax::StringConstantExpressionAst>(static_cast<const syntax::Ast*>(ast.member));
    const auto* paren = syntax::as<syntax::ParenExpressionAst>(static_cast<const syntax::Ast*>(ast.expression));
    const auto* pipeline = paren ? syntax::as<syntax::PipelineAst>(static_cast<const syntax::Ast*>(paren->pipeline)) : nullptr;
    if (!name || !pipeline || pipeline->pipeline_elements.size() != 1) return nullptr;
    const auto* command = syntax::as<syntax::CommandExpressionAst>(static_cast<const syntax::Ast*>(pipeline->pipeline_elements[0]));
    const auto* cast = command ? syntax::as<syntax::ConvertExpressionAst>(static_cast<const syntax::Ast*>(command->expression)) : nullptr;
    const auto* self = cast ? syntax::as<syntax::VariableExpressionAst>(static_cast<const syntax::Ast*>(cast->child)) : nullptr;
    if (!self || !value::equals_ignore_case(self->variable_path.name, "this")) return nullptr;
    std::vector<ExprPtr> arguments;
    for (const syntax::ExpressionAst* argument : ast.arguments) arguments.push_back(expression(*argument));
    return std::make_unique<BaseMethod>(ast.extent, variable(*self), cast->type()->type_name->full_name, name->value, std::move(arguments));
}

const value::Type* SessionImpl::find_type(std::string_view name)
{
    if (const Symbol symbol = Symbol::find(name)) {
        for (Scope* s = &scope(); s; s = s->parent) {
            if (auto* extra = s->extra_or_null())
                if (const value::Type** found = extra->types.find(symbol)) return *found;
        }
        if (base)
            if (const value::Type* const* found = base->types.find(symbol)) return *found;
    }
    std::vector<std::string> namespaces;
    for (Scope* s = &scope(); s; s = s->parent)
        if (auto* extra = s->extra_or_null()) namespaces.insert(namespaces.end(), extra->namespaces.begin(), extra->namespaces.end());
    if (const value::Type* type = value::find_type(name, namespaces)) return type;
    return find_composed_type(name);
}

/// Arrays and generics over script classes: [P[]], [List[P]].
const value::Type* SessionImpl::find_composed_type(std::string_view name)
{
    if (name.ends_with("[]")) {
        const value::Type* element = find_type(name.substr(0, name.size() - 2));
        return element ? &value::array_of(*element) : nullptr;
    }
    const size_t open = name.find('[');
    if (open == std::string_view::npos || !name.ends_with("]")) return nullptr;
    std::vector<const value::Type*> arguments;
    std::string_view list = name.substr(open + 1, name.size() - open - 2);
    size_t start = 0;
    int nesting = 0;
    for (size_t i = 0; i <= list.size(); ++i) {
        if (i < list.size() && list[i] == '[') ++nesting;
        if (i < list.size() && list[i] == ']') --nesting;
        if (i < list.size() && (list[i] != ',' || nesting > 0)) continue;
        std::string_view argument = list.substr(start, i - start);
        while (!argument.empty() && argument.front() == ' ') argument.remove_prefix(1);
        const value::Type* type = find_type(argument);
        if (!type) return nullptr;
        arguments.push_back(type);
        start = i + 1;
    }
    const std::string definition = std::string(name.substr(0, open)) + "`" + std::to_string(arguments.size());
    const value::Type* open_type = find_type(definition);
    return open_type ? value::instantiate(*open_type, arguments) : nullptr;
}

namespace {

/// The pairs of a dictionary or the properties of a custom object.
std::vector<std::pair<std::string, Value>> named_values(const Value& bag)
{
    std::vector<std::pair<std::string, Value>> out;
    if (auto* table = bag.as<value::Dictionary>()) {
        for (const auto& entry : table->entries())
            if (!entry.key.is_void()) out.emplace_back(value::to_text(entry.key), entry.value);
        return out;
    }
    for (const std::string& name : value::property_names(bag))
        out.emplace_back(name, value::get_property(bag, value::Name(std::string_view(name))));
    return out;
}

} // namespace

std::optional<Value> SessionImpl::convert_to_script_type(const Value& value, const value::Type& target)
{
    const value::MemberGroup* constructors = target.constructors();
    if (!constructors) return std::nullopt;
    const Value argument = value;
    const bool bag = value.as<value::Dictionary>() || value.as<value::PSCustomObject>();
    if (bag) {
        if (!value::choose_overload(*constructors, {})) return std::nullopt;
        Value made = value::construct(target, {});
        for (const auto& [name, v] : named_values(value)) {
            const value::Name key{std::string_view(name)};
            if (!target.instance_member(key)) return std::nullopt;
            value::set_property(made, key, v);
        }
        return made;
    }
    const value::Method* chosen = value::choose_overload(*constructors, std::span<const Value>(&argument, 1));
    if (!chosen || chosen->parameters.size() != 1) return std::nullopt;
    Value arguments[] = {argument};
    return value::construct(target, arguments);
}

bool KnownTypes::type_exists(std::string_view name, std::size_t generic_arguments) const
{
    if (generic_arguments > 0)
        return session_.find_type(std::string(name) + "`" + std::to_string(generic_arguments)) || session_.find_type(name);
    return session_.find_type(name) != nullptr;
}

bool KnownTypes::attribute_exists(std::string_view name) const
{
    static constexpr std::string_view known[] = {"Flags",
                                                 "CmdletBinding",
                                                 "Parameter",
                                                 "Alias",
                                                 "OutputType",
                                                 "ValidateSet",
                                                 "ValidateRange",
                                                 "ValidatePattern",
                                                 "ValidateLength",
                                                 "ValidateCount",
                                                 "ValidateScript",
                                                 "ValidateNotNull",
                                                 "ValidateNotNullOrEmpty",
                                                 "ValidateNotNullOrWhiteSpace",
                                                 "AllowNull",
                                                 "AllowEmptyString",
                                                 "AllowEmptyCollection",
                                                 "ArgumentCompleter",
                                                 "ArgumentCompletions",
                                                 "SupportsWildcards",
                                                 "PSDefaultValue",
                                                 "DscResource",
                                                 "DscProperty",
                                                 "Hidden",
                                                 "NoRunspaceAffinity",
                                                 "DynamicParam",
                                                 "ValidateDrive",
                                                 "ValidateUserDrive",
                                                 "ValidateTrustedData",
                                                 "Credential",
                                                 "Experimental",
                                                 "Obsolete",
                                                 "Serializable",
                                                 "SuppressMessage",
                                                 "System.Diagnostics.CodeAnalysis.SuppressMessage",
                                                 "System.Flags",
                                                 "System.Obsolete",
                                                 "System.Serializable",
                                                 "System.ComponentModel.Description"};
    std::string_view plain = name;
    if (plain.size() > 9 && value::equals_ignore_case(plain.substr(plain.size() - 9), "Attribute")) plain.remove_suffix(9);
    constexpr std::string_view automation = "System.Management.Automation.";
    if (plain.size() > automation.size() && value::equals_ignore_case(plain.substr(0, automation.size()), automation))
        plain.remove_prefix(automation.size());
    for (const std::string_view one : known)
        if (value::equals_ignore_case(plain, one)) return true;
    return session_.find_type(name) || session_.find_type(std::string(name) + "Attribute");
}

bool KnownTypes::derives_from(std::string_view name, std::string_view base) const
{
    const value::Type* type = session_.find_type(name);
    const value::Type* wanted = session_.find_type(base);
    return type && wanted && type->is_assignable_to(*wanted);
}

std::string_view KnownTypes::full_name(std::string_view name) const
{
    const value::Type* type = session_.find_type(name);
    return type ? std::string_view(type->full_name()) : name;
}

} // namespace kestrun::engine
