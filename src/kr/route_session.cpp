#include "kr/route_session.hpp"
#include "kr/context_object.hpp"
#include "kr/error_hint.hpp"
#include "kr/server_host.hpp"
#include <algorithm>

namespace kestrun::kr {

namespace {

using engine::Symbol;

Symbol context_symbol()
{
    static const Symbol symbol("Context");
    return symbol;
}

/// $Context: made when the script first reads it.
class ContextCell final : public engine::VariableCell
{
public:
    explicit ContextCell(RouteHost& host) : VariableCell(context_symbol()), host_(host) {}
    Value get() const override
    {
        RouteState* const state = host_.state;
        if (!state) return {};
        if (!state->context) state->context = value::make<ContextObject>(*state);
        return Value(state->context);
    }

private:
    RouteHost& host_;
};

engine::SessionOptions options_for(engine::Host& host, std::shared_ptr<const engine::Snapshot> snapshot)
{
    engine::SessionOptions options;
    options.host = &host;
    options.snapshot = std::move(snapshot);
    options.name = "Default Host";
    options.hidden_commands = C::Definition;
    return options;
}

constexpr size_t most_idle = 64;
thread_local std::vector<std::unique_ptr<RouteSession>> idle;

} // namespace

void RouteSession::Errors::push(Value item)
{
    ++count;
    RouteState* const state = session.host_.state;
    const auto logger = state ? state->host.logger() : nullptr;
    if (!logger || !logger->is_enabled(log::Level::Error)) return;
    if (const auto* record = item.as<ErrorRecord>()) {
        write_line(*logger, log::Level::Error, engine::error_text(session.session_, *record) + error_hint(*record));
    } else {
        write_line(*logger, log::Level::Error, value::to_text(item));
    }
}

RouteSession::RouteSession(std::shared_ptr<const engine::Snapshot> snapshot)
    : snapshot_(snapshot), session_(options_for(host_, std::move(snapshot))), errors_(*this), context_cell_(value::make<ContextCell>(host_))
{
    session_.host_streams.sinks[static_cast<size_t>(engine::Stream::Error)] = &errors_;
}

RouteSession::~RouteSession() = default;

void RouteSession::enter(RouteState& state)
{
    host_.state = &state;
    errors_.count = 0;
    session_.global->extra().variables[context_symbol()] = Value::cell(context_cell_.get());
}

engine::RunResult RouteSession::run(ScriptBlock& block, const std::vector<std::pair<std::string, Value>>& variables)
{
    ScriptOptions options;
    options.variables = variables;
    return session_.call(block, options, engine::null_sink); // what a route writes to the pipeline is dropped
}

void RouteSession::leave()
{
    if (host_.state) host_.flush(host_.state->host);
    host_.state = nullptr;
}

RouteSession::Lease::Lease(const std::shared_ptr<const engine::Snapshot>& snapshot)
{
    const auto found = std::find_if(idle.rbegin(), idle.rend(), [&](const auto& session) { return session->snapshot_ == snapshot; });
    if (found == idle.rend()) {
        session_ = std::make_unique<RouteSession>(snapshot);
        return;
    }
    session_ = std::move(*found);
    idle.erase(std::next(found).base());
}

RouteSession::Lease::~Lease()
{
    // Also when a cancelled request unwinds: what the script had written is of no interest any more.
    session_->host_.state = nullptr;
    session_->host_.clear();
    if (idle.size() >= most_idle) return;
    session_->session_.recycle();
    idle.push_back(std::move(session_));
}

} // namespace kestrun::kr
