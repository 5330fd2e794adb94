#pragma once

#include "http/request.hpp"

#include <cstddef>
#include <string_view>

namespace kestrun::http {

struct ParseLimits
{
    std::size_t request_line = 8 * 1024;  ///< bytes without the line end; more is 414
    std::size_t header_bytes = 32 * 1024; ///< all field lines with their line ends; more is 431
    std::size_t header_count = 100;       ///< field lines; more is 431
};

enum class ParseResult
{
    need_more,
    complete,
    failed,
};

/// Why a head was refused. `status` is the answer; `reason` is for the log, in static storage.
struct ParseFailure
{
    int status = 0;
    std::string_view reason;
};

/// Incremental, strict parser of an HTTP/1.x request head (RFC 9112). Each complete line is parsed as soon as it is there, nothing is
/// scanned twice and nothing is copied: the request's views point into the buffer.
///
/// States: request line -> field lines -> complete | failed. Smuggling: a line ends with CRLF and nothing else, a field name ends at its
/// colon, folded lines are refused, and a body has one framing (Content-Length or chunked, once) or the request is refused.
class RequestParser
{
public:
    explicit RequestParser(const ParseLimits& limits = {}) : limits_(limits) {}

    /// `buffer` begins where the last `restart` left it and may have grown at its end since the last call. When its bytes have moved, call
    /// `restart` first and parse again. `request` must be clear at the start of a head.
    [[nodiscard]] ParseResult parse(std::string_view buffer, Request& request);

    /// Bytes of the head, line ends included, when complete.
    [[nodiscard]] std::size_t consumed() const noexcept { return line_start_; }
    [[nodiscard]] const ParseFailure& failure() const noexcept { return failure_; }
    /// True when not one byte of a request line was seen yet (empty lines before it do not count).
    [[nodiscard]] bool idle() const noexcept { return stage_ == Stage::request_line && !saw_bytes_; }

    void restart() noexcept;

private:
    enum class Stage
    {
        request_line,
        fields,
        done,
        failed,
    };

    bool fail(int status, std::string_view reason) noexcept;
    bool check_line_so_far(std::string_view line) noexcept;
    bool parse_request_line(std::string_view line, Request& request);
    bool parse_version(std::string_view text, Request& request) noexcept;
    bool parse_field(std::string_view line, Request& request);
    bool note_field(HeaderId id, std::string_view value, Request& request);
    bool note_transfer_encoding(std::string_view value, Request& request);
    bool finish(Request& request);
    bool finish_target(Request& request);
    bool finish_framing(Request& request) noexcept;

    ParseLimits limits_;
    ParseFailure failure_;
    Stage stage_ = Stage::request_line;
    std::size_t line_start_ = 0;
    std::size_t scanned_ = 0;
    std::size_t field_bytes_ = 0;
    std::size_t field_count_ = 0;
    std::size_t host_count_ = 0;
    bool saw_bytes_ = false;
    bool has_transfer_encoding_ = false;
    bool connection_close_ = false;
    bool connection_keep_alive_ = false;
};

/// Splits `name ":" OWS value OWS` (RFC 9112 section 5). Returns the reason it is no field line, or an empty text. Shared by heads,
/// trailers and the client.
[[nodiscard]] std::string_view split_field_line(std::string_view line, std::string_view& name, std::string_view& value) noexcept;

} // namespace kestrun::http
