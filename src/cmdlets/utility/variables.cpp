// Get-Variable, Set-Variable, New-Variable, Clear-Variable, Remove-Variable.
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/tables.hpp"
#include "engine/all_scope.hpp"

namespace kestrun::cmdlets {

namespace {

/// Names with wildcards, -Include, -Exclude and -Scope.
class VariableCommand : public Cmdlet
{
protected:
    std::vector<NamedVariable> matching(const std::string& pattern, size_t include, size_t exclude, size_t scope)
    {
        Scope& from = find_scope(invocation(), text(scope));
        std::vector<NamedVariable> found;
        if (!value::has_wildcards(pattern)) {
            if (auto one = find_variable(from, pattern, has(scope))) found.push_back(std::move(*one));
        } else {
            for (NamedVariable& variable : list_variables(from, has(scope))) {
                if (value::wildcard_match(pattern, variable.name)) found.push_back(std::move(variable));
            }
        }
        std::erase_if(found, [&](const NamedVariable& variable) {
            if (has(include) && !matches_any(texts(include), variable.name)) return true;
            return has(exclude) && matches_any(texts(exclude), variable.name);
        });
        return found;
    }
    void not_found(const std::string& name)
    {
        write_error("VariableNotFound", "Cannot find a variable with the name '" + name + "'.", ErrorCategory::ObjectNotFound, Value(name),
                    "System.Management.Automation.ItemNotFoundException");
    }
    void not_writable(const std::string& name, const char* id, const char* verb)
    {
        write_error(id,
                    std::string("Cannot ") + verb + " variable " + name + " because it is " +
                        (std::string_view(verb) == "remove"
                             ? "constant or read-only. If the variable is read-only, try the operation again specifying the Force option."
                             : "read-only or constant."),
                    ErrorCategory::WriteError, Value(name), "System.Management.Automation.SessionStateUnauthorizedAccessException");
    }
    static engine::VariableCell* cell_of(const NamedVariable& variable)
    {
        Value* place = variable.scope->find_here(Symbol(variable.name));
        return place && place->is_cell() ? static_cast<engine::VariableCell*>(place->object()) : nullptr;
    }
    static bool locked(const NamedVariable& variable, bool force)
    {
        const engine::VariableCell* cell = cell_of(variable);
        if (!cell) return false;
        return (cell->options & engine::VarConstant) || (!force && (cell->options & engine::VarReadOnly));
    }
};

// --- Get-Variable ---

enum : size_t
{
    GName,
    GValueOnly,
    GInclude,
    GExclude,
    GScope,
};
constexpr ParameterDef get_parameters[] = {
    {.name = "Name", .type = "string[]", .position = 0, .flags = P::FromPipeline | P::FromPipelineByName | P::NotNullOrEmpty},
    {.name = "ValueOnly", .type = "switch"},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "Scope", .type = "string", .flags = P::NotNullOrEmpty},
};
struct GetVariable final : VariableCommand
{
    void process() override
    {
        std::vector<std::string> names = texts(GName);
        if (names.empty()) names.emplace_back("*");
        for (const std::string& name : names) {
            const std::vector<NamedVariable> found = matching(name, GInclude, GExclude, GScope);
            if (found.empty() && !value::has_wildcards(name)) not_found(name);
            for (const NamedVariable& variable : found) write(flag(GValueOnly) ? variable.read() : variable.object());
        }
    }
};

// --- Set-Variable, New-Variable ---

enum : size_t
{
    SName,
    SValue,
    SDescription,
    SOption,
    SForce,
    SVisibility,
    SPassThru,
    SScope,
    SInclude,
    SExclude,
    SAppend,
};
constexpr ParameterDef set_parameters[] = {
    {.name = "Name", .type = "string[]", .position = 0, .flags = P::Mandatory | P::FromPipelineByName},
    {.name = "Value", .position = 1, .flags = P::FromPipeline | P::FromPipelineByName | P::AllowNull},
    {.name = "Description", .type = "string"},
    {.name = "Option", .type = "System.Management.Automation.ScopedItemOptions"},
    {.name = "Force", .type = "switch"},
    {.name = "Visibility", .type = "string", .validate = "set:Public,Private"},
    {.name = "PassThru", .type = "switch"},
    {.name = "Scope", .type = "string", .flags = P::NotNullOrEmpty},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "Append", .type = "switch", .help = "Add to what the variable holds."},
};
constexpr ParameterDef new_parameters[] = {
    {.name = "Name", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipelineByName},
    {.name = "Value", .position = 1, .flags = P::FromPipeline | P::FromPipelineByName | P::AllowNull},
    {.name = "Description", .type = "string"},
    {.name = "Option", .type = "System.Management.Automation.ScopedItemOptions"},
    {.name = "Force", .type = "switch"},
    {.name = "Visibility", .type = "string", .validate = "set:Public,Private"},
    {.name = "PassThru", .type = "switch"},
    {.name = "Scope", .type = "string", .flags = P::NotNullOrEmpty},
};

class AssignVariable : public VariableCommand
{
protected:
    void assign(Scope& scope, const std::string& name, const Value& item)
    {
        const Symbol symbol{name};
        scope.spell(symbol, name);
        const bool special = has(SDescription) || has(SOption);
        if (!special) {
            if (const NamedVariable here{name, &scope}; cell_of(here) && flag(SForce))
                cell_of(here)->force(item);
            else
                scope.assign(symbol, item);
        } else {
            engine::VariableCell& cell = scope.cell(symbol);
            cell.options = engine::VarNone;
            cell.set(item);
            if (has(SDescription)) cell.description = text(SDescription);
            if (has(SOption)) cell.options = static_cast<uint8_t>(integral(arg(SOption)) & 15);
            if (cell.options & engine::VarAllScope) engine::note_all_scope_variable();
        }
        if (flag(SPassThru)) write(NamedVariable{name, &scope}.object());
    }
};

struct SetVariable final : AssignVariable
{
    void process() override
    {
        if (expects_pipeline()) {
            if (has(SValue)) piped_.push_back(arg(SValue));
            return;
        }
        for (const std::string& name : texts(SName)) set(name, arg(SValue));
    }
    void end() override
    {
        if (!expects_pipeline()) return;
        // Several objects from the pipeline become an array.
        const Value item = piped_.empty() ? Value() : piped_.size() == 1 ? piped_.front() : value::make_array(std::move(piped_));
        for (const std::string& name : texts(SName)) set(name, item);
    }

private:
    void set(const std::string& name, const Value& item)
    {
        Scope& scope = find_scope(invocation(), text(SScope));
        if (value::has_wildcards(name)) {
            for (const NamedVariable& variable : matching(name, SInclude, SExclude, SScope)) set_one(scope, variable.name, item);
            return;
        }
        set_one(scope, name, item);
    }
    /// The variable's elements and one more.
    Value appended(Scope& scope, const std::string& name, const Value& item) const
    {
        const auto old = find_variable(scope, name, has(SScope));
        if (!old || old->read().is_null()) return item;
        const Value before = old->read();
        std::vector<Value> all = value::is_enumerable(before) && !before.is_string() ? value::elements(before) : std::vector<Value>{before};
        if (expects_pipeline() && item.is_array())
            for (Value& each : value::elements(item)) all.push_back(std::move(each));
        else
            all.push_back(item);
        return value::make_array(std::move(all));
    }
    void set_one(Scope& scope, const std::string& name, const Value& given)
    {
        const Value item = flag(SAppend) ? appended(scope, name, given) : given;
        if (locked(NamedVariable{name, &scope}, flag(SForce))) {
            not_writable(name, "VariableNotWritable", "overwrite");
            return;
        }
        if (should_process("Name: " + name + " Value: " + value::to_text(item), "Set variable")) assign(scope, name, item);
    }
    std::vector<Value> piped_;
};

struct NewVariable final : AssignVariable
{
    void process() override
    {
        const std::string name = text(SName);
        Scope& scope = find_scope(invocation(), text(SScope));
        if (find_variable(scope, name, true)) {
            if (!flag(SForce)) {
                write_error("VariableAlreadyExists", "A variable with name '" + name + "' already exists.", ErrorCategory::ResourceExists,
                            Value(name), "System.Management.Automation.SessionStateException");
                return;
            }
            if (locked(NamedVariable{name, &scope}, true)) {
                not_writable(name, "VariableNotWritable", "overwrite");
                return;
            }
        }
        if (should_process("Name: " + name + " Value: " + value::to_text(arg(SValue)), "New variable")) assign(scope, name, arg(SValue));
    }
};

// --- Clear-Variable, Remove-Variable ---

enum : size_t
{
    CName,
    CInclude,
    CExclude,
    CForce,
    CScope,
    CPassThru,
};
constexpr ParameterDef clear_parameters[] = {
    {.name = "Name", .type = "string[]", .position = 0, .flags = P::Mandatory | P::FromPipelineByName},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "Force", .type = "switch"},
    {.name = "Scope", .type = "string", .flags = P::NotNullOrEmpty},
    {.name = "PassThru", .type = "switch"},
};
constexpr ParameterDef remove_parameters[] = {
    {.name = "Name", .type = "string[]", .position = 0, .flags = P::Mandatory | P::FromPipelineByName},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "Force", .type = "switch"},
    {.name = "Scope", .type = "string", .flags = P::NotNullOrEmpty},
};
struct ClearVariable final : VariableCommand
{
    void process() override
    {
        for (const std::string& name : texts(CName)) {
            const std::vector<NamedVariable> found = matching(name, CInclude, CExclude, CScope);
            if (found.empty() && !value::has_wildcards(name)) not_found(name);
            for (const NamedVariable& variable : found) {
                if (locked(variable, flag(CForce))) {
                    not_writable(variable.name, "VariableNotWritable", "overwrite");
                    continue;
                }
                if (!should_process("Name: " + variable.name, "Clear variable")) continue;
                if (engine::VariableCell* cell = cell_of(variable); cell && flag(CForce))
                    cell->force(Value());
                else
                    variable.scope->assign(Symbol(variable.name), Value());
                if (flag(CPassThru)) write(variable.object());
            }
        }
    }
};
struct RemoveVariable final : VariableCommand
{
    void process() override
    {
        for (const std::string& name : texts(CName)) {
            const std::vector<NamedVariable> found = matching(name, CInclude, CExclude, CScope);
            if (found.empty() && !value::has_wildcards(name)) not_found(name);
            for (const NamedVariable& variable : found) {
                if (locked(variable, flag(CForce))) {
                    not_writable(variable.name, "VariableNotRemovable", "remove");
                    continue;
                }
                if (should_process("Name: " + variable.name, "Remove variable")) variable.scope->remove(Symbol(variable.name));
            }
        }
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-Variable",
     .synopsis = "Gives variables.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetVariable>,
     .aliases = "gv"},
    {.name = "Set-Variable",
     .synopsis = "Sets variables.",
     .parameters = set_parameters,
     .make = make_cmdlet<SetVariable>,
     .aliases = "set,sv",
     .flags = C::ShouldProcess},
    {.name = "New-Variable",
     .synopsis = "Makes a variable.",
     .parameters = new_parameters,
     .make = make_cmdlet<NewVariable>,
     .aliases = "nv",
     .flags = C::ShouldProcess},
    {.name = "Clear-Variable",
     .synopsis = "Sets variables to null.",
     .parameters = clear_parameters,
     .make = make_cmdlet<ClearVariable>,
     .aliases = "clv",
     .flags = C::ShouldProcess},
    {.name = "Remove-Variable",
     .synopsis = "Removes variables.",
     .parameters = remove_parameters,
     .make = make_cmdlet<RemoveVariable>,
     .aliases = "rv",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable variables_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
