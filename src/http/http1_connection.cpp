#include "http/http1_connection.hpp"

#include "base/scheduler.hpp"
#include "io/fiber.hpp"
#include "io/loop.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kestrun::http {

namespace {
constexpr std::size_t least_read = 1024;              // room that a read of a head is given at least
constexpr std::size_t gather_limit = 32 * 1024;       // pipelined answers beyond this leave before the next request is looked at
constexpr std::size_t kept_buffer = 16 * 1024;        // memory a connection keeps between requests
constexpr auto linger_time = std::chrono::seconds(2); // for the client to read the last answer
constexpr std::size_t linger_bytes = 256 * 1024;
} // namespace

Http1Connection::Http1Connection(io::Stream& stream, ExchangeHandler& handler, const ConnectionOptions& options, bool secure)
    : stream_(stream), handler_(handler), options_(options), parser_(options.head), body_(*this), secure_(secure)
{
}

Http1Connection::~Http1Connection() = default;

base::TimePoint Http1Connection::now() const noexcept
{
    // The loop's time is as old as its last wake-up: exact enough for time-outs of seconds, and free.
    return loop_ != nullptr ? loop_->now() : base::Clock::now();
}

void Http1Connection::serve() noexcept
{
    loop_ = io::EventLoop::current();
    task_ = &base::current_task();
    try {
        serve_requests();
    } catch (const base::Cancelled&) {
        // The server stops or the client is gone: there is nobody to answer.
    } catch (const BodyError&) {
        // What was left of a request's body could not be read: no other request follows it.
    } catch (const std::exception&) {
        // The handler lets nothing escape; what comes here is a lack of memory. The connection is the unit that is given up.
    }
    base::CancelShield shield;
    if (flusher_) flusher_.join();
    stream_.close();
    task_ = nullptr;
}

void Http1Connection::drain() noexcept
{
    draining_ = true;
    if (idle_) stream_.cancel();
}

void Http1Connection::serve_requests()
{
    while (next_request() == Next::request) {
        begin_exchange();
        answer();
        if (!end_exchange()) return;
    }
}

Http1Connection::Next Http1Connection::next_request()
{
    parser_.restart();
    request.clear();
    for (;;) {
        switch (parser_.parse(in_.readable(), request)) {
        case ParseResult::complete: return Next::request;
        case ParseResult::failed: refuse(); return Next::end;
        case ParseResult::need_more:
            if (!receive_head()) return Next::end;
        }
    }
}

/// More bytes for the parser; false when the connection is at its end.
bool Http1Connection::receive_head()
{
    flush();
    idle_ = parser_.idle();
    if (draining_ && idle_) return false;
    if (idle_)
        head_deadline_ = base::Deadline::from(now(), options_.keep_alive_timeout);
    else if (!head_begun_)
        head_deadline_ = base::Deadline::from(now(), options_.header_timeout);
    head_begun_ = !idle_;
    if (receive(idle_ && in_.empty() ? std::min(head_deadline_, base::Deadline::from(now(), options_.quiet_after)) : head_deadline_))
        return true;
    if (quiet_) {
        release_memory();
        if (receive(head_deadline_)) return true;
    }
    if (timed_out_ && !idle_) {
        static constexpr ParseFailure slow{408, "request head not complete in time"};
        handler_.refused(request, slow, stream_.peer());
        write_error_response(out_, slow.status, options_.server_name);
        flush();
        linger();
    }
    return false;
}

/// One read into the input buffer; false when nothing came.
bool Http1Connection::receive(base::Deadline deadline)
{
    bool moved = false;
    const std::span<char> room = in_.writable(least_read, &moved);
    if (moved) {
        // The request's views point to where the bytes were: begin again. Growing doubles, so this stays linear.
        parser_.restart();
        request.clear();
    }
    const auto got = stream_.read_some(room, deadline);
    timed_out_ = !got && got.error().kind == io::IoErrorKind::timed_out;
    quiet_ = timed_out_ && deadline < head_deadline_;
    if (!got || *got == 0) return false;
    in_.produced(*got);
    idle_ = false;
    return true;
}

/// A connection that has been idle for a while keeps its place in the loop and little else.
void Http1Connection::release_memory() noexcept
{
    in_.release(0);
    out_.release(0);
    behind_.release(0);
    body_in_.release(0);
    request.text.clear(0);
    response.clear();
    response.text().clear(0);
    io::trim_stack();
}

void Http1Connection::refuse()
{
    handler_.refused(request, parser_.failure(), stream_.peer());
    write_error_response(out_, parser_.failure().status, options_.server_name);
    flush();
    linger();
}

void Http1Connection::begin_exchange()
{
    idle_ = false;
    head_begun_ = false;
    head_size_ = parser_.consumed();
    body_in_input_ = 0;
    body_sent_ = 0;
    declared_.reset();
    keep_ = true;
    sent_head_ = stream_chunked_ = no_body_ = aborted_ = false;
    if (secure_) request.scheme = "https";
    response.clear();
    body_.begin();
    if (!out_.empty()) flush_behind();
}

void Http1Connection::answer()
{
    stream_.watch_peer(task_, io::PeerWatch::hang_up);
    handler_.handle(*this);
    stream_.watch_peer(nullptr, io::PeerWatch::hang_up);
    try {
        if (!task_->cancel_state().requested()) return send_answer();
        // The request was cancelled (the server stops): its last words still go out, and nothing after them.
        keep_ = false;
        base::CancelShield shield;
        send_answer();
        flush();
    } catch (const base::Cancelled&) {
        handler_.finished(*this);
        throw;
    }
}

void Http1Connection::send_answer()
{
    if (aborted_)
        keep_ = false;
    else if (sent_head_)
        finish_stream();
    else
        send_response();
}

/// True when the connection goes on with the next request.
bool Http1Connection::end_exchange()
{
    handler_.finished(*this);
    if (aborted_) return false; // closing without the rest tells the client that the answer is incomplete
    if (keep_ && !body_.finished() && !body_.skip_buffered()) {
        flush();
        keep_ = body_.skip(options_.drain_limit, base::Deadline::from(base::Clock::now(), options_.rate_grace));
    }
    if (!keep_) {
        flush();
        linger();
        return false;
    }
    in_.consume(head_size_ + body_in_input_);
    if (in_.empty()) in_.release(kept_buffer);
    if (request.chunked) {
        // What follows the chunked body belongs to the next request.
        in_.append(body_in_.readable());
        body_in_.release(kept_buffer);
    }
    if (out_.size() > gather_limit) flush();
    return true;
}

void Http1Connection::flush()
{
    if (!out_.empty() || flushing_behind_) flush_with({});
}

void Http1Connection::flush_with(std::string_view more)
{
    const std::array<std::string_view, 2> parts{out_.readable(), more};
    if (out_.empty())
        send(std::span(parts).subspan(1));
    else
        send(std::span(parts).first(more.empty() ? 1 : 2));
    out_.release(gather_limit * 2);
}

/// Writes behind everything that was written before; throws Cancelled when the client is gone.
void Http1Connection::send(std::span<const std::string_view> parts)
{
    if (flushing_behind_) flusher_.join();
    if (broken_) throw base::Cancelled(base::CancelReason::client_gone);
    std::size_t bytes = 0;
    for (const std::string_view part : parts) bytes += part.size();
    if (bytes == 0) return;
    writing_ = true;
    const auto written = stream_.write_all(parts, write_deadline(bytes));
    writing_ = false;
    if (!written) lost(written.error());
}

/// Sees to it that gathered answers leave when the next handler waits: a fiber that gets its turn only then.
void Http1Connection::flush_behind()
{
    if (loop_ == nullptr || (flusher_ && !flusher_.done())) return;
    flusher_ = base::spawn([this] {
        if (out_.empty() || writing_) return;
        flushing_behind_ = true;
        std::swap(out_, behind_);
        const std::string_view text = behind_.readable();
        base::CancelShield shield;
        if (!stream_.write_all(text, write_deadline(text.size()))) broken_ = true;
        behind_.release(gather_limit);
        flushing_behind_ = false;
    });
}

base::Deadline Http1Connection::write_deadline(std::size_t bytes) const noexcept
{
    if (options_.min_data_rate == 0) return base::Deadline::never();
    const auto earned = std::chrono::milliseconds(std::uint64_t{bytes} * 1000 / options_.min_data_rate);
    return base::Deadline::from(now(), options_.rate_grace + earned);
}

/// The connection cannot be used any more.
void Http1Connection::lost(const io::IoError& error)
{
    keep_ = false;
    broken_ = true;
    if (error.kind == io::IoErrorKind::cancelled) task_->cancel_state().check();
    throw base::Cancelled(base::CancelReason::client_gone);
}

/// RFC 9112 section 9.6: closing with unread bytes makes the system reset the connection, and the client may lose the last answer. Say that
/// nothing more comes, then read until the client is done too.
void Http1Connection::linger() noexcept
{
    if (broken_ || !stream_.shutdown_write()) return;
    std::array<char, 4096> waste{};
    const base::Deadline deadline = base::Deadline::after(linger_time);
    for (std::size_t read = 0; read < linger_bytes;) {
        const auto got = stream_.read_some(waste, deadline);
        if (!got || *got == 0) return;
        read += *got;
    }
}

} // namespace kestrun::http
