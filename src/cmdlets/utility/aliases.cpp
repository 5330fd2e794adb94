// Get-Alias, Set-Alias, New-Alias, Remove-Alias.
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/tables.hpp"
#include "engine/command_aliases.hpp"

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    GName,
    GExclude,
    GScope,
    GDefinition,
};
constexpr ParameterDef get_parameters[] = {
    {.name = "Name", .type = "string[]", .flags = P::FromPipelineByName | P::NotNullOrEmpty, .sets = "Default@0|"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "Scope", .type = "string"},
    {.name = "Definition", .type = "string[]", .flags = P::NotNullOrEmpty, .sets = "Definition"},
};
struct GetAlias final : Cmdlet
{
    void process() override
    {
        const bool by_definition = has(GDefinition);
        std::vector<std::string> patterns = texts(by_definition ? GDefinition : GName);
        if (patterns.empty()) patterns.emplace_back("*");
        const auto all = list_aliases(find_scope(invocation(), text(GScope)));
        for (const std::string& pattern : patterns) {
            bool any = false;
            for (const auto& info : all) {
                if (!value::wildcard_match(pattern, by_definition ? info->definition : info->name)) continue;
                if (has(GExclude) && matches_any(texts(GExclude), info->name)) continue;
                any = true;
                write(Value(info));
            }
            if (any || value::has_wildcards(pattern)) continue;
            write_error("ItemNotFoundException",
                        std::string("This command cannot find a matching alias because an alias with the ") +
                            (by_definition ? "definition" : "name") + " '" + pattern + "' does not exist.",
                        ErrorCategory::ObjectNotFound, Value(pattern), "System.Management.Automation.ItemNotFoundException");
        }
    }
};

enum : size_t
{
    SName,
    SValue,
    SDescription,
    SOption,
    SPassThru,
    SScope,
    SForce,
};
constexpr ParameterDef set_parameters[] = {
    {.name = "Name", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipelineByName},
    {.name = "Value", .type = "string", .position = 1, .flags = P::Mandatory | P::FromPipelineByName},
    {.name = "Description", .type = "string"},
    {.name = "Option", .type = "System.Management.Automation.ScopedItemOptions"},
    {.name = "PassThru", .type = "switch"},
    {.name = "Scope", .type = "string"},
    {.name = "Force", .type = "switch"},
};
/// The alias that a scope itself has: the global one has the built-in ones, too, and those of all scopes stand in each.
Ref<engine::CommandInfo> alias_in(Scope& scope, const std::string& name)
{
    if (auto* known = scope.find_alias_here(Symbol(name))) return (*known)->is_removed() ? Ref<engine::CommandInfo>() : *known;
    const Ref<engine::CommandInfo> builtin = engine::builtin_alias(name);
    return builtin && (!scope.parent || builtin->options & engine::VarAllScope) ? builtin : Ref<engine::CommandInfo>();
}

class WriteAlias : public Cmdlet
{
public:
    explicit WriteAlias(bool fresh) : fresh_(fresh) {}
    void process() override
    {
        const std::string name = text(SName);
        Scope& scope = find_scope(invocation(), text(SScope));
        const Ref<engine::CommandInfo> known = alias_in(scope, name);
        if (fresh_ && !flag(SForce) && known) {
            write_error("AliasAlreadyExists", "The alias is not allowed, because an alias with the name '" + name + "' already exists.",
                        ErrorCategory::ResourceExists, Value(name), "System.Management.Automation.SessionStateException");
            return;
        }
        if (known && known->options & (engine::VarReadOnly | engine::VarConstant) &&
            !(flag(SForce) && !(known->options & engine::VarConstant))) {
            write_error("AliasNotWritable",
                        "Alias is not writeable because alias " + name + " is read-only or constant and cannot be written to.",
                        ErrorCategory::WriteError, Value(name), "System.Management.Automation.SessionStateUnauthorizedAccessException");
            return;
        }
        if (!should_process("Name: " + name + " Value: " + text(SValue), fresh_ ? "New Alias" : "Set Alias")) return;
        auto info = value::make<engine::CommandInfo>(engine::CommandType::Alias, name);
        info->definition = text(SValue);
        info->description = text(SDescription);
        if (has(SOption)) info->options = static_cast<uint8_t>(integral(arg(SOption)) & 15);
        scope.define_alias(Symbol(name), info);
        if (flag(SPassThru)) write(Value(info));
    }

private:
    bool fresh_;
};
struct SetAlias final : WriteAlias
{
    SetAlias() : WriteAlias(false) {}
};
struct NewAlias final : WriteAlias
{
    NewAlias() : WriteAlias(true) {}
};

constexpr ParameterDef remove_parameters[] = {
    {.name = "Name", .type = "string[]", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::FromPipelineByName},
    {.name = "Scope", .type = "string"},
    {.name = "Force", .type = "switch"},
};
struct RemoveAlias final : Cmdlet
{
    void process() override
    {
        for (const std::string& name : texts(0)) {
            bool removed = false, refused = false;
            for (Scope* scope = &find_scope(invocation(), text(1)); scope && !removed; scope = has(1) ? nullptr : scope->parent) {
                const Ref<engine::CommandInfo> known = alias_in(*scope, name);
                if (!known) continue;
                const auto options = known->options;
                refused = (options & engine::VarConstant) || ((options & engine::VarReadOnly) && !flag(2));
                if (refused) break;
                cmdlets::remove_alias(*scope, Symbol(name));
                removed = true;
            }
            if (removed) continue;
            if (refused) {
                write_error("AliasNotRemovable", "Alias was not removed because alias " + name + " is constant or read-only.",
                            ErrorCategory::WriteError, Value(name), "System.Management.Automation.SessionStateUnauthorizedAccessException");
                continue;
            }
            write_error("ItemNotFoundException",
                        "This command cannot find a matching alias because an alias with the name '" + name + "' does not exist.",
                        ErrorCategory::ObjectNotFound, Value(name), "System.Management.Automation.ItemNotFoundException");
        }
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-Alias",
     .synopsis = "Lists aliases.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetAlias>,
     .aliases = "gal",
     .default_set = "Default"},
    {.name = "Set-Alias",
     .synopsis = "Makes or changes an alias.",
     .parameters = set_parameters,
     .make = make_cmdlet<SetAlias>,
     .aliases = "sal",
     .flags = C::ShouldProcess},
    {.name = "New-Alias",
     .synopsis = "Makes an alias.",
     .parameters = set_parameters,
     .make = make_cmdlet<NewAlias>,
     .aliases = "nal",
     .flags = C::ShouldProcess},
    {.name = "Remove-Alias",
     .synopsis = "Removes aliases.",
     .parameters = remove_parameters,
     .make = make_cmdlet<RemoveAlias>,
     .aliases = "ral"},
};

} // namespace

constinit const CmdletTable aliases_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
