// Get-ItemProperty, Get-ItemPropertyValue, Set-ItemProperty: properties of files and folders (LastWriteTime,
// Attributes, ...).
#include "cmdlets/management/item_paths.hpp"
#include "cmdlets/support/property_expression.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PPath,
    PLiteral,
    PName,
    PFilter,
    PInclude,
    PExclude,
    PCredential,
};
constexpr ParameterDef get_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!|"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Name", .type = "string[]", .position = 1, .aliases = "PSProperty"},
    {.name = "Filter", .type = "string"},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
};
constexpr ParameterDef value_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!|"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Name", .type = "string[]", .position = 1, .flags = P::Mandatory, .aliases = "PSProperty"},
    {.name = "Filter", .type = "string"},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
};
constexpr PathParameters get_paths{PPath, PLiteral, PFilter, PInclude, PExclude, -1};

class PropertyCommand : public ItemCommand
{
protected:
    explicit PropertyCommand(PathParameters paths) : ItemCommand(paths) {}
    static Value item_of(const ItemTarget& target) { return target.is_file() ? file_item(target.path) : target.item->item; }
    void missing(const char* id, const std::string& property, const std::string& path)
    {
        write_error(id, "The property " + property + " does not exist or was not found.", ErrorCategory::ReadError, Value(path),
                    "System.IO.IOException");
    }
};

struct GetItemProperty final : PropertyCommand
{
    GetItemProperty() : PropertyCommand(get_paths) {}
    void process() override
    {
        for (const ItemTarget& target : targets()) {
            const Value item = item_of(target);
            if (!has(PName)) {
                write(item);
                continue;
            }
            auto object = value::make<value::PSCustomObject>();
            for (const std::string& name : texts(PName)) {
                const std::vector<std::string> own = PropertyExpression(name).resolve(item);
                if (own.empty() && !value::has_wildcards(name)) missing("GetValueError", name, target.path);
                for (const std::string& property : own) object->set(property, property_of(item, property));
            }
            if (object->slots().empty()) continue;
            for (const char* note : {"PSPath", "PSParentPath", "PSChildName"}) object->set(note, property_of(item, note));
            write(Value(object));
        }
    }
};

struct GetItemPropertyValue final : PropertyCommand
{
    GetItemPropertyValue() : PropertyCommand(get_paths) {}
    void process() override
    {
        for (const ItemTarget& target : targets()) {
            const Value item = item_of(target);
            for (const std::string& name : texts(PName)) {
                const std::vector<std::string> own = PropertyExpression(name).resolve(item);
                if (own.empty()) missing("System.IO.IOException", name, target.path);
                for (const std::string& property : own) write(property_of(item, property));
            }
        }
    }
};

enum : size_t
{
    SPath,
    SLiteral,
    SName,
    SValue,
    SInput,
    SPassThru,
    SForce,
    SFilter,
    SInclude,
    SExclude,
};
constexpr ParameterDef set_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "propertyValuePathSet@0!,propertyPSObjectPathSet@0!"},
    {.name = "LiteralPath",
     .type = "string[]",
     .flags = P::FromPipelineByName,
     .sets = "propertyValueLiteralPathSet!,propertyPSObjectLiteralPathSet!",
     .aliases = "PSPath,LP"},
    {.name = "Name",
     .type = "string",
     .flags = P::FromPipelineByName,
     .sets = "propertyValuePathSet@1!,propertyValueLiteralPathSet@1!",
     .aliases = "PSProperty"},
    {.name = "Value", .flags = P::FromPipelineByName | P::AllowNull, .sets = "propertyValuePathSet@2!,propertyValueLiteralPathSet@2!"},
    {.name = "InputObject",
     .type = "object:psobject",
     .flags = P::FromPipelineByName,
     .sets = "propertyPSObjectPathSet!|,propertyPSObjectLiteralPathSet!|"},
    {.name = "PassThru", .type = "switch"},
    {.name = "Force", .type = "switch"},
    {.name = "Filter", .type = "string"},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
};
struct SetItemProperty final : PropertyCommand
{
    SetItemProperty() : PropertyCommand(PathParameters{SPath, SLiteral, SFilter, SInclude, SExclude, SForce}) {}
    void process() override
    {
        for (const ItemTarget& target : targets()) {
            const Value item = item_of(target);
            if (has(SInput)) {
                for (const std::string& name : value::property_names(arg(SInput)))
                    set_one(item, target.path, name, property_of(arg(SInput), name));
            } else {
                set_one(item, target.path, text(SName), arg(SValue));
            }
            if (flag(SPassThru)) write(item);
        }
    }

private:
    void set_one(const Value& item, const std::string& path, const std::string& name, const Value& wanted)
    {
        if (!value::find_property(item, Name(name))) {
            missing("System.Management.Automation.PSArgumentException", name, path);
            return;
        }
        if (should_process("Item: " + path + " Property: " + name, "Set Property")) value::set_property(item, Name(name), wanted);
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-ItemProperty",
     .synopsis = "Gives properties of items.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetItemProperty>,
     .aliases = "gp",
     .default_set = "Path"},
    {.name = "Get-ItemPropertyValue",
     .synopsis = "Gives the value of a property of items.",
     .parameters = value_parameters,
     .make = make_cmdlet<GetItemPropertyValue>,
     .aliases = "gpv",
     .default_set = "Path"},
    {.name = "Set-ItemProperty",
     .synopsis = "Changes properties of items.",
     .parameters = set_parameters,
     .make = make_cmdlet<SetItemProperty>,
     .aliases = "sp",
     .default_set = "propertyValuePathSet",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable item_property_table{"Microsoft.PowerShell.Management", rows};

} // namespace kestrun::cmdlets
