// System.Type and RuntimeType: what [int] can be asked.
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/reflection.hpp"

namespace kestrun::value {

namespace {

using F = TypeFlags;

const Type& self_type(const Call& c) { return *static_cast<Type*>(c.self.object()); }

template <TypeFlags wanted>
Value get_flag(Call& c)
{
    return has(self_type(c).flags(), wanted);
}

Value get_assembly_qualified(Call& c) { return Value(self_type(c).full_name() + ", " + std::string(assembly_of(self_type(c)))); }

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

// System.Reflection.BindingFlags: Instance 4, Static 8, Public 16, NonPublic 32. Members that are not public have no rows.
bool wants(const Call& c, int64_t flag)
{
    for (const Value& arg : c.args)
        if (arg.tag() == Tag::Enum) return (arg.as_int64() & flag) != 0 && (arg.as_int64() & 16) != 0;
    return true;
}

Value get_properties(Call& c)
{
    std::vector<Value> out;
    if (wants(c, 4)) append_members(out, self_type(c), false, true);
    if (wants(c, 8)) append_members(out, self_type(c), true, true);
    return typed_array(native_type("System.Reflection.PropertyInfo"), std::move(out));
}

Value get_methods(Call& c)
{
    std::vector<Value> out;
    if (wants(c, 4)) append_members(out, self_type(c), false, false);
    if (wants(c, 8)) append_members(out, self_type(c), true, false);
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

Value get_members_named(Call& c)
{
    require(c, 0, "name");
    std::vector<Value> out;
    for (const bool statics : {false, true}) {
        const Name name(text(c, 0));
        const MemberGroup* group = statics ? self_type(c).static_member(name) : self_type(c).instance_member(name);
        if (!group || group->overloads[0]->name != text(c, 0)) continue;
        for (const Method* method : group->overloads) out.emplace_back(make<ReflectedMember>(self_type(c), *method));
    }
    return typed_array(native_type("System.Reflection.MemberInfo"), std::move(out));
}

// Public fields of .NET's types are static properties here: [int].GetField('MaxValue').
Value get_field(Call& c)
{
    require(c, 0, "name");
    const MemberGroup* group = self_type(c).static_member(Name(text(c, 0)));
    if (!group || !group->is_property || group->overloads[0]->name != text(c, 0)) return {};
    return Value(make<ReflectedMember>(self_type(c), *group->overloads[0], true));
}

Value get_fields(Call& c)
{
    std::vector<Value> out;
    for (const MemberGroup* group : self_type(c).members(true))
        if (group->is_property) out.emplace_back(make<ReflectedMember>(self_type(c), *group->overloads[0], true));
    return typed_array(native_type("System.Reflection.FieldInfo"), std::move(out));
}

Value get_constructor(Call& c)
{
    const std::vector<Value> wanted = is_null(c, 0) ? std::vector<Value>() : elements(c.args[0]);
    const MemberGroup* group = self_type(c).constructors();
    for (const Method* method : group ? group->overloads : std::vector<const Method*>()) {
        bool same = method->parameters.size() == wanted.size();
        for (size_t i = 0; same && i < wanted.size(); ++i) same = method->parameters[i].type == wanted[i].as<Type>();
        if (same) return Value(make<ReflectedMember>(self_type(c), *method));
    }
    return {};
}

Value get_enum_name(Call& c)
{
    if (!self_type(c).is_enum()) throw_argument("System.ArgumentException", "Type provided must be an Enum.", "enumType");
    const int64_t wanted = to_int64(c.args[0]);
    for (const Type::EnumName& member : self_type(c).enum_names())
        if (member.value == wanted) return Value(member.name);
    return {};
}

Value is_enum_defined(Call& c)
{
    if (!self_type(c).is_enum()) throw_argument("System.ArgumentException", "Type provided must be an Enum.", "enumType");
    if (c.args[0].is_string()) {
        for (const Type::EnumName& member : self_type(c).enum_names())
            if (member.name == text(c, 0)) return Value(true);
        return Value(false);
    }
    return Value(!get_enum_name(c).is_null());
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
    prop("IsAbstract", "bool",
         [](Call& c) { return Value(has(self_type(c).flags(), F::Abstract) || has(self_type(c).flags(), F::Static)); }),
    prop("IsSealed", "bool", [](Call& c) { return Value(has(self_type(c).flags(), F::Sealed) || has(self_type(c).flags(), F::Static)); }),
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
    prop("IsConstructedGenericType", "bool", [](Call& c) { return Value(self_type(c).generic_definition() != nullptr); }),
    prop("ContainsGenericParameters", "bool", get_flag<F::GenericDefinition>),
    prop("IsGenericParameter", "bool", [](Call&) { return Value(false); }),
    prop("IsNotPublic", "bool", [](Call&) { return Value(false); }),
    prop("IsVisible", "bool", [](Call&) { return Value(true); }),
    prop("IsNestedPublic", "bool", [](Call& c) { return Value(self_type(c).full_name().find('+') != std::string::npos); }),
    prop("IsCOMObject", "bool", [](Call&) { return Value(false); }),
    prop("MemberType", "System.Reflection.MemberTypes", [](Call&) { return enum_value("System.Reflection.MemberTypes", 32); }),
    meth("GetConstructor", "type[] types", "System.Reflection.ConstructorInfo", get_constructor),
    meth("GetEnumName", "System.Object value", "string", get_enum_name),
    meth("IsEnumDefined", "System.Object value", "bool", is_enum_defined),
    meth("GetField", "string name", "System.Reflection.FieldInfo", get_field),
    meth("GetField", "string name, System.Reflection.BindingFlags bindingAttr", "System.Reflection.FieldInfo", get_field),
    meth("GetFields", "", "System.Reflection.FieldInfo[]", get_fields),
    meth("GetFields", "System.Reflection.BindingFlags bindingAttr", "System.Reflection.FieldInfo[]", get_fields),
    meth("GetMember", "string name", "System.Reflection.MemberInfo[]", get_members_named),
    meth("GetMethod", "string name, System.Reflection.BindingFlags bindingAttr", "System.Reflection.MethodInfo",
         [](Call& c) { return get_member_named(c, false); }),
    meth("GetMethods", "System.Reflection.BindingFlags bindingAttr", "System.Reflection.MethodInfo[]", get_methods),
    meth("GetProperties", "System.Reflection.BindingFlags bindingAttr", "System.Reflection.PropertyInfo[]", get_properties),
    meth("GetProperty", "string name, System.Reflection.BindingFlags bindingAttr", "System.Reflection.PropertyInfo",
         [](Call& c) { return get_member_named(c, true); }),
    meth("GetCustomAttributes", "bool inherit", "System.Object[]", [](Call&) { return make_array({}); }),
    meth("GetCustomAttributes", "type attributeType, bool inherit", "System.Object[]", [](Call&) { return make_array({}); }),
    meth("GetMembers", "System.Reflection.BindingFlags bindingAttr", "System.Reflection.MemberInfo[]", get_members),
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

constexpr TypeDef table[] = {
    {"System.Type", "System.Reflection.MemberInfo", F::Abstract, "type", "", type_members},
    {"System.RuntimeType", "System.Type", F::Sealed},
};

} // namespace

std::span<const TypeDef> type_type_types() { return table; }

} // namespace kestrun::value
