// The answer's way out: framing, bodies of text and of unknown length, streaming.

#include "http/http1_connection.hpp"

#include "http/ascii.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace kestrun::http {

namespace {
constexpr std::size_t copied_body = 8 * 1024;   // smaller bodies are copied behind their head, which lets answers gather
constexpr std::size_t write_piece = 256 * 1024; // of a large body; each piece has a deadline of its own
constexpr std::size_t source_piece = 32 * 1024;
constexpr std::string_view last_chunk = "0\r\n\r\n";
} // namespace

bool Http1Connection::decide_keep_alive()
{
    if (!request.wants_keep_alive || response.close || draining_ || !keep_) return false;
    if (response.headers.list_has(HeaderId::connection, "close")) return false;
    if (body_.finished() || body_.skip_buffered()) return true;
    // The client was not told to go on and may or may not send the body: nobody can tell where the next request begins.
    if (body_.continue_pending_) return false;
    return body_.kind_ == Http1Body::Kind::chunked || body_.left_ <= options_.drain_limit;
}

/// Decides how the answer's body is delimited (RFC 9112 section 6.3) and whether the connection stays.
Framing Http1Connection::frame(std::optional<std::uint64_t> length)
{
    Framing framing;
    const bool body_allowed = status_allows_body(response.status);
    no_body_ = !body_allowed || request.method == Method::head;
    if (body_allowed)
        framing.content_length = length;
    else if (response.status == 205)
        framing.content_length = 0; // RFC 9110 section 15.3.6
    keep_ = decide_keep_alive();
    if (!no_body_ && !length) {
        if (request.version == Version::http10)
            keep_ = false; // HTTP/1.0 knows no chunks: the end of the connection ends the body
        else
            framing.chunked = true;
    }
    framing.close = !keep_;
    framing.keep_alive = keep_ && request.version == Version::http10;
    return framing;
}

void Http1Connection::write_head(const Framing& framing)
{
    write_response_head(out_, response, framing, options_.server_name);
    sent_head_ = true;
}

/// A final answer has a status of its own kind: a 1xx would leave the client waiting for another.
void Http1Connection::check_status()
{
    if (response.status >= 200 && response.status <= 999) return;
    if (response.status > 0 && response.status < 100) return; // nonsense that does no harm; sent as it is
    response.status = 500;
    response.clear_body();
}

void Http1Connection::send_response()
{
    check_status();
    BodyReader* const source = response.body_source();
    if (source == nullptr) return send_text(response.body());
    const Framing framing = frame(source->length());
    write_head(framing);
    if (!no_body_) send_source(*source, framing.chunked);
}

void Http1Connection::send_text(std::string_view body)
{
    write_head(frame(body.size()));
    if (no_body_ || body.empty()) return;
    body_sent_ = body.size();
    if (body.size() <= copied_body) return out_.append(body);
    while (!body.empty()) {
        const std::string_view piece = body.substr(0, write_piece);
        flush_with(piece);
        body.remove_prefix(piece.size());
    }
}

/// The head said 200 and part of the body is out: only cutting the connection tells the client.
void Http1Connection::cut_short()
{
    aborted_ = true;
    keep_ = false;
}

void Http1Connection::send_source(BodyReader& source, bool chunked)
{
    declared_ = source.length();
    stream_chunked_ = chunked;
    const auto piece = std::make_unique_for_overwrite<char[]>(source_piece);
    try {
        while (const std::size_t got = source.read({piece.get(), source_piece})) write({piece.get(), got});
    } catch (const BodyError&) {
        return cut_short();
    } catch (const std::exception&) {
        return cut_short();
    }
    finish_stream();
}

void Http1Connection::start(std::optional<std::uint64_t> length)
{
    if (sent_head_) throw std::logic_error("The response was started before.");
    check_status();
    declared_ = length;
    const Framing framing = frame(length);
    stream_chunked_ = framing.chunked;
    write_head(framing);
}

void Http1Connection::write(std::string_view piece)
{
    if (!sent_head_) start(std::nullopt);
    if (piece.empty() || no_body_) return;
    if (declared_ && body_sent_ + piece.size() > *declared_)
        throw std::logic_error("The response body is longer than the length that was announced (" + std::to_string(*declared_) +
                               " bytes).");
    body_sent_ += piece.size();
    if (!stream_chunked_) return flush_with(piece);
    std::array<char, 18> size_line{};
    const std::size_t digits = write_chunk_size(piece.size(), size_line.data());
    out_.append({size_line.data(), digits});
    const std::array<std::string_view, 3> parts{out_.readable(), piece, "\r\n"};
    send(parts);
    out_.clear();
}

/// The end of a body that was sent in pieces.
void Http1Connection::finish_stream()
{
    if (no_body_) return;
    if (stream_chunked_) out_.append(last_chunk);
    // Shorter than announced: the client must not take the next answer for the rest.
    if (declared_ && body_sent_ < *declared_) {
        aborted_ = true;
        keep_ = false;
    }
}

} // namespace kestrun::http
