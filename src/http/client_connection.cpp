#include "http/client_connection.hpp"

#include "http/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace kestrun::http {

namespace {
constexpr std::size_t receive_size = 16 * 1024;
constexpr std::size_t body_piece = 32 * 1024;
constexpr int most_interim = 20;
constexpr auto continue_time = std::chrono::seconds(1); // servers that know no expectation get the body after it, as .NET and curl do
} // namespace

ClientConnection::ClientConnection(std::unique_ptr<io::Stream> stream, std::string where, std::size_t header_limit)
    : stream_(std::move(stream)), where_(std::move(where)), parser_(header_limit)
{
}

void ClientConnection::exchange(const OutgoingMessage& message, base::Deadline deadline, ResponseHead& head)
{
    limit_body(deadline, std::nullopt);
    untouched_ = true;
    body_done_ = false;
    keep_alive_ = false;
    bool answered = false;
    try {
        send(message, head, answered);
    } catch (const ClientError& error) {
        // A server may answer and close before it has read the whole body (413, 401): the answer says more than the broken pipe.
        if (error.kind() != ClientError::Kind::reset || (message.body == nullptr && message.text_body.empty())) throw;
        try {
            if (!answered) receive_head(head);
        } catch (const ClientError&) {
            throw error;
        }
        frame(head, message.is_head);
        keep_alive_ = false;
        return;
    }
    if (!answered) receive_head(head);
    frame(head, message.is_head);
}

void ClientConnection::write(std::span<const std::string_view> parts)
{
    if (const auto written = stream_->write_all(parts, deadline_); !written) throw_client_error(written.error(), where_);
}

void ClientConnection::send(const OutgoingMessage& message, ResponseHead& head, bool& answered)
{
    if (message.body == nullptr && !message.wait_for_continue) {
        const std::array<std::string_view, 2> parts{message.head, message.text_body};
        return write(parts);
    }
    const std::string_view start = message.head;
    write(std::span(&start, 1));
    if (message.wait_for_continue && receive_interim(head, base::Deadline::after(continue_time))) {
        // A final answer instead of 100: the body is not wanted, and where the next request would begin is unclear.
        answered = true;
        return;
    }
    send_body(message);
}

void ClientConnection::send_body(const OutgoingMessage& message)
{
    if (message.body == nullptr) return write(std::span(&message.text_body, 1));
    const auto piece = std::make_unique_for_overwrite<char[]>(body_piece);
    while (const std::size_t got = message.body->read({piece.get(), body_piece})) {
        const std::string_view text(piece.get(), got);
        if (!message.chunked) {
            write(std::span(&text, 1));
            continue;
        }
        std::array<char, 18> size{};
        const std::array<std::string_view, 3> parts{std::string_view(size.data(), write_chunk_size(got, size.data())), text, "\r\n"};
        write(parts);
    }
    constexpr std::string_view last = "0\r\n\r\n";
    if (message.chunked) write(std::span(&last, 1));
}

std::size_t ClientConnection::receive(std::span<char> into, base::Deadline deadline)
{
    const auto got = stream_->read_some(into, deadline);
    if (!got) {
        keep_alive_ = false;
        throw_client_error(got.error(), where_);
    }
    if (*got != 0) untouched_ = false;
    return *got;
}

/// One head; 1xx heads are passed over by the callers.
void ClientConnection::receive_head(ResponseHead& head)
{
    for (int interim = 0; interim < most_interim; ++interim) {
        parser_.restart();
        head.clear();
        for (;;) {
            const ParseResult result = parser_.parse(in_.readable(), head);
            if (result == ParseResult::complete) break;
            if (result == ParseResult::failed) {
                throw ClientError(parser_.too_large() ? ClientError::Kind::too_large : ClientError::Kind::not_http,
                                  "The answer from " + where_ + " is not valid HTTP: " + std::string(parser_.reason()) + '.');
            }
            // The parser counts from the buffer's start, so it does not matter when growing moves the bytes.
            const std::size_t got = receive(in_.writable(receive_size), deadline_);
            if (got == 0)
                throw ClientError(ClientError::Kind::reset, in_.empty() && untouched_
                                                                ? where_ + " closed the connection without an answer."
                                                                : where_ + " closed the connection in the middle of the answer's header.");
            in_.produced(got);
        }
        in_.consume(parser_.consumed());
        if (head.status >= 200 || head.status == 101) return;
    }
    throw ClientError(ClientError::Kind::not_http, where_ + " sent too many interim answers.");
}

/// Waits for `100 Continue` until the deadline. True when a final answer came instead and is in `head`.
bool ClientConnection::receive_interim(ResponseHead& head, base::Deadline deadline)
{
    parser_.restart();
    head.clear();
    while (parser_.parse(in_.readable(), head) == ParseResult::need_more) {
        const auto got = stream_->read_some(in_.writable(receive_size), std::min(deadline, deadline_));
        if (!got && got.error().kind == io::IoErrorKind::timed_out && !deadline_.passed()) return false;
        if (!got) throw_client_error(got.error(), where_);
        if (*got == 0) throw ClientError(ClientError::Kind::reset, where_ + " closed the connection without an answer.");
        untouched_ = false;
        in_.produced(*got);
    }
    // A head that is no HTTP is reported by the one who parses it again.
    if (!parser_.reason().empty() || head.status >= 200) {
        receive_head(head);
        return true;
    }
    in_.consume(parser_.consumed());
    return false;
}

/// RFC 9112 section 6.3: how the answer's body is delimited.
void ClientConnection::frame(const ResponseHead& head, bool is_head)
{
    keep_alive_ = head.keep_alive;
    declared_ = left_ = head.content_length.value_or(0);
    piece_left_ = 0;
    if (is_head || head.status == 204 || head.status == 304 || head.status < 200) {
        framing_ = Framing::none;
        if (head.status == 101) keep_alive_ = false;
    } else if (head.chunked) {
        framing_ = Framing::chunked;
        decoder_.restart();
        trailers_.clear();
    } else if (head.content_length) {
        framing_ = Framing::sized;
    } else {
        framing_ = Framing::until_close;
        keep_alive_ = false;
    }
    body_done_ = framing_ == Framing::none || (framing_ == Framing::sized && left_ == 0);
}

std::size_t ClientConnection::read_body(std::span<char> into)
{
    if (body_done_ || into.empty()) return 0;
    if (piece_timeout_) deadline_ = std::min(body_deadline_, base::Deadline::after(*piece_timeout_));
    switch (framing_) {
    case Framing::none: return 0;
    case Framing::chunked: return read_chunked(into);
    case Framing::sized: {
        const std::size_t got = read_sized(into, left_);
        if (got == 0)
            throw ClientError(ClientError::Kind::reset,
                              where_ + " closed the connection " + std::to_string(left_) + " bytes before the answer's end.");
        left_ -= got;
        body_done_ = left_ == 0;
        return got;
    }
    case Framing::until_close: {
        const std::size_t got = read_sized(into, into.size());
        body_done_ = got == 0;
        return got;
    }
    }
    return 0;
}

std::size_t ClientConnection::read_sized(std::span<char> into, std::uint64_t most)
{
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(most, into.size()));
    if (in_.empty()) return receive(into.first(wanted), deadline_);
    const std::size_t got = std::min(wanted, in_.size());
    std::memcpy(into.data(), in_.readable().data(), got);
    in_.consume(got);
    return got;
}

std::size_t ClientConnection::read_chunked(std::span<char> into)
{
    while (piece_left_ == 0) {
        const ChunkDecoder::Step step = decoder_.next(in_.readable(), trailers_);
        in_.consume(step.consumed - step.data.size());
        switch (step.event) {
        case ChunkDecoder::Event::data: piece_left_ = step.data.size(); break;
        case ChunkDecoder::Event::end: body_done_ = true; return 0;
        case ChunkDecoder::Event::malformed:
            keep_alive_ = false;
            throw ClientError(ClientError::Kind::not_http,
                              "The body of the answer from " + where_ + " is malformed: " + std::string(decoder_.reason()) + '.');
        case ChunkDecoder::Event::need_more: {
            const std::size_t got = receive(in_.writable(receive_size), deadline_);
            if (got == 0) throw ClientError(ClientError::Kind::reset, where_ + " closed the connection in the middle of the answer.");
            in_.produced(got);
            break;
        }
        }
    }
    const std::size_t got = std::min(piece_left_, into.size());
    std::memcpy(into.data(), in_.readable().data(), got);
    in_.consume(got);
    piece_left_ -= got;
    return got;
}

bool ClientConnection::closed_by_peer()
{
    // Bytes that come without a request are as bad as an end.
    char byte = 0;
    const auto got = stream_->read_some({&byte, 1}, base::Deadline::immediate());
    return got || got.error().kind != io::IoErrorKind::timed_out;
}

} // namespace kestrun::http
