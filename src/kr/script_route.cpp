#include "kr/script_route.hpp"
#include "kr/context_object.hpp"
#include "kr/error_hint.hpp"
#include "kr/error_response.hpp"
#include "kr/route_session.hpp"
#include "kr/server_host.hpp"
#include "value/cycles.hpp"

namespace kestrun::kr {

namespace {

/// The first characters of a script, on one line: how the log tells routes apart.
std::string title_of(const ScriptBlock& block)
{
    const std::string whole = block.text();
    const size_t start = whole.find_first_not_of(" \t\r\n");
    if (start == std::string::npos) return {};
    std::string title(base::utf8_prefix(std::string_view(whole).substr(start), 40));
    const size_t line = title.find_first_of("\r\n");
    if (line != std::string::npos) title.resize(line);
    return title;
}

void log_failure(RouteState& state, engine::Context& context, const ScriptBlock& block, const ErrorRecord& record)
{
    const auto logger = state.host.logger();
    if (!logger || !logger->is_enabled(log::Level::Error)) return;
    const log::Failure failure{engine::error_text(context, record) + error_hint(record), {}, {}};
    write_line(*logger, log::Level::Error, "PowerShell script failed - " + title_of(block), &failure);
}

constexpr const char* internal_error = "An internal server error occurred.";

/// The whole answer becomes the negotiated error, without anything of the inside.
void answer_internal_error(RouteState& state)
{
    if (state.request.exchange().started()) return state.request.exchange().abort();
    state.response().clear();
    ErrorAnswer answer;
    answer.message = internal_error;
    write_error_answer(state, answer, {});
}

} // namespace

ScriptRoute::ScriptRoute(ServerHost& host, Ref<ScriptBlock> block, std::vector<std::pair<std::string, Value>> arguments)
    : host_(host), block_(std::move(block)), arguments_(std::move(arguments))
{
    value::share(*block_);
    for (const auto& [name, value] : arguments_) value::share(value);
}

void ScriptRoute::handle(server::RequestContext& request)
{
    RouteState state(request, host_);
    RouteSession::Lease session(host_.snapshot());
    session->enter(state);
    const engine::RunResult result = session->run(*block_, arguments_);
    if (state.context) state.context->apply();
    if (result.error) {
        log_failure(state, session->context(), *block_, *result.error);
        answer_internal_error(state);
    } else if (session->errors() != 0 && !state.written) {
        answer_internal_error(state);
    }
    session->leave();
    value::collect_cycles_if_due();
}

} // namespace kestrun::kr
