// Objects of script classes: how they are made, their members called, and the calls of a base.
#include "engine/class_definition.hpp"
#include "engine/direct_call.hpp"
#include "engine/function_processor.hpp"
#include "engine/module.hpp"
#include "value/call_depth.hpp"
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

/// The properties of an object whose class derives from a native collection.
class ScriptState final : public value::Object, public ScriptInstance
{
public:
    ScriptState() { mark_container(); }
    const value::Type& type() const override { return value::types::object(); }
    void trace(value::Tracer& tracer) const override
    {
        for (const Value& slot : slots) tracer.visit(slot);
    }
    void clear_references() override { slots.clear(); }
};

ScriptInstance* instance_of(const Value& self)
{
    if (!self.is_heap()) return nullptr;
    if (const auto* list = self.as<value::List>()) return dynamic_cast<ScriptInstance*>(list->state().get());
    if (const auto* table = self.as<value::Dictionary>()) return dynamic_cast<ScriptInstance*>(table->state().get());
    return dynamic_cast<ScriptInstance*>(self.object());
}

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
    Streams streams = *caller->streams; // a method's errors go to $Error and nowhere else
    streams.sinks[static_cast<size_t>(Stream::Error)] = &null_sink;
    if (const CallPlan& plan = method.code->metadata().plan; plan.possible) [[likely]] {
        DirectCall call(*caller, session.own_module(static_cast<Module*>(method.owner->module.get())), *method.code, plan, nullptr, extent,
                        null_sink, streams);
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
    FunctionProcessor processor(session, block, {}, *caller, null_sink, streams, call, false);
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

/// What the base constructor of a native class does: the message of an exception, the elements of a collection.
void construct_native_base(const ScriptClass& of, const Value& self, std::span<Value> args)
{
    if (args.empty()) return;
    if (auto* exception = self.as<value::ExceptionObject>()) {
        const Value made = value::construct(*of.native_base, args);
        auto& base = *made.as<value::ExceptionObject>();
        exception->set_message(base.message());
        exception->set_inner(base.inner());
        exception->properties() = base.properties();
        return;
    }
    auto* list = self.as<value::List>();
    auto* table = self.as<value::Dictionary>();
    if (!list && !table) return;
    const Value made = value::construct(*of.native_base, args);
    if (auto* elements = made.as<value::List>(); elements && list) list->adopt(*elements);
    if (auto* entries = made.as<value::Dictionary>(); entries && table) table->adopt(*entries);
}

void construct_base(SessionImpl&, const ScriptClass& of, const Value& self, std::span<Value> args)
{
    if (!of.base) return construct_native_base(of, self, args);
    const value::MemberGroup* constructors = of.base->made->constructors();
    const value::Method* chosen = constructors ? value::choose_overload(*constructors, args) : nullptr;
    if (!chosen)
        value::throw_runtime("MethodCountCouldNotFindBest",
                             "Cannot find an overload for \"new\" and the argument count: \"" + std::to_string(args.size()) + "\".",
                             ErrorCategory::NotSpecified, {}, "System.Management.Automation.MethodException");
    value::call_method(*chosen, self, *of.base->made, "new", args);
}

/// Runs a constructor on an object that is there.
void run_constructor(SessionImpl& session, const ClassMethod& constructor, const Value& self, std::span<Value> args)
{
    if (constructor.code)
        run_body(session, constructor, self, args);
    else
        construct_base(session, *constructor.owner, self, {});
}

/// An object with its slots, before any constructor has run.
std::pair<Value, ScriptInstance*> new_instance(const ScriptClass& of)
{
    if (of.native_base->is_assignable_to(value::types::exception())) {
        Ref<ScriptException> made = value::make<ScriptException>(*of.made);
        return {Value(made), made.get()};
    }
    if (!of.is_collection) {
        Ref<ScriptObject> made = value::make<ScriptObject>(*of.made);
        return {Value(made), made.get()};
    }
    Value made = value::construct(*of.native_base, {});
    Ref<ScriptState> state = value::make<ScriptState>();
    ScriptInstance* instance = state.get();
    if (auto* list = made.as<value::List>())
        list->derive(*of.made, Ref<value::Object>(state.get()));
    else if (auto* table = made.as<value::Dictionary>())
        table->derive(*of.made, Ref<value::Object>(state.get()));
    return {made, instance};
}

Value construct_instance(SessionImpl& session, const ClassMethod& constructor, std::span<Value> args)
{
    value::check_call_depth(); // an initial value or a constructor may make another one
    const ScriptClass& of = *constructor.owner;
    auto [self, instance] = new_instance(of);
    instance->slots.resize(of.slot_count);
    initialize_properties(session, of, self, *instance);
    run_constructor(session, constructor, self, args);
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
    ScriptInstance* instance = instance_of(self);
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

Value clone_instance(value::Call& call)
{
    auto* original = call.self.as<ScriptObject>();
    if (!original) value::throw_native("System.NotSupportedException", "Only objects without a native base class can be cloned.");
    Ref<ScriptObject> copy = value::make<ScriptObject>(original->type());
    copy->slots = original->slots;
    return Value(copy);
}

bool can_derive_from(const value::Type& native, bool& is_collection)
{
    is_collection = false;
    if (&native == &value::types::object() || &native == &value::types::ps_object() || native.is_assignable_to(value::types::exception()))
        return true;
    const std::string& name = native.full_name();
    if (name.ends_with("Attribute") || name.ends_with("IValidateSetValuesGenerator")) return true; // no state of their own
    try {
        const Value sample = value::construct(native, {});
        is_collection = sample.as<value::List>() || sample.as<value::Dictionary>();
    } catch (const value::ScriptError&) {
        return false;
    }
    return is_collection;
}

Value call_class_member(SessionImpl& session, value::Object& member, const Value& self, std::span<Value> args)
{
    if (auto* property = dynamic_cast<ClassProperty*>(&member)) return access_property(*property, self, args);
    auto* method = dynamic_cast<ClassMethod*>(&member);
    if (!method) value::throw_runtime("InvalidOperation", "The object cannot be called as a script.");
    if (method->is_constructor && !method->is_static) {
        if (self.is_null()) return construct_instance(session, *method, args);
        return run_constructor(session, *method, self, args), Value::nothing(); // of a base
    }
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

} // namespace kestrun::engine
