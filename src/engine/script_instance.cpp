// Objects of script classes: how they are made, their members called, and the calls of a base.
#include "engine/class_definition.hpp"
#include "engine/direct_call.hpp"
#include "engine/function_processor.hpp"
#include "engine/module.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/error.hpp"
#include "value/members.hpp"
#include "value/psobject.hpp"
#include "value/shared_lock.hpp"
#include <algorithm>

namespace kestrun::engine {

namespace {

Value default_value(const value::Type* type)
{
    if (!type || !type->is_value_type() || type->generic_definition() == &value::types::nullable()) return {};
    return value::default_value(*type);
}

} // namespace

Value initial_value(Frame& frame, const ClassProperty& property)
{
    if (!property.initial) return default_value(property.property_type);
    Value value = property.initial->eval(frame);
    if (!property.exact.takes(value)) value = value::convert(value, *property.property_type);
    return value.is_void() ? Value() : value;
}

namespace {

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

Value method_result(const ClassMethod& method, Value returned)
{
    if (method.is_constructor || !method.result) return Value::nothing();
    if (returned.is_void()) returned = {};
    if (method.exact_result.takes(returned)) return returned;
    return returned.is_null() && !method.result->is_value_type() && method.result != &value::types::string()
               ? Value()
               : value::convert(returned, *method.result);
}

/// Errors in a method end it, as in a compiled one.
struct TryDepth
{
    explicit TryDepth(int& d) : depth(d) { ++depth; }
    ~TryDepth() { --depth; }
    TryDepth(const TryDepth&) = delete;
    TryDepth& operator=(const TryDepth&) = delete;
    int& depth;
};

Value run_body(SessionImpl& session, const ClassMethod& method, const Value& self, std::span<Value> args)
{
    std::optional<Frame> root;
    Frame* caller = caller_frame(session, root, *method.code);
    const syntax::Extent extent = caller->position ? caller->position->extent : syntax::Extent{};
    Value returned;
    if (const CallPlan& plan = method.code->metadata().plan; plan.possible) [[likely]] {
        DirectCall call(*caller, session.own_module(static_cast<Module*>(method.owner->module.get())), *method.code, plan, nullptr, extent,
                        null_sink, *caller->streams);
        for (const Value& v : args) call.pass(v);
        if (call.fits()) [[likely]] {
            call.set_method(method, returned);
            if (!method.is_static) call.set_this(self);
            const TryDepth depth(session.try_depth);
            call.run();
            return method_result(method, std::move(returned));
        }
    }
    Ref<ScriptBlockImpl> block = value::make<ScriptBlockImpl>(method.owner->unit, *method.code, method.owner->module);
    Arguments arguments;
    for (const Value& v : args) arguments.push_back({.name = {}, .value = v, .has_value = true, .written = {}});
    const CallInfo call{.code = caller->code, .extent = extent};
    FunctionProcessor processor(session, block, {}, *caller, null_sink, *caller->streams, call, false);
    processor.prepare(arguments, false);
    if (!method.is_static) processor.set_this(self);
    processor.set_method(method, returned);
    const TryDepth depth(session.try_depth);
    processor.start();
    processor.process_none();
    processor.end();
    return method_result(method, std::move(returned));
}

void initialize_properties(SessionImpl& session, const ScriptClass& of, const Value& self, ScriptInstance& instance)
{
    if (of.base) initialize_properties(session, *of.base, self, instance);
    const auto plain = [](const Ref<ClassProperty>& property) { return !property->initial || property->initial->place().constant; };
    if (std::all_of(of.properties.begin(), of.properties.end(), plain)) { // no code to run
        for (const Ref<ClassProperty>& property : of.properties) {
            Value value = property->initial ? *property->initial->place().constant : default_value(property->property_type);
            if (property->initial && !property->exact.takes(value)) value = value::convert(value, *property->property_type);
            instance.slots[property->slot] = std::move(value);
        }
        return;
    }
    std::optional<Frame> root;
    Frame* caller = caller_frame(session, root, *of.unit->root);
    Scope scope(caller->scope, Scope::Kind::Local, nullptr, nullptr);
    scope.place(Symbol("this")) = self;
    Frame frame(session, scope, *of.unit->root, null_sink, *caller->streams, caller);
    const FrameGuard guard(frame);
    for (const Ref<ClassProperty>& property : of.properties) instance.slots[property->slot] = initial_value(frame, *property);
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
                value::throw_native("System.Management.Automation.ValidationMetadataException", cause.record->exception->message());
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

Value call_method_body(SessionImpl& session, const ClassMethod& method, const Value& self, std::span<Value> args)
{
    return run_body(session, method, self, args);
}

Value call_class_member(SessionImpl& session, value::Object& member, const Value& self, std::span<Value> args)
{
    if (auto* property = dynamic_cast<ClassProperty*>(&member)) return access_property(*property, self, args);
    auto* method = dynamic_cast<ClassMethod*>(&member);
    if (!method) value::throw_runtime("InvalidOperation", "The object cannot be called as a script.");
    if (method->is_constructor && !method->is_static) return construct_instance(session, *method, args);
    return run_body(session, *method, self, args);
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

} // namespace kestrun::engine
