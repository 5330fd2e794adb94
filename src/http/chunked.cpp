#include "http/chunked.hpp"

#include "http/ascii.hpp"
#include "http/request_parser.hpp"

#include <algorithm>

namespace kestrun::http {

namespace {

/// The first line of `input` without its CRLF. `found` is false when it is not complete; a bare LF or CR shows as `clean` = false.
struct Line
{
    std::string_view text;
    std::size_t size = 0;
    bool found = false;
    bool clean = true;
};

Line first_line(std::string_view input) noexcept
{
    Line line;
    const std::size_t newline = input.find('\n');
    const std::string_view seen = input.substr(0, newline);
    const std::size_t carriage = seen.find('\r');
    if (newline == std::string_view::npos) {
        line.clean = carriage == std::string_view::npos || carriage + 1 == seen.size();
        return line;
    }
    line.found = true;
    line.clean = carriage != std::string_view::npos && carriage + 1 == newline;
    line.size = newline + 1;
    line.text = seen.substr(0, carriage);
    return line;
}

} // namespace

ChunkDecoder::Step ChunkDecoder::fail(std::string_view reason) noexcept
{
    reason_ = reason;
    state_ = State::failed;
    return {Event::malformed, 0, {}};
}

bool ChunkDecoder::parse_size(std::string_view line) noexcept
{
    // chunk = chunk-size [ chunk-ext ] CRLF; chunk-ext = *( BWS ";" BWS chunk-ext-name [ "=" chunk-ext-val ] )
    std::size_t at = 0;
    std::uint64_t size = 0;
    while (at < line.size() && is_class(line[at], byte_class::hex)) {
        if (++at > 15) return false;
        size = size * 16 + static_cast<std::uint64_t>(hex_value(line[at - 1]));
    }
    if (at == 0) return false;
    const std::size_t digits_end = at;
    while (at < line.size() && is_ows(line[at])) ++at;
    // White space is allowed before an extension only.
    if (at == line.size() ? at != digits_end : line[at] != ';') return false;
    if (!is_field_value(line.substr(at))) return false;
    left_ = size;
    return true;
}

ChunkDecoder::Step ChunkDecoder::next(std::string_view input, Headers& trailers)
{
    switch (state_) {
    case State::size_line: {
        const Line line = first_line(input);
        if (!line.clean) return fail("chunk size line that does not end with CRLF");
        if ((line.found ? line.size : input.size()) > line_limit) return fail("chunk size line too long");
        if (!line.found) return {};
        if (!parse_size(line.text)) return fail("malformed chunk size");
        state_ = left_ == 0 ? State::trailers : State::data;
        Step rest = next(input.substr(line.size), trailers);
        rest.consumed += line.size;
        return rest;
    }
    case State::data: {
        if (input.empty()) return {};
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
        left_ -= count;
        if (left_ == 0) state_ = State::data_end;
        return {Event::data, count, input.substr(0, count)};
    }
    case State::data_end: {
        if (input.empty()) return {};
        if (input[0] != '\r' || (input.size() > 1 && input[1] != '\n')) return fail("chunk data without CRLF after it");
        if (input.size() < 2) return {};
        state_ = State::size_line;
        Step rest = next(input.substr(2), trailers);
        rest.consumed += 2;
        return rest;
    }
    case State::trailers: {
        const Line line = first_line(input);
        if (!line.clean) return fail("trailer line that does not end with CRLF");
        if (trailer_bytes_ + (line.found ? line.size : input.size()) > trailer_limit) return fail("trailers too large");
        if (!line.found) return {};
        if (line.text.empty()) {
            state_ = State::done;
            return {Event::end, line.size, {}};
        }
        trailer_bytes_ += line.size;
        if (++trailer_count_ > trailer_count_limit) return fail("too many trailers");
        std::string_view name;
        std::string_view value;
        if (const std::string_view why = split_field_line(line.text, name, value); !why.empty()) return fail(why);
        trailers.add(name, value);
        Step rest = next(input.substr(line.size), trailers);
        rest.consumed += line.size;
        return rest;
    }
    case State::done: return {Event::end, 0, {}};
    case State::failed: break;
    }
    return {Event::malformed, 0, {}};
}

std::size_t write_chunk_size(std::size_t size, char* to) noexcept
{
    constexpr std::string_view digits = "0123456789abcdef";
    char reversed[16];
    std::size_t count = 0;
    do {
        reversed[count++] = digits[size & 15];
        size >>= 4;
    } while (size != 0);
    for (std::size_t i = 0; i < count; ++i) to[i] = reversed[count - 1 - i];
    to[count] = '\r';
    to[count + 1] = '\n';
    return count + 2;
}

} // namespace kestrun::http
