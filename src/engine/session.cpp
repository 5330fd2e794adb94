// A session: its global scope, how scripts run in it, and what conversions ask of it.
#include "base/environment.hpp"
#include "base/memory_limit.hpp"
#include "base/platform.hpp"
#include "base/poll.hpp"
#include "base/scheduler.hpp"
#include "base/system_path.hpp"
#include "engine/activation.hpp"
#include "engine/class_definition.hpp"
#include "engine/cmdlet_processor.hpp"
#include "engine/function_processor.hpp"
#include "engine/invocation_info.hpp"
#include "engine/module.hpp"
#include "engine/native_command.hpp"
#include "engine/records.hpp"
#include "engine/session_host.hpp"
#include "engine/session_impl.hpp"
#include "value/culture.hpp"
#include "value/cycles.hpp"
#include "value/dictionary.hpp"
#include "value/file_path.hpp"
#include "value/native_failure.hpp"
#include "value/operators.hpp"
#include <cstdlib>
#include <filesystem>

namespace kestrun::engine {

using value::ScriptError;

namespace {

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
        if (const auto formatter = std::move(formatter_)) formatter->finish();
    }

private:
    SessionImpl& session_;
    std::unique_ptr<DisplayFormatter> formatter_;
};

/// Code of what has no script: the frame below everything.
} // namespace

void set_display_hook(MakeFormatter make) { display_hook = make; }

std::unique_ptr<Session> Session::create(const SessionOptions& options) { return std::make_unique<SessionImpl>(options); }

Context* Context::current() { return dynamic_cast<SessionImpl*>(value::conversion_host()); }

SessionImpl::SessionImpl(const SessionOptions& options)
    : base(options.snapshot), host_(nullptr), null_host_(std::make_unique<SessionHost>(options.host)), // between it and the given one
      hidden_commands_(options.hidden_commands)
{
    host_ = null_host_.get();
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
    static_cast<SessionHost&>(*host_).stop_all_transcripts();
    {
        const Activation activation(*this); // what dies may have script code to run
        attachments.clear();
        drop_modules();
        // The next global scope stands for the same commands unless this one had some of its own: what names were found to mean stays
        // known.
        const Scope::Extra* own = global->extra_or_null();
        if (!own || (own->functions.empty() && own->aliases.empty())) global->commands = nullptr;
        global.reset();
    }
    value::reset_current_culture();
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
    attachments.clear();
    drop_modules();
    global.reset();
}

RunResult SessionImpl::run(std::string_view text, std::string_view file, const ScriptOptions& options, Sink* output)
{
    const Activation activation(*this);
    RunResult result;
    DisplaySink display(*this);
    Sink& out = output ? *output : display;
    try {
        value::with_native_failures([&] {
            Ref<ScriptBlock> block = parse(text, file);
            if (options.new_scope) {
                run_script(static_cast<ScriptBlockImpl&>(*block), file, options, out);
            } else {
                invoke(*block, options, out);
            }
        });
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
    if (output) return result;
    try {
        value::with_native_failures([&] { display.finish(); });
    } catch (ScriptError& error) { // what is shown asks the objects for their text
        if (!result.error) result.error = error.record;
        result.ok = false;
        result.exit_code = 1;
    }
    if (result.error) host_->write_error_line(error_text(*this, *result.error));
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
    Ref<CommandInfo> info = value::make<CommandInfo>(CommandType::ExternalScript, base::sys::path(file).filename().string());
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
        value::with_native_failures([&] { invoke(block, options, output); });
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
    const Value separator = found ? read(*found) : Value();
    return separator.is_null() ? " " : value::dotnet_text(separator); // to_text would ask for the separator of a list
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

bool SessionImpl::strict_mode(int version) { return scope().strictness() >= version; }

namespace {

/// The folder of a drive that scripts made, or Temp; empty when there is no such drive.
std::string drive_root(SessionImpl& session, std::string_view drive)
{
    if (value::equals_ignore_case(drive, "Temp")) {
        std::string folder = value::temp_folder();
        if (folder.size() > 1) folder.pop_back();
        return folder;
    }
    static const Symbol roots("__DriveRoots");
    bool found = false;
    const Value table = session.lookup(*session.global, roots, found);
    const auto* dictionary = found ? table.as<value::Dictionary>() : nullptr;
    return dictionary ? value::to_text(dictionary->get(drive).value_or(Value())) : std::string();
}

} // namespace

namespace {

/// Drives of the other providers are for the commands that know them; what stands before a colon in any other path is a drive, too.
void refuse_unknown_drive(std::string_view path, size_t colon)
{
    if (base::sys::on_windows) return;
    const std::string name(path.substr(0, colon));
    for (const std::string_view known : {"Env", "Variable", "Function", "Alias", "Cert"})
        if (value::equals_ignore_case(name, known)) return;
    const bool provider = path.substr(colon).starts_with("::");
    value::throw_runtime(provider ? "ProviderNotFound" : "DriveNotFound",
                         provider ? "Cannot find a provider with the name '" + name + "'."
                                  : "Cannot find drive. A drive with the name '" + name + "' does not exist.",
                         ErrorCategory::ObjectNotFound, Value(name),
                         provider ? "System.Management.Automation.ProviderNotFoundException"
                                  : "System.Management.Automation.DriveNotFoundException");
}

} // namespace

std::string SessionImpl::resolve_path(std::string_view path)
{
    std::string text(path);
    for (const std::string_view prefix : {std::string_view("Microsoft.PowerShell.Core\\FileSystem::"), std::string_view("FileSystem::")}) {
        if (text.size() >= prefix.size() && value::equals_ignore_case(std::string_view(text).substr(0, prefix.size()), prefix))
            text.erase(0, prefix.size());
    }
    for (char& c : text)
        if (c == '\\' || c == '/') c = base::path_separator;
    if (text == "~" || (text.starts_with('~') && base::is_path_separator(text[1]))) {
        const std::string home = base::environment_text(base::sys::on_windows ? "USERPROFILE" : "HOME");
        text = (home.empty() ? std::string(1, base::path_separator) : home) + text.substr(1);
    }
    if (const size_t colon = text.find(':'); colon != std::string::npos && colon > 0 && text.find(base::path_separator) > colon) {
        // A drive of the file system: Temp:, or one of New-PSDrive.
        const std::string root = drive_root(*this, text.substr(0, colon));
        if (!root.empty())
            text = root + base::path_separator + text.substr(colon + 1);
        else
            refuse_unknown_drive(text, colon);
    }
    return std::string(value::path_without_end(value::full_path(text, directory)));
}

namespace {
/// The memory limit is reached: throws when cycles were not to blame.
void make_room()
{
    if (!base::over_memory_limit()) return;
    value::collect_cycles();
    if (base::over_memory_limit()) throw base::OutOfMemory();
}
} // namespace

void SessionImpl::safepoint_slow()
{
    base::poll();
    if (base::memory_due()) make_room();
    value::collect_cycles_if_due();
    if (stop_requested.load(std::memory_order_relaxed)) throw_stopped();
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
