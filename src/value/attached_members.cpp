// Members that scripts attach to objects (Add-Member, Update-TypeData), and how they are read, written and listed.
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/error.hpp"
#include "value/invoke.hpp"
#include "value/psmember.hpp"
#include "value/shared_lock.hpp"
#include "value/string.hpp"
#include "value/type_data.hpp"
#include <algorithm>

namespace kestrun::value {

namespace {

constexpr int max_alias_depth = 16;
thread_local int alias_depth = 0;

struct DepthGuard
{
    DepthGuard() { ++alias_depth; }
    ~DepthGuard() { --alias_depth; }
};

} // namespace

Value member_value(const PSMember& member, const Value& owner)
{
    switch (member.kind()) {
    case PSMemberKind::AliasProperty: {
        const DepthGuard guard;
        if (alias_depth > max_alias_depth)
            throw_runtime("CycleInAlias", "The alias property \"" + member.name() + "\" refers to itself.", ErrorCategory::NotSpecified, {},
                          "System.Management.Automation.ExtendedTypeSystemException");
        Value value = find_property(owner, Name(to_text(member.value()))).value_or(Value());
        const auto* target = member.second().as<Type>();
        return target ? convert(value, *target) : value;
    }
    case PSMemberKind::ScriptProperty: {
        if (!member.value().is_heap() || !conversion_host()) return {};
        try {
            return conversion_host()->call_script(*member.value().object(), owner, {});
        } catch (const ScriptError&) {
            return {}; // reads as null
        }
    }
    case PSMemberKind::NoteProperty: return member.value();
    case PSMemberKind::MemberSet: return member.value().as<PSCustomObject>() ? member.value() : Value(const_cast<PSMember*>(&member));
    default: return Value(const_cast<PSMember*>(&member));
    }
}

void set_member_value(PSMember& member, const Value& owner, const Value& assigned)
{
    const auto fail = [&](const std::string& why) {
        throw_runtime("ExceptionWhenSetting", "Exception setting \"" + member.name() + "\": \"" + why + "\"", ErrorCategory::NotSpecified,
                      {}, "System.Management.Automation.SetValueInvocationException");
    };
    switch (member.kind()) {
    case PSMemberKind::AliasProperty: {
        const DepthGuard guard;
        if (alias_depth > max_alias_depth) fail("The alias property \"" + member.name() + "\" refers to itself.");
        return set_property(owner, Name(to_text(member.value())), assigned);
    }
    case PSMemberKind::ScriptProperty: {
        if (!member.second().is_heap() || !conversion_host()) fail("Set accessor for property \"" + member.name() + "\" is unavailable.");
        Value argument = assigned;
        try {
            conversion_host()->call_script(*member.second().object(), owner, std::span<Value>(&argument, 1));
        } catch (const ScriptError& error) {
            fail(error.record->exception->message());
        }
        return;
    }
    case PSMemberKind::NoteProperty: {
        if (member.has_flag(Object::Shared)) share(assigned);
        const SharedGuard guard(member);
        return member.set_value(assigned.is_void() ? Value() : assigned);
    }
    default: throw_runtime("PropertyAssignmentException", "'" + member.name() + "' is a ReadOnly property.");
    }
}

Ref<PSMember> attached_member(const Value& value, const Name& name)
{
    if (const auto* custom = value.as<PSCustomObject>()) {
        const std::optional<Value> slot = custom->get(name);
        return slot ? Ref<PSMember>(slot->as<PSMember>()) : extended_member(value, name);
    }
    if (!value.is_heap() || !value.object()->has_flag(Object::Members)) return extended_member(value, name);
    const Object& object = *value.object();
    AttachedMembers* attached = attached_members(object);
    const SharedGuard guard(object);
    for (const Ref<PSMember>& member : attached ? attached->members : std::vector<Ref<PSMember>>()) {
        if (equals_ignore_case(member->name(), name.text)) return member;
    }
    return extended_member(value, name);
}

void attach_member(const Value& value, Ref<PSMember> member)
{
    if (auto* custom = value.as<PSCustomObject>()) {
        const std::string name = member->name();
        // A plain note is a plain slot: reading it costs nothing more.
        return custom->set(name, member->kind() == PSMemberKind::NoteProperty ? member->value() : Value(member));
    }
    if (!value.is_heap()) return;
    const Object& object = *value.object();
    if (object.has_flag(Object::Shared)) share(*member);
    AttachedMembers& attached = ensure_attached_members(object);
    const SharedGuard guard(object);
    for (Ref<PSMember>& known : attached.members) {
        if (!equals_ignore_case(known->name(), member->name())) continue;
        known = std::move(member);
        return;
    }
    attached.members.push_back(std::move(member));
}

bool MemberInfo::is_property() const { return member_type.ends_with("Property") && member_type != "ParameterizedProperty"; }

namespace {

MemberInfo info_of(const PSMember& member) { return {member.name(), member_type_name(member.kind()), member_definition(member)}; }

void list_slots(const PSCustomObject& custom, std::vector<MemberInfo>& out)
{
    const PSCustomObject::Properties properties(custom);
    for (size_t i = 0; i < properties.size(); ++i) {
        const std::string name(properties.name(i));
        if (const auto* member = properties.slot(i).as<PSMember>()) {
            out.push_back(info_of(*member));
            out.back().name = name;
        } else {
            out.push_back({name, "NoteProperty", note_definition(name, properties.slot(i))});
        }
    }
}

bool listed(const std::vector<MemberInfo>& members, std::string_view name)
{
    return std::any_of(members.begin(), members.end(), [&](const MemberInfo& known) { return equals_ignore_case(known.name, name); });
}

void list_native(const Type& type, bool statics, bool properties, bool hidden, std::vector<MemberInfo>& out)
{
    for (const MemberGroup* group : type.members(statics)) {
        if (group->overloads.empty() || (group->overloads[0]->hidden && !hidden) || listed(out, group->name)) continue;
        const bool indexed = group->is_property && !group->overloads[0]->parameters.empty();
        if ((group->is_property && !indexed) != properties) continue;
        std::string definition;
        for (const Method* method : group->overloads) definition += (definition.empty() ? "" : ", ") + method->definition;
        out.push_back({group->overloads[0]->name,
                       indexed              ? "ParameterizedProperty"
                       : group->is_property ? "Property"
                                            : "Method",
                       definition});
    }
}

} // namespace

std::vector<MemberInfo> list_members(const Value& value, bool statics, bool hidden)
{
    std::vector<MemberInfo> members;
    if (value.is_null()) return members;
    if (statics) {
        const auto* type = value.as<Type>();
        const Type& of = type ? *type : type_of(value);
        if (of.is_enum()) {
            for (const Type::EnumName& name : of.enum_names())
                members.push_back({name.name, "Property", "static " + of.full_name() + " " + name.name + " {get;}"});
        }
        list_native(of, true, true, hidden, members);
        list_native(of, true, false, hidden, members);
        return members;
    }
    if (const auto* custom = value.as<PSCustomObject>()) {
        list_slots(*custom, members);
    } else if (value.is_heap() && value.object()->has_flag(Object::Members)) {
        if (const AttachedMembers* attached = attached_members(*value.object())) {
            for (const Ref<PSMember>& member : attached->members) members.push_back(info_of(*member));
        }
    }
    for (const Ref<PSMember>& member : extended_members(value))
        if (!listed(members, member->name())) members.push_back(info_of(*member));
    const Value& base = unwrap(value);
    if (const auto* dynamic = base.as<DynamicMembers>()) {
        for (std::string& name : dynamic->property_names()) {
            const std::optional<Value> held = dynamic->find_property(Name(name));
            const std::string type = held ? accelerator_or_name(type_of(*held)) : "System.Object";
            members.push_back({name, "Property", type + " " + name + " {get;set;}"});
        }
    }
    list_native(type_of(base), false, true, hidden, members);
    list_native(type_of(base), false, false, hidden, members);
    return members;
}

std::vector<std::string> property_names(const Value& value)
{
    std::vector<std::string> names;
    if (value.is_null()) return names;
    if (const auto* custom = value.as<PSCustomObject>()) {
        const PSCustomObject::Properties properties(*custom);
        for (size_t i = 0; i < properties.size(); ++i) {
            const auto* member = properties.slot(i).as<PSMember>();
            if (!member || member->kind() <= PSMemberKind::CodeProperty) names.emplace_back(properties.name(i));
        }
        for (const Ref<PSMember>& member : extended_members(value))
            if (member->kind() <= PSMemberKind::CodeProperty && !custom->has(Name(member->name()))) names.push_back(member->name());
        return names;
    }
    for (MemberInfo& info : list_members(value)) {
        if (info.is_property()) names.push_back(std::move(info.name));
    }
    return names;
}

} // namespace kestrun::value
