#pragma once

#include "base/task.hpp"
#include "http/byte_buffer.hpp"
#include "http/chunked.hpp"
#include "http/exchange.hpp"
#include "http/request_parser.hpp"
#include "http/response_writer.hpp"
#include "io/stream.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kestrun::io {
class EventLoop;
}

namespace kestrun::http {

struct ConnectionOptions
{
    ParseLimits head;
    std::uint64_t max_body_size = 30'000'000;                      ///< bytes of a request's body
    base::Duration keep_alive_timeout = std::chrono::seconds(130); ///< between requests
    base::Duration header_timeout = std::chrono::seconds(30);      ///< from the first byte of a head to its last
    base::Duration quiet_after = std::chrono::seconds(10);         ///< an idle connection gives back its memory then
    std::uint64_t min_data_rate = 240;                    ///< bytes a second, either direction, after the grace time; 0: no minimum
    base::Duration rate_grace = std::chrono::seconds(10); ///< time that every body gets on top
    std::uint64_t drain_limit = 64 * 1024;                ///< unread body bytes that are skipped to keep a connection
    std::string server_name = "kestrun";                  ///< Server field; empty: none
};

/// Reads the body of the current request from its connection; see Exchange::body.
class Http1Body final : public BodyReader
{
public:
    explicit Http1Body(class Http1Connection& connection) : connection_(connection) {}
    std::size_t read(std::span<char> into) override;
    [[nodiscard]] std::optional<std::uint64_t> length() const override;

private:
    friend class Http1Connection;
    enum class Kind : std::uint8_t
    {
        none,
        sized,
        chunked,
    };

    void begin();
    std::size_t read_sized(std::span<char> into);
    std::size_t read_chunked(std::span<char> into);
    std::size_t receive(std::span<char> into);
    void count(std::size_t bytes);
    [[nodiscard]] bool finished() const noexcept { return finished_; }
    /// Skips what can be skipped without waiting; then up to `limit` bytes with waiting. True when the body is at its end.
    bool skip_buffered();
    bool skip(std::uint64_t limit, base::Deadline deadline);

    Http1Connection& connection_;
    Kind kind_ = Kind::none;
    bool finished_ = true;
    bool continue_pending_ = false;
    std::uint64_t left_ = 0; ///< of a sized body
    std::uint64_t limit_ = 0;
    std::uint64_t read_ = 0;
    std::size_t piece_left_ = 0; ///< decoded bytes at the front of the buffer that were not yet given out
    base::Duration waited_{};
    ChunkDecoder decoder_;
};

/// The server's side of one HTTP/1.x connection: requests in, answers out in their order, until either side ends it. Runs on one fiber.
/// A request's head stays in the input buffer until it is answered; a sized body is read straight into the reader's memory.
///
/// Pipelining: answers of requests that are already in the buffer gather in the output buffer and leave with one write. When a handler
/// waits meanwhile, a small fiber sends what has gathered, so a slow request does not hold back the answers before it.
class Http1Connection final : public Exchange
{
public:
    /// All arguments must outlive the connection. `secure`: TLS, the scheme is https.
    Http1Connection(io::Stream& stream, ExchangeHandler& handler, const ConnectionOptions& options, bool secure = false);
    ~Http1Connection();

    /// Serves until the connection ends. Throws nothing.
    void serve() noexcept;
    /// From a callback or another fiber of the same loop: ends when the running request is answered, at once when there is none.
    void drain() noexcept;
    [[nodiscard]] bool idle() const noexcept { return idle_; }
    /// The fiber that serves; valid while `serve` runs.
    [[nodiscard]] base::Task* task() const noexcept { return task_; }

    [[nodiscard]] BodyReader& body() override { return body_; }
    void set_max_body_size(std::uint64_t bytes) override { body_.limit_ = bytes; }
    void start(std::optional<std::uint64_t> length) override;
    void write(std::string_view piece) override;
    [[nodiscard]] bool started() const noexcept override { return sent_head_; }
    [[nodiscard]] std::uint64_t body_bytes_sent() const noexcept override { return body_sent_; }
    void abort() noexcept override { aborted_ = true; }
    [[nodiscard]] io::Stream& stream() noexcept override { return stream_; }

private:
    friend class Http1Body;
    enum class Next : std::uint8_t
    {
        request,
        end,
    };

    void serve_requests();
    Next next_request();
    bool receive_head();
    bool receive(base::Deadline deadline);
    void release_memory() noexcept;
    void refuse();
    void answer();
    void send_answer();
    void begin_exchange();
    bool end_exchange();
    void send_response();
    void send_text(std::string_view body);
    void send_source(BodyReader& source, bool chunked);
    void cut_short();
    Framing frame(std::optional<std::uint64_t> length);
    bool decide_keep_alive();
    void write_head(const Framing& framing);
    void finish_stream();
    void check_status();

    void flush();
    void flush_with(std::string_view more);
    void send(std::span<const std::string_view> parts);
    void flush_behind();
    [[noreturn]] void lost(const io::IoError& error);
    void linger() noexcept;
    [[nodiscard]] base::TimePoint now() const noexcept;
    [[nodiscard]] base::Deadline write_deadline(std::size_t bytes) const noexcept;

    io::Stream& stream_;
    ExchangeHandler& handler_;
    const ConnectionOptions& options_;
    io::EventLoop* loop_ = nullptr;
    base::Task* task_ = nullptr;
    RequestParser parser_;
    ByteBuffer in_;
    ByteBuffer body_in_; ///< a chunked body's raw bytes: they cannot go to `in_`, whose head must not move
    ByteBuffer out_;
    ByteBuffer behind_; ///< being written by the flushing fiber
    base::TaskHandle flusher_;
    Http1Body body_;
    std::size_t head_size_ = 0;
    std::size_t body_in_input_ = 0; ///< bytes of a sized body that were taken from `in_` after the head
    std::uint64_t body_sent_ = 0;
    std::optional<std::uint64_t> declared_;
    base::Deadline head_deadline_ = base::Deadline::never();
    bool head_begun_ = false;
    bool timed_out_ = false;
    bool quiet_ = false;
    bool secure_;
    bool idle_ = true;
    bool draining_ = false;
    bool keep_ = true;
    bool sent_head_ = false;
    bool stream_chunked_ = false;
    bool no_body_ = false;
    bool aborted_ = false;
    bool writing_ = false;
    bool flushing_behind_ = false;
    bool broken_ = false;
};

} // namespace kestrun::http
