#pragma once

#include "http/exchange.hpp"
#include "server/options.hpp"
#include "server/route_tree.hpp"
#include "server/server_log.hpp"

#include <memory>
#include <string_view>

namespace kestrun::server {

/// One request on its way through the server. Lives on the connection's fiber until it is answered.
class RequestContext
{
public:
    RequestContext(http::Exchange& exchange, const ServerOptions& options, ServerLog& log, std::string_view listener)
        : exchange_(exchange), options_(options), log_(log), listener_(listener)
    {
    }
    RequestContext(const RequestContext&) = delete;
    RequestContext& operator=(const RequestContext&) = delete;

    [[nodiscard]] http::Exchange& exchange() noexcept { return exchange_; }
    [[nodiscard]] http::Request& request() noexcept { return exchange_.request; }
    [[nodiscard]] http::Response& response() noexcept { return exchange_.response; }
    [[nodiscard]] http::BodyReader& body() { return exchange_.body(); }
    [[nodiscard]] const ServerOptions& options() const noexcept { return options_; }
    [[nodiscard]] ServerLog& log() noexcept { return log_; }
    /// The endpoint that the request came to: `pipe:NAME`, `unix:/path`, `http://host:port`.
    [[nodiscard]] std::string_view listener() const noexcept { return listener_; }

    /// nullptr when no route was found (yet).
    [[nodiscard]] const Route* route() const noexcept { return match.route; }
    [[nodiscard]] const RouteValues& values() const noexcept { return match.values; }

    RouteMatch match;
    /// For the layers above: what a request carries along with it.
    std::shared_ptr<void> items;

private:
    http::Exchange& exchange_;
    const ServerOptions& options_;
    ServerLog& log_;
    std::string_view listener_;
};

/// The rest of the pipeline, as a middleware sees it.
class Next
{
public:
    virtual void operator()() = 0;

protected:
    ~Next() = default;
};

/// A step around the endpoint: looks at the request, calls `next` or answers by itself, looks at the response. Rules as for Handler.
class Middleware
{
public:
    virtual ~Middleware() = default;
    virtual void invoke(RequestContext& context, Next& next) = 0;
};

} // namespace kestrun::server
