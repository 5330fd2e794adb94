// Update-TypeData, Get-TypeData, Remove-TypeData (about_Types.ps1xml): members for all objects of a type.
#include "value/type_data.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/type_data.hpp"
#include "value/array.hpp"

namespace kestrun::cmdlets {

namespace {

using value::PSMember;
using value::PSMemberKind;
using value::TypeData;
using value::TypeTable;

constexpr const char* table_variable = "global:__TypeData";
constexpr const char* data_name = "System.Management.Automation.Runspaces.TypeData";

TypeTable* table_of(Context& context) { return context.get_variable(table_variable).as<TypeTable>(); }

TypeTable* running_table()
{
    Context* context = Context::current();
    return context ? table_of(*context) : nullptr;
}

Ref<TypeTable> table_for_change(Context& context)
{
    if (TypeTable* known = table_of(context)) return Ref<TypeTable>(known);
    auto made = value::make<TypeTable>();
    context.set_variable(table_variable, Value(made));
    return made;
}

// --- what Get-TypeData gives ---

enum : size_t
{
    DName,
    DMembers,
    DDepth,
    DDisplay,
    DDisplaySet,
    DKeySet,
    DConverter,
    DAdapter,
};
enum : size_t
{
    MName,
    MValue,
    MSecond,
};
constexpr const char* set_name = "System.Management.Automation.Runspaces.PropertySetData";
constexpr value::MemberDef data_members[] = {
    slot<DName>("TypeName", "string"),
    slot<DMembers>("Members", "System.Collections.Generic.Dictionary[string,object]"),
    slot<DConverter>("TypeConverter", "type"),
    slot<DAdapter>("TypeAdapter", "type"),
    {"IsOverride", value::MemberKind::Property, "", "bool", [](value::Call&) { return Value(false); }},
    slot<DDepth>("SerializationDepth", "uint"),
    slot<DDisplay>("DefaultDisplayProperty", "string"),
    slot<DDisplaySet>("DefaultDisplayPropertySet", set_name),
    slot<DKeySet>("DefaultKeyPropertySet", set_name),
};
constexpr value::MemberDef note_members[] = {slot<MName>("Name", "string"), slot<MValue>("Value", "object")};
constexpr value::MemberDef alias_members[] = {slot<MName>("Name", "string"), slot<MValue>("ReferencedMemberName", "string"),
                                              slot<MSecond>("MemberType", "type")};
constexpr value::MemberDef property_members[] = {slot<MName>("Name", "string"), slot<MValue>("GetScriptBlock", "scriptblock"),
                                                 slot<MSecond>("SetScriptBlock", "scriptblock")};
constexpr value::MemberDef method_members[] = {slot<MName>("Name", "string"), slot<MValue>("Script", "scriptblock")};
constexpr value::MemberDef set_members[] = {slot<MName>("Name", "string"), slot<MValue>("ReferencedProperties", "string[]")};
#define RUNSPACES "System.Management.Automation.Runspaces."
constexpr value::TypeDef rows_of_types[] = {
    {.full_name = data_name, .members = data_members},
    {.full_name = RUNSPACES "NotePropertyData", .members = note_members},
    {.full_name = RUNSPACES "AliasPropertyData", .members = alias_members},
    {.full_name = RUNSPACES "ScriptPropertyData", .members = property_members},
    {.full_name = RUNSPACES "ScriptMethodData", .members = method_members},
    {.full_name = set_name, .members = set_members},
};

const char* member_data_name(PSMemberKind kind)
{
    switch (kind) {
    case PSMemberKind::AliasProperty: return RUNSPACES "AliasPropertyData";
    case PSMemberKind::ScriptProperty: return RUNSPACES "ScriptPropertyData";
    case PSMemberKind::ScriptMethod: return RUNSPACES "ScriptMethodData";
    default: return RUNSPACES "NotePropertyData";
    }
}

Value names_of_set(const Value& set) { return set.as<PSMember>() ? set.as<PSMember>()->value() : Value(); }

Value set_data(const Value& names) { return names.is_null() ? Value() : make_data(set_name, {Value(""), names}); }

Value data_object(const TypeData& data)
{
    const value::Type& type = *value::find_type("System.Collections.Generic.Dictionary[string,object]");
    auto members = value::make<value::Dictionary>(type, value::KeyComparer::IgnoreCase);
    for (const Ref<PSMember>& member : data.members)
        members->set(member->name(),
                     make_data(member_data_name(member->kind()), {Value(member->name()), member->value(), member->second()}));
    const auto standard = [&](const char* name) { return data.standard ? data.standard->get(Name(name)).value_or(Value()) : Value(); };
    return make_data(data_name, {Value(data.name), Value(members), data.serialization_depth, standard("DefaultDisplayProperty"),
                                 set_data(names_of_set(standard("DefaultDisplayPropertySet"))),
                                 set_data(names_of_set(standard("DefaultKeyPropertySet"))), data.converter, data.adapter});
}

// --- Update-TypeData ---

enum : size_t
{
    UType,
    UMemberName,
    UMemberType,
    UValue,
    USecond,
    UConverter,
    UAdapter,
    UDepth,
    UTarget,
    UInherit,
    UString,
    UDisplay,
    UDisplaySet,
    UKeySet,
    UData,
    UForce,
    UAppend,
    UPrepend,
};
#define DYNAMIC "DynamicTypeSet"
constexpr ParameterDef update_parameters[] = {
    {.name = "TypeName", .type = "object", .flags = P::NotNullOrEmpty, .sets = DYNAMIC "!|"},
    {.name = "MemberName", .type = "string", .flags = P::NotNullOrEmpty, .sets = DYNAMIC},
    {.name = "MemberType", .type = "System.Management.Automation.PSMemberTypes", .sets = DYNAMIC},
    {.name = "Value", .flags = P::AllowNull, .sets = DYNAMIC},
    {.name = "SecondValue", .sets = DYNAMIC},
    {.name = "TypeConverter", .type = "type", .sets = DYNAMIC},
    {.name = "TypeAdapter", .type = "type", .sets = DYNAMIC},
    {.name = "SerializationDepth", .type = "uint", .sets = DYNAMIC},
    {.name = "TargetTypeForDeserialization", .type = "type", .sets = DYNAMIC},
    {.name = "InheritPropertySerializationSet", .type = "System.Nullable[bool]", .sets = DYNAMIC},
    {.name = "StringSerializationSource", .type = "string", .sets = DYNAMIC},
    {.name = "DefaultDisplayProperty", .type = "string", .flags = P::NotNullOrEmpty, .sets = DYNAMIC},
    {.name = "DefaultDisplayPropertySet", .type = "string[]", .flags = P::NotNull, .sets = DYNAMIC},
    {.name = "DefaultKeyPropertySet", .type = "string[]", .flags = P::NotNull, .sets = DYNAMIC},
    {.name = "TypeData", .type = "object[]", .flags = P::FromPipelineByName, .sets = "TypeDataSet@0!|"},
    {.name = "Force", .type = "switch", .sets = DYNAMIC ",TypeDataSet"},
    {.name = "AppendPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "FileSet@0|", .aliases = "PSPath,Path"},
    {.name = "PrependPath", .type = "string[]", .sets = "FileSet"},
};

constexpr int64_t kind_alias = 1, kind_note = 8, kind_script_property = 16, kind_property_set = 32, kind_script_method = 256;

struct UpdateTypeData final : Cmdlet
{
    void process() override
    {
        if (has(UAppend) || has(UPrepend)) return read_files();
        if (has(UData)) return add_data();
        const std::string name = type_name();
        check_member();
        if (nothing_given())
            fail("TypeDataEmpty", "No member is specified for the update on type \"" + name + "\".", ErrorCategory::InvalidOperation, {},
                 "System.InvalidOperationException");
        if (!should_process("Type Name: " + name, "Update TypeData")) return;
        const Ref<PSMember> member = has(UMemberType) ? make_member() : Ref<PSMember>();
        table_for_change(context())->update(name, [&](TypeData& data) {
            if (member) add_member(data, member);
            set_standard(data);
            if (has(UDepth)) data.serialization_depth = arg(UDepth);
            if (has(UConverter)) data.converter = arg(UConverter);
            if (has(UAdapter)) data.adapter = arg(UAdapter);
            if (has(UTarget)) data.target = arg(UTarget);
        });
    }

private:
    std::string type_name() const
    {
        if (const auto* type = arg(UType).as<value::Type>()) return type->full_name();
        const std::string written = value::to_text(arg(UType));
        const value::Type* known = value::find_type(written); // "int" is System.Int32
        return known ? known->full_name() : written;
    }

    bool nothing_given() const
    {
        for (const size_t parameter :
             {UMemberType, UConverter, UAdapter, UDepth, UTarget, UInherit, UString, UDisplay, UDisplaySet, UKeySet})
            if (has(parameter)) return false;
        return true;
    }

    void check_member() const
    {
        if (!has(UMemberType)) {
            if (has(UMemberName) || has(UValue) || has(USecond))
                fail("MemberTypeIsMissing",
                     "The MemberName, Value, and SecondValue parameters cannot be specified without the MemberType parameter.",
                     ErrorCategory::InvalidOperation, {}, "System.InvalidOperationException");
            return;
        }
        if (!has(UMemberName))
            fail("MemberNameShouldBeSpecified",
                 "The MemberName parameter is required for the type \"" + text(UMemberType) +
                     "\". Please specify the MemberName parameter.",
                 ErrorCategory::InvalidOperation, {}, "System.InvalidOperationException");
    }

    Ref<PSMember> make_member() const
    {
        const std::string name = text(UMemberName);
        const auto made = [&](PSMemberKind kind, Value first, Value second = {}) {
            return value::make<PSMember>(kind, name, std::move(first), std::move(second));
        };
        const auto block = [](const Value& given) { return given.is_null() ? given : value::convert(given, value::types::script_block()); };
        switch (integral(arg(UMemberType))) {
        case kind_note: return made(PSMemberKind::NoteProperty, arg(UValue));
        case kind_alias:
            return made(PSMemberKind::AliasProperty, Value(text(UValue)),
                        has(USecond) ? value::convert(arg(USecond), value::types::type()) : Value());
        case kind_script_property: return made(PSMemberKind::ScriptProperty, block(arg(UValue)), block(arg(USecond)));
        case kind_script_method: return made(PSMemberKind::ScriptMethod, block(arg(UValue)));
        case kind_property_set: return made(PSMemberKind::PropertySet, value::convert(arg(UValue), *value::find_type("string[]")));
        default: break;
        }
        fail("CannotUpdateMemberType",
             "Cannot update a member with type \"" + text(UMemberType) + "\". Specify a different type for the MemberType parameter.",
             ErrorCategory::InvalidOperation, {}, "System.InvalidOperationException");
    }

    void add_member(TypeData& data, const Ref<PSMember>& member) const
    {
        for (Ref<PSMember>& known : data.members) {
            if (!equals_ci(known->name(), member->name())) continue;
            if (!flag(UForce)) already_there(data.name, member->name());
            known = member;
            return;
        }
        data.members.push_back(member);
    }
    void already_there(const std::string& type, const std::string& member) const
    {
        write_error("TypesDynamicUpdateException", "Error in TypeData \"" + type + "\": The member " + member + " is already present.",
                    ErrorCategory::InvalidOperation, {}, "System.Management.Automation.RuntimeException");
    }

    void set_standard(TypeData& data) const
    {
        const auto put = [&](const char* name, Value value) {
            if (!data.standard) data.standard = value::make<value::PSCustomObject>();
            if (data.standard->find(std::string_view(name)) && !flag(UForce)) return already_there(data.name, name);
            data.standard->set(name, std::move(value));
        };
        if (has(UDisplay)) put("DefaultDisplayProperty", Value(text(UDisplay)));
        for (const auto& [parameter, name] : {std::pair{UDisplaySet, "DefaultDisplayPropertySet"}, {UKeySet, "DefaultKeyPropertySet"}})
            if (has(parameter)) put(name, Value(value::make<PSMember>(PSMemberKind::PropertySet, name, arg(parameter))));
    }

    void add_data()
    {
        for (const Value& given : value::elements(arg(UData))) {
            const DataObject* object = as_data(given, data_name);
            if (!object || !should_process("Type Name: " + value::to_text(object->slot(DName)), "Update TypeData")) continue;
            const auto* members = as_dictionary(object->slot(DMembers));
            table_for_change(context())->update(value::to_text(object->slot(DName)), [&](TypeData& data) {
                for (const auto& entry : members ? members->snapshot() : std::vector<value::Dictionary::Entry>()) {
                    if (auto* member = dynamic_cast<DataObject*>(entry.value.object())) add_member(data, member_of(*member));
                }
            });
        }
    }
    static Ref<PSMember> member_of(const DataObject& data)
    {
        PSMemberKind kind = PSMemberKind::NoteProperty;
        for (const PSMemberKind each : {PSMemberKind::AliasProperty, PSMemberKind::ScriptProperty, PSMemberKind::ScriptMethod})
            if (data.type().full_name() == member_data_name(each)) kind = each;
        const bool two = kind == PSMemberKind::AliasProperty || kind == PSMemberKind::ScriptProperty;
        return value::make<PSMember>(kind, value::to_text(data.slot(MName)), data.slot(MValue), two ? data.slot(MSecond) : Value());
    }

    void read_files()
    {
        for (const auto& [parameter, id] : {std::pair{UAppend, "TypesAppendPathException"}, {UPrepend, "TypesPrependPathException"}}) {
            for (const std::string& path : texts(parameter)) {
                const std::string file = context().resolve_path(path);
                if (!path_exists(file)) {
                    write_error(path_not_found(file, id));
                    continue;
                }
                write_error("NotSupported",
                            "Types files (.ps1xml) are not read: call Update-TypeData -TypeName for each member of '" + file + "'.",
                            ErrorCategory::NotImplemented, Value(file), "System.NotSupportedException");
            }
        }
    }
};

// --- Get-TypeData, Remove-TypeData ---

constexpr ParameterDef get_parameters[] = {
    {.name = "TypeName", .type = "string[]", .position = 0, .flags = P::FromPipeline | P::NotNullOrEmpty},
};
struct GetTypeData final : Cmdlet
{
    void process() override
    {
        const TypeTable* table = table_of(context());
        if (!table) return;
        for (const TypeData& data : table->all())
            if (!has(0) || matches_any(texts(0), data.name)) write(data_object(data));
    }
};

enum : size_t
{
    RName,
    RData,
    RPath,
};
constexpr ParameterDef remove_parameters[] = {
    {.name = "TypeName", .type = "string", .flags = P::NotNullOrEmpty | P::FromPipelineByName, .sets = "RemoveTypeSet@0!|"},
    {.name = "TypeData", .type = data_name, .sets = "RemoveTypeDataSet!|"},
    {.name = "Path", .type = "string[]", .sets = "RemoveFileSet!"},
};
struct RemoveTypeData final : Cmdlet
{
    void process() override
    {
        if (has(RPath)) return; // no file was ever read
        const std::string name = has(RData) ? value::to_text(as_data(arg(RData), data_name)->slot(DName)) : text(RName);
        if (!should_process("Type Name: " + name, "Remove TypeData")) return;
        if (TypeTable* table = table_of(context()); table && table->remove(name)) return;
        write_error("TypesDynamicRemoveException",
                    "Error in TypeData \"" + name + "\": The type \"" + name +
                        "\" was not found. The type name value must be the full name of the type. Verify the type name and run the command "
                        "again.",
                    ErrorCategory::InvalidOperation, {}, "System.Management.Automation.RuntimeException");
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Update-TypeData",
     .synopsis = "Gives members to all objects of a type.",
     .parameters = update_parameters,
     .make = make_cmdlet<UpdateTypeData>,
     .default_set = "FileSet",
     .flags = C::ShouldProcess},
    {.name = "Get-TypeData",
     .synopsis = "Lists what Update-TypeData has set.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetTypeData>,
     .output = data_name},
    {.name = "Remove-TypeData",
     .synopsis = "Takes back what Update-TypeData gave to a type.",
     .parameters = remove_parameters,
     .make = make_cmdlet<RemoveTypeData>,
     .default_set = "RemoveTypeDataSet",
     .flags = C::ShouldProcess},
};

} // namespace

std::span<const value::TypeDef> type_data_types() { return rows_of_types; }

void use_type_tables() { value::set_type_table_source(running_table); }

constinit const CmdletTable type_data_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
