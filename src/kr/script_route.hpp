// A route whose handler is a script block.
#pragma once
#include "kr/support.hpp"
#include "server/route.hpp"

namespace kestrun::engine {
class SessionImpl;
}

namespace kestrun::kr {

/// Runs the block for each request, on the connection's fiber, in a session of its own over the server's snapshot. Called by several
/// threads at once.
class ScriptRoute final : public server::Handler
{
public:
    /// The block and the arguments (variables of the route) become shared between threads. The server outlives its routes.
    ScriptRoute(ServerHost& host, Ref<ScriptBlock> block, std::vector<std::pair<std::string, Value>> arguments);

    void handle(server::RequestContext& request) override;
    const ScriptBlock& block() const { return *block_; }

private:
    ServerHost& host_;
    Ref<ScriptBlock> block_;
    std::vector<std::pair<std::string, Value>> arguments_;
};

} // namespace kestrun::kr
