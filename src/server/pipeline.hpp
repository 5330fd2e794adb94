#pragma once

#include "http/exchange.hpp"
#include "server/context.hpp"
#include "server/router.hpp"

#include <memory>
#include <string>
#include <vector>

namespace kestrun::server {

/// What requests of one endpoint go through. Made when the server starts; immutable from then on.
class Pipeline final : public http::ExchangeHandler
{
public:
    struct Parts
    {
        const ServerOptions& options;
        ServerLog& log;
        const Router& router;
        const std::vector<std::shared_ptr<Middleware>>& middleware;
    };

    Pipeline(const Parts& parts, std::string listener);

    void handle(http::Exchange& exchange) override;
    void finished(http::Exchange& exchange) noexcept override;
    void refused(const http::Request& request, const http::ParseFailure& failure, const io::PeerInfo& peer) noexcept override;

private:
    class Chain;

    void run(RequestContext& context);
    void dispatch(RequestContext& context);
    void call_endpoint(RequestContext& context);
    void answer_without_route(RequestContext& context);
    void answer_cancelled(RequestContext& context, base::CancelReason reason);
    void answer_failed(RequestContext& context, const char* what);
    void fail(RequestContext& context, int status);

    Parts parts_;
    std::string listener_;
};

} // namespace kestrun::server
