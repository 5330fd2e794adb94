#include "http/inflate_body.hpp"

#include "http/client_error.hpp"

#include <zlib.h>

#include <array>
#include <limits>
#include <new>

namespace kestrun::http {

struct InflateBody::State
{
    z_stream stream{};
    std::array<char, 16 * 1024> input{};
    bool begun = false;
    bool member_done = false; ///< at the end of a gzip member; another may follow
    bool done = false;
};

InflateBody::InflateBody(std::unique_ptr<BodyReader> source) : source_(std::move(source)), state_(std::make_unique<State>()) {}

InflateBody::~InflateBody()
{
    if (state_->begun) inflateEnd(&state_->stream);
}

/// More input; false at the source's end.
bool InflateBody::fill()
{
    const std::size_t got = source_->read(state_->input);
    state_->stream.next_in = reinterpret_cast<Bytef*>(state_->input.data());
    state_->stream.avail_in = static_cast<uInt>(got);
    return got != 0;
}

void InflateBody::begin()
{
    const auto first = static_cast<unsigned char>(state_->input[0]);
    // gzip begins with 1f; a zlib header has method 8 and a window of at most 2^15; everything else is bare deflate.
    const bool wrapped = first == 0x1f || ((first & 0x0fU) == 8 && (first >> 4U) <= 7);
    if (inflateInit2(&state_->stream, wrapped ? 15 + 32 : -15) != Z_OK) throw std::bad_alloc();
    state_->begun = true;
}

std::size_t InflateBody::read(std::span<char> into)
{
    State& state = *state_;
    z_stream& stream = state.stream;
    if (state.done || into.empty()) return 0;
    stream.next_out = reinterpret_cast<Bytef*>(into.data());
    const auto room = static_cast<uInt>(std::min<std::size_t>(into.size(), std::numeric_limits<uInt>::max()));
    stream.avail_out = room;
    while (stream.avail_out == room) {
        if (stream.avail_in == 0 && !fill()) {
            // An empty body is empty, whatever its coding.
            if (state.begun && !state.member_done) throw ClientError(ClientError::Kind::not_http, "The compressed answer ends too early.");
            state.done = true;
            return 0;
        }
        if (!state.begun) begin();
        if (state.member_done) {
            if (inflateReset(&stream) != Z_OK) throw ClientError(ClientError::Kind::not_http, "The compressed answer is damaged.");
            state.member_done = false;
        }
        const int result = inflate(&stream, Z_NO_FLUSH);
        if (result == Z_STREAM_END)
            state.member_done = true;
        else if (result == Z_MEM_ERROR)
            throw std::bad_alloc();
        else if (result != Z_OK && result != Z_BUF_ERROR)
            throw ClientError(ClientError::Kind::not_http, "The compressed answer is damaged.");
    }
    return room - stream.avail_out;
}

} // namespace kestrun::http
