#pragma once

#include "http/body.hpp"
#include "http/byte_buffer.hpp"
#include "http/chunked.hpp"
#include "http/client_error.hpp"
#include "http/response_parser.hpp"
#include "io/stream.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kestrun::http {

/// What a client sends on one connection: the head as text, and a body.
struct OutgoingMessage
{
    std::string head;           ///< request line and fields, with the empty line
    std::string_view text_body; ///< sent when there is no `body`
    BodyReader* body = nullptr; ///< pulled and sent
    bool chunked = false;       ///< frame `body` in chunks; else its length was announced
    bool wait_for_continue = false;
    bool is_head = false; ///< the answer to HEAD has no body
};

/// The client's side of one HTTP/1.1 connection. Belongs to one fiber at a time.
class ClientConnection
{
public:
    ClientConnection(std::unique_ptr<io::Stream> stream, std::string where, std::size_t header_limit);

    /// Sends the request and receives the final answer's head (1xx are passed over). Throws ClientError, base::Cancelled, and what the body
    /// throws.
    void exchange(const OutgoingMessage& message, base::Deadline deadline, ResponseHead& head);
    /// How long reading the answer's body may take: until `deadline`, and for each piece. Until called, the exchange's deadline holds.
    void limit_body(base::Deadline deadline, std::optional<base::Duration> piece) noexcept
    {
        deadline_ = body_deadline_ = deadline;
        piece_timeout_ = piece;
    }
    /// A piece of the answer's body; 0 at its end.
    std::size_t read_body(std::span<char> into);
    [[nodiscard]] std::optional<std::uint64_t> body_length() const noexcept
    {
        return framing_ == Framing::sized ? std::optional(declared_) : std::nullopt;
    }
    [[nodiscard]] bool body_done() const noexcept { return body_done_; }
    /// The connection can take another request: the answer was read to its end and both sides want to go on.
    [[nodiscard]] bool reusable() const noexcept { return body_done_ && keep_alive_ && in_.empty(); }
    /// True when nothing of an answer has come since the last request was sent: the server may not have seen it.
    [[nodiscard]] bool untouched() const noexcept { return untouched_; }
    /// Looks whether the server has closed an idle connection, without waiting.
    [[nodiscard]] bool closed_by_peer();
    [[nodiscard]] const Headers& trailers() const noexcept { return trailers_; }
    [[nodiscard]] io::Stream& stream() noexcept { return *stream_; }
    /// The stream for another protocol, after an answer that opened a tunnel. nullptr when bytes came that belong to nobody.
    [[nodiscard]] std::unique_ptr<io::Stream> release() noexcept { return in_.empty() ? std::move(stream_) : nullptr; }

private:
    enum class Framing : std::uint8_t
    {
        none,
        sized,
        chunked,
        until_close,
    };

    void send(const OutgoingMessage& message, ResponseHead& head, bool& answered);
    void send_body(const OutgoingMessage& message);
    void receive_head(ResponseHead& head);
    bool receive_interim(ResponseHead& head, base::Deadline deadline);
    void frame(const ResponseHead& head, bool is_head);
    std::size_t receive(std::span<char> into, base::Deadline deadline);
    std::size_t read_sized(std::span<char> into, std::uint64_t most);
    std::size_t read_chunked(std::span<char> into);
    void write(std::span<const std::string_view> parts);

    std::unique_ptr<io::Stream> stream_;
    std::string where_;
    ResponseParser parser_;
    ByteBuffer in_;
    ChunkDecoder decoder_;
    Headers trailers_;
    base::Deadline deadline_ = base::Deadline::never();
    base::Deadline body_deadline_ = base::Deadline::never();
    std::optional<base::Duration> piece_timeout_;
    Framing framing_ = Framing::none;
    std::uint64_t declared_ = 0;
    std::uint64_t left_ = 0;
    std::size_t piece_left_ = 0;
    bool keep_alive_ = false;
    bool body_done_ = true;
    bool untouched_ = true;
};

} // namespace kestrun::http
