// Get-Location, Set-Location, Push-Location, Pop-Location.
#include "cmdlets/management/item_drives.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

// Where a session has been and its named stacks; kept as hidden variables of the session.
constexpr const char* stack_variable = "global:__LocationStacks";
constexpr const char* back_variable = "global:__LocationBack";
constexpr const char* forward_variable = "global:__LocationForward";
constexpr size_t history_limit = 20;

Ref<value::List> list_variable(Context& context, const char* name)
{
    const Value found = context.get_variable(name);
    if (auto* list = found.as<value::List>()) return Ref<value::List>(list);
    auto made = value::make<value::List>(value::types::array_list());
    context.set_variable(name, Value(made));
    return made;
}

Ref<value::List> location_stack(Context& context, std::string_view name)
{
    Value stacks = context.get_variable(stack_variable);
    if (!as_dictionary(stacks)) {
        stacks = Value(value::make<value::Dictionary>());
        context.set_variable(stack_variable, stacks);
    }
    value::Dictionary& table = *as_dictionary(stacks);
    const std::string_view key = name.empty() ? "default" : name;
    if (const Value* found = table.find(key)) {
        if (auto* list = found->as<value::List>()) return Ref<value::List>(list);
    }
    auto list = value::make<value::List>(value::types::array_list());
    table.set(key, Value(list));
    return list;
}

// --- Get-Location ---

enum : size_t
{
    GProvider,
    GDrive,
    GStack,
    GStackName,
};
constexpr ParameterDef get_parameters[] = {
    {.name = "PSProvider", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Location"},
    {.name = "PSDrive", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Location"},
    {.name = "Stack", .type = "switch", .sets = "Stack"},
    {.name = "StackName", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Stack"},
};
struct GetLocation final : Cmdlet
{
    void process() override
    {
        if (!flag(GStack) && !has(GStackName)) {
            write(make_path_info(context(), context().current_directory()));
            return;
        }
        std::vector<std::string> names = texts(GStackName);
        if (names.empty()) names.emplace_back();
        for (const std::string& name : names) {
            const Ref<value::List> stack = location_stack(context(), name);
            for (size_t i = stack->size(); i-- > 0;) write(make_path_info(context(), value::to_text(stack->at(i))));
        }
    }
};

/// What moving has in common.
class Mover : public Cmdlet
{
protected:
    /// False when the place does not exist; the error was written.
    bool go(const std::string& path, bool literal)
    {
        const DrivePath drive = split_drive(path);
        if (!drive.drive.empty()) {
            write_error("NotSupported",
                        "The location cannot be set to the drive '" + drive_name(drive.drive) +
                            ":'; name its items with the drive in front instead.",
                        ErrorCategory::NotImplemented, Value(path), "System.Management.Automation.PSNotSupportedException");
            return false;
        }
        std::vector<std::string> found;
        if (literal) {
            std::string absolute = existing_path(context(), path);
            if (!absolute.empty()) found.push_back(std::move(absolute));
        } else {
            found = expand_path(context(), path, true);
        }
        std::erase_if(found, [](const std::string& candidate) { return !is_folder(candidate); });
        if (found.empty()) {
            fail("PathNotFound", "Cannot find path '" + context().resolve_path(path) + "' because it does not exist.",
                 ErrorCategory::ObjectNotFound, Value(path), "System.Management.Automation.ItemNotFoundException");
        }
        if (found.size() > 1) {
            fail("Argument",
                 "Cannot process argument because the value of argument \"path\" is not valid. Change the value of the \"path\" argument "
                 "and run the operation again.",
                 ErrorCategory::InvalidArgument, Value(path), "System.Management.Automation.PSArgumentException");
        }
        context().set_current_directory(normalize_path(found.front()));
        return true;
    }
};

// --- Set-Location ---

enum : size_t
{
    SPath,
    SLiteral,
    SPassThru,
    SStackName,
};
constexpr ParameterDef set_parameters[] = {
    {.name = "Path", .type = "string", .flags = P::FromPipelineByName, .sets = "Path@0|"},
    {.name = "LiteralPath", .type = "string", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "PassThru", .type = "switch"},
    {.name = "StackName", .type = "string", .flags = P::FromPipelineByName, .sets = "Stack"},
};
struct SetLocation final : Mover
{
    void process() override
    {
        std::string path = text(has(SLiteral) ? SLiteral : SPath, "~");
        const std::string before = context().current_directory();
        if (path == "-" || path == "+") {
            step(path == "-");
        } else {
            if (!go(path, has(SLiteral))) return;
            Ref<value::List> back = list_variable(context(), back_variable);
            back->items().emplace_back(before);
            if (back->items().size() > history_limit) back->items().erase(back->items().begin());
            list_variable(context(), forward_variable)->items().clear();
        }
        if (flag(SPassThru)) write(make_path_info(context(), context().current_directory()));
    }

private:
    void step(bool back)
    {
        Ref<value::List> from = list_variable(context(), back ? back_variable : forward_variable);
        if (from->items().empty()) {
            fail("InvalidOperation",
                 back ? "There is no location history left to navigate backwards."
                      : "There is no location history left to navigate forwards.",
                 ErrorCategory::InvalidOperation, {}, "System.InvalidOperationException");
        }
        const std::string target = value::to_text(from->items().back());
        from->items().pop_back();
        list_variable(context(), back ? forward_variable : back_variable)->items().emplace_back(context().current_directory());
        go(target, true);
    }
};

// --- Push-Location, Pop-Location ---

constexpr ParameterDef push_parameters[] = {
    {.name = "Path", .type = "string", .flags = P::FromPipelineByName, .sets = "Path@0|"},
    {.name = "LiteralPath", .type = "string", .flags = P::FromPipelineByName, .sets = "LiteralPath", .aliases = "PSPath,LP"},
    {.name = "PassThru", .type = "switch"},
    {.name = "StackName", .type = "string", .flags = P::FromPipelineByName},
};
struct PushLocation final : Mover
{
    void process() override
    {
        const std::string before = context().current_directory();
        if ((has(SPath) || has(SLiteral)) && !go(text(has(SLiteral) ? SLiteral : SPath), has(SLiteral))) return;
        location_stack(context(), text(SStackName))->items().emplace_back(before);
        if (flag(SPassThru)) write(make_path_info(context(), context().current_directory()));
    }
};
constexpr ParameterDef pop_parameters[] = {
    {.name = "PassThru", .type = "switch"},
    {.name = "StackName", .type = "string", .flags = P::FromPipelineByName},
};
struct PopLocation final : Mover
{
    void process() override
    {
        Ref<value::List> stack = location_stack(context(), text(1));
        if (stack->items().empty()) {
            if (!text(1).empty())
                fail("Argument", "Cannot find location stack '" + text(1) + "'. It does not exist or it is not a container.",
                     ErrorCategory::InvalidArgument, {}, "System.Management.Automation.PSArgumentException");
            return;
        }
        const std::string target = value::to_text(stack->items().back());
        stack->items().pop_back();
        go(target, true);
        if (flag(0)) write(make_path_info(context(), context().current_directory()));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-Location",
     .synopsis = "Gives the current folder.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetLocation>,
     .aliases = "gl,pwd",
     .default_set = "Location"},
    {.name = "Set-Location",
     .synopsis = "Makes a folder the current one.",
     .parameters = set_parameters,
     .make = make_cmdlet<SetLocation>,
     .aliases = "sl,cd,chdir",
     .default_set = "Path"},
    {.name = "Push-Location",
     .synopsis = "Remembers the current folder and goes to another.",
     .parameters = push_parameters,
     .make = make_cmdlet<PushLocation>,
     .aliases = "pushd",
     .default_set = "Path"},
    {.name = "Pop-Location",
     .synopsis = "Goes back to the folder remembered last.",
     .parameters = pop_parameters,
     .make = make_cmdlet<PopLocation>,
     .aliases = "popd"},
};

} // namespace

constinit const CmdletTable location_table{"Microsoft.PowerShell.Management", rows};

} // namespace kestrun::cmdlets
