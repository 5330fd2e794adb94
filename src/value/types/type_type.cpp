// System.Type and RuntimeType: what [int] can be asked.
#include "value/registry.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {

/// System.Reflection.Assembly and AssemblyName: what a type's name says of where it lives in .NET. Nothing is loaded from them.
class AssemblyObject final : public Object, public Textual
{
public:
    AssemblyObject(std::string full_name, bool only_name) : full_name_(std::move(full_name)), only_name_(only_name) {}
    const std::string& full_name() const { return full_name_; }
    std::string simple_name() const { return full_name_.substr(0, full_name_.find(',')); }
    const Type& type() const override { return native_type(only_name_ ? "System.Reflection.AssemblyName" : "System.Reflection.Assembly"); }
    std::string text() const override { return full_name_; }

private:
    std::string full_name_;
    bool only_name_;
};

/// System.Reflection.MemberInfo and its kinds: a name and what stands behind it.
class ReflectedMember final : public Object, public Textual
{
public:
    ReflectedMember(const Type& owner, const Method& method) : owner_(&owner), method_(&method) {}
    const Type& owner() const { return *owner_; }
    const Method& method() const { return *method_; }
    bool is_property() const { return method_->kind == MemberKind::Property || method_->kind == MemberKind::StaticProperty; }
    bool is_static() const { return method_->kind == MemberKind::StaticProperty || method_->kind == MemberKind::StaticMethod; }
    const Type& type() const override
    {
        return native_type(is_property()                              ? "System.Reflection.PropertyInfo"
                           : method_->kind == MemberKind::Constructor ? "System.Reflection.ConstructorInfo"
                                                                      : "System.Reflection.MethodInfo");
    }
    std::string text() const override
    {
        std::string text = (method_->result ? method_->result->dotnet_name() : "Void") + " " + method_->name;
        if (is_property()) return text;
        text += '(';
        for (size_t i = 0; i < method_->parameters.size(); ++i) {
            const Type* parameter = method_->parameters[i].type;
            text += (i > 0 ? ", " : "") + (parameter ? parameter->dotnet_name() : "System.Object");
        }
        return text + ")";
    }

private:
    const Type* owner_;
    const Method* method_;
};

namespace {

using F = TypeFlags;

const Type& self_type(const Call& c) { return *static_cast<Type*>(c.self.object()); }

template <TypeFlags wanted>
Value get_flag(Call& c)
{
    return has(self_type(c).flags(), wanted);
}

Value get_assembly_qualified(Call& c) { return Value(self_type(c).full_name() + ", " + std::string(assembly_of(self_type(c)))); }

Value assembly_version(Call& c)
{
    const std::string& name = self<AssemblyObject>(c).full_name();
    const size_t at = name.find("Version=") + 8;
    return convert(Value(name.substr(at, name.find(',', at) - at)), types::version());
}

Value types_array(const std::vector<const Type*>& list)
{
    std::vector<Value> items;
    for (const Type* type : list) items.push_back(type_value(*type));
    return typed_array(types::type(), std::move(items));
}

Value is_primitive(Call& c)
{
    const Tag tag = self_type(c).tag();
    return tag >= Tag::Bool && tag <= Tag::Double;
}

Value get_namespace(Call& c)
{
    const std::string name = self_type(c).namespace_name();
    return name.empty() ? Value() : Value(name);
}

Value optional_type(const Type* type) { return type ? type_value(*type) : Value(); }

void append_members(std::vector<Value>& out, const Type& type, bool statics, bool properties)
{
    for (const MemberGroup* group : type.members(statics)) {
        if (group->is_property != properties) continue;
        for (const Method* method : group->overloads) out.emplace_back(make<ReflectedMember>(type, *method));
    }
}

Value get_properties(Call& c)
{
    std::vector<Value> out;
    append_members(out, self_type(c), false, true);
    append_members(out, self_type(c), true, true);
    return typed_array(native_type("System.Reflection.PropertyInfo"), std::move(out));
}

Value get_methods(Call& c)
{
    std::vector<Value> out;
    append_members(out, self_type(c), false, false);
    append_members(out, self_type(c), true, false);
    return typed_array(native_type("System.Reflection.MethodInfo"), std::move(out));
}

Value get_members(Call& c)
{
    std::vector<Value> out = elements(get_methods(c));
    for (Value& property : elements(get_properties(c))) out.push_back(std::move(property));
    return typed_array(native_type("System.Reflection.MemberInfo"), std::move(out));
}

Value get_constructors(Call& c)
{
    std::vector<Value> out;
    if (const MemberGroup* group = self_type(c).constructors()) {
        for (const Method* method : group->overloads) out.emplace_back(make<ReflectedMember>(self_type(c), *method));
    }
    return typed_array(native_type("System.Reflection.ConstructorInfo"), std::move(out));
}

// Reflection compares names by case.
const MemberGroup* group_named(const Type& type, std::string_view name)
{
    for (const bool statics : {false, true}) {
        const MemberGroup* group = statics ? type.static_member(Name(name)) : type.instance_member(Name(name));
        if (group && group->overloads[0]->name == name) return group;
    }
    return nullptr;
}

Value get_member_named(Call& c, bool properties)
{
    require(c, 0, "name");
    const MemberGroup* group = group_named(self_type(c), text(c, 0));
    if (!group || group->is_property != properties) return {};
    return Value(make<ReflectedMember>(self_type(c), *group->overloads[0]));
}

Value get_method_of(Call& c)
{
    require(c, 0, "name");
    const MemberGroup* group = group_named(self_type(c), text(c, 0));
    if (!group || group->is_property) return {};
    const std::vector<Value> wanted = elements(c.args[1]);
    for (const Method* method : group->overloads) {
        if (method->parameters.size() != wanted.size()) continue;
        bool same = true;
        for (size_t i = 0; i < wanted.size(); ++i) same = same && method->parameters[i].type == wanted[i].as<Type>();
        if (same) return Value(make<ReflectedMember>(self_type(c), *method));
    }
    return {};
}

Value is_assignable_from(Call& c)
{
    const auto* from = c.args[0].as<Type>();
    return from && from->is_assignable_to(self_type(c));
}

Value is_subclass_of(Call& c)
{
    const auto* base = c.args[0].as<Type>();
    for (const Type* type = self_type(c).base(); type; type = type->base()) {
        if (type == base) return true;
    }
    return false;
}

Value is_instance_of(Call& c) { return !c.args[0].is_null() && type_of(c.args[0]).is_assignable_to(self_type(c)); }

Value get_interface(Call& c)
{
    for (const Type* interface : self_type(c).interfaces()) {
        if (interface->name() == text(c, 0) || interface->full_name() == text(c, 0)) return type_value(*interface);
    }
    return {};
}

Value get_enum_names(Call& c)
{
    std::vector<Value> names;
    for (const Type::EnumName& member : self_type(c).enum_names()) names.emplace_back(member.name);
    return string_array(std::move(names));
}

Value get_enum_values(Call& c)
{
    std::vector<Value> values;
    const Type& type = self_type(c);
    for (const Type::EnumName& member : type.enum_names()) values.push_back(Value::enumeration(type.enum_index(), member.value));
    return typed_array(type, std::move(values));
}

Value make_generic(Call& c)
{
    std::vector<const Type*> arguments;
    for (const Value& item : elements(c.args[0])) {
        const auto* type = item.as<Type>();
        if (!type) throw_argument("System.ArgumentNullException", "Value cannot be null.", "typeArguments");
        arguments.push_back(type);
    }
    if (const Type* made = instantiate(self_type(c), arguments)) return type_value(*made);
    throw_argument("System.ArgumentException",
                   "The number of generic arguments provided doesn't equal the arity of the generic type definition.", "instantiation");
}

Value generic_definition(Call& c)
{
    const Type& type = self_type(c);
    if (type.generic_definition()) return type_value(*type.generic_definition());
    if (has(type.flags(), F::GenericDefinition)) return c.self;
    throw_native("System.InvalidOperationException", "This operation is only valid on generic types.");
}

Value static_get_type(Call& c)
{
    require(c, 0, "typeName");
    const Type* type = find_type(text(c, 0));
    if (type) return type_value(*type);
    if (c.args.size() > 1 && flag(c, 1))
        throw_native("System.TypeLoadException",
                     "Could not load type '" + std::string(text(c, 0)) + "' from assembly 'System.Private.CoreLib'.");
    return {};
}

Value static_type_code(Call& c)
{
    // System.TypeCode: Empty 0, Object 1, Boolean 3, Char 4, SByte 5 ... UInt64 12, Single 13, Double 14, Decimal 15, DateTime 16,
    // String 18.
    const auto* given = c.args[0].as<Type>();
    if (!given) return enum_value("System.TypeCode", 0);
    const Type& type = given->is_enum() ? *given->underlying() : *given;
    const Tag tag = type.tag();
    if (tag >= Tag::Bool && tag <= Tag::Double)
        return enum_value("System.TypeCode", 3 + static_cast<int>(tag) - static_cast<int>(Tag::Bool));
    if (&type == &types::decimal()) return enum_value("System.TypeCode", 15);
    if (tag == Tag::DateTime) return enum_value("System.TypeCode", 16);
    return enum_value("System.TypeCode", tag == Tag::String ? 18 : 1);
}

Value get_default_members(Call& c)
{
    const Type& type = self_type(c);
    return type.is_value_type() ? default_value(type) : Value();
}

constexpr MemberDef type_members[] = {
    prop("IsEnum", "bool", [](Call& c) { return Value(self_type(c).is_enum()); }),
    prop("IsArray", "bool", [](Call& c) { return Value(self_type(c).is_array()); }),
    prop("IsClass", "bool", [](Call& c) { return Value(!self_type(c).is_value_type() && !self_type(c).is_interface()); }),
    prop("IsInterface", "bool", get_flag<F::Interface>),
    prop("IsAbstract", "bool", get_flag<F::Abstract>),
    prop("IsSealed", "bool", get_flag<F::Sealed>),
    prop("IsValueType", "bool", [](Call& c) { return Value(self_type(c).is_value_type()); }),
    prop("IsPrimitive", "bool", is_primitive),
    prop("IsPublic", "bool", [](Call&) { return Value(true); }),
    prop("IsGenericType", "bool",
         [](Call& c) { return Value(self_type(c).generic_definition() || has(self_type(c).flags(), F::GenericDefinition)); }),
    prop("IsGenericTypeDefinition", "bool", get_flag<F::GenericDefinition>),
    prop("IsByRef", "bool", [](Call&) { return Value(false); }),
    prop("IsPointer", "bool", [](Call&) { return Value(false); }),
    prop("IsSerializable", "bool", [](Call&) { return Value(true); }),
    prop("IsNested", "bool", [](Call& c) { return Value(self_type(c).full_name().find('+') != std::string::npos); }),
    prop("HasElementType", "bool", [](Call& c) { return Value(self_type(c).is_array()); }),
    prop("GenericTypeArguments", "type[]", [](Call& c) { return types_array(self_type(c).generic_args()); }),
    prop("Assembly", "System.Reflection.Assembly",
         [](Call& c) { return Value(make<AssemblyObject>(std::string(assembly_of(self_type(c))), false)); }),
    prop("AssemblyQualifiedName", "string", get_assembly_qualified),
    prop("BaseType", "type", [](Call& c) { return optional_type(self_type(c).base()); }),
    prop("FullName", "string", [](Call& c) { return Value(self_type(c).full_name()); }),
    prop("Name", "string", [](Call& c) { return Value(self_type(c).name()); }),
    prop("Namespace", "string", get_namespace),
    prop("UnderlyingSystemType", "type", [](Call& c) { return c.self; }),
    prop("DeclaringType", "type", [](Call&) { return Value(); }),
    prop("ReflectedType", "type", [](Call&) { return Value(); }),
    prop("ImplementedInterfaces", "type[]", [](Call& c) { return types_array(self_type(c).interfaces()); }),
    meth("Equals", "System.Object o", "bool", [](Call& c) { return Value(c.args[0].is_heap() && c.args[0].object() == c.self.object()); }),
    meth("GetArrayRank", "", "int", [](Call& c) { return Value(static_cast<int32_t>(self_type(c).rank())); }),
    meth("GetConstructors", "", "System.Reflection.ConstructorInfo[]", get_constructors),
    meth("GetDefaultMembers", "", "System.Object", get_default_members),
    meth("GetElementType", "", "type", [](Call& c) { return optional_type(self_type(c).element()); }),
    meth("GetEnumNames", "", "string[]", get_enum_names),
    meth("GetEnumUnderlyingType", "", "type", [](Call& c) { return optional_type(self_type(c).underlying()); }),
    meth("GetEnumValues", "", "array", get_enum_values),
    meth("GetGenericArguments", "", "type[]", [](Call& c) { return types_array(self_type(c).generic_args()); }),
    meth("GetGenericTypeDefinition", "", "type", generic_definition),
    meth("GetInterface", "string name", "type", get_interface),
    meth("GetInterfaces", "", "type[]", [](Call& c) { return types_array(self_type(c).interfaces()); }),
    meth("GetMembers", "", "System.Reflection.MemberInfo[]", get_members),
    meth("GetMethod", "string name", "System.Reflection.MethodInfo", [](Call& c) { return get_member_named(c, false); }),
    meth("GetMethod", "string name, type[] types", "System.Reflection.MethodInfo", get_method_of),
    meth("GetMethods", "", "System.Reflection.MethodInfo[]", get_methods),
    meth("GetProperties", "", "System.Reflection.PropertyInfo[]", get_properties),
    meth("GetProperty", "string name", "System.Reflection.PropertyInfo", [](Call& c) { return get_member_named(c, true); }),
    meth("IsAssignableFrom", "type c", "bool", is_assignable_from),
    meth("IsAssignableTo", "type targetType", "bool",
         [](Call& c) { return Value(c.args[0].as<Type>() && self_type(c).is_assignable_to(*c.args[0].as<Type>())); }),
    meth("IsInstanceOfType", "System.Object o", "bool", is_instance_of),
    meth("IsSubclassOf", "type c", "bool", is_subclass_of),
    meth("MakeArrayType", "", "type", [](Call& c) { return type_value(array_of(self_type(c))); }),
    meth("MakeGenericType", "params type[] typeArguments", "type", make_generic),
    meth("ToString", "", "string", [](Call& c) { return Value(self_type(c).dotnet_name()); }),
    smeth("GetType", "string typeName", "type", static_get_type),
    smeth("GetType", "string typeName, bool throwOnError", "type", static_get_type),
    smeth("GetTypeCode", "type type", "System.TypeCode", static_type_code),
};

ReflectedMember& self_member(const Call& c) { return self<ReflectedMember>(c); }

Value member_value(Call& c)
{
    const Method& method = self_member(c).method();
    return call_method(method, c.args[0], self_member(c).owner(), method.name, {});
}

Value member_invoke(Call& c)
{
    const Method& method = self_member(c).method();
    std::vector<Value> args = c.args[1].is_null() ? std::vector<Value>() : elements(c.args[1]);
    return call_method(method, c.args[0], self_member(c).owner(), method.name, args);
}

constexpr MemberDef reflected_members[] = {
    prop("Name", "string", [](Call& c) { return Value(self_member(c).method().name); }),
    prop("DeclaringType", "type", [](Call& c) { return optional_type(self_member(c).method().declaring); }),
    prop("ReflectedType", "type", [](Call& c) { return type_value(self_member(c).owner()); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self_member(c).text()); }),
};

constexpr MemberDef property_members[] = {
    prop("PropertyType", "type", [](Call& c) { return optional_type(self_member(c).method().result); }),
    prop("CanRead", "bool", [](Call&) { return Value(true); }),
    prop("CanWrite", "bool", [](Call& c) { return Value(self_member(c).method().setter != nullptr); }),
    meth("GetValue", "System.Object obj", "System.Object", member_value),
};

constexpr MemberDef method_members[] = {
    prop("ReturnType", "type", [](Call& c) { return optional_type(self_member(c).method().result); }),
    prop("IsStatic", "bool", [](Call& c) { return Value(self_member(c).is_static()); }),
    prop("IsPublic", "bool", [](Call&) { return Value(true); }),
    meth("Invoke", "System.Object obj, System.Object[] parameters", "System.Object", member_invoke),
};

constexpr MemberDef assembly_members[] = {
    prop("FullName", "string", [](Call& c) { return Value(self<AssemblyObject>(c).full_name()); }),
    prop("Location", "string", [](Call&) { return Value(""); }),
    meth("GetName", "", "System.Reflection.AssemblyName",
         [](Call& c) { return Value(make<AssemblyObject>(self<AssemblyObject>(c).full_name(), true)); }),
    meth("GetType", "string name", "type", static_get_type),
};

constexpr MemberDef assembly_name_members[] = {
    prop("Name", "string", [](Call& c) { return Value(self<AssemblyObject>(c).simple_name()); }),
    prop("Version", "version", assembly_version),
    prop("FullName", "string", [](Call& c) { return Value(self<AssemblyObject>(c).full_name()); }),
};

constexpr TypeDef table[] = {
    {"System.Reflection.Assembly", "System.Object", F::Abstract, "", "", assembly_members},
    {"System.Reflection.AssemblyName", "System.Object", F::Sealed, "", "", assembly_name_members},
    {"System.Type", "System.Reflection.MemberInfo", F::Abstract, "type", "", type_members},
    {"System.RuntimeType", "System.Type", F::Sealed},
    {"System.Reflection.MemberInfo", "System.Object", F::Abstract, "", "", reflected_members},
    {"System.Reflection.PropertyInfo", "System.Reflection.MemberInfo", F::Abstract, "", "", property_members},
    {"System.Reflection.MethodInfo", "System.Reflection.MemberInfo", F::Abstract, "", "", method_members},
    {"System.Reflection.ConstructorInfo", "System.Reflection.MemberInfo", F::Abstract, "", "", method_members},
};

} // namespace

std::span<const TypeDef> type_type_types() { return table; }

} // namespace kestrun::value
