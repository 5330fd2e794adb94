#include "cmdlets/core/shell_run.hpp"
#include "cmdlets/support/session_items.hpp"
#include <atomic>

namespace kestrun::cmdlets {

namespace {

constexpr Stream record_streams[] = {Stream::Error, Stream::Warning, Stream::Verbose, Stream::Debug, Stream::Information};

/// Adds records to a list that scripts hold.
class ListSink final : public engine::Sink
{
public:
    ListSink(Ref<value::List> list, bool shared) : list_(std::move(list)), shared_(shared) {}
    void push(Value item) override
    {
        if (shared_) value::share(item);
        list_->insert(list_->size(), item);
    }

private:
    Ref<value::List> list_;
    bool shared_;
};

class SharingSink final : public engine::Sink
{
public:
    SharingSink(engine::Sink& inner, bool shared) : inner_(inner), shared_(shared) {}
    void push(Value item) override
    {
        if (shared_) value::share(item);
        inner_.push(std::move(item));
    }

private:
    engine::Sink& inner_;
    bool shared_;
};

/// One statement of the commands as script text. The commands and their arguments stand in variables beside it.
std::string pipeline_text(const std::vector<ShellCommand>& commands, size_t from, size_t to, bool has_input)
{
    std::string text = has_input ? "$__PSInput" : "";
    bool names = false;
    for (size_t i = from; i < to; ++i) {
        if (!text.empty()) text += " | ";
        const std::string number = std::to_string(i);
        text += (commands[i].is_script && !commands[i].local_scope ? ". $__PSCommand" : "& $__PSCommand") + number + " @__PSList" + number +
                " @__PSNamed" + number;
        names = names || !commands[i].is_script;
    }
    // What ends a command ends the run; a script goes on after an error of one of its statements.
    return names ? "try { " + text + " } catch { throw }" : text;
}

void set_variables(Context& context, const std::vector<ShellCommand>& commands, const std::string& scope)
{
    for (size_t i = 0; i < commands.size(); ++i) {
        const std::string number = std::to_string(i);
        std::vector<Value> list;
        auto named = value::make<value::Dictionary>();
        for (const auto& [name, argument] : commands[i].arguments) {
            if (name.empty())
                list.push_back(argument);
            else
                named->set(Value(name), argument.is_unset() ? Value(true) : argument);
        }
        context.set_variable(scope + "__PSCommand" + number,
                             commands[i].is_script ? Value(context.parse(commands[i].text)) : Value(commands[i].text));
        context.set_variable(scope + "__PSList" + number, value::make_array(std::move(list)));
        context.set_variable(scope + "__PSNamed" + number, Value(named));
    }
}

void run_statements(Context& context, const std::vector<ShellCommand>& commands, const std::vector<Value>& input, bool has_input,
                    const std::string& scope, engine::Sink& output)
{
    set_variables(context, commands, scope);
    if (has_input) context.set_variable(scope + "__PSInput", value::make_array(input));
    for (size_t from = 0; from < commands.size();) {
        size_t to = from + 1;
        while (to < commands.size() && !commands[to - 1].ends_statement) ++to;
        ScriptOptions options;
        options.new_scope = false;
        Ref<ScriptBlock> block = context.parse(pipeline_text(commands, from, to, has_input && from == 0));
        context.invoke(*block, options, output);
        from = to;
    }
}

} // namespace

/// What would be shown by a host is a record of the information stream.
class ShellHost final : public engine::Host
{
public:
    engine::Sink* information = nullptr;
    void write(std::string_view text, int, int) override
    {
        while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
        if (information)
            information->push(
                engine::make_information_record(engine::make_host_message(std::string(text), -1, -1, false), "Write-Host", {"PSHOST"}));
    }
    void write_error_line(std::string_view) override {}
    void write_stream_line(Stream, std::string_view) override {}
    std::optional<std::string> read_line(std::string_view, bool) override { return std::nullopt; }
};

void ShellSetup::set_variable(const std::string& name, const Value& value)
{
    value::share(value);
    for (auto& [known, held] : variables) {
        if (!equals_ci(known, name)) continue;
        held = value;
        return;
    }
    variables.emplace_back(name, value);
}

ShellSession::ShellSession(const ShellSetup& setup) : host_(std::make_unique<ShellHost>())
{
    engine::SessionOptions options;
    options.host = host_.get();
    session_ = engine::Session::create(options);
    if (Context* caller = Context::current()) context().set_current_directory(caller->current_directory());
    for (const auto& [name, value] : setup.variables) context().set_variable("global:" + name, value);
    engine::Collector ignored;
    std::string prelude;
    for (const auto& [name, body] : setup.functions) prelude += "function global:" + name + " {" + body + "\n}\n";
    for (const std::string& module : setup.modules) prelude += "Import-Module '" + replace_all(module, "'", "''") + "'\n";
    if (prelude.empty()) return;
    ScriptOptions dotted;
    dotted.new_scope = false;
    session_->call(*context().parse(prelude), dotted, ignored);
}

ShellSession::~ShellSession() = default;

Context& ShellSession::context() const { return session_->context(); }

void ShellSession::stop() { session_->stop(); }

void ShellSession::run(const std::vector<ShellCommand>& commands, const std::vector<Value>& input, bool has_input,
                       const ShellStreams& streams, bool shared, engine::Sink& output)
{
    auto& inside = static_cast<SessionImpl&>(*session_);
    std::vector<std::unique_ptr<ListSink>> sinks;
    for (const Stream stream : record_streams) {
        sinks.push_back(std::make_unique<ListSink>(streams.lists[static_cast<size_t>(stream)], shared));
        inside.host_streams.sinks[static_cast<size_t>(stream)] = sinks.back().get();
    }
    host_->information = inside.host_streams.sinks[static_cast<size_t>(Stream::Information)];
    struct Detach
    {
        SessionImpl& inside;
        ShellHost& host;
        ~Detach()
        {
            for (const Stream stream : record_streams) inside.host_streams.sinks[static_cast<size_t>(stream)] = nullptr;
            host.information = nullptr;
        }
    } const detach{inside, *host_};
    SharingSink sink(output, shared);
    ScriptOptions options;
    options.new_scope = false;
    set_variables(context(), commands, "global:");
    if (has_input) context().set_variable("global:__PSInput", value::make_array(input));
    for (size_t from = 0; from < commands.size();) {
        size_t to = from + 1;
        while (to < commands.size() && !commands[to - 1].ends_statement) ++to;
        Ref<ScriptBlock> block = context().parse(pipeline_text(commands, from, to, has_input && from == 0));
        const engine::RunResult result = session_->call(*block, options, sink); // makes this session the fiber's meanwhile
        if (result.error) throw ScriptError(result.error);
        if (result.exited) break;
        from = to;
    }
}

void run_in_context(Context& context, const std::vector<ShellCommand>& commands, const std::vector<Value>& input, bool has_input,
                    engine::Sink& output)
{
    run_statements(context, commands, input, has_input, "", output);
}

namespace {

std::atomic<int32_t> next_runspace{2}; // 1 is the session a script begins in

/// Sessions whose runspace ended on another thread: they wait for their own, whose objects they hold.
class Graveyard
{
public:
    void bury(std::shared_ptr<ShellSession> session, std::thread::id thread)
    {
        const std::lock_guard lock(mutex_);
        dead_.emplace_back(thread, std::move(session));
    }
    void clean()
    {
        std::vector<std::shared_ptr<ShellSession>> own; // before the lock: destroyed after it is given back
        const std::lock_guard lock(mutex_);
        std::erase_if(dead_, [&](auto& entry) {
            if (entry.first != std::this_thread::get_id()) return false;
            own.push_back(std::move(entry.second));
            return true;
        });
    }

private:
    std::mutex mutex_;
    std::vector<std::pair<std::thread::id, std::shared_ptr<ShellSession>>> dead_;
};

Graveyard& graveyard()
{
    static auto* made = new Graveyard; // never destroyed: what is left at the end of the process is left
    return *made;
}

} // namespace

RunspaceObject::RunspaceObject(ShellSetup given, bool caller)
    : setup(std::move(given)), is_caller(caller), id(caller ? 1 : next_runspace++), name("Runspace" + std::to_string(id)),
      instance(value::invoke_static(value::types::guid(), Name("NewGuid"), {}))
{
    mark_container();
    if (caller) state = RunspaceState::Opened;
}

const value::Type& RunspaceObject::type() const { return value::native_type("System.Management.Automation.Runspaces.LocalRunspace"); }

void RunspaceObject::trace(value::Tracer& tracer) const
{
    for (const auto& [variable, held] : setup.variables) tracer.visit(held);
    tracer.visit(instance);
}

RunspaceObject::~RunspaceObject()
{
    if (session_ && thread_ != std::this_thread::get_id()) graveyard().bury(std::move(session_), thread_);
}

void RunspaceObject::open()
{
    graveyard().clean();
    state = RunspaceState::Opened;
    thread_ = std::this_thread::get_id();
    session_ = std::make_shared<ShellSession>(setup);
}

void RunspaceObject::close()
{
    state = RunspaceState::Closed;
    if (thread_ == std::this_thread::get_id()) session_.reset();
}

std::shared_ptr<ShellSession> RunspaceObject::session_here()
{
    return thread_ == std::this_thread::get_id() ? session_ : std::shared_ptr<ShellSession>();
}

RunspacePoolObject::RunspacePoolObject(ShellSetup given, int32_t lower, int32_t upper) : setup(std::move(given)), least(lower), most(upper)
{
    mark_container();
}

const value::Type& RunspacePoolObject::type() const { return value::native_type("System.Management.Automation.Runspaces.RunspacePool"); }

void RunspacePoolObject::trace(value::Tracer& tracer) const
{
    for (const auto& [variable, held] : setup.variables) tracer.visit(held);
}

void RunspacePoolObject::enter()
{
    std::unique_lock lock(mutex_);
    freed_.wait(lock, base::Deadline::never(), [this] { return running_ < most; });
    ++running_;
}

void RunspacePoolObject::leave()
{
    const std::lock_guard lock(mutex_);
    --running_;
    freed_.notify_one();
}

int32_t RunspacePoolObject::available() const
{
    const std::lock_guard lock(mutex_);
    return most - running_;
}

} // namespace kestrun::cmdlets
