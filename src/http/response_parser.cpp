#include "http/response_parser.hpp"

#include "http/ascii.hpp"

#include <algorithm>
#include <cstring>

namespace kestrun::http {

void ResponseHead::clear() noexcept
{
    version = Version::http11;
    status = 0;
    reason.clear();
    headers.clear();
    content_length.reset();
    chunked = false;
    keep_alive = true;
}

void ResponseParser::restart() noexcept
{
    line_start_ = scanned_ = 0;
    reason_ = {};
    has_status_ = close_ = keep_alive_ = both_framings_ = too_large_ = false;
}

bool ResponseParser::fail(std::string_view reason) noexcept
{
    reason_ = reason;
    return false;
}

ParseResult ResponseParser::parse(std::string_view buffer, ResponseHead& head)
{
    constexpr std::string_view start = "HTTP/";
    if (!reason_.empty()) return ParseResult::failed;
    if (!has_status_ && !start.starts_with(buffer.substr(0, start.size()))) {
        fail("it does not begin with HTTP/");
        return ParseResult::failed;
    }
    for (;;) {
        const std::size_t newline = buffer.find('\n', scanned_);
        if ((newline == std::string_view::npos ? buffer.size() : newline + 1) > limit_) {
            too_large_ = true;
            fail("its header is larger than the limit");
            return ParseResult::failed;
        }
        if (newline == std::string_view::npos) {
            scanned_ = buffer.size();
            return ParseResult::need_more;
        }
        std::string_view line = buffer.substr(line_start_, newline - line_start_);
        line_start_ = scanned_ = newline + 1;
        if (line.empty() || line.back() != '\r') {
            fail("a line of its header does not end with CRLF");
            return ParseResult::failed;
        }
        line.remove_suffix(1);
        if (has_status_ && line.empty()) return finish(head) ? ParseResult::complete : ParseResult::failed;
        if (!(has_status_ ? parse_field(line, head) : parse_status_line(line, head))) return ParseResult::failed;
        has_status_ = true;
    }
}

bool ResponseParser::parse_status_line(std::string_view line, ResponseHead& head)
{
    // status-line = HTTP-version SP status-code SP [ reason-phrase ]; the last SP is often left out with the reason.
    if (line.size() < 12 || !line.starts_with("HTTP/1.") || !is_class(line[7], byte_class::digit) || line[8] != ' ')
        return fail("its status line is malformed or not HTTP/1.x");
    const auto status = parse_decimal(line.substr(9, 3));
    if (!status || *status < 100 || (line.size() > 12 && line[12] != ' ')) return fail("its status code is malformed");
    head.version = line[7] == '0' ? Version::http10 : Version::http11;
    head.status = static_cast<int>(*status);
    head.reason = line.size() > 13 ? line.substr(13) : std::string_view{};
    return is_field_value(head.reason) || fail("its status line holds control characters");
}

bool ResponseParser::parse_field(std::string_view line, ResponseHead& head)
{
    std::string_view name;
    std::string_view value;
    if (const std::string_view why = split_field_line(line, name, value); !why.empty()) return fail(why);
    head.headers.add(name, value);
    switch (header_id(name)) {
    case HeaderId::content_length: {
        const auto length = parse_decimal(value);
        if (!length || (head.content_length && *head.content_length != *length)) return fail("its Content-Length is malformed");
        head.content_length = length;
        return true;
    }
    case HeaderId::transfer_encoding: return note_transfer_encoding(value, head);
    case HeaderId::connection:
        close_ = close_ || list_contains(value, "close");
        keep_alive_ = keep_alive_ || list_contains(value, "keep-alive");
        return true;
    default: return true;
    }
}

bool ResponseParser::note_transfer_encoding(std::string_view value, ResponseHead& head)
{
    bool valid = true;
    for_each_list_member(value, [&](std::string_view coding) {
        valid = valid && !head.chunked && iequals(coding, "chunked");
        head.chunked = true;
    });
    return (valid && head.chunked) || fail("its Transfer-Encoding is not chunked");
}

bool ResponseParser::finish(ResponseHead& head) noexcept
{
    both_framings_ = head.chunked && head.content_length;
    if (both_framings_) head.content_length.reset();
    head.keep_alive = !close_ && !both_framings_ && (head.version != Version::http10 || keep_alive_);
    return true;
}

} // namespace kestrun::http
