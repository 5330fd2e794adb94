// The request's body as the handler pulls it from the connection.

#include "http/http1_connection.hpp"

#include "base/scheduler.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace kestrun::http {

namespace {
constexpr std::size_t receive_size = 16 * 1024;
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";
} // namespace

void Http1Body::begin()
{
    const Request& request = connection_.request;
    kind_ = request.chunked ? Kind::chunked : request.has_body() ? Kind::sized : Kind::none;
    finished_ = kind_ == Kind::none;
    continue_pending_ = request.expects_continue;
    left_ = request.content_length.value_or(0);
    limit_ = connection_.options_.max_body_size;
    read_ = 0;
    piece_left_ = 0;
    waited_ = {};
    if (kind_ != Kind::chunked) return;
    decoder_.restart();
    // The head must stay where it is: what came after it moves to a buffer of its own.
    const std::string_view after = connection_.in_.readable().substr(connection_.head_size_);
    connection_.body_in_.clear();
    connection_.body_in_.append(after);
    connection_.body_in_input_ = after.size();
}

std::optional<std::uint64_t> Http1Body::length() const
{
    return kind_ == Kind::chunked ? std::nullopt : std::optional<std::uint64_t>(connection_.request.content_length.value_or(0));
}

void Http1Body::count(std::size_t bytes)
{
    read_ += bytes;
    if (read_ > limit_) throw BodyError(413, "The request body is larger than the limit of " + std::to_string(limit_) + " bytes.");
}

std::size_t Http1Body::read(std::span<char> into)
{
    if (finished_ || into.empty()) return 0;
    if (kind_ == Kind::sized && read_ == 0 && left_ > limit_)
        throw BodyError(413, "The request body has " + std::to_string(left_) + " bytes, the limit is " + std::to_string(limit_) + ".");
    return kind_ == Kind::sized ? read_sized(into) : read_chunked(into);
}

std::size_t Http1Body::read_sized(std::span<char> into)
{
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, into.size()));
    const std::string_view buffered = connection_.in_.readable().substr(connection_.head_size_ + connection_.body_in_input_);
    std::size_t got = std::min(wanted, buffered.size());
    if (got != 0) {
        std::memcpy(into.data(), buffered.data(), got);
        connection_.body_in_input_ += got;
    } else {
        got = receive(into.first(wanted));
    }
    left_ -= got;
    finished_ = left_ == 0;
    count(got);
    return got;
}

std::size_t Http1Body::read_chunked(std::span<char> into)
{
    ByteBuffer& in = connection_.body_in_;
    while (piece_left_ == 0) {
        const ChunkDecoder::Step step = decoder_.next(in.readable(), connection_.request.trailers);
        switch (step.event) {
        case ChunkDecoder::Event::data:
            // Framing before the piece is dropped at once, the piece itself as it is given out.
            in.consume(step.consumed - step.data.size());
            piece_left_ = step.data.size();
            break;
        case ChunkDecoder::Event::end:
            in.consume(step.consumed);
            finished_ = true;
            return 0;
        case ChunkDecoder::Event::malformed:
            connection_.keep_ = false;
            throw BodyError(400, "The request body is malformed: " + std::string(decoder_.reason()) + '.');
        case ChunkDecoder::Event::need_more:
            in.consume(step.consumed);
            in.produced(receive(in.writable(receive_size)));
            break;
        }
    }
    const std::size_t got = std::min(piece_left_, into.size());
    std::memcpy(into.data(), in.readable().data(), got);
    in.consume(got);
    piece_left_ -= got;
    count(got);
    return got;
}

std::size_t Http1Body::receive(std::span<char> into)
{
    if (continue_pending_) {
        // RFC 9110 section 10.1.1: not after the final answer has begun, and not when the body is there already.
        continue_pending_ = false;
        if (!connection_.sent_head_) connection_.out_.append(continue_line);
    }
    connection_.flush();
    const ConnectionOptions& options = connection_.options_;
    const base::TimePoint start = base::Clock::now();
    base::Deadline deadline = base::Deadline::never();
    if (options.min_data_rate != 0) {
        const auto earned = std::chrono::milliseconds(read_ * 1000 / options.min_data_rate);
        deadline =
            base::Deadline::from(start, options.rate_grace + earned - std::min<base::Duration>(waited_, options.rate_grace + earned));
    }
    const auto got = connection_.stream_.read_some(into, deadline);
    if (!got) {
        connection_.keep_ = false;
        if (got.error().kind == io::IoErrorKind::timed_out) throw BodyError(408, "The request body arrives too slowly.");
        connection_.lost(got.error());
    }
    if (*got == 0) {
        connection_.keep_ = false;
        throw BodyError(400, "The client ended the connection in the middle of the request body.");
    }
    waited_ += base::Clock::now() - start;
    return *got;
}

bool Http1Body::skip_buffered()
{
    if (kind_ == Kind::sized) {
        const std::size_t buffered = connection_.in_.size() - connection_.head_size_ - connection_.body_in_input_;
        const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffered));
        connection_.body_in_input_ += skipped;
        left_ -= skipped;
        finished_ = left_ == 0;
        return finished_;
    }
    while (!finished_) {
        connection_.body_in_.consume(piece_left_);
        piece_left_ = 0;
        const ChunkDecoder::Step step = decoder_.next(connection_.body_in_.readable(), connection_.request.trailers);
        if (step.event == ChunkDecoder::Event::malformed) return false;
        connection_.body_in_.consume(step.consumed);
        finished_ = step.event == ChunkDecoder::Event::end;
        if (step.event == ChunkDecoder::Event::need_more) break;
    }
    return finished_;
}

bool Http1Body::skip(std::uint64_t limit, base::Deadline deadline)
{
    std::array<char, 4096> waste{};
    std::uint64_t skipped = 0;
    while (!skip_buffered()) {
        if (skipped > limit || (!decoder_.reason().empty() && kind_ == Kind::chunked)) return false;
        // A sized body goes through `waste`: reading more than belongs to it would need a place for the rest.
        const auto room = kind_ == Kind::chunked
                              ? connection_.body_in_.writable(receive_size)
                              : std::span<char>(waste.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left_, waste.size())));
        const auto got = connection_.stream_.read_some(room, deadline);
        if (!got || *got == 0) return false;
        skipped += *got;
        if (kind_ == Kind::chunked)
            connection_.body_in_.produced(*got);
        else
            left_ -= *got;
    }
    return true;
}

} // namespace kestrun::http
