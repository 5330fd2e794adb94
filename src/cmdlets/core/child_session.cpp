#include "cmdlets/core/child_session.hpp"
#include "base/scheduler.hpp"
#include "cmdlets/support/session_items.hpp"
#include "engine/code.hpp"
#include "syntax/ast_children.hpp"
#include "value/culture.hpp"
#include <chrono>

namespace kestrun::cmdlets {

namespace {

/// A script of its own deserves a stack of its own size; what is not touched costs nothing.
constexpr std::size_t child_stack = std::size_t{16} << 20;

int64_t utc_ticks()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return 621'355'968'000'000'000 + std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() / 100;
}

/// Names of the variables under $using: in a tree.
class UsingNames
{
public:
    std::vector<std::string> names;
    void operator()(syntax::Ast& node)
    {
        if (node.kind == syntax::AstKind::UsingExpression) ++inside_;
        if (inside_ > 0) {
            if (const auto* variable = syntax::as<syntax::VariableExpressionAst>(&node)) names.emplace_back(variable->variable_path.name);
        }
        syntax::for_each_child(node, *this);
        if (node.kind == syntax::AstKind::UsingExpression) --inside_;
    }

private:
    int inside_ = 0;
};

/// Host of a child: what would be shown waits with the output.
class ChildHost final : public engine::Host
{
public:
    using Push = std::function<void(Stream, Value)>;
    explicit ChildHost(Push push) : push_(std::move(push)) {}
    void write(std::string_view text, int, int) override
    {
        while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
        push_(Stream::Information,
              engine::make_information_record(engine::make_host_message(std::string(text), -1, -1, false), "Write-Host", {"PSHOST"}));
    }
    void write_error_line(std::string_view text) override { push_(Stream::Error, Value(text)); }
    void write_stream_line(Stream stream, std::string_view text) override { push_(stream, Value(text)); }
    std::optional<std::string> read_line(std::string_view, bool) override { return std::nullopt; }

private:
    Push push_;
};

class StreamQueue final : public engine::Sink
{
public:
    using Push = std::function<void(Stream, Value)>;
    StreamQueue(Stream stream, const Push& push) : stream_(stream), push_(push) {}
    void push(Value item) override { push_(stream_, std::move(item)); }

private:
    Stream stream_;
    const Push& push_;
};

} // namespace

/// The life of one run, on its own task.
class ChildRun
{
public:
    explicit ChildRun(std::shared_ptr<ChildSession> owner) : owner_(std::move(owner)) {}

    void run()
    {
        owner_->begin_ticks = utc_ticks();
        ChildState how = ChildState::Completed;
        try {
            how = run_session();
        } catch (const base::Cancelled&) {
            how = ChildState::Stopped;
        }
        value::reset_current_culture();
        owner_->end_ticks = utc_ticks();
        owner_->finish(how);
        if (const std::function<void()> ended = std::exchange(owner_->ended_, nullptr)) ended();
    }

private:
    ChildState run_session()
    {
        const StreamQueue::Push push = [this](Stream stream, Value item) { owner_->push(stream, std::move(item)); };
        ChildHost host(push);
        engine::SessionOptions options;
        options.host = &host;
        const std::unique_ptr<engine::Session> session = engine::Session::create(options);
        auto& inside = static_cast<SessionImpl&>(*session);
        StreamQueue queues[] = {
            {Stream::Error, push}, {Stream::Warning, push}, {Stream::Verbose, push}, {Stream::Debug, push}, {Stream::Information, push}};
        constexpr Stream streams[] = {Stream::Error, Stream::Warning, Stream::Verbose, Stream::Debug, Stream::Information};
        for (size_t i = 0; i < 5; ++i) inside.host_streams.sinks[static_cast<size_t>(streams[i])] = &queues[i];
        if (!attach(*session)) return ChildState::Stopped;
        const ChildState how = run_blocks(*session, push);
        detach();
        return how;
    }

    /// From here on stop() reaches the session; false when it was asked for already.
    bool attach(engine::Session& session)
    {
        const std::lock_guard lock(owner_->mutex_);
        owner_->session_ = &session;
        owner_->stop_session_ = [](void* target) { static_cast<engine::Session*>(target)->stop(); };
        return !owner_->stop_requested_;
    }
    void detach()
    {
        const std::lock_guard lock(owner_->mutex_);
        owner_->session_ = nullptr;
    }

    ChildState run_blocks(engine::Session& session, const StreamQueue::Push& push)
    {
        ChildOptions& given = owner_->options_;
        Context& context = session.context();
        context.set_current_directory(given.directory);
        for (const auto& [name, item] : owner_->using_) context.set_variable("global:using:" + name, item);
        StreamQueue out(Stream::Output, push);
        if (given.first) {
            ScriptOptions dotted;
            dotted.new_scope = false;
            const engine::RunResult result = session.call(*given.first, dotted, out);
            if (result.error) return failed(result.error, push);
        }
        ScriptOptions options;
        options.arguments = given.arguments;
        if (given.item) options.variables.emplace_back("_", *given.item);
        if (given.has_input) options.pipeline_input = &given.input;
        const engine::RunResult result = session.call(*owner_->block_, options, out);
        if (result.error) return failed(result.error, push);
        const std::lock_guard lock(owner_->mutex_);
        return owner_->stop_requested_ ? ChildState::Stopped : ChildState::Completed;
    }

    ChildState failed(const Ref<ErrorRecord>& error, const StreamQueue::Push& push)
    {
        {
            const std::lock_guard lock(owner_->mutex_);
            if (owner_->stop_requested_) return ChildState::Stopped;
        }
        const std::string& id = owner_->options_.failure_id;
        {
            value::share(Value(error));
            const std::lock_guard lock(owner_->mutex_);
            owner_->failure_ = error;
        }
        push(Stream::Error, Value(id.empty() ? error : value::make<ErrorRecord>(error->exception, id, error->category, error->target)));
        return ChildState::Failed;
    }

    std::shared_ptr<ChildSession> owner_;
};

std::shared_ptr<ChildSession> ChildSession::create(Context& caller, ScriptBlock& block, ChildOptions options)
{
    auto child = std::make_shared<ChildSession>();
    SessionImpl& session = session_of(caller);
    auto& given = static_cast<engine::ScriptBlockImpl&>(block);
    UsingNames finder;
    finder(const_cast<syntax::ScriptBlockAst&>(given.code().ast()));
    for (const std::string& name : finder.names) {
        const Value found = caller.get_variable(name);
        value::share(found);
        child->using_.emplace_back(name, found);
    }
    (void)session;
    // The same code, but none of the caller's module.
    child->block_ = value::make<engine::ScriptBlockImpl>(given.unit(), given.code(), Ref<engine::Module>());
    value::share(*child->block_);
    for (const Value& argument : options.arguments) value::share(argument);
    for (const Value& item : options.input) value::share(item);
    if (options.item) value::share(*options.item);
    if (options.first) value::share(*options.first);
    if (options.directory.empty()) options.directory = caller.current_directory();
    child->options_ = std::move(options);
    return child;
}

bool ChildSession::start()
{
    {
        const std::lock_guard lock(mutex_);
        if (state_ != ChildState::NotStarted || stop_requested_) {
            if (state_ == ChildState::NotStarted) state_ = ChildState::Stopped;
            return false;
        }
        state_ = ChildState::Running;
    }
    auto self = shared_from_this();
    base::TaskHandle task = base::spawn([self] { ChildRun(self).run(); }, {.stack_size = child_stack, .any_thread = true});
    const std::lock_guard lock(mutex_);
    task_ = std::move(task);
    return true;
}

void ChildSession::stop()
{
    base::TaskHandle task;
    {
        const std::lock_guard lock(mutex_);
        if (state_ >= ChildState::Completed) return;
        stop_requested_ = true;
        if (state_ == ChildState::NotStarted) {
            state_ = ChildState::Stopped;
            changed_.notify_all();
        }
        if (session_) stop_session_(session_);
        task = task_;
    }
    if (task) task.cancel(base::CancelReason::stopped);
}

void ChildSession::push(Stream stream, Value item)
{
    value::share(item);
    const std::lock_guard lock(mutex_);
    output_.push_back({stream, std::move(item)});
    changed_.notify_all();
}

std::shared_ptr<ChildSession> ChildSession::queue() { return std::make_shared<ChildSession>(); }

void ChildSession::begin()
{
    const std::lock_guard lock(mutex_);
    if (state_ == ChildState::NotStarted) state_ = ChildState::Running;
    changed_.notify_all();
}

void ChildSession::finish(ChildState how)
{
    const std::lock_guard lock(mutex_);
    state_ = how;
    session_ = nullptr;
    changed_.notify_all();
}

bool ChildSession::take(ChildOutput& out)
{
    const std::lock_guard lock(mutex_);
    if (output_.empty()) return false;
    out = std::move(output_.front());
    output_.pop_front();
    return true;
}

std::vector<ChildOutput> ChildSession::peek() const
{
    const std::lock_guard lock(mutex_);
    return {output_.begin(), output_.end()};
}

bool ChildSession::has_output() const
{
    const std::lock_guard lock(mutex_);
    return !output_.empty();
}

Ref<ErrorRecord> ChildSession::failure() const
{
    const std::lock_guard lock(mutex_);
    return failure_;
}

ChildState ChildSession::state() const
{
    const std::lock_guard lock(mutex_);
    return state_;
}

bool ChildSession::wait(base::Deadline deadline)
{
    std::unique_lock lock(mutex_);
    return changed_.wait(lock, deadline, [this] { return !output_.empty() || state_ >= ChildState::Completed; });
}

bool ChildSession::wait_end(base::Deadline deadline)
{
    std::unique_lock lock(mutex_);
    return changed_.wait(lock, deadline, [this] { return state_ >= ChildState::Completed; });
}

} // namespace kestrun::cmdlets
