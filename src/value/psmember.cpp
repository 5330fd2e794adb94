#include "value/psmember.hpp"
#include "value/convert.hpp"
#include "value/error.hpp"
#include "value/invoke.hpp"
#include "value/item_collection.hpp"
#include "value/operators.hpp"
#include "value/shared_lock.hpp"
#include "value/string.hpp"
#include <algorithm>

namespace kestrun::value {

namespace {

struct KindRow
{
    const char* name;
    int64_t number;
    const char* type;
};
constexpr KindRow kinds[] = {
    {"AliasProperty", 1, "System.Management.Automation.PSAliasProperty"},
    {"CodeProperty", 2, "System.Management.Automation.PSCodeProperty"},
    {"Property", 4, "System.Management.Automation.PSProperty"},
    {"NoteProperty", 8, "System.Management.Automation.PSNoteProperty"},
    {"ScriptProperty", 16, "System.Management.Automation.PSScriptProperty"},
    {"PropertySet", 32, "System.Management.Automation.PSPropertySet"},
    {"Method", 64, "System.Management.Automation.PSMethod"},
    {"CodeMethod", 128, "System.Management.Automation.PSCodeMethod"},
    {"ScriptMethod", 256, "System.Management.Automation.PSScriptMethod"},
    {"ParameterizedProperty", 512, "System.Management.Automation.PSParameterizedProperty"},
    {"MemberSet", 1024, "System.Management.Automation.PSMemberSet"},
};

const KindRow& kind_row(std::string_view name)
{
    for (const KindRow& row : kinds) {
        if (name == row.name) return row;
    }
    return kinds[2];
}

std::string short_type_name(const Value& value)
{
    if (value.is_null()) return "object";
    const Type& type = type_of(value);
    const std::string name = accelerator_or_name(type);
    return name.find('.') == std::string::npos ? name : type.name();
}

} // namespace

int64_t member_type_number(std::string_view member_type) { return kind_row(member_type).number; }

const char* member_type_name(PSMemberKind kind)
{
    switch (kind) {
    case PSMemberKind::NoteProperty: return "NoteProperty";
    case PSMemberKind::AliasProperty: return "AliasProperty";
    case PSMemberKind::ScriptProperty: return "ScriptProperty";
    case PSMemberKind::CodeProperty: return "CodeProperty";
    case PSMemberKind::ScriptMethod: return "ScriptMethod";
    case PSMemberKind::PropertySet: return "PropertySet";
    case PSMemberKind::MemberSet: return "MemberSet";
    }
    return "Property";
}

std::string note_definition(std::string_view name, const Value& value)
{
    if (value.as<PSCustomObject>()) return "System.Management.Automation.PSCustomObject " + std::string(name) + "=" + to_text(value);
    // As the object's own ToString() has it: a collection is its type's name.
    const Value& base = unwrap(value);
    const bool date = base.tag() == Tag::DateTime || base.tag() == Tag::DateTimeOffset;
    return short_type_name(value) + " " + std::string(name) + "=" +
           (value.is_null() ? "null"
            : date          ? format_value(base, "")
                            : dotnet_text(base));
}

std::string member_definition(const PSMember& member)
{
    switch (member.kind()) {
    case PSMemberKind::AliasProperty: {
        const std::string type = member.second().is_null() ? "" : "(" + to_text(member.second()) + ")";
        return member.name() + " = " + type + to_text(member.value());
    }
    case PSMemberKind::ScriptProperty: {
        std::string text = "System.Object " + member.name() + " {";
        if (!member.value().is_null()) text += "get=" + to_text(member.value()) + ";";
        if (!member.second().is_null()) text += "set=" + to_text(member.second()) + ";";
        return text + "}";
    }
    case PSMemberKind::ScriptMethod: return "System.Object " + member.name() + "();";
    case PSMemberKind::PropertySet: {
        std::string names;
        for (const Value& name : elements(member.value())) names += (names.empty() ? "" : ", ") + to_text(name);
        return member.name() + " {" + names + "}";
    }
    default: return note_definition(member.name(), member.value());
    }
}

const Type& PSObjectView::type() const { return types::ps_object(); }

// The rows of PSObject itself come from the type; this answers the rest, so that $x.PSBase.Count reads the object's own Count.
std::optional<Value> PSObjectView::find_property(const Name& name) const
{
    if (kind_ == Kind::Whole) return std::nullopt;
    if (kind_ == Kind::Extended) {
        const Ref<PSMember> member = attached_member(base_, name);
        return member ? std::optional<Value>(member_value(*member, base_)) : value::find_property(base_, name);
    }
    const Type& type = type_of(base_);
    const MemberGroup* group = type.instance_member(name);
    if (!group || !group->is_property || !group->overloads[0]->parameters.empty()) return std::nullopt;
    return call_getter(*group->overloads[0], base_, type);
}

bool PSObjectView::set_property(const Name& name, const Value& value)
{
    if (kind_ == Kind::Whole) return false;
    value::set_property(base_, name, value);
    return true;
}

std::vector<std::string> PSObjectView::property_names() const
{
    return kind_ == Kind::Whole ? std::vector<std::string>() : value::property_names(base_);
}

std::string PSObjectView::text() const { return to_text(base_); }

Ref<PSMember> PSMemberHandle::member() const { return attached_member(owner_, Name(info_.name)); }

Value PSMemberHandle::get() const
{
    const Name name(info_.name);
    if (!info_.is_property()) return Value(const_cast<PSMemberHandle*>(this));
    const Ref<PSMember> script = member();
    if (script || owner_.as<PSCustomObject>()) return value::find_property(owner_, name).value_or(Value());
    const Value& base = unwrap(owner_);
    if (const auto* dynamic = base.as<DynamicMembers>()) {
        if (std::optional<Value> value = dynamic->find_property(name)) return std::move(*value);
    }
    const Type& type = type_of(base);
    const MemberGroup* group = type.instance_member(name);
    if (!group || !group->is_property) return {};
    try {
        return call_getter(*group->overloads[0], base, type);
    } catch (const ScriptError& error) {
        throw_runtime("ExceptionWhenGetting", "Exception getting \"" + info_.name + "\": \"" + error.record->exception->message() + "\"",
                      ErrorCategory::NotSpecified, {}, "System.Management.Automation.GetValueInvocationException");
    }
}

void PSMemberHandle::set(const Value& value) const
{
    const Name name(info_.name);
    if (member() || owner_.as<PSCustomObject>()) return value::set_property(owner_, name, value);
    const Value& base = unwrap(owner_);
    if (auto* dynamic = base.as<DynamicMembers>(); dynamic && dynamic->set_property(name, value)) return;
    const Type& type = type_of(base);
    const MemberGroup* group = type.instance_member(name);
    if (!group || !group->is_property || !group->overloads[0]->setter)
        throw_runtime("ReadOnlyProperty", "\"" + info_.name + "\" is a ReadOnly property.", ErrorCategory::NotSpecified, {},
                      "System.Management.Automation.SetValueException");
    call_setter(*group->overloads[0], base, type, value);
}

const Type& PSMemberHandle::type() const { return native_type(kind_row(info_.member_type).type); }

std::string PSMemberHandle::text() const
{
    if (info_.member_type == "NoteProperty") return note_definition(info_.name, get());
    return info_.definition;
}

bool PSMemberCollection::holds(const MemberInfo& info) const
{
    if (kind_ == Kind::Members) return true;
    const bool property = info.is_property() || info.member_type == "PropertySet";
    return property == (kind_ == Kind::Properties);
}

Value PSMemberCollection::find(std::string_view name) const
{
    for (MemberInfo& info : list_members(owner_)) {
        if (holds(info) && equals_ignore_case(info.name, name)) return Value(make<PSMemberHandle>(owner_, std::move(info)));
    }
    return {};
}

std::vector<Value> PSMemberCollection::match(std::string_view pattern) const
{
    std::vector<Value> found;
    for (MemberInfo& info : list_members(owner_)) {
        if (holds(info) && (pattern == "*" || wildcard_match(pattern, info.name)))
            found.emplace_back(make<PSMemberHandle>(owner_, std::move(info)));
    }
    return found;
}

const Type& PSMemberCollection::type() const
{
    static const Type& definition = native_type("System.Management.Automation.PSMemberInfoIntegratingCollection`1");
    const Type& element = native_type(kind_ == Kind::Properties ? "System.Management.Automation.PSPropertyInfo"
                                      : kind_ == Kind::Methods  ? "System.Management.Automation.PSMethodInfo"
                                                                : "System.Management.Automation.PSMemberInfo");
    const Type* argument = &element;
    return *instantiate(definition, std::span<const Type* const>(&argument, 1));
}

std::unique_ptr<Enumerator> PSMemberCollection::enumerate() const { return enumerate_values(match("*")); }

std::string PSMemberCollection::text() const
{
    std::string text;
    for (const Value& member : match("*")) text += (text.empty() ? "" : " ") + to_text(member);
    return text;
}

const Type& PSMethodObject::type() const { return native_type("System.Management.Automation.PSMethod"); }

std::string PSMethodObject::text() const
{
    std::string text;
    for (const Method* method : group_->overloads) text += (text.empty() ? "" : ", ") + method->definition;
    return text;
}

void TypeNameList::assign(std::vector<std::string> names)
{
    if (auto* custom = owner_.as<PSCustomObject>()) return custom->set_type_names(std::move(names));
    if (!owner_.is_heap()) return;
    AttachedMembers& attached = ensure_attached_members(*owner_.object());
    const SharedGuard guard(*owner_.object());
    attached.type_names = std::move(names);
    attached.type_names_complete = true;
}

void TypeNameList::insert(size_t position, std::string name)
{
    std::vector<std::string> all = names();
    if (position > all.size())
        throw_argument("System.ArgumentOutOfRangeException",
                       "Index was out of range. Must be non-negative and less than or equal to the size of the collection.", "index");
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(position), std::move(name));
    assign(std::move(all));
}

Value TypeNameList::at(size_t index) const
{
    const std::vector<std::string> all = names();
    return index < all.size() ? Value(all[index]) : Value();
}

void TypeNameList::set(size_t index, const Value& value)
{
    std::vector<std::string> all = names();
    if (index >= all.size())
        throw_argument("System.ArgumentOutOfRangeException",
                       "Index was out of range. Must be non-negative and less than the size of the collection.", "index");
    all[index] = to_text(value);
    assign(std::move(all));
}

const Type& TypeNameList::type() const { return native_type("System.Management.Automation.Runspaces.ConsolidatedString"); }

bool intrinsic_member(const Value& value, const Name& name, Value& result)
{
    if (name.text.size() < 6 || (name.text[0] | 0x20) != 'p' || (name.text[1] | 0x20) != 's') return false;
    if (equals_ignore_case(name.text, "psobject")) {
        result = Value(make<PSObjectView>(value, PSObjectView::Kind::Whole));
    } else if (equals_ignore_case(name.text, "pstypenames")) {
        result = Value(make<TypeNameList>(value));
    } else if (equals_ignore_case(name.text, "psbase") || equals_ignore_case(name.text, "psadapted")) {
        result = Value(make<PSObjectView>(value, PSObjectView::Kind::Base));
    } else if (equals_ignore_case(name.text, "psextended")) {
        result = Value(make<PSObjectView>(value, PSObjectView::Kind::Extended));
    } else {
        return false;
    }
    return true;
}

} // namespace kestrun::value
