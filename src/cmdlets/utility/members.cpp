// Get-Member, Add-Member, New-Object.
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/property_expression.hpp"
#include "cmdlets/tables.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

constexpr const char* member_types = "System.Management.Automation.PSMemberTypes";

Value member_type_value(const std::string& name) { return value::convert(Value(name), value::native_type(member_types)); }

// --- Get-Member ---

enum : size_t
{
    GInput,
    GName,
    GMemberType,
    GView,
    GStatic,
    GForce,
};
constexpr ParameterDef get_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "Name", .type = "string[]", .position = 0, .flags = P::NotNullOrEmpty},
    {.name = "MemberType", .type = "System.Management.Automation.PSMemberTypes", .aliases = "Type"},
    {.name = "View", .type = "string", .validate = "set:Extended,Adapted,Base,All"},
    {.name = "Static", .type = "switch"},
    {.name = "Force", .type = "switch"},
};
struct GetMember final : Cmdlet
{
    void process() override
    {
        if (!has(GInput) || arg(GInput).is_null()) return;
        const Value item = arg(GInput);
        any_ = true;
        const value::Type* as_type = flag(GStatic) ? item.as<value::Type>() : nullptr;
        const std::vector<std::string> types = value::ps_type_names(item);
        const std::string type_name = as_type ? as_type->full_name() : types.empty() ? "" : types.front();
        if (std::find(seen_.begin(), seen_.end(), type_name) != seen_.end()) return;
        seen_.push_back(type_name);
        list(item, type_name);
    }
    void end() override
    {
        if (any_) return;
        write_error("NoObjectInGetMember", "You must specify an object for the Get-Member cmdlet.", ErrorCategory::CloseError, {},
                    "System.InvalidOperationException");
    }

private:
    void list(const Value& item, const std::string& type_name)
    {
        std::vector<value::MemberInfo> members = value::list_members(item, flag(GStatic), flag(GForce));
        if (hides_native_properties(item) && !has(GView)) {
            const std::vector<std::string> shown = adapted_property_names(item);
            std::erase_if(members, [&](const value::MemberInfo& member) {
                return member.is_property() && std::find(shown.begin(), shown.end(), member.name) == shown.end();
            });
        }
        const int64_t wanted = has(GMemberType) ? integral(arg(GMemberType)) : -1;
        struct Row
        {
            value::MemberInfo member;
            Value type;
        };
        std::vector<Row> rows;
        for (value::MemberInfo& member : members) {
            if (has(GName) && !matches_any(texts(GName), member.name)) continue;
            Value type = member_type_value(member.member_type);
            if (!(integral(type) & wanted)) continue;
            // One row for all overloads of a method.
            if (!rows.empty() && rows.back().member.name == member.name && rows.back().member.member_type == member.member_type) {
                rows.back().member.definition += ", " + member.definition;
                continue;
            }
            rows.push_back({std::move(member), std::move(type)});
        }
        std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
            const int order = value::compare_ordinal(a.member.member_type, b.member.member_type);
            return order != 0 ? order < 0 : value::compare_culture(a.member.name, b.member.name, true) < 0;
        });
        for (Row& row : rows) {
            write(make_data("Microsoft.PowerShell.Commands.MemberDefinition",
                            {Value(type_name), Value(row.member.name), row.type, Value(row.member.definition)},
                            [](const DataObject& object) { return value::to_text(object.slot(3)); }));
        }
    }
    bool any_ = false;
    std::vector<std::string> seen_;
};

// --- Add-Member ---

enum : size_t
{
    AInput,
    AMemberType,
    AName,
    AValue,
    ASecondValue,
    ATypeName,
    AForce,
    APassThru,
    ANoteName,
    ANoteValue,
    ANoteMembers,
};
constexpr ParameterDef add_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::Mandatory | P::FromPipeline},
    {.name = "MemberType", .type = "System.Management.Automation.PSMemberTypes", .sets = "MemberSet@0!", .aliases = "Type"},
    {.name = "Name", .type = "string", .sets = "MemberSet@1!"},
    {.name = "Value", .flags = P::AllowNull, .sets = "MemberSet@2"},
    {.name = "SecondValue", .flags = P::AllowNull, .sets = "MemberSet@3"},
    {.name = "TypeName",
     .type = "string",
     .flags = P::NotNullOrEmpty,
     .sets = "TypeNameSet!,MemberSet,NotePropertyMultiMemberSet,NotePropertySingleMemberSet"},
    {.name = "Force", .type = "switch", .sets = "MemberSet,NotePropertyMultiMemberSet,NotePropertySingleMemberSet"},
    {.name = "PassThru", .type = "switch"},
    // A name of a member type means -MemberType, as in PowerShell.
    {.name = "NotePropertyName",
     .type = "string",
     .sets = "NotePropertySingleMemberSet@0!",
     .validate = "pattern:^(?!(AliasProperty|CodeProperty|Property|NoteProperty|ScriptProperty|Properties|PropertySet|Method|CodeMethod|"
                 "ScriptMethod|Methods|"
                 "ParameterizedProperty|MemberSet|Event|Dynamic|InferredProperty|All)$)"},
    {.name = "NotePropertyValue", .flags = P::AllowNull, .sets = "NotePropertySingleMemberSet@1!"},
    {.name = "NotePropertyMembers", .type = "System.Collections.IDictionary", .sets = "NotePropertyMultiMemberSet@0!"},
};
struct AddMember final : Cmdlet
{
    void process() override
    {
        target_ = arg(AInput);
        if (has(ANoteMembers)) {
            for (const auto& entry : as_dictionary(arg(ANoteMembers))->entries()) {
                if (!entry.key.is_void()) add(value::to_text(entry.key), entry.value);
            }
        } else if (has(ANoteName)) {
            add(text(ANoteName), arg(ANoteValue));
        } else if (has(AMemberType)) {
            if (std::optional<Value> member = make_member()) add(text(AName), *member);
        }
        if (has(ATypeName)) {
            wrap();
            insert_type_name(target_, text(ATypeName));
        }
        if (flag(APassThru)) write(target_);
    }

private:
    void wrap()
    {
        const bool carries = target_.tag() == Tag::Object || target_.is_array();
        if (!carries) target_ = Value(value::make<value::PSWrapper>(target_));
    }

    bool exists(const std::string& name)
    {
        if (value::PSCustomObject* custom = as_custom_object(target_)) return custom->has(Name(name));
        if (target_.is_heap()) {
            if (const value::AttachedMembers* attached = value::attached_members(*target_.object())) {
                return std::any_of(attached->members.begin(), attached->members.end(),
                                   [&](const auto& member) { return equals_ci(member->name(), name); });
            }
        }
        return false;
    }

    void add(const std::string& name, const Value& member)
    {
        if (exists(name) && !flag(AForce)) {
            write_error("MemberAlreadyExists",
                        "Cannot add a member with the name \"" + name +
                            "\" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to "
                            "your command.",
                        ErrorCategory::InvalidOperation, target_, "System.InvalidOperationException");
            return;
        }
        if (value::PSCustomObject* custom = as_custom_object(target_)) {
            custom->remove(Name(name)); // what takes its place stands last
            custom->set(name, member);
            return;
        }
        auto* special = member.tag() == Tag::Object ? member.as<value::PSMember>() : nullptr;
        if (!special) {
            target_ = with_note_property(target_, name, member);
            return;
        }
        wrap();
        value::AttachedMembers& attached = value::ensure_attached_members(*target_.object());
        std::erase_if(attached.members, [&](const auto& other) { return equals_ci(other->name(), name); });
        attached.members.push_back(Ref<value::PSMember>(special));
    }

    void bad_value(const char* id, const std::string& message)
    {
        write_error(id, message, ErrorCategory::InvalidArgument, target_, "System.InvalidOperationException");
    }

    std::optional<Value> make_member()
    {
        using Kind = value::PSMemberKind;
        const std::string type = value::enum_text(arg(AMemberType)), name = text(AName);
        const Value first = arg(AValue), second = arg(ASecondValue);
        const auto made = [&](Kind kind) { return Value(value::make<value::PSMember>(kind, name, first, second)); };
        if (type == "NoteProperty") return first;
        if (type == "ScriptProperty") {
            if (!as_script_block(first) && !as_script_block(second)) {
                bad_value("Value1AndValue2AreNotBothNull", "The Value and SecondValue parameters cannot both be null.");
                return std::nullopt;
            }
            return made(Kind::ScriptProperty);
        }
        if (type == "ScriptMethod") {
            if (!as_script_block(first)) {
                bad_value("Value1ShouldBeScriptBlock", "The Value parameter must be a script block for a member of type ScriptMethod.");
                return std::nullopt;
            }
            return made(Kind::ScriptMethod);
        }
        if (type == "AliasProperty")
            return Value(value::make<value::PSMember>(Kind::AliasProperty, name, Value(value::to_text(first)), second));
        if (type == "PropertySet") return made(Kind::PropertySet);
        if (type == "MemberSet") {
            std::vector<Value> args{Value(name), first};
            return value::construct(value::native_type("System.Management.Automation.PSMemberSet"), args);
        }
        write_error("CannotAddMemberType",
                    "Cannot add a member with type \"" + type + "\". Specify a different type for the MemberTypes parameter.",
                    ErrorCategory::InvalidArgument, target_, "System.InvalidOperationException");
        return std::nullopt;
    }

    Value target_;
};

// --- New-Object ---

enum : size_t
{
    NType,
    NArguments,
    NProperty,
};
constexpr ParameterDef new_parameters[] = {
    {.name = "TypeName", .type = "string", .sets = "Net@0!"},
    {.name = "ArgumentList", .type = "object[]", .sets = "Net@1", .aliases = "Args"},
    {.name = "Property", .type = "System.Collections.IDictionary"},
};
struct NewObject final : Cmdlet
{
    void process() override
    {
        const std::string name = text(NType);
        const value::Type* type = nullptr;
        if (value::ConversionHost* host = value::conversion_host()) type = host->find_type(name);
        if (!type) type = value::find_type(name);
        if (!type) {
            fail("TypeNotFound", "Cannot find type [" + name + "]: verify that the assembly containing this type is loaded.",
                 ErrorCategory::InvalidType, {}, "System.Management.Automation.PSArgumentException");
        }
        Value made = construct(*type);
        if (!has(NProperty) || set_properties(made)) write(std::move(made));
    }

private:
    Value construct(const value::Type& type)
    {
        if (&type == &value::types::ps_object() || &type == &value::types::ps_custom_object()) {
            if (!has(NArguments)) return Value(value::make<value::PSCustomObject>());
        }
        std::vector<Value> args;
        if (has(NArguments) && !arg(NArguments).is_null()) args = value::elements(arg(NArguments));
        try {
            return value::construct(type, args);
        } catch (ScriptError& error) {
            if (args.empty() && !type.is_value_type() && type.constructors()) {
                fail("CannotFindAppropriateCtor",
                     "A constructor was not found. Cannot find an appropriate constructor for type " + type.full_name() + ".",
                     ErrorCategory::ObjectNotFound, {}, "System.Management.Automation.PSArgumentException");
            }
            if (error.record->error_id == "MethodCountCouldNotFindBest")
                error.record->exception->set_message("Cannot find an overload for \"" + type.name() + "\" and the argument count: \"" +
                                                     std::to_string(args.size()) + "\".");
            throw ScriptError(
                value::make<ErrorRecord>(error.record->exception, "ConstructorInvokedThrowException", ErrorCategory::InvalidOperation));
        }
    }

    /// False when the object has not all of them.
    bool set_properties(const Value& made)
    {
        bool all = true;
        value::PSCustomObject* custom = as_custom_object(made);
        for (const auto& entry : as_dictionary(arg(NProperty))->entries()) {
            if (entry.key.is_void()) continue;
            const std::string name = value::to_text(entry.key);
            if (custom) {
                custom->set(name, entry.value);
                continue;
            }
            if (!value::find_property(made, Name(name))) {
                write_error("InvalidOperationException", "The member \"" + name + "\" was not found for the specified .NET object.",
                            ErrorCategory::InvalidOperation, {}, "System.InvalidOperationException");
                all = false;
                continue;
            }
            try {
                value::set_property(made, Name(name), entry.value);
            } catch (const ScriptError&) {
                fail("SetValueException",
                     "The value supplied is not valid, or the property is read-only. Change the value, and then try again.",
                     ErrorCategory::InvalidData, {}, "System.Exception");
            }
        }
        return all;
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-Member",
     .synopsis = "Lists the properties and methods of objects.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetMember>,
     .aliases = "gm"},
    {.name = "Add-Member",
     .synopsis = "Adds a property or method to an object.",
     .parameters = add_parameters,
     .make = make_cmdlet<AddMember>,
     .default_set = "TypeNameSet"},
    {.name = "New-Object",
     .synopsis = "Makes an object of a .NET type.",
     .parameters = new_parameters,
     .make = make_cmdlet<NewObject>,
     .default_set = "Net"},
};

} // namespace

constinit const CmdletTable members_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
