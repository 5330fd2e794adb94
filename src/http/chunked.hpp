#pragma once

#include "http/headers.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kestrun::http {

/// Incremental decoder of the chunked transfer coding (RFC 9112 section 7.1), strict as the request parser is: lines end with CRLF, sizes
/// are hexadecimal digits and nothing else before `;` or the line's end.
class ChunkDecoder
{
public:
    enum class Event
    {
        need_more, ///< give more bytes after those not consumed
        data,      ///< `data` is a piece of the body
        end,       ///< the body is complete, trailers included
        malformed, ///< `reason()` says why
    };
    struct Step
    {
        Event event = Event::need_more;
        std::size_t consumed = 0; ///< bytes of the input that are done with, to be dropped in any case
        std::string_view data;    ///< part of the input
    };

    /// One step on the input's front. Trailer fields are copied to `trailers`.
    [[nodiscard]] Step next(std::string_view input, Headers& trailers);
    [[nodiscard]] std::string_view reason() const noexcept { return reason_; }
    [[nodiscard]] bool done() const noexcept { return state_ == State::done; }
    void restart() noexcept { *this = ChunkDecoder(); }

    static constexpr std::size_t line_limit = 4096;         ///< size line with its extensions
    static constexpr std::size_t trailer_limit = 16 * 1024; ///< all trailer lines
    static constexpr std::size_t trailer_count_limit = 100;

private:
    enum class State
    {
        size_line,
        data,
        data_end,
        trailers,
        done,
        failed,
    };

    Step fail(std::string_view reason) noexcept;
    bool parse_size(std::string_view line) noexcept;

    State state_ = State::size_line;
    std::uint64_t left_ = 0;
    std::size_t trailer_bytes_ = 0;
    std::size_t trailer_count_ = 0;
    std::string_view reason_;
};

/// `1f4\r\n` into `to` (at least 18 bytes); returns the length.
[[nodiscard]] std::size_t write_chunk_size(std::size_t size, char* to) noexcept;

} // namespace kestrun::http
