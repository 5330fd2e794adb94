#include "server/pipeline.hpp"

#include "base/scheduler.hpp"
#include "base/task.hpp"

#include <optional>

namespace kestrun::server {

namespace {

std::string_view log_host(const http::Request& request, std::string_view listener) noexcept
{
    return request.authority.empty() ? listener : request.authority;
}

std::string request_text(const http::Request& request, std::string_view listener)
{
    std::string text(http::version_text(request.version));
    text.append(" ").append(request.method_text).append(" ").append(request.scheme).append("://");
    return text.append(log_host(request, listener)).append(request.target.starts_with('/') ? request.target : request.raw_path);
}

} // namespace

/// The middleware from one position on, then the endpoint.
class Pipeline::Chain final : public Next
{
public:
    Chain(Pipeline& pipeline, RequestContext& context, std::size_t position) : pipeline_(pipeline), context_(context), position_(position)
    {
    }

    void operator()() override
    {
        const auto& middleware = pipeline_.parts_.middleware;
        if (position_ == middleware.size()) return pipeline_.call_endpoint(context_);
        Chain rest(pipeline_, context_, position_ + 1);
        middleware[position_]->invoke(context_, rest);
    }

private:
    Pipeline& pipeline_;
    RequestContext& context_;
    std::size_t position_;
};

Pipeline::Pipeline(const Parts& parts, std::string listener) : parts_(parts), listener_(std::move(listener)) {}

// ---- the order of things

/// The one list of what happens to a request, outermost first.
void Pipeline::run(RequestContext& context)
{
    http::Request& request = context.request();

    // Before anything looks at the path: a method that nobody implements is 501 for every resource (RFC 9110 section 9.1).
    if (request.method == http::Method::unknown || request.method == http::Method::connect) {
        context.response().status = 501;
        return;
    }

    // Before the middleware, so that it can see which route will answer.
    parts_.router.match({request.method, request.path, request.authority, listener_}, context.match);

    // Around everything that may run long; the route's own limit replaces the server's.
    const Route* const route = context.route();
    const std::optional<base::Duration> timeout =
        route != nullptr && route->options.timeout ? route->options.timeout : parts_.options.request_timeout;
    if (!timeout) return dispatch(context);
    const base::TimeLimit limit(base::Deadline::from(context.exchange().received, *timeout));
    dispatch(context);
}

void Pipeline::dispatch(RequestContext& context)
{
    if (parts_.middleware.empty()) return call_endpoint(context);
    Chain(*this, context, 0)();
}

void Pipeline::call_endpoint(RequestContext& context)
{
    const Route* const route = context.route();
    if (route == nullptr) return answer_without_route(context);
    if (route->options.max_body_size) context.exchange().set_max_body_size(*route->options.max_body_size);
    if (!parts_.log.enabled(LogLevel::debug)) return route->handler->handle(context);
    parts_.log.write(LogLevel::debug, "Executing endpoint '" + route->display_name + "'");
    route->handler->handle(context);
    parts_.log.write(LogLevel::debug, "Executed endpoint '" + route->display_name + "'");
}

void Pipeline::answer_without_route(RequestContext& context)
{
    http::Response& response = context.response();
    if (context.match.outcome == MatchOutcome::no_path) {
        response.status = 404;
        return;
    }
    const http::Method method = context.request().method;
    if (method == http::Method::options) {
        // What the server itself adds to the mapped methods is part of what the resource supports.
        http::MethodSet allowed = context.match.allowed;
        allowed.add(http::Method::options);
        if (allowed.has(http::Method::get)) allowed.add(http::Method::head);
        response.status = 204;
        response.headers.add("Allow", allow_list(allowed));
        return;
    }
    // TRACE would echo cookies and credentials; it is not implemented unless a route does.
    response.status = method == http::Method::trace ? 501 : 405;
    if (response.status == 405) response.headers.add("Allow", allow_list(context.match.allowed));
}

// ---- the boundary at which failures become responses

void Pipeline::handle(http::Exchange& exchange)
{
    exchange.received = base::Clock::now();
    RequestContext context(exchange, parts_.options, parts_.log, listener_);
    if (parts_.log.enabled(LogLevel::debug)) {
        const http::Request& request = exchange.request;
        parts_.log.write(LogLevel::debug, "Request starting " + request_text(request, listener_) + " - " +
                                              (request.content_type().empty() ? std::string("null") : std::string(request.content_type())) +
                                              " " + (request.content_length ? std::to_string(*request.content_length) : "null"));
    }
    try {
        run(context);
    } catch (const base::Cancelled& cancelled) {
        answer_cancelled(context, cancelled.reason());
    } catch (const http::BodyError& error) {
        // The client's fault: told by the status, no error of the route.
        if (parts_.log.enabled(LogLevel::debug)) parts_.log.write(LogLevel::debug, error.what());
        fail(context, error.status());
    } catch (const std::exception& error) {
        answer_failed(context, error.what());
    } catch (...) {
        answer_failed(context, "an exception of unknown type");
    }
}

/// Nothing of what the handler had prepared is sent. A body that was begun is cut off: its client must not take it for whole.
void Pipeline::fail(RequestContext& context, int status)
{
    if (context.exchange().started()) return context.exchange().abort();
    context.response().clear();
    context.response().status = status;
}

void Pipeline::answer_failed(RequestContext& context, const char* what)
{
    if (parts_.log.enabled(LogLevel::error))
        parts_.log.write(LogLevel::error,
                         "An unhandled error has occurred while executing " + request_text(context.request(), listener_) + ": " + what);
    fail(context, 500);
}

void Pipeline::answer_cancelled(RequestContext& context, base::CancelReason reason)
{
    if (reason == base::CancelReason::client_gone) {
        fail(context, 499); // nobody reads it; it is for the log
        context.exchange().abort();
        return;
    }
    if (parts_.log.enabled(LogLevel::warning))
        parts_.log.write(LogLevel::warning,
                         "Request " + request_text(context.request(), listener_) + " was ended: " + base::to_string(reason));
    fail(context, 503);
}

// ---- the log

void Pipeline::finished(http::Exchange& exchange) noexcept
{
    if (!parts_.log.enabled(LogLevel::information)) return;
    const http::Request& request = exchange.request;
    const http::Response& response = exchange.response;
    RequestRecord record;
    record.protocol = http::version_text(request.version);
    record.method = request.method_text;
    record.scheme = request.scheme;
    record.host = log_host(request, listener_);
    record.target = request.target.starts_with('/') ? request.target : request.raw_path;
    record.status = response.status;
    record.length = exchange.body_bytes_sent();
    record.content_type =
        response.content_type().empty() ? response.headers.value_or(http::HeaderId::content_type) : response.content_type();
    record.referer = request.headers.value_or(http::HeaderId::referer);
    record.user_agent = request.headers.value_or(http::HeaderId::user_agent);
    record.elapsed = base::Clock::now() - exchange.received;
    record.peer = &exchange.peer();
    parts_.log.request_finished(record);
}

void Pipeline::refused(const http::Request& request, const http::ParseFailure& failure, const io::PeerInfo& peer) noexcept
{
    if (!parts_.log.enabled(LogLevel::information)) return;
    try {
        std::string line = "Connection refused a request with " + std::to_string(failure.status) + ": " + std::string(failure.reason);
        if (!request.method_text.empty()) line.append(" (").append(request.method_text).append(" ").append(request.target).append(")");
        if (!peer.address.empty()) line.append(" from ").append(peer.address);
        parts_.log.write(LogLevel::information, line);
    } catch (const std::exception&) {
        // No memory for a log line: the answer matters more.
    }
}

} // namespace kestrun::server
