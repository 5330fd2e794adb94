// The request a route's script works on, and how commands and $Context find it.
#pragma once
#include "engine/module.hpp"
#include "engine/session_impl.hpp"
#include "kr/support.hpp"
#include "server/context.hpp"
#include <array>
#include <optional>

namespace kestrun::kr {

class ContextObject;

/// One run of a route. Lives on the connection's fiber until the request is answered.
struct RouteState
{
    RouteState(server::RequestContext& of, ServerHost& by);
    RouteState(const RouteState&) = delete;
    RouteState& operator=(const RouteState&) = delete;
    ~RouteState();

    server::RequestContext& request;
    ServerHost& host;
    /// The script has answered: an error that does not end it leaves the answer as it is.
    bool written = false;
    /// $Context, once the script has asked for it.
    Ref<ContextObject> context;
    /// The body, once it was read.
    std::optional<std::string> body;

    http::Response& response() noexcept { return request.response(); }
    /// Reads the whole body at the first call; throws http::BodyError.
    const std::string& read_body();
    /// The first value of a header field; empty when it is absent.
    std::string_view header(std::string_view name) { return request.request().headers.value_or(name); }
};

/// Host of a route's session: what the script would show goes to the log, in one entry per request.
class RouteHost final : public engine::Host
{
public:
    void write(std::string_view text, int foreground, int background) override;
    void write_error_line(std::string_view text) override;
    void write_stream_line(engine::Stream stream, std::string_view text) override;
    std::optional<std::string> read_line(std::string_view prompt, bool secret) override;
    std::string name() const override { return "Default Host"; }
    int width() const override { return 0; } // no display

    /// Writes what has come together to the log, if anything, and forgets it.
    void flush(ServerHost& host);
    void clear();

    RouteState* state = nullptr;

private:
    enum Block : size_t
    {
        Verbose,
        Warning,
        Debug,
        Information,
        BlockCount
    };
    static constexpr size_t most_text = 64 * 1024; // of one request and stream
    void append(Block block, std::string_view text);

    bool any_ = false;
    std::array<std::string, BlockCount> blocks_;
};

} // namespace kestrun::kr
