// PSObject, PSCustomObject, and the members of objects as objects.
#include "value/dictionary.hpp"
#include "value/invoke.hpp"
#include "value/psmember.hpp"
#include "value/reference.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {
namespace {

using F = TypeFlags;

// PSObject

const Value& base_of(const Call& c)
{
    const auto* view = c.self.as<PSObjectView>();
    return view ? view->base() : c.self;
}

template <PSMemberCollection::Kind kind>
Value get_members(Call& c)
{
    return Value(make<PSMemberCollection>(base_of(c), kind));
}

Value copy_object(Call& c)
{
    const Value& base = base_of(c);
    if (const auto* custom = base.as<PSCustomObject>()) return Value(custom->copy());
    if (const auto* dictionary = base.as<Dictionary>()) return Value(dictionary->copy());
    static const Symbol clone("Clone");
    const MemberGroup* group = type_of(base).instance_member(clone);
    if (base.is_heap() && group && !group->is_property) return invoke_method(base, clone, {});
    return base;
}

Value new_object(Call& c)
{
    if (c.args.empty() || c.args[0].is_null()) return Value(make<PSCustomObject>());
    return c.args[0];
}

constexpr MemberDef object_members[] = {
    ctor("", new_object),
    ctor("System.Object obj", new_object),
    prop("Members", "System.Object", get_members<PSMemberCollection::Kind::Members>),
    prop("Properties", "System.Object", get_members<PSMemberCollection::Kind::Properties>),
    prop("Methods", "System.Object", get_members<PSMemberCollection::Kind::Methods>),
    prop("ImmediateBaseObject", "System.Object", [](Call& c) { return unwrap(base_of(c)); }),
    prop("BaseObject", "System.Object", [](Call& c) { return unwrap(base_of(c)); }),
    prop("TypeNames", "System.Object", [](Call& c) { return Value(make<TypeNameList>(base_of(c))); }),
    meth("Copy", "", "psobject", copy_object),
    meth("ToString", "", "string", [](Call& c) { return Value(to_text(base_of(c))); }),
    meth("ToString", "string format, System.IFormatProvider formatProvider", "string", [](Call& c) { return Value(to_text(base_of(c))); }),
    smeth("AsPSObject", "System.Object obj", "psobject", [](Call& c) { return c.args[0]; }),
};

// Members: an attached or free PSMember, or the handle of an object's member.

PSMember* free_member(const Call& c) { return c.self.as<PSMember>(); }
PSMemberHandle* handle(const Call& c) { return c.self.as<PSMemberHandle>(); }

Ref<PSMember> script_member(const Call& c)
{
    if (PSMember* member = free_member(c)) return member;
    const PSMemberHandle* of = handle(c);
    return of ? of->member() : Ref<PSMember>();
}

Value get_name(Call& c)
{
    if (const PSMember* member = free_member(c)) return Value(member->name());
    return Value(handle(c)->info().name);
}

Value get_value(Call& c)
{
    if (const PSMember* member = free_member(c)) return member->kind() == PSMemberKind::NoteProperty ? member->value() : Value();
    return handle(c)->get();
}

Value set_value(Call& c)
{
    if (PSMember* member = free_member(c))
        member->set_value(c.args[0]);
    else
        handle(c)->set(c.args[0]);
    return nothing();
}

Value get_member_type(Call& c)
{
    const PSMember* member = free_member(c);
    const std::string name = member ? member_type_name(member->kind()) : handle(c)->info().member_type;
    return enum_value("System.Management.Automation.PSMemberTypes", member_type_number(name));
}

Value get_type_name(Call& c)
{
    const PSMemberHandle* of = handle(c);
    if (of && of->info().member_type == "Property") {
        const MemberGroup* group = type_of(unwrap(of->owner())).instance_member(Name(of->info().name));
        if (group && group->overloads[0]->result) return Value(group->overloads[0]->result->dotnet_name());
    }
    if (of && !of->info().is_property()) return Value(of->type().full_name());
    const Ref<PSMember> member = script_member(c);
    if (member && member->kind() == PSMemberKind::ScriptProperty) return Value("System.Object");
    const Value value = get_value(c);
    return value.is_null() ? Value("System.Object") : Value(ps_type_names(value).front());
}

Value is_settable(Call& c)
{
    const Ref<PSMember> member = script_member(c);
    if (member) return member->kind() == PSMemberKind::ScriptProperty ? !member->second().is_null() : true;
    const PSMemberHandle* of = handle(c);
    if (!of || of->info().member_type != "Property") return true;
    const MemberGroup* group = type_of(unwrap(of->owner())).instance_member(Name(of->info().name));
    return !group || group->overloads[0]->setter != nullptr;
}

Value is_gettable(Call& c)
{
    const Ref<PSMember> member = script_member(c);
    return !member || member->kind() != PSMemberKind::ScriptProperty || !member->value().is_null();
}

Value is_instance_member(Call& c)
{
    const PSMemberHandle* of = handle(c);
    return !of || (of->info().member_type != "Property" && of->info().member_type != "Method");
}

Value member_text(Call& c)
{
    if (const PSMember* member = free_member(c)) return Value(member_definition(*member));
    return Value(handle(c)->text());
}

Value copy_member(Call& c)
{
    const Ref<PSMember> member = script_member(c);
    if (member) return Value(make<PSMember>(member->kind(), member->name(), member->value(), member->second()));
    return Value(make<PSMember>(PSMemberKind::NoteProperty, handle(c)->info().name, handle(c)->get()));
}

Value first_part(Call& c)
{
    const Ref<PSMember> member = script_member(c);
    return member ? member->value() : Value();
}

Value second_part(Call& c)
{
    const Ref<PSMember> member = script_member(c);
    return member ? member->second() : Value();
}

Value definitions_of(const MemberGroup& group)
{
    std::vector<Value> texts;
    for (const Method* method : group.overloads) texts.emplace_back(method->definition);
    return string_array(std::move(texts));
}

Value overload_definitions(Call& c)
{
    if (const auto* method = c.self.as<PSMethodObject>()) return definitions_of(method->group());
    if (const PSMemberHandle* of = handle(c)) {
        const MemberGroup* group = type_of(unwrap(of->owner())).instance_member(Name(of->info().name));
        if (group && !of->member()) return definitions_of(*group);
    }
    return string_array({member_text(c)});
}

Value invoke_member(Call& c)
{
    std::vector<Value> args = elements(c.args[0]);
    if (const auto* method = c.self.as<PSMethodObject>()) {
        const auto* type = method->owner().as<Type>();
        const bool is_static = type && method->group().overloads[0]->kind != MemberKind::Method;
        if (is_static) return invoke_static(*type, Name(method->group().name), args);
        return invoke_method(method->owner(), Name(method->group().name), args);
    }
    if (const PSMemberHandle* of = handle(c)) return invoke_method(of->owner(), Name(of->info().name), args);
    const PSMember* member = free_member(c);
    if (member->kind() != PSMemberKind::ScriptMethod || !member->value().is_heap() || !conversion_host())
        throw_method_not_found(c.type, "Invoke");
    return conversion_host()->call_script(*member->value().object(), Value(), args);
}

constexpr MemberDef member_members[] = {
    prop("Name", "string", get_name),
    prop("Value", "System.Object", get_value, set_value),
    prop("MemberType", "System.Management.Automation.PSMemberTypes", get_member_type),
    prop("TypeNameOfValue", "string", get_type_name),
    prop("IsInstance", "bool", is_instance_member),
    meth("Copy", "", "System.Management.Automation.PSMemberInfo", copy_member),
    meth("ToString", "", "string", member_text),
};

constexpr MemberDef property_members[] = {
    prop("IsSettable", "bool", is_settable),
    prop("IsGettable", "bool", is_gettable),
};

template <PSMemberKind kind>
Value new_member(Call& c)
{
    const std::string_view name = text(c, 0);
    if (name.empty())
        throw_argument("System.Management.Automation.PSArgumentException",
                       "Cannot process argument because the value of argument \"name\" is not valid.", "name");
    return Value(make<PSMember>(kind, std::string(name), c.args[1], c.args.size() > 2 ? c.args[2] : Value()));
}

constexpr MemberDef note_members[] = {
    ctor("string name, System.Object value", new_member<PSMemberKind::NoteProperty>),
};

/// A member set keeps its members as the slots of a custom object.
Value new_member_set(Call& c)
{
    Ref<PSCustomObject> members = make<PSCustomObject>();
    if (c.args.size() > 1) {
        for (const Value& item : elements(c.args[1])) {
            if (const auto* member = item.as<PSMember>()) members->set(member->name(), item);
        }
    }
    return Value(make<PSMember>(PSMemberKind::MemberSet, std::string(text(c, 0)), Value(members)));
}

constexpr MemberDef property_set_members[] = {
    ctor("string name, string[] referencedPropertyNames", new_member<PSMemberKind::PropertySet>),
    prop("ReferencedPropertyNames", "System.Collections.ObjectModel.Collection[string]", first_part),
};

constexpr MemberDef member_set_members[] = {
    ctor("string name", new_member_set),
    ctor("string name, System.Management.Automation.PSMemberInfo[] members", new_member_set),
    prop("Members", "System.Object", first_part),
};

constexpr MemberDef alias_members[] = {
    ctor("string name, string referencedMemberName", new_member<PSMemberKind::AliasProperty>),
    ctor("string name, string referencedMemberName, type conversionType", new_member<PSMemberKind::AliasProperty>),
    prop("ReferencedMemberName", "string", first_part),
    prop("ConversionType", "type", second_part),
};

constexpr MemberDef script_property_members[] = {
    ctor("string name, scriptblock getterScript", new_member<PSMemberKind::ScriptProperty>),
    ctor("string name, scriptblock getterScript, scriptblock setterScript", new_member<PSMemberKind::ScriptProperty>),
    prop("GetterScript", "scriptblock", first_part),
    prop("SetterScript", "scriptblock", second_part),
};

constexpr MemberDef method_members[] = {
    prop("OverloadDefinitions", "string[]", overload_definitions),
    meth("Invoke", "params System.Object[] arguments", "System.Object", invoke_member),
};

constexpr MemberDef script_method_members[] = {
    ctor("string name, scriptblock script", new_member<PSMemberKind::ScriptMethod>),
    prop("Script", "scriptblock", first_part),
};

Value method_text(Call& c) { return Value(self<PSMethodObject>(c).text()); }

constexpr MemberDef bound_method_members[] = {
    prop("Name", "string",
         [](Call& c) { return c.self.as<PSMethodObject>() ? Value(self<PSMethodObject>(c).group().overloads[0]->name) : get_name(c); }),
    prop("Value", "System.Object", [](Call& c) { return c.self; }),
    prop("MemberType", "System.Management.Automation.PSMemberTypes",
         [](Call&) { return enum_value("System.Management.Automation.PSMemberTypes", member_type_number("Method")); }),
    prop("TypeNameOfValue", "string", [](Call&) { return Value("System.Management.Automation.PSMethod"); }),
    prop("IsInstance", "bool", [](Call&) { return Value(false); }),
    meth("ToString", "", "string", [](Call& c) { return c.self.as<PSMethodObject>() ? method_text(c) : member_text(c); }),
};

// Collections of members

PSMemberCollection& self_collection(const Call& c) { return self<PSMemberCollection>(c); }

Value add_to_collection(Call& c)
{
    const Value& owner = self_collection(c).owner();
    if (PSMember* member = c.args[0].as<PSMember>()) {
        attach_member(owner, make<PSMember>(member->kind(), member->name(), member->value(), member->second()));
    } else if (const auto* of = c.args[0].as<PSMemberHandle>()) {
        const Ref<PSMember> member_of = of->member();
        attach_member(owner, member_of ? make<PSMember>(member_of->kind(), member_of->name(), member_of->value(), member_of->second())
                                       : make<PSMember>(PSMemberKind::NoteProperty, of->info().name, of->get()));
    } else {
        throw_argument("System.ArgumentNullException", "Value cannot be null.", "member");
    }
    return nothing();
}

Value remove_from_collection(Call& c)
{
    const Value& owner = self_collection(c).owner();
    const std::string name(text(c, 0));
    if (auto* custom = owner.as<PSCustomObject>()) return custom->remove(Name(name)), nothing();
    if (!owner.is_heap()) return nothing();
    if (AttachedMembers* attached = attached_members(*owner.object()))
        std::erase_if(attached->members, [&](const Ref<PSMember>& member) { return equals_ignore_case(member->name(), name); });
    return nothing();
}

constexpr MemberDef collection_members[] = {
    indexer("Item", "string name", "T", [](Call& c) { return self_collection(c).find(text(c, 0)); }),
    meth("Add", "System.Management.Automation.PSMemberInfo member", "void", add_to_collection),
    meth("Add", "System.Management.Automation.PSMemberInfo member, bool preValidated", "void", add_to_collection),
    meth("Remove", "string name", "void", remove_from_collection),
    meth("Match", "string name", "System.Object", [](Call& c) { return make_array(self_collection(c).match(text(c, 0))); }),
    meth("GetEnumerator", "", "System.Collections.IEnumerator",
         [](Call& c) { return invoke_method(make_array(self_collection(c).match("*")), Name("GetEnumerator"), {}); }),
};

// PSTypeNames

TypeNameList& self_names(const Call& c) { return self<TypeNameList>(c); }

std::optional<size_t> position_of(const std::vector<std::string>& names, std::string_view name)
{
    for (size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) return i;
    }
    return std::nullopt;
}

Value remove_name_at(Call& c, size_t at)
{
    std::vector<std::string> names = self_names(c).names();
    if (at >= names.size()) throw_index();
    names.erase(names.begin() + static_cast<std::ptrdiff_t>(at));
    return self_names(c).assign(std::move(names)), nothing();
}

Value remove_name(Call& c)
{
    const std::optional<size_t> at = position_of(self_names(c).names(), text(c, 0));
    if (!at) return false;
    return remove_name_at(c, *at), Value(true);
}

constexpr MemberDef type_name_members[] = {
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(self_names(c).size())); }),
    meth("Add", "string item", "void",
         [](Call& c) { return self_names(c).insert(self_names(c).size(), std::string(text(c, 0))), nothing(); }),
    meth("Clear", "", "void", [](Call& c) { return self_names(c).assign({}), nothing(); }),
    meth("Contains", "string item", "bool", [](Call& c) { return Value(position_of(self_names(c).names(), text(c, 0)).has_value()); }),
    meth("IndexOf", "string item", "int",
         [](Call& c) {
             const std::optional<size_t> at = position_of(self_names(c).names(), text(c, 0));
             return Value(at ? static_cast<int32_t>(*at) : -1);
         }),
    meth("Insert", "int index, string item", "void",
         [](Call& c) {
             const size_t at = i32(c, 0) < 0 ? static_cast<size_t>(-1) : static_cast<size_t>(i32(c, 0));
             return self_names(c).insert(at, std::string(text(c, 1))), nothing();
         }),
    meth("Remove", "string item", "bool", remove_name),
    meth("RemoveAt", "int index", "void", [](Call& c) { return remove_name_at(c, static_cast<size_t>(static_cast<uint32_t>(i32(c, 0)))); }),
};

// PSReference

constexpr MemberDef reference_members[] = {
    prop(
        "Value", "System.Object", [](Call& c) { return c.self.as<Reference>()->get(); },
        [](Call& c) { return c.self.as<Reference>()->set(c.args[0]), nothing(); }),
};

constexpr const char* member_info = "System.Management.Automation.PSMemberInfo";
constexpr const char* property_info = "System.Management.Automation.PSPropertyInfo";
constexpr const char* method_info = "System.Management.Automation.PSMethodInfo";

constexpr TypeDef table[] = {
    {"System.Management.Automation.PSObject", "System.Object", F::None, "psobject,pscustomobject", "System.IFormattable", object_members},
    {"System.Management.Automation.PSCustomObject", "System.Object", F::None},
    {member_info, "System.Object", F::Abstract, "", "", member_members},
    {property_info, member_info, F::Abstract, "", "", property_members},
    {method_info, member_info, F::Abstract, "", "", method_members},
    {"System.Management.Automation.PSProperty", property_info},
    {"System.Management.Automation.PSNoteProperty", property_info, F::None, "psnoteproperty", "", note_members},
    {"System.Management.Automation.PSAliasProperty", property_info, F::None, "psaliasproperty", "", alias_members},
    {"System.Management.Automation.PSScriptProperty", property_info, F::None, "psscriptproperty", "", script_property_members},
    {"System.Management.Automation.PSCodeProperty", property_info},
    {"System.Management.Automation.PSMethod", method_info, F::None, "", "", bound_method_members},
    {"System.Management.Automation.PSScriptMethod", method_info, F::None, "psscriptmethod", "", script_method_members},
    {"System.Management.Automation.PSCodeMethod", method_info},
    {"System.Management.Automation.PSParameterizedProperty", method_info},
    {"System.Management.Automation.PSPropertySet", member_info, F::None, "", "", property_set_members},
    {"System.Management.Automation.PSMemberSet", member_info, F::None, "", "", member_set_members},
    {"System.Management.Automation.PSMemberInfoIntegratingCollection`1", "System.Object", F::GenericDefinition, "",
     "System.Collections.IEnumerable", collection_members},
    {"System.Management.Automation.Runspaces.ConsolidatedString", "System.Object", F::None, "", "System.Collections.IList",
     type_name_members},
    {"System.Management.Automation.PSReference", "System.Object", F::None, "ref", "", reference_members},
};

} // namespace

std::span<const TypeDef> psobject_types_types() { return table; }

} // namespace kestrun::value
