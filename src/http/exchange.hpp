#pragma once

#include "base/clock.hpp"
#include "http/body.hpp"
#include "http/request.hpp"
#include "http/request_parser.hpp"
#include "http/response.hpp"
#include "io/stream.hpp"

#include <cstdint>
#include <string_view>

namespace kestrun::http {

/// One request and its answer as a handler sees them, whatever the protocol. Lives on the connection's fiber; all functions belong to it
/// and may wait. A handler fills `response` and returns, or calls `start` and `write` to send the body as it is made.
///
/// When the client is gone, or reads too slowly, `write` throws base::Cancelled (client_gone): it is no std::exception, so that handlers of
/// errors let it pass.
class Exchange
{
public:
    Exchange() = default;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    Request request;
    Response response;
    /// When the handler was called; set by the handler for its own log.
    base::TimePoint received{};

    /// The request's body; sends `100 Continue` at its first read when the client waits for it. Throws BodyError 413 when it passes
    /// `max_body_size`.
    [[nodiscard]] virtual BodyReader& body() = 0;
    /// Limit in bytes for this request's body; call before reading.
    virtual void set_max_body_size(std::uint64_t bytes) = 0;

    /// Sends status and fields now; the body follows by `write`. `length` is its whole length when known. Throws std::logic_error when
    /// started before.
    virtual void start(std::optional<std::uint64_t> length = std::nullopt) = 0;
    /// Sends a piece of the body; returns when the transport has taken it (back-pressure). Starts when that has not happened.
    virtual void write(std::string_view piece) = 0;
    /// True when the head is on its way: status and fields can no longer change.
    [[nodiscard]] virtual bool started() const noexcept = 0;
    /// Bytes of the answer's body that were sent, without framing.
    [[nodiscard]] virtual std::uint64_t body_bytes_sent() const noexcept = 0;
    /// The answer cannot be completed: what was started is cut off so that the client notices.
    virtual void abort() noexcept = 0;

    [[nodiscard]] virtual io::Stream& stream() noexcept = 0;
    [[nodiscard]] const io::PeerInfo& peer() noexcept { return stream().peer(); }

protected:
    ~Exchange() = default;
};

/// Answers requests. One object serves all connections of all loops at once: it holds no state of a request.
class ExchangeHandler
{
public:
    virtual ~ExchangeHandler() = default;

    /// Fills or sends the response. Lets nothing escape: what it throws ends the connection without an answer.
    virtual void handle(Exchange& exchange) = 0;
    /// After the answer was handed to the transport (or failed to be): the place for the access log.
    virtual void finished(Exchange& exchange) noexcept = 0;
    /// A head that was no valid request was answered with `failure.status` and the connection closes. `request` holds what had been read.
    virtual void refused(const Request& request, const ParseFailure& failure, const io::PeerInfo& peer) noexcept = 0;
};

} // namespace kestrun::http
