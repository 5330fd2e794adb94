#pragma once

#include "http/headers.hpp"
#include "http/message.hpp"
#include "http/request_parser.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kestrun::http {

/// A response's head as a client reads it; owns its text.
struct ResponseHead
{
    Version version = Version::http11;
    int status = 0;
    std::string reason;
    Headers headers;
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool keep_alive = true; ///< what the server allows; a body without length ends the connection all the same

    void clear() noexcept;
};

/// Incremental parser of an HTTP/1.x response head. As strict as the request parser about lines and fields; both framings at once are read
/// as chunked and end the connection (RFC 9112 section 6.3).
class ResponseParser
{
public:
    explicit ResponseParser(std::size_t header_limit = 64 * 1024) : limit_(header_limit) {}

    /// As RequestParser::parse, but the head keeps copies.
    [[nodiscard]] ParseResult parse(std::string_view buffer, ResponseHead& head);
    [[nodiscard]] std::size_t consumed() const noexcept { return line_start_; }
    /// Why it failed, in static storage.
    [[nodiscard]] std::string_view reason() const noexcept { return reason_; }
    [[nodiscard]] bool too_large() const noexcept { return too_large_; }
    void restart() noexcept;

private:
    bool fail(std::string_view reason) noexcept;
    bool parse_status_line(std::string_view line, ResponseHead& head);
    bool parse_field(std::string_view line, ResponseHead& head);
    bool note_transfer_encoding(std::string_view value, ResponseHead& head);
    bool finish(ResponseHead& head) noexcept;

    std::size_t limit_;
    std::size_t line_start_ = 0;
    std::size_t scanned_ = 0;
    std::string_view reason_;
    bool has_status_ = false;
    bool close_ = false;
    bool keep_alive_ = false;
    bool both_framings_ = false;
    bool too_large_ = false;
};

} // namespace kestrun::http
