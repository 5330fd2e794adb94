// New-, Remove-, Rename-, Copy- and Move-ItemProperty, which no provider here has, and Clear-ItemProperty.
#include "cmdlets/management/item_paths.hpp"
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
    PForce,
    PCredential,
    PPassThru,
    PSecond, // what the command has of its own
    PThird,
};
#define PROPERTY_PARAMETERS(name_position)                                                                                                 \
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!|"},                                              \
        {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},       \
        {.name = "Name",                                                                                                                   \
         .type = "string",                                                                                                                 \
         .position = name_position,                                                                                                        \
         .flags = P::Mandatory | P::FromPipelineByName,                                                                                    \
         .aliases = "PSProperty"},                                                                                                         \
        {.name = "Filter", .type = "string"}, {.name = "Include", .type = "string[]"}, {.name = "Exclude", .type = "string[]"},            \
        {.name = "Force", .type = "switch"}, {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},               \
    {                                                                                                                                      \
        .name = "PassThru", .type = "switch"                                                                                               \
    }
constexpr ParameterDef new_parameters[] = {
    PROPERTY_PARAMETERS(1),
    {.name = "PropertyType", .type = "string", .flags = P::FromPipelineByName, .aliases = "Type"},
    {.name = "Value", .flags = P::FromPipelineByName | P::AllowNull},
};
constexpr ParameterDef plain_parameters[] = {PROPERTY_PARAMETERS(1)};
constexpr ParameterDef rename_parameters[] = {
    PROPERTY_PARAMETERS(1),
    {.name = "NewName", .type = "string", .position = 2, .flags = P::Mandatory | P::FromPipelineByName},
};
constexpr ParameterDef copy_parameters[] = {
    PROPERTY_PARAMETERS(2),
    {.name = "Destination", .type = "string", .position = 1, .flags = P::Mandatory | P::FromPipelineByName},
};

struct DynamicPropertyCommand final : ItemCommand
{
    DynamicPropertyCommand() : ItemCommand(PathParameters{PPath, PLiteral, PFilter, PInclude, PExclude, PForce}) {}
    void process() override
    {
        for (const ItemTarget& target : targets())
            write_error("NotSupported",
                        "Cannot use interface. The IDynamicPropertyCmdletProvider interface is not implemented by this provider.",
                        ErrorCategory::NotImplemented, Value(target.path), "System.Management.Automation.PSNotSupportedException");
    }
};

struct ClearItemProperty final : ItemCommand
{
    ClearItemProperty() : ItemCommand(PathParameters{PPath, PLiteral, PFilter, PInclude, PExclude, PForce}) {}
    void process() override
    {
        for (const ItemTarget& target : targets()) {
            if (!target.is_file() || !equals_ci(text(PName), "Attributes")) {
                write_error("Argument",
                            "The property cannot be cleared because the property is not supported. Only the Attributes property can be "
                            "cleared.",
                            ErrorCategory::InvalidArgument, Value(text(PName)), "System.Management.Automation.PSArgumentException");
                continue;
            }
            if (!should_process("Item: " + target.path + " Property: Attributes", "Clear Property")) continue;
            const Value item = file_item(target.path);
            value::set_property(item, Name("Attributes"), Value("Normal"));
            if (flag(PPassThru)) write(item);
        }
    }
};

constexpr CmdletDef row(const char* name, const char* synopsis, std::span<const ParameterDef> parameters, const char* aliases)
{
    return {.name = name,
            .synopsis = synopsis,
            .parameters = parameters,
            .make = make_cmdlet<DynamicPropertyCommand>,
            .aliases = aliases,
            .default_set = "Path",
            .flags = C::ShouldProcess};
}
constexpr CmdletDef rows[] = {
    row("New-ItemProperty", "Adds a property to an item; files have none of their own.", new_parameters, ""),
    row("Remove-ItemProperty", "Removes a property of an item; files have none of their own.", plain_parameters, "rp"),
    row("Rename-ItemProperty", "Renames a property of an item; files have none of their own.", rename_parameters, "rnp"),
    row("Copy-ItemProperty", "Copies a property of an item; files have none of their own.", copy_parameters, "cpp"),
    row("Move-ItemProperty", "Moves a property of an item; files have none of their own.", copy_parameters, "mp"),
    {.name = "Clear-ItemProperty",
     .synopsis = "Clears a property of items: the attributes of files.",
     .parameters = plain_parameters,
     .make = make_cmdlet<ClearItemProperty>,
     .aliases = "clp",
     .default_set = "Path",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable dynamic_property_table{"Microsoft.PowerShell.Management", rows};

} // namespace kestrun::cmdlets
