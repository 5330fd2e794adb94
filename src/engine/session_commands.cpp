// How a command is found by its name, and how one runs.
#include "engine/builtin_functions.hpp"
#include "engine/cmdlet_processor.hpp"
#include "engine/command_aliases.hpp"
#include "engine/function_processor.hpp"
#include "engine/module_loader.hpp"
#include "engine/native_command.hpp"
#include "engine/session_impl.hpp"
#include <cstdlib>
#include <filesystem>

namespace kestrun::engine {

using value::ScriptError;

const CommandMetadata* CommandInfo::metadata() const
{
    if (const CommandMetadata* ready = metadata_.load(std::memory_order_acquire)) return ready;
    const CommandMetadata* made = cmdlet ? &metadata_of(*cmdlet) : block ? &block->code().metadata() : nullptr;
    metadata_.store(made, std::memory_order_release);
    return made;
}

const value::Type& CommandInfo::type() const
{
    static const value::Type* const types[] = {
        &value::native_type("System.Management.Automation.AliasInfo"),
        &value::native_type("System.Management.Automation.FunctionInfo"),
        &value::native_type("System.Management.Automation.FilterInfo"),
        &value::native_type("System.Management.Automation.CmdletInfo"),
        &value::native_type("System.Management.Automation.ExternalScriptInfo"),
        &value::native_type("System.Management.Automation.ApplicationInfo"),
        &value::native_type("System.Management.Automation.ScriptInfo"),
    };
    const int index = __builtin_ctz(static_cast<unsigned>(kind));
    return *types[index < 7 ? index : 1];
}

Ref<CommandInfo> SessionImpl::find_alias(std::string_view name)
{
    if (const Symbol symbol = Symbol::find(name)) {
        for (Scope* s = &scope(); s; s = s->parent)
            if (auto* found = s->find_alias_here(symbol)) return (*found)->is_removed() ? Ref<CommandInfo>() : *found;
        if (auto* found = base ? base->aliases.find(symbol) : nullptr) return (*found)->is_removed() ? Ref<CommandInfo>() : *found;
    }
    return builtin_alias(name, hidden_commands_);
}

Ref<CommandInfo> SessionImpl::find_function(std::string_view name)
{
    if (const Symbol symbol = Symbol::find(name)) {
        for (Scope* s = &scope(); s; s = s->parent)
            if (auto* found = s->find_function_here(symbol)) return (*found)->is_removed() ? Ref<CommandInfo>() : *found;
        if (auto* found = base ? base->functions.find(symbol) : nullptr) return (*found)->is_removed() ? Ref<CommandInfo>() : *found;
    }
    return builtin_function(*this, name);
}

/// Aliases come before functions, those before built-in commands, those before programs (about_Command_Precedence).
Ref<CommandInfo> SessionImpl::find_command(std::string_view name, bool functions, bool programs)
{
    std::string_view wanted = name;
    if (functions) {
        for (int hops = 0; hops < 16; ++hops) {
            const Ref<CommandInfo> alias = find_alias(wanted);
            if (!alias) break;
            wanted = alias->definition;
            keep_alias_ = alias;
        }
        if (Ref<CommandInfo> function = find_function(wanted)) return function;
    }
    // Module-qualified names: Microsoft.PowerShell.Utility\Write-Output.
    const size_t slash = wanted.rfind('\\');
    std::string_view plain = wanted;
    std::string_view module_name;
    if (slash != std::string_view::npos && wanted.find('/') == std::string_view::npos) {
        module_name = wanted.substr(0, slash);
        plain = wanted.substr(slash + 1);
        if (Ref<CommandInfo> exported = find_exported(module_name, plain)) return exported;
    }
    if (const CmdletDef* def = visible_cmdlet(plain); def && value::equals_ignore_case(def->name, plain)) return cmdlet_info(*def);
    if (!programs) return {};
    if (Ref<CommandInfo> external = find_external(wanted)) return external;
    if (load_module_of_command(*this, wanted)) return find_command(wanted, functions, false);
    return {};
}

Ref<CommandInfo> SessionImpl::find_command_slow(Symbol symbol, std::string_view name)
{
    Ref<CommandInfo> info = find_command(name);
    const bool lasting =
        info && (info->kind == CommandType::Function || info->kind == CommandType::Filter || info->kind == CommandType::Cmdlet);
    if (lasting && name.find('\\') == std::string_view::npos)
        found_commands_[symbol.id() % found_commands_.size()] = {symbol, scope().commands, Scope::command_epoch(), info.get()};
    return info;
}

Ref<CommandInfo> SessionImpl::cmdlet_info(const CmdletDef& def)
{
    Ref<CommandInfo>& info = cmdlet_infos_[&def];
    if (!info) {
        info = value::make<CommandInfo>(CommandType::Cmdlet, def.name);
        info->cmdlet = &def;
        for (const CmdletTable* table : cmdlet_tables())
            if (&def >= table->rows.data() && &def < table->rows.data() + table->rows.size()) info->module_name = table->module;
    }
    return info;
}

void SessionImpl::command_not_found(std::string_view name)
{
    std::string message = "The term '" + std::string(name) +
                          "' is not recognized as a name of a cmdlet, function, script file, or executable program.\nCheck the spelling of "
                          "the name, or if a path was included, verify that the path is correct and try again.";
    Ref<ErrorRecord> record =
        value::make<ErrorRecord>(value::make_exception("System.Management.Automation.CommandNotFoundException", message),
                                 "CommandNotFoundException", ErrorCategory::ObjectNotFound, Value(name));
    record->exception->properties().emplace_back("CommandName", Value(name));
    record->command = std::string(name);
    throw ScriptError{record};
}

std::unique_ptr<Processor> SessionImpl::make_block_processor(Ref<ScriptBlockImpl> block, Arguments& arguments, Frame& caller, Sink& out,
                                                             const Streams& streams, const CallInfo& call, bool dotted)
{
    auto processor = std::make_unique<FunctionProcessor>(*this, std::move(block), Ref<CommandInfo>(), caller, out, streams, call, dotted);
    processor->prepare(arguments, call.expecting_input);
    return processor;
}

std::unique_ptr<Processor> SessionImpl::make_processor(const Ref<CommandInfo>& command, Arguments& arguments, Frame& caller, Sink& out,
                                                       const Streams& streams, const CallInfo& call, bool dotted)
{
    switch (command->kind) {
    case CommandType::Cmdlet: {
        auto processor = std::make_unique<CmdletProcessor>(*this, command, caller, out, streams, call);
        processor->prepare(arguments, call.expecting_input);
        return processor;
    }
    case CommandType::Function:
    case CommandType::Filter: {
        auto processor = std::make_unique<FunctionProcessor>(*this, command->block, command, caller, out, streams, call, dotted);
        processor->prepare(arguments, call.expecting_input);
        return processor;
    }
    case CommandType::ExternalScript: {
        auto processor = std::make_unique<FunctionProcessor>(*this, load_script(*command), command, caller, out, streams, call, dotted);
        if (!dotted) processor->scope().kind = Scope::Kind::Script;
        processor->prepare(arguments, call.expecting_input);
        return processor;
    }
    default: return make_native_processor(*this, command, arguments, caller, out, streams, call);
    }
}

void SessionImpl::run_command(const Ref<CommandInfo>& command, Arguments& arguments, Frame& caller, Sink& out, const Streams& streams,
                              const CallInfo& call, bool dotted)
{
    if (command->kind == CommandType::Function || command->kind == CommandType::Filter) {
        run_single_block(command->block, command, arguments, caller, out, streams, call, dotted);
        return;
    }
    if (command->kind == CommandType::Cmdlet) {
        CmdletProcessor processor(*this, command, caller, out, streams, call);
        processor.prepare(arguments, false);
        try {
            processor.start();
            processor.process_none();
            processor.end();
        } catch (const StopUpstream& stop) {
            if (stop.pipeline != static_cast<Processor*>(&processor)) throw;
            processor.end();
        }
        if (processor.had_errors) last_ok = false;
        return;
    }
    auto processor = make_processor(command, arguments, caller, out, streams, call, dotted);
    struct Clean
    {
        Processor& p;
        ~Clean() { p.clean(); }
    } clean{*processor};
    if (command->kind == CommandType::ExternalScript) {
        try {
            processor->start();
            processor->process_none();
            processor->end();
        } catch (const ExitRequest& exit) { // exit in a script ends that script
            global->assign(Symbol("LASTEXITCODE"), Value(exit.code));
            last_ok = exit.code == 0;
            return;
        }
        last_ok = true;
    } else {
        processor->start();
        processor->process_none();
        processor->end();
    }
    if (processor->had_errors) last_ok = false;
}

bool SessionImpl::run_single_block(Ref<ScriptBlockImpl> block, const Ref<CommandInfo>& command, Arguments& arguments, Frame& caller,
                                   Sink& out, const Streams& streams, const CallInfo& call, bool dotted)
{
    FunctionProcessor processor(*this, std::move(block), command, caller, out, streams, call, dotted);
    struct Clean
    {
        FunctionProcessor& p;
        ~Clean() { p.clean(); }
    } clean{processor};
    processor.prepare(arguments, false);
    processor.start();
    processor.process_none();
    processor.end();
    last_ok = !processor.had_errors; // what failed inside is no failure of the call
    return true;
}

} // namespace kestrun::engine
