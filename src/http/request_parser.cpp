#include "http/request_parser.hpp"

#include "http/ascii.hpp"
#include "http/url.hpp"

#include <cstring>

namespace kestrun::http {

namespace {

/// Host fields name the same server: without case, and the default port is the same as none.
bool same_authority(std::string_view a, std::string_view b) noexcept
{
    if (iequals(a, b)) return true;
    const auto left = parse_authority(a);
    const auto right = parse_authority(b);
    if (!left || !right || !iequals(left->host, right->host)) return false;
    const auto port = [](const Authority& authority) { return authority.port == 0 ? 80 : int{authority.port}; };
    return port(*left) == port(*right);
}

/// NUL and CR inside a line. LF cannot be there: it ended the line.
bool has_forbidden_byte(std::string_view value) noexcept
{
    // Eight bytes at a time: a byte is zero where (x - 0x01..) & ~x & 0x80.. has its top bit.
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t tops = 0x8080808080808080ULL;
    constexpr std::uint64_t returns = ones * '\r';
    std::size_t i = 0;
    for (; i + 8 <= value.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, value.data() + i, 8);
        const std::uint64_t cr = word ^ returns;
        if ((((word - ones) & ~word) | ((cr - ones) & ~cr)) & tops) return true;
    }
    for (; i < value.size(); ++i)
        if (value[i] == '\0' || value[i] == '\r') return true;
    return false;
}

} // namespace

std::string_view split_field_line(std::string_view line, std::string_view& name, std::string_view& value) noexcept
{
    // field-line = field-name ":" OWS field-value OWS
    std::size_t colon = 0;
    while (colon < line.size() && is_class(line[colon], byte_class::token)) ++colon;
    if (colon == line.size()) return "header line without a colon";
    if (colon == 0) return is_ows(line[0]) ? "folded header line" : "header without a name";
    if (line[colon] != ':') return is_ows(line[colon]) ? "white space in or after a header name" : "character not allowed in a header name";
    name = line.substr(0, colon);
    value = trim_ows(line.substr(colon + 1));
    if (has_forbidden_byte(value)) return "NUL or bare CR in a header value";
    return {};
}

void RequestParser::restart() noexcept
{
    failure_ = {};
    stage_ = Stage::request_line;
    line_start_ = scanned_ = field_bytes_ = field_count_ = host_count_ = 0;
    saw_bytes_ = has_transfer_encoding_ = connection_close_ = connection_keep_alive_ = false;
}

bool RequestParser::fail(int status, std::string_view reason) noexcept
{
    failure_ = {status, reason};
    stage_ = Stage::failed;
    return false;
}

ParseResult RequestParser::parse(std::string_view buffer, Request& request)
{
    while (stage_ == Stage::request_line || stage_ == Stage::fields) {
        const char* const from = buffer.data() + scanned_;
        const void* const found = scanned_ < buffer.size() ? std::memchr(from, '\n', buffer.size() - scanned_) : nullptr;
        if (found == nullptr) {
            scanned_ = buffer.size();
            if (!check_line_so_far(buffer.substr(line_start_))) break;
            return ParseResult::need_more;
        }
        const auto newline = static_cast<std::size_t>(static_cast<const char*>(found) - buffer.data());
        std::string_view line = buffer.substr(line_start_, newline - line_start_);
        // The same checks in the same order as for the line's first half: the answer does not depend on how the bytes arrive.
        if (!check_line_so_far(line)) break;
        line_start_ = scanned_ = newline + 1;
        if (line.empty() || line.back() != '\r') {
            fail(400, "line that does not end with CRLF");
            break;
        }
        line.remove_suffix(1);
        if (stage_ == Stage::request_line) {
            // RFC 9112 section 2.2: empty lines before the request line are skipped. They count against its limit.
            if (line.empty()) {
                if (line_start_ > limits_.request_line) fail(400, "nothing but empty lines");
                continue;
            }
            saw_bytes_ = true;
            if (parse_request_line(line, request)) stage_ = Stage::fields;
        } else if (line.empty()) {
            if (finish(request)) stage_ = Stage::done;
        } else {
            parse_field(line, request);
        }
    }
    return stage_ == Stage::done ? ParseResult::complete : ParseResult::failed;
}

bool RequestParser::check_line_so_far(std::string_view line) noexcept
{
    if (line.empty() || line == "\r") return true;
    if (stage_ == Stage::fields) return field_bytes_ + line.size() <= limits_.header_bytes || fail(431, "header fields too large");
    // Something that cannot become a method is refused at once: a TLS hello would else wait for the header time-out.
    if (!is_class(line.front(), byte_class::token)) return fail(400, "not an HTTP request");
    if (line.size() > limits_.request_line + 1) return fail(414, "request line too long");
    saw_bytes_ = true;
    return true;
}

bool RequestParser::parse_request_line(std::string_view line, Request& request)
{
    // request-line = method SP request-target SP HTTP-version
    if (line.size() > limits_.request_line) return fail(414, "request line too long");
    std::size_t at = 0;
    while (at < line.size() && is_class(line[at], byte_class::token)) ++at;
    if (at == 0 || at == line.size() || line[at] != ' ') return fail(400, "malformed method");
    request.method_text = line.substr(0, at);
    request.method = parse_method(request.method_text);
    const std::size_t target = ++at;
    while (at < line.size() && is_class(line[at], byte_class::target)) ++at;
    if (at == target || at == line.size() || line[at] != ' ') return fail(400, "malformed request target");
    request.target = line.substr(target, at - target);
    return parse_version(line.substr(at + 1), request);
}

bool RequestParser::parse_version(std::string_view text, Request& request) noexcept
{
    // HTTP-version = "HTTP" "/" DIGIT "." DIGIT
    if (text == "HTTP/1.1") {
        request.version = Version::http11;
        return true;
    }
    if (text.size() != 8 || !text.starts_with("HTTP/") || !is_class(text[5], byte_class::digit) || text[6] != '.' ||
        !is_class(text[7], byte_class::digit))
        return fail(400, "malformed HTTP version");
    if (text[5] != '1') return fail(505, "HTTP version other than 1.x");
    // RFC 9110 section 2.5: a higher minor version is answered as the highest one known.
    request.version = text[7] == '0' ? Version::http10 : Version::http11;
    return true;
}

bool RequestParser::parse_field(std::string_view line, Request& request)
{
    field_bytes_ += line.size() + 2;
    if (field_bytes_ > limits_.header_bytes) return fail(431, "header fields too large");
    if (++field_count_ > limits_.header_count) return fail(431, "too many header fields");
    std::string_view name;
    std::string_view value;
    if (const std::string_view reason = split_field_line(line, name, value); !reason.empty()) return fail(400, reason);
    const HeaderId id = header_id(name);
    request.headers.add_view(name, value, id);
    return id == HeaderId::other || note_field(id, value, request);
}

bool RequestParser::note_field(HeaderId id, std::string_view value, Request& request)
{
    switch (id) {
    case HeaderId::host:
        // RFC 9112 section 3.2: more than one, or an invalid one, is answered 400.
        if (++host_count_ > 1) return fail(400, "more than one Host header");
        if (!parse_authority(value)) return fail(400, "malformed Host header");
        request.authority = value;
        return true;
    case HeaderId::content_length: {
        // RFC 9112 section 6.3: even equal repeated lengths are refused here; some intermediary may read them otherwise.
        if (request.content_length) return fail(400, "more than one Content-Length");
        const auto length = parse_decimal(value);
        if (!length) return fail(400, "malformed Content-Length");
        request.content_length = *length;
        return true;
    }
    case HeaderId::transfer_encoding: return note_transfer_encoding(value, request);
    case HeaderId::connection:
        for_each_list_member(value, [&](std::string_view option) {
            if (iequals(option, "close"))
                connection_close_ = true;
            else if (iequals(option, "keep-alive"))
                connection_keep_alive_ = true;
            else if (iequals(option, "upgrade"))
                request.wants_upgrade = true;
        });
        return true;
    case HeaderId::expect:
        // RFC 9110 section 10.1.1: anything but 100-continue may be answered 417.
        if (!iequals(value, "100-continue")) return fail(417, "unknown expectation");
        request.expects_continue = true;
        return true;
    default: return true;
    }
}

bool RequestParser::note_transfer_encoding(std::string_view value, Request& request)
{
    // RFC 9112 section 6.1: `chunked` once and last. Other codings are not implemented by the server: 501 when chunked ends the list, 400
    // when the body's end cannot be known.
    has_transfer_encoding_ = true;
    bool other_first = false;
    bool after_chunked = false;
    for_each_list_member(value, [&](std::string_view coding) {
        after_chunked = after_chunked || request.chunked;
        if (iequals(coding, "chunked"))
            request.chunked = true;
        else
            other_first = true;
    });
    if (!request.chunked || after_chunked) return fail(400, "Transfer-Encoding does not end with one chunked");
    return !other_first || fail(501, "transfer coding not implemented");
}

bool RequestParser::finish(Request& request)
{
    if (host_count_ == 0 && request.version != Version::http10) return fail(400, "no Host header");
    if (!finish_framing(request) || !finish_target(request)) return false;
    request.wants_keep_alive = !connection_close_ && (request.version != Version::http10 || connection_keep_alive_);
    // RFC 9110 section 10.1.1: a server ignores the expectation of an HTTP/1.0 client, and there is nothing to wait for without a body.
    if (request.version == Version::http10 || !request.has_body()) request.expects_continue = false;
    return true;
}

bool RequestParser::finish_framing(Request& request) noexcept
{
    if (!has_transfer_encoding_) return true;
    // RFC 9112 section 6.1: both are an attempt at smuggling or a broken sender, and HTTP/1.0 knows no Transfer-Encoding.
    if (request.content_length) return fail(400, "both Transfer-Encoding and Content-Length");
    if (request.version == Version::http10) return fail(400, "Transfer-Encoding in an HTTP/1.0 request");
    return true;
}

bool RequestParser::finish_target(Request& request)
{
    // request-target = origin-form / absolute-form / authority-form / asterisk-form (RFC 9112 section 3.2)
    std::string_view target = request.target;
    if (target == "*") {
        if (request.method != Method::options) return fail(400, "target * is for OPTIONS");
        request.raw_path = request.path = "/";
        return true;
    }
    if (request.method == Method::connect) {
        // authority-form; the server makes no tunnels and answers 501 whatever the authority.
        request.raw_path = request.path = "/";
        return parse_authority(target).has_value() || fail(400, "malformed CONNECT target");
    }
    if (target.front() != '/') {
        const auto url = parse_url(target);
        if (!url || !url->user_info.empty()) return fail(400, "malformed absolute request target");
        if (host_count_ != 0 && !same_authority(url->authority, request.authority))
            return fail(400, "Host differs from the request target");
        request.authority = url->authority;
        request.query = url->query;
        request.raw_path = url->path.empty() ? std::string_view("/") : url->path;
    } else {
        const std::size_t mark = target.find('?');
        request.raw_path = target.substr(0, mark);
        if (mark != std::string_view::npos) request.query = target.substr(mark + 1);
    }
    const auto path = normalise_path(request.raw_path, request.text);
    if (!path) return fail(400, "NUL in the request path");
    request.path = *path;
    return true;
}

} // namespace kestrun::http
