// Classes and enums written in PowerShell (about_Classes, about_Enum), and the definition of functions.
#pragma once
#include "engine/compiler.hpp"
#include "engine/metadata.hpp"
#include "syntax/type_resolver.hpp"

namespace kestrun::engine {

/// Defines a function in a scope; read-only ones throw FunctionNotWritable.
void define_function(SessionImpl& session, Scope& scope, Symbol symbol, const Ref<CommandInfo>& info);

class ScriptClass;

/// A method or constructor of a script class: what value::Method::script points to.
class ClassMethod final : public value::Object
{
public:
    const value::Type& type() const override { return value::types::object(); }
    ScriptClass* owner = nullptr;
    Code* code = nullptr;                // null: the default constructor nobody wrote
    const value::Type* result = nullptr; // null: void
    ExactType exact_result;
    bool is_constructor = false;
    bool is_static = false;
};

/// A property of a script class: read with no argument, written with one.
class ClassProperty final : public value::Object
{
public:
    const value::Type& type() const override { return value::types::object(); }
    ScriptClass* owner = nullptr;
    std::string name;
    const value::Type* property_type = nullptr;
    ExactType exact; // of property_type
    std::vector<Validation> validations;
    std::shared_ptr<const Expr> initial; // null: the type's default
    size_t slot = 0;                     // of the instance, or of the class's statics
    bool is_static = false;
};

/// The definition behind a type made by `class`. Lives as long as its type: for ever.
class ScriptClass final : public value::Object
{
public:
    const value::Type& type() const override { return value::types::object(); }
    std::shared_ptr<Unit> unit;
    value::Type* made = nullptr;
    ScriptClass* base = nullptr;                // a script class, or
    const value::Type* native_base = nullptr;   // System.Object or an exception
    std::vector<Ref<ClassProperty>> properties; // instance ones of its own
    size_t slot_count = 0;                      // base's included
    std::vector<Value> statics;
    Ref<Module> module;
    bool is_collection = false; // native_base is a list or a dictionary
};

/// What objects of script classes have in common, whatever .NET class they derive from.
class ScriptInstance
{
public:
    virtual ~ScriptInstance() = default;
    std::vector<Value> slots;
};

/// What a property holds before a constructor runs, in the class's own scope.
Value initial_value(Frame& frame, const ClassProperty& property);
/// An object of a script class that derives from no .NET class.
class ScriptObject final : public value::Object, public ScriptInstance
{
public:
    explicit ScriptObject(const value::Type& type) : type_(type) { mark_container(); }
    const value::Type& type() const override { return type_; }
    void trace(value::Tracer& tracer) const override
    {
        for (const Value& slot : slots) tracer.visit(slot);
    }
    void clear_references() override { slots.clear(); }

private:
    const value::Type& type_;
};

/// The object when it is one whose members are what its class says and that belongs to this thread; else null.
inline ScriptObject* plain_script_object(const Value& value)
{
    if (value.tag() != value::Tag::Object) return nullptr;
    const value::Object& object = *value.object();
    if (typeid(object) != typeid(ScriptObject) || object.has_flag(value::Object::Members) || object.has_flag(value::Object::Shared))
        return nullptr;
    return static_cast<ScriptObject*>(value.object());
}

/// Runs a method's body with arguments that are of its parameters' types.
Value call_method_body(SessionImpl& session, const ClassMethod& method, const Value& self, std::span<Value> args);

/// Whether classes may have that native class as base, and whether it is a collection.
bool can_derive_from(const value::Type& native, bool& is_collection);
/// $this.MemberwiseClone()
Value clone_instance(value::Call& call);
/// Runs a ClassMethod or a ClassProperty.
Value call_class_member(SessionImpl& session, value::Object& member, const Value& self, std::span<Value> args);

/// The types a session knows, for the checks of the parser.
class KnownTypes final : public syntax::TypeResolver
{
public:
    explicit KnownTypes(SessionImpl& session) : session_(session) {}
    bool type_exists(std::string_view name, std::size_t generic_arguments) const override;
    bool attribute_exists(std::string_view name) const override;
    bool derives_from(std::string_view name, std::string_view base) const override;
    std::string_view full_name(std::string_view name) const override;

private:
    SessionImpl& session_;
};

} // namespace kestrun::engine
