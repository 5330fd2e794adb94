// System.Reflection.MemberInfo, PropertyInfo, FieldInfo, MethodInfo, ConstructorInfo, ParameterInfo, Assembly and AssemblyName.
#include "value/types/reflection.hpp"
#include "value/types/extra_types.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {

std::string reflected_name(const Type* type)
{
    if (!type) return "Void";
    const Tag tag = type->tag();
    if ((tag >= Tag::Bool && tag <= Tag::Double) || type == &types::void_type()) return type->name();
    if (type->is_array() && type->element()->tag() >= Tag::Bool && type->element()->tag() <= Tag::Double) return type->name();
    return type->dotnet_name();
}

const Type& ReflectedMember::type() const
{
    return native_type(field_             ? "System.Reflection.RtFieldInfo"
                       : is_property()    ? "System.Reflection.RuntimePropertyInfo"
                       : is_constructor() ? "System.Reflection.RuntimeConstructorInfo"
                                          : "System.Reflection.RuntimeMethodInfo");
}

std::string ReflectedMember::text() const
{
    std::string text = (is_constructor() ? "Void" : reflected_name(method_->result)) + " " + name();
    if (is_property()) return text;
    text += '(';
    for (size_t i = 0; i < method_->parameters.size(); ++i) {
        const Parameter& parameter = method_->parameters[i];
        text += (i > 0 ? ", " : "") + (parameter.type ? reflected_name(parameter.type) : std::string("System.Object"));
        if (parameter.by_ref) text += " ByRef";
    }
    return text + ")";
}

namespace {

using F = TypeFlags;

class ParameterObject final : public Object, public Textual
{
public:
    ParameterObject(Ref<ReflectedMember> member, size_t position) : member_(std::move(member)), position_(position) {}
    const Type& type() const override { return native_type("System.Reflection.RuntimeParameterInfo"); }
    void trace(Tracer& tracer) const override { tracer.visit(member_); }
    const Parameter& get() const { return member_->method().parameters[position_]; }
    const Ref<ReflectedMember>& member() const { return member_; }
    size_t position() const { return position_; }
    std::string text() const override { return reflected_name(get().type ? get().type : &types::object()) + " " + get().name; }

private:
    Ref<ReflectedMember> member_;
    size_t position_;
};

ReflectedMember& own(const Call& c) { return self<ReflectedMember>(c); }
Value optional_type(const Type* type) { return type ? type_value(*type) : Value(); }

// System.Reflection.MemberTypes: Constructor 1, Field 4, Method 8, Property 16.
Value member_type(Call& c)
{
    const ReflectedMember& member = own(c);
    return enum_value("System.Reflection.MemberTypes", member.is_field() ? 4 : member.is_property() ? 16 : member.is_constructor() ? 1 : 8);
}

Value call(Call& c, const Value& target, std::vector<Value> args)
{
    const ReflectedMember& member = own(c);
    if (!member.is_static() && !member.is_constructor() && target.is_null())
        throw_native("System.Reflection.TargetException", "Non-static method requires a target.");
    if (!member.is_property() && args.size() != member.method().parameters.size())
        throw_native("System.Reflection.TargetParameterCountException", "Parameter count mismatch.");
    return call_method(member.method(), target, member.owner(), member.method().name, args);
}

Value get_value(Call& c) { return call(c, c.args[0], {}); }

Value set_value(Call& c)
{
    if (!own(c).method().setter && !own(c).method().script)
        throw_argument("System.ArgumentException", "Property set method not found.", "");
    if (own(c).is_static())
        set_static_property(own(c).owner(), Name(own(c).method().name), c.args[1]);
    else
        set_property(c.args[0], Name(own(c).method().name), c.args[1]);
    return nothing();
}

Value invoke(Call& c)
{
    const bool made = c.args.size() == 1; // ConstructorInfo.Invoke(parameters)
    const Value& given = c.args.back();
    return call(c, made ? Value() : c.args[0], given.is_null() ? std::vector<Value>() : elements(given));
}

Value get_parameters(Call& c)
{
    std::vector<Value> made;
    for (size_t i = 0; i < own(c).method().parameters.size(); ++i)
        made.emplace_back(make<ParameterObject>(Ref<ReflectedMember>(&own(c)), i));
    return typed_array(native_type("System.Reflection.ParameterInfo"), std::move(made));
}

Value no_attributes(Call&) { return make_array({}); }

constexpr MemberDef member_members[] = {
    prop("Name", "string", [](Call& c) { return Value(own(c).name()); }),
    prop("MemberType", "System.Reflection.MemberTypes", member_type),
    prop("DeclaringType", "type", [](Call& c) { return optional_type(own(c).method().declaring); }),
    prop("ReflectedType", "type", [](Call& c) { return type_value(own(c).owner()); }),
    meth("GetCustomAttributes", "bool inherit", "System.Object[]", no_attributes),
    meth("GetCustomAttributes", "type attributeType, bool inherit", "System.Object[]", no_attributes),
    meth("IsDefined", "type attributeType, bool inherit", "bool", [](Call&) { return Value(false); }),
    meth("ToString", "", "string", [](Call& c) { return Value(own(c).text()); }),
};

constexpr MemberDef property_members[] = {
    prop("PropertyType", "type", [](Call& c) { return optional_type(own(c).method().result); }),
    prop("CanRead", "bool", [](Call&) { return Value(true); }),
    prop("CanWrite", "bool", [](Call& c) { return Value(own(c).method().setter != nullptr || own(c).method().script); }),
    prop("IsSpecialName", "bool", [](Call&) { return Value(false); }),
    meth("GetIndexParameters", "", "System.Reflection.ParameterInfo[]", get_parameters),
    meth("GetValue", "System.Object obj", "System.Object", get_value),
    meth("GetValue", "System.Object obj, System.Object[] index", "System.Object", get_value),
    meth("SetValue", "System.Object obj, System.Object value", "void", set_value),
    meth("SetValue", "System.Object obj, System.Object value, System.Object[] index", "void", set_value),
};

constexpr MemberDef field_members[] = {
    prop("FieldType", "type", [](Call& c) { return optional_type(own(c).method().result); }),
    prop("IsStatic", "bool", [](Call& c) { return Value(own(c).is_static()); }),
    prop("IsPublic", "bool", [](Call&) { return Value(true); }),
    prop("IsInitOnly", "bool", [](Call& c) { return Value(own(c).method().setter == nullptr); }),
    prop("IsLiteral", "bool", [](Call& c) { return Value(own(c).is_static() && own(c).method().setter == nullptr); }),
    meth("GetValue", "System.Object obj", "System.Object", get_value),
    meth("GetRawConstantValue", "", "System.Object", [](Call& c) { return call(c, Value(), {}); }),
    meth("SetValue", "System.Object obj, System.Object value", "void", set_value),
};

constexpr MemberDef method_base_members[] = {
    prop("IsStatic", "bool", [](Call& c) { return Value(own(c).is_static()); }),
    prop("IsPublic", "bool", [](Call&) { return Value(true); }),
    prop("IsPrivate", "bool", [](Call&) { return Value(false); }),
    prop("IsConstructor", "bool", [](Call& c) { return Value(own(c).is_constructor()); }),
    prop("IsSpecialName", "bool", [](Call& c) { return Value(own(c).is_constructor() || own(c).method().name.starts_with("op_")); }),
    prop("IsGenericMethod", "bool", [](Call&) { return Value(false); }),
    prop("IsAbstract", "bool", [](Call&) { return Value(false); }),
    prop("IsVirtual", "bool", [](Call&) { return Value(false); }),
    meth("GetParameters", "", "System.Reflection.ParameterInfo[]", get_parameters),
    meth("Invoke", "System.Object obj, System.Object[] parameters", "System.Object", invoke),
};

constexpr MemberDef method_members[] = {
    prop("ReturnType", "type",
         [](Call& c) { return optional_type(own(c).method().result ? own(c).method().result : &types::void_type()); }),
};

constexpr MemberDef constructor_members[] = {
    meth("Invoke", "System.Object[] parameters", "System.Object", invoke),
};

ParameterObject& own_parameter(const Call& c) { return self<ParameterObject>(c); }

constexpr MemberDef parameter_members[] = {
    prop("Name", "string", [](Call& c) { return Value(own_parameter(c).get().name); }),
    prop("ParameterType", "type",
         [](Call& c) { return type_value(own_parameter(c).get().type ? *own_parameter(c).get().type : types::object()); }),
    prop("Position", "int", [](Call& c) { return Value(static_cast<int32_t>(own_parameter(c).position())); }),
    prop("IsOptional", "bool", [](Call& c) { return Value(own_parameter(c).get().optional); }),
    prop("HasDefaultValue", "bool", [](Call& c) { return Value(own_parameter(c).get().optional); }),
    prop("DefaultValue", "System.Object", [](Call& c) { return own_parameter(c).get().default_value; }),
    prop("IsOut", "bool", [](Call& c) { return Value(own_parameter(c).get().by_ref); }),
    prop("IsIn", "bool", [](Call&) { return Value(false); }),
    prop("Member", "System.Reflection.MemberInfo", [](Call& c) { return Value(own_parameter(c).member()); }),
    meth("ToString", "", "string", [](Call& c) { return Value(own_parameter(c).text()); }),
};

// Assemblies

AssemblyObject& assembly(const Call& c) { return self<AssemblyObject>(c); }

Value version(Call& c)
{
    const std::string& name = assembly(c).full_name();
    const size_t at = name.find("Version=");
    if (at == std::string::npos) return {};
    return convert(Value(name.substr(at + 8, name.find(',', at) - at - 8)), types::version());
}

Value get_type(Call& c)
{
    require(c, 0, "name");
    const Type* type = find_type(text(c, 0));
    if (type) return type_value(*type);
    if (c.args.size() > 1 && flag(c, 1))
        throw_native("System.TypeLoadException",
                     "Could not load type '" + std::string(text(c, 0)) + "' from assembly '" + assembly(c).full_name() + "'.");
    return {};
}

/// The types we have that .NET keeps in that assembly.
Value get_types(Call& c)
{
    std::vector<Value> made;
    for (const TypeDef* row : native_type_rows()) {
        const Type& type = native_type(row->full_name);
        if (assembly_of(type) == assembly(c).full_name()) made.push_back(type_value(type));
    }
    return typed_array(types::type(), std::move(made));
}

Value assembly_named(std::string_view simple)
{
    for (const TypeDef* row : native_type_rows()) {
        const std::string_view full = assembly_of(native_type(row->full_name));
        if (equals_ignore_case(full.substr(0, full.find(',')), simple)) return Value(make<AssemblyObject>(std::string(full), false));
    }
    return {};
}

[[noreturn]] void throw_no_assembly(std::string_view name)
{
    throw_native("System.IO.FileNotFoundException",
                 "Could not load file or assembly '" + std::string(name) +
                     "'. kestrun has the .NET types that scripts name built in and loads no assemblies; name the type itself.");
}

Value load(Call& c)
{
    require(c, 0, "assemblyString");
    const std::string_view given = text(c, 0);
    const Value known = assembly_named(given.substr(0, given.find(',')));
    if (known.is_null()) throw_no_assembly(given);
    return known;
}

Value load_with_partial_name(Call& c)
{
    require(c, 0, "partialName");
    return assembly_named(text(c, 0).substr(0, text(c, 0).find(',')));
}

Value load_file(Call& c)
{
    require(c, 0, "path");
    throw_no_assembly(text(c, 0));
}

Value core_assembly(Call&) { return Value(make<AssemblyObject>(std::string(assembly_of(types::object())), false)); }

constexpr MemberDef assembly_members[] = {
    prop("FullName", "string", [](Call& c) { return Value(assembly(c).full_name()); }),
    prop("Location", "string", [](Call&) { return Value(""); }),
    prop("IsDynamic", "bool", [](Call&) { return Value(false); }),
    prop("GlobalAssemblyCache", "bool", [](Call&) { return Value(false); }),
    prop("ImageRuntimeVersion", "string", [](Call&) { return Value("v4.0.30319"); }),
    meth("GetName", "", "System.Reflection.AssemblyName",
         [](Call& c) { return Value(make<AssemblyObject>(assembly(c).full_name(), true)); }),
    meth("GetType", "string name", "type", get_type),
    meth("GetType", "string name, bool throwOnError", "type", get_type),
    meth("GetTypes", "", "type[]", get_types),
    meth("GetExportedTypes", "", "type[]", get_types),
    meth("ToString", "", "string", [](Call& c) { return Value(assembly(c).full_name()); }),
    smeth("GetAssembly", "type type", "System.Reflection.Assembly",
          [](Call& c) { return Value(make<AssemblyObject>(std::string(assembly_of(object_arg<Type>(c, 0, "type"))), false)); }),
    smeth("GetExecutingAssembly", "", "System.Reflection.Assembly", core_assembly),
    smeth("GetCallingAssembly", "", "System.Reflection.Assembly", core_assembly),
    smeth("GetEntryAssembly", "", "System.Reflection.Assembly", core_assembly),
    smeth("Load", "string assemblyString", "System.Reflection.Assembly", load),
    smeth("LoadFrom", "string assemblyFile", "System.Reflection.Assembly", load_file),
    smeth("LoadFile", "string path", "System.Reflection.Assembly", load_file),
    smeth("LoadWithPartialName", "string partialName", "System.Reflection.Assembly", load_with_partial_name),
};

constexpr MemberDef assembly_name_members[] = {
    ctor("string assemblyName", [](Call& c) { return Value(make<AssemblyObject>(std::string(text(c, 0)), true)); }),
    prop("Name", "string", [](Call& c) { return Value(assembly(c).simple_name()); }),
    prop("Version", "version", version),
    prop("FullName", "string", [](Call& c) { return Value(assembly(c).full_name()); }),
    prop("CultureName", "string", [](Call&) { return Value(""); }),
    meth("ToString", "", "string", [](Call& c) { return Value(assembly(c).full_name()); }),
};

constexpr TypeDef table[] = {
    {"System.Reflection.Assembly", "System.Object", F::Abstract, "", "", assembly_members},
    {"System.Reflection.RuntimeAssembly", "System.Reflection.Assembly"},
    {"System.Reflection.AssemblyName", "System.Object", F::Sealed, "", "System.ICloneable", assembly_name_members},
    {"System.Reflection.MemberInfo", "System.Object", F::Abstract, "", "", member_members},
    {"System.Reflection.PropertyInfo", "System.Reflection.MemberInfo", F::Abstract, "", "", property_members},
    {"System.Reflection.FieldInfo", "System.Reflection.MemberInfo", F::Abstract, "", "", field_members},
    {"System.Reflection.MethodBase", "System.Reflection.MemberInfo", F::Abstract, "", "", method_base_members},
    {"System.Reflection.MethodInfo", "System.Reflection.MethodBase", F::Abstract, "", "", method_members},
    {"System.Reflection.ConstructorInfo", "System.Reflection.MethodBase", F::Abstract, "", "", constructor_members},
    {"System.Reflection.ParameterInfo", "System.Object", F::None, "", "", parameter_members},
    {"System.Reflection.RuntimePropertyInfo", "System.Reflection.PropertyInfo", F::Sealed},
    {"System.Reflection.RtFieldInfo", "System.Reflection.FieldInfo", F::Sealed},
    {"System.Reflection.RuntimeMethodInfo", "System.Reflection.MethodInfo", F::Sealed},
    {"System.Reflection.RuntimeConstructorInfo", "System.Reflection.ConstructorInfo", F::Sealed},
    {"System.Reflection.RuntimeParameterInfo", "System.Reflection.ParameterInfo", F::Sealed},
};

} // namespace

std::span<const TypeDef> reflection_types() { return table; }

} // namespace kestrun::value
