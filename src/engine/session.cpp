// A session: its global scope, how commands are found and run, and the calls of embedding programs.
#include "base/poll.hpp"
#include "base/scheduler.hpp"
#include "engine/ast_objects.hpp"
#include "engine/class_definition.hpp"
#include "engine/cmdlet_processor.hpp"
#include "engine/function_processor.hpp"
#include "engine/invocation_info.hpp"
#include "engine/module.hpp"
#include "engine/native_command.hpp"
#include "engine/records.hpp"
#include "engine/session_impl.hpp"
#include "value/dictionary.hpp"
#include "value/operators.hpp"
#include <cstdlib>
#include <filesystem>

namespace kestrun::engine {

using value::ScriptError;

namespace {

class SilentHost final : public Host
{
public:
    void write(std::string_view, int, int) override {}
    void write_error_line(std::string_view) override {}
    void write_stream_line(Stream, std::string_view) override {}
    std::optional<std::string> read_line(std::string_view, bool) override { return std::nullopt; }
};

MakeFormatter display_hook = nullptr;

/// Shows objects as they come.
class DisplaySink final : public Sink
{
public:
    explicit DisplaySink(SessionImpl& session) : session_(session) {}
    ~DisplaySink() override = default;
    void push(Value item) override
    {
        if (auto* record = item.as<ErrorRecord>()) { // an error object that came out of 2>&1
            finish();
            session_.host().write_error_line(error_text(session_, *record));
            return;
        }
        if (!formatter_ && display_hook) formatter_ = display_hook(session_);
        if (formatter_)
            formatter_->push(item);
        else
            session_.host().write_line(value::to_text(item));
    }
    void finish()
    {
        if (formatter_) formatter_->finish();
        formatter_.reset();
    }

private:
    SessionImpl& session_;
    std::unique_ptr<DisplayFormatter> formatter_;
};

/// Code of what has no script: the frame below everything.
struct RootCode
{
    RootCode() : unit(std::make_shared<Unit>())
    {
        unit->script = syntax::parse(std::make_shared<const syntax::SourceText>(""));
        unit->root = std::make_unique<Code>(*unit, *unit->script.root());
    }
    std::shared_ptr<Unit> unit;
};

const Code& root_code()
{
    static RootCode* root = new RootCode; // lives as long as the process
    return *root->unit->root;
}

/// The session is the fiber's while this lives.
class Activation
{
public:
    explicit Activation(SessionImpl& session) : saved_(value::conversion_host()) { value::set_conversion_host(&session); }
    Activation(const Activation&) = delete;
    Activation& operator=(const Activation&) = delete;
    ~Activation() { value::set_conversion_host(saved_); }

private:
    value::ConversionHost* saved_;
};

Ref<ErrorRecord> parse_error(const syntax::ParsedScript& script)
{
    std::string message;
    for (const syntax::ParseError& error : script.errors()) {
        const syntax::SourceText& source = *script.source();
        const syntax::Position at = source.position(error.extent.start);
        if (!message.empty()) message += "\n\n";
        message +=
            "At " + (source.file().empty() ? std::string("line") : source.file()) + ":" + std::to_string(at.line) +
            " char:" + std::to_string(at.column) + "\n+ " + std::string(source.line(at.line)) + "\n+ " + std::string(at.column - 1, ' ') +
            std::string(std::max<uint32_t>(
                            1, std::min<uint32_t>(error.extent.length(),
                                                  static_cast<uint32_t>(source.line(at.line).size() + 1 -
                                                                        std::min<size_t>(at.column - 1, source.line(at.line).size())))),
                        '~') +
            "\n" + error.message;
    }
    const std::string id(script.errors().front().error_id);
    Ref<ErrorRecord> record = value::make<ErrorRecord>(value::make_exception("System.Management.Automation.ParseException", message), id,
                                                       ErrorCategory::ParserError);
    record->exception->set_error_record(record);
    record->exception->properties().emplace_back("Errors", make_parse_errors(script));
    return record;
}

std::shared_ptr<Unit> compile_unit(SessionImpl& session, std::string_view text, std::string_view file)
{
    auto unit = std::make_shared<Unit>();
    syntax::ParseOptions options;
    const KnownTypes types(session);
    options.types = &types;
    unit->script = syntax::parse(std::make_shared<const syntax::SourceText>(std::string(text), std::string(file)), options);
    if (unit->script.has_errors()) {
        ScriptError error{parse_error(unit->script)};
        error.from_throw = true;
        throw error;
    }
    unit->root = std::make_unique<Code>(*unit, *unit->script.root());
    return unit;
}

} // namespace

void set_display_hook(MakeFormatter make) { display_hook = make; }

std::unique_ptr<Session> Session::create(const SessionOptions& options) { return std::make_unique<SessionImpl>(options); }

Context* Context::current() { return dynamic_cast<SessionImpl*>(value::conversion_host()); }

Value Context::invoke(ScriptBlock& block, const ScriptOptions& options)
{
    Collector collector;
    invoke(block, options, collector);
    return collector.result();
}

Value Context::invoke_with_item(ScriptBlock& block, const Value& item)
{
    Collector collector;
    invoke_with_item(block, item, collector);
    return collector.result();
}

SessionImpl::SessionImpl(const SessionOptions& options)
    : base(options.snapshot), host_(options.host), hidden_commands_(options.hidden_commands)
{
    if (!host_) {
        null_host_ = std::make_unique<SilentHost>();
        host_ = null_host_.get();
    }
    make_global_scope();
    if (base) {
        directory = base->directory;
        modules = base->modules;
    } else {
        std::error_code ec;
        directory = std::filesystem::current_path(ec).string();
    }
    define_globals();
}

void SessionImpl::make_global_scope()
{
    global = std::make_unique<Scope>(nullptr, Scope::Kind::Global, nullptr, nullptr);
    global->commands = global.get();
    errors = value::make<value::List>(value::types::array_list());
}

void SessionImpl::recycle()
{
    {
        const Activation activation(*this); // what dies may have script code to run
        drop_modules();
        global.reset();
    }
    frame = nullptr;
    cmdlet = nullptr;
    last_ok = true;
    try_depth = 0;
    depth = 0;
    flow_label.clear();
    last_program = {};
    stop_requested.store(false, std::memory_order_relaxed);
    make_global_scope();
    if (base) {
        directory = base->directory;
        if (!modules.empty() || !base->modules.empty()) modules = base->modules;
    }
    define_globals();
}

const CmdletDef* SessionImpl::visible_cmdlet(std::string_view name) const
{
    const CmdletDef* def = find_cmdlet(name);
    return def && (def->flags & hidden_commands_) == 0 ? def : nullptr;
}

SessionImpl::~SessionImpl()
{
    const Activation activation(*this);
    drop_modules();
    global.reset();
}

// --- variables ---

Value* SessionImpl::find_variable(Scope& from, Symbol name)
{
    for (Scope* s = &from; s; s = s->parent) {
        Value* found = s->find_here(name);
        if (!found && s == global.get() && base) {
            // A captured variable becomes the request's own when it is first used.
            if (const Value* captured = base->variables.find(name)) {
                Value& place = global->extra().variables[name];
                place = *captured;
                found = &place;
            } else {
                found = late_automatic(name);
            }
        }
        if (!found) continue;
        if (s != &from && found->is_cell() && (static_cast<VariableCell*>(found->object())->options & VarPrivate)) continue;
        return found;
    }
    return nullptr;
}

Value SessionImpl::lookup(Scope& from, Symbol name, bool& found)
{
    Value* at = find_variable(from, name);
    found = at != nullptr;
    return at ? read(*at) : Value();
}

namespace {
struct Qualified
{
    std::string_view scope, name;
};
Qualified split_name(std::string_view name)
{
    const size_t colon = name.find(':');
    if (colon == std::string_view::npos) return {{}, name};
    return {name.substr(0, colon), name.substr(colon + 1)};
}
} // namespace

Value SessionImpl::get_variable(std::string_view name)
{
    const Qualified q = split_name(name);
    bool found = false;
    if (value::equals_ignore_case(q.scope, "global")) return lookup(*global, Symbol(q.name), found);
    if (value::equals_ignore_case(q.scope, "script")) return lookup(scope().script_scope(), Symbol(q.name), found);
    if (value::equals_ignore_case(q.scope, "env")) {
        const char* v = std::getenv(std::string(q.name).c_str());
        return v ? Value(v) : Value();
    }
    return lookup(scope(), Symbol(q.name), found);
}

bool SessionImpl::has_variable(std::string_view name)
{
    const Qualified q = split_name(name);
    Scope& from = value::equals_ignore_case(q.scope, "global")   ? *global
                  : value::equals_ignore_case(q.scope, "script") ? scope().script_scope()
                                                                 : scope();
    return find_variable(from, Symbol(q.name)) != nullptr;
}

void SessionImpl::set_variable(std::string_view name, Value value)
{
    const Qualified q = split_name(name);
    Scope& to = value::equals_ignore_case(q.scope, "global")   ? *global
                : value::equals_ignore_case(q.scope, "script") ? scope().script_scope()
                                                               : scope();
    to.assign(Symbol(q.name), std::move(value));
}

std::string SessionImpl::preference(std::string_view name)
{
    bool found = false;
    const Value value = lookup(scope(), Symbol(name), found);
    return found ? value::to_text(value) : std::string();
}

// --- commands ---

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
    };
    const int index = __builtin_ctz(static_cast<unsigned>(kind));
    return *types[index < 6 ? index : 1];
}

Ref<CommandInfo> SessionImpl::find_command(std::string_view name, bool functions, bool programs)
{
    const Symbol symbol = Symbol::find(name);
    std::string_view wanted = name;
    for (int hops = 0; hops < 16; ++hops) {
        const Symbol current = hops == 0 ? symbol : Symbol::find(wanted);
        Ref<CommandInfo> alias;
        if (functions && current) {
            for (Scope* s = &scope(); s; s = s->parent) {
                if (auto* found = s->find_alias_here(current)) {
                    alias = *found;
                    break;
                }
                if (auto* found = s->find_function_here(current)) return *found;
            }
            if (!alias && base) {
                if (auto* found = base->aliases.find(current))
                    alias = *found;
                else if (auto* f = base->functions.find(current))
                    return *f;
            }
        }
        if (!alias) break;
        wanted = alias->definition;
        keep_alias_ = alias;
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
    if (const CmdletDef* def = visible_cmdlet(plain)) return cmdlet_info(*def);
    // Verbs may be left out: `Date` is Get-Date, when nothing else has that name.
    if (programs) return find_external(wanted);
    return {};
}

Ref<CommandInfo> SessionImpl::find_command(Symbol symbol, std::string_view name)
{
    for (Scope* s = scope().commands; s; s = s->parent ? s->parent->commands : nullptr) {
        if (!s->extra_or_null()) continue;
        if (auto* found = s->find_function_here(symbol)) {
            // An alias nearer or as near wins; aliases are looked for first in PowerShell.
            if (!any_alias(symbol)) return *found;
            break;
        }
        if (s->find_alias_here(symbol)) break;
    }
    Ref<CommandInfo> info = find_command(name);
    return info;
}

bool SessionImpl::any_alias(Symbol symbol)
{
    for (Scope* s = &scope(); s; s = s->parent)
        if (s->find_alias_here(symbol)) return true;
    return base && base->aliases.find(symbol);
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
    return true;
}

// --- calls from outside ---

void SessionImpl::invoke(ScriptBlock& block, const ScriptOptions& options, Sink& output)
{
    const Activation activation(*this);
    auto& code = static_cast<ScriptBlockImpl&>(block);
    std::optional<Frame> root;
    Frame* caller = frame;
    if (!caller) {
        root.emplace(*this, *global, root_code(), output, host_streams, nullptr);
        caller = &*root;
    }
    struct Restore
    {
        SessionImpl& s;
        Frame* f;
        ~Restore() { s.frame = f; }
    } restore{*this, frame};
    frame = caller;
    Arguments arguments;
    for (const Value& v : options.arguments) arguments.push_back({.name = {}, .value = v, .has_value = true, .written = {}});
    for (const auto& [name, v] : options.named) arguments.push_back({.name = name, .value = v, .has_value = true, .written = {}});
    CallInfo call{.code = caller->code, .extent = caller->position ? caller->position->extent : syntax::Extent{}};
    call.expecting_input = options.pipeline_input != nullptr;
    FunctionProcessor processor(*this, Ref<ScriptBlockImpl>(&code), {}, *caller, output, *caller->streams, call, !options.new_scope);
    struct Clean
    {
        FunctionProcessor& p;
        ~Clean() { p.clean(); }
    } clean{processor};
    for (const auto& [name, v] : options.variables) processor.set_variable(Symbol(name), v);
    if (!options.self.is_null()) processor.set_this(options.self);
    processor.prepare(arguments, options.pipeline_input != nullptr);
    for (const auto& [name, v] : options.variables) processor.set_variable(Symbol(name), v);
    processor.start();
    if (options.pipeline_input) {
        for (const Value& item : *options.pipeline_input) processor.push(item);
    } else {
        processor.process_none();
    }
    processor.end();
}

void SessionImpl::invoke_with_item(ScriptBlock& block, const Value& item, Sink& output)
{
    static const Symbol underscore("_");
    auto& impl = static_cast<ScriptBlockImpl&>(block);
    const Code& code = impl.code();
    const Variant& variant = code.dotted();
    if (!frame || variant.begin || variant.process || own_module(impl.module()) != frame->scope->module || !code.parameters().empty()) {
        ScriptOptions options;
        options.new_scope = false;
        options.variables.emplace_back("_", item);
        if (variant.process) {
            const std::vector<Value> input{item};
            options.pipeline_input = &input;
            return invoke(block, options, output);
        }
        return invoke(block, options, output);
    }
    if (!variant.end) return;
    // The plain case: the block's statements run in the caller's scope.
    safepoint();
    Frame& caller = *frame;
    Frame inner(*this, *caller.scope, code, output, *caller.streams, &caller);
    const FrameGuard guard(inner);
    Value& place = inner.scope->layout ? inner.scope->slots[0] : inner.scope->place(underscore);
    struct Restore
    {
        Scope& scope;
        Value saved;
        ~Restore() { (scope.layout ? scope.slots[0] : scope.place(underscore)) = std::move(saved); }
    } restore{*inner.scope, place};
    place = item;
    Flow flow = Flow::Normal;
    try {
        flow = variant.end->exec(inner);
    } catch (LoopControl& control) {
        if (control.flow != Flow::Return) throw;
    }
    if (flow == Flow::Break || flow == Flow::Continue) throw LoopControl{flow, flow_label};
}

Value SessionImpl::invoke_command(std::string_view name, const ScriptOptions& options)
{
    const Activation activation(*this);
    Ref<CommandInfo> info = find_command(name);
    if (!info) command_not_found(name);
    Collector collector;
    std::optional<Frame> root;
    Frame* caller = frame;
    if (!caller) {
        root.emplace(*this, *global, root_code(), collector, host_streams, nullptr);
        caller = &*root;
    }
    Arguments arguments;
    for (const Value& v : options.arguments) arguments.push_back({.name = {}, .value = v, .has_value = true, .written = {}});
    for (const auto& [key, v] : options.named) arguments.push_back({.name = key, .value = v, .has_value = true, .written = {}});
    CallInfo call{.command = info.get(), .code = caller->code, .extent = caller->position ? caller->position->extent : syntax::Extent{}};
    call.expecting_input = options.pipeline_input != nullptr;
    struct Restore
    {
        SessionImpl& s;
        Frame* f;
        ~Restore() { s.frame = f; }
    } restore{*this, frame};
    frame = caller;
    if (!options.pipeline_input) {
        run_command(info, arguments, *caller, collector, *caller->streams, call, false);
        return collector.result();
    }
    auto processor = make_processor(info, arguments, *caller, collector, *caller->streams, call, false);
    processor->expects_input = true;
    processor->start();
    try {
        for (const Value& item : *options.pipeline_input) processor->push(item);
    } catch (const StopUpstream& stop) {
        if (stop.pipeline != processor.get()) throw;
    }
    processor->end();
    processor->clean();
    return collector.result();
}

Ref<ScriptBlock> SessionImpl::parse(std::string_view text, std::string_view file)
{
    std::shared_ptr<Unit> unit = compile_unit(*this, text, file);
    const Code& code = *unit->root;
    return Ref<ScriptBlock>(value::make<ScriptBlockImpl>(std::move(unit), code, Ref<Module>(frame ? frame->scope->module : nullptr)));
}

Ref<ScriptBlockImpl> SessionImpl::load_script(const CommandInfo& command)
{
    const std::string text = read_script_file(command.definition);
    Ref<ScriptBlock> block = parse(text, command.definition);
    return Ref<ScriptBlockImpl>(static_cast<ScriptBlockImpl*>(block.get()));
}

RunResult SessionImpl::run(std::string_view text, std::string_view file, const ScriptOptions& options, Sink* output)
{
    const Activation activation(*this);
    RunResult result;
    DisplaySink display(*this);
    Sink& out = output ? *output : display;
    try {
        Ref<ScriptBlock> block = parse(text, file);
        if (options.new_scope) {
            run_script(static_cast<ScriptBlockImpl&>(*block), file, options, out);
        } else {
            invoke(*block, options, out);
        }
        result.ok = last_ok;
    } catch (ScriptError& error) {
        remember_error(error.record);
        result.ok = false;
        result.exit_code = 1;
        result.error = error.record;
    } catch (const ExitRequest& exit) {
        result.exited = true;
        result.exit_code = exit.code;
    } catch (const LoopControl&) {
    } catch (const StopUpstream&) {
    }
    if (!output) {
        display.finish();
        if (result.error) host_->write_error_line(error_text(*this, *result.error));
    }
    return result;
}

void SessionImpl::run_script(ScriptBlockImpl& block, std::string_view file, const ScriptOptions& options, Sink& output)
{
    Frame root(*this, *global, root_code(), output, host_streams, nullptr);
    struct Restore
    {
        SessionImpl& s;
        Frame* f;
        ~Restore() { s.frame = f; }
    } restore{*this, frame};
    frame = &root;
    Arguments arguments;
    for (const auto& [name, v] : options.ordered) {
        if (name.empty())
            arguments.push_back({.name = {}, .value = v, .has_value = true, .written = {}});
        else
            arguments.push_back({.name = name, .value = v, .has_value = !v.is_unset(), .written = {}});
    }
    for (const auto& [name, v] : options.named) arguments.push_back({.name = name, .value = v, .has_value = !v.is_unset(), .written = {}});
    for (const Value& v : options.arguments) arguments.push_back({.name = {}, .value = v, .has_value = true, .written = {}});
    Ref<CommandInfo> info = value::make<CommandInfo>(CommandType::ExternalScript, std::filesystem::path(file).filename().string());
    info->definition = std::string(file);
    CallInfo call{.command = info.get(), .code = root.code};
    FunctionProcessor processor(*this, Ref<ScriptBlockImpl>(&block), info, root, output, host_streams, call, false);
    processor.scope().kind = Scope::Kind::Script;
    struct Clean
    {
        FunctionProcessor& p;
        ~Clean() { p.clean(); }
    } clean{processor};
    processor.prepare(arguments, options.pipeline_input != nullptr);
    processor.start();
    if (options.pipeline_input) {
        for (const Value& item : *options.pipeline_input) processor.push(item);
    } else {
        processor.process_none();
    }
    processor.end();
}

RunResult SessionImpl::call(ScriptBlock& block, const ScriptOptions& options, Sink& output)
{
    RunResult result;
    const Activation activation(*this);
    try {
        invoke(block, options, output);
        result.ok = last_ok;
    } catch (ScriptError& error) {
        result.ok = false;
        result.error = error.record;
    } catch (const ExitRequest& exit) {
        result.exited = true;
        result.exit_code = exit.code;
    } catch (const LoopControl&) {
    } catch (const StopUpstream&) {
    }
    return result;
}

std::string SessionImpl::expand_string(std::string_view text)
{
    std::string quoted = "@\"\n" + std::string(text) + "\n\"@";
    Ref<ScriptBlock> block = parse(quoted, {});
    ScriptOptions options;
    options.new_scope = false;
    return value::to_text(Context::invoke(*block, options));
}

// --- streams ---

void SessionImpl::write_stream(Stream stream, Value record)
{
    if (cmdlet) return write_stream_to(stream, std::move(record), *cmdlet->invocation().streams);
    write_stream_to(stream, std::move(record), frame ? *frame->streams : host_streams);
}

void SessionImpl::write_error(Ref<ErrorRecord> record)
{
    if (cmdlet) return cmdlet->non_terminating(std::move(record));
    report(record, frame ? *frame->streams : host_streams);
}

void SessionImpl::out_default(const std::vector<Value>& items)
{
    DisplaySink sink(*this);
    for (const Value& item : items) sink.push(item);
    sink.finish();
}

// --- conversions ---

std::string SessionImpl::ofs()
{
    static const Symbol name("OFS");
    Value* found = find_variable(scope(), name);
    return found ? value::to_text(read(*found)) : " ";
}

Value SessionImpl::call_script(value::Object& script, const Value& self, std::span<Value> args)
{
    auto* block = dynamic_cast<ScriptBlock*>(&script);
    if (!block) return call_class_member(*this, script, self, args);
    ScriptOptions options;
    options.arguments.assign(args.begin(), args.end());
    options.self = self;
    Collector collector;
    invoke(*block, options, collector);
    return collector.result();
}

Value SessionImpl::call_with_item(value::Object& script, const Value& item, std::span<Value> args)
{
    auto* block = dynamic_cast<ScriptBlock*>(&script);
    if (!block) value::throw_runtime("InvalidOperation", "The object cannot be called as a script.");
    if (args.empty()) return Context::invoke_with_item(*block, item);
    ScriptOptions options;
    options.new_scope = false;
    options.arguments.assign(args.begin(), args.end());
    options.variables.emplace_back("_", item);
    Collector collector;
    invoke(*block, options, collector);
    return collector.result();
}

bool SessionImpl::strict_mode(int version)
{
    for (Scope* s = &scope(); s; s = s->parent)
        if (s->strict >= 0) return s->strict >= version;
    return false;
}

std::string SessionImpl::resolve_path(std::string_view path)
{
    std::string text(path);
    for (const std::string_view prefix : {std::string_view("Microsoft.PowerShell.Core\\FileSystem::"), std::string_view("FileSystem::")}) {
        if (text.size() >= prefix.size() && value::equals_ignore_case(std::string_view(text).substr(0, prefix.size()), prefix))
            text.erase(0, prefix.size());
    }
    for (char& c : text)
        if (c == '\\') c = '/';
    if (text == "~" || text.starts_with("~/")) {
        const char* home = std::getenv("HOME");
        text = std::string(home ? home : "/") + text.substr(1);
    }
    std::filesystem::path p(text);
    if (p.is_relative()) p = std::filesystem::path(directory) / p;
    std::string out = p.lexically_normal().string();
    if (out.size() > 1 && out.back() == '/') out.pop_back();
    return out;
}

void SessionImpl::safepoint()
{
    if (base::poll_requested()) [[unlikely]]
        base::poll_slow();
    if (stop_requested.load(std::memory_order_relaxed)) [[unlikely]]
        throw_stopped();
}

void SessionImpl::throw_stopped()
{
    stop_requested.store(false, std::memory_order_relaxed);
    ScriptError error{value::make<ErrorRecord>(
        value::make_exception("System.Management.Automation.PipelineStoppedException", "The pipeline has been stopped."), "PipelineStopped",
        ErrorCategory::OperationStopped)};
    error.from_throw = true;
    error.from_action_stop = true;
    throw error;
}

} // namespace kestrun::engine
