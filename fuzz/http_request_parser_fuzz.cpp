// The request parser on bytes from anywhere: it must not depend on how they arrive, and what it accepts must hold its promises.

#include "http/request_parser.hpp"

#include "http/ascii.hpp"
#include "http/chunked.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace kestrun::http;

namespace {

void require(bool condition)
{
    if (!condition) std::abort();
}

bool inside(std::string_view part, std::string_view whole)
{
    return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_request(const Request& request, std::string_view head)
{
    require(is_token(request.method_text) && inside(request.method_text, head));
    require(!request.target.empty() && inside(request.target, head) && all_of_class(request.target, byte_class::target));
    require(request.path.starts_with('/') && request.path.find('\0') == std::string_view::npos);
    require(request.path.find("/../") == std::string_view::npos && !request.path.ends_with("/.."));
    require(!(request.chunked && request.content_length));
    require(!(request.chunked && request.version == Version::http10));
    require(request.version == Version::http10 || request.headers.count(HeaderId::host) == 1);
    for (const HeaderField& field : request.headers)
        require(is_token(field.name) && is_field_value(field.value) && inside(field.name, head) && inside(field.value, head));
}

/// What the chunk decoder makes of the rest, given in pieces of a size.
std::string decode(std::string_view input, std::size_t step)
{
    ChunkDecoder decoder;
    Headers trailers;
    std::string body;
    std::string pending;
    std::size_t fed = 0;
    for (;;) {
        const ChunkDecoder::Step next = decoder.next(pending, trailers);
        require(next.consumed <= pending.size() && inside(next.data, pending));
        body += next.data;
        pending.erase(0, next.consumed);
        if (next.event == ChunkDecoder::Event::malformed) return body + "!";
        if (next.event == ChunkDecoder::Event::end) return body + "." + std::to_string(fed - pending.size());
        if (next.event != ChunkDecoder::Event::need_more) continue;
        if (fed == input.size()) return body + "?";
        const std::size_t count = std::min(step, input.size() - fed);
        pending += input.substr(fed, count);
        fed += count;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::size_t step = data[0] % 16 + 1;
    const std::string input(reinterpret_cast<const char*>(data) + 1, size - 1);
    ParseLimits limits;
    limits.request_line = 300;
    limits.header_bytes = 1000;
    limits.header_count = 10;

    RequestParser whole_parser(limits);
    Request whole;
    const ParseResult whole_result = whole_parser.parse(input, whole);

    RequestParser parser(limits);
    Request request;
    ParseResult result = ParseResult::need_more;
    for (std::size_t seen = 0; result == ParseResult::need_more && seen < input.size();) {
        seen = std::min(seen + step, input.size());
        result = parser.parse(std::string_view(input).substr(0, seen), request);
    }
    if (input.empty()) return 0;
    require(result == whole_result);
    if (result == ParseResult::failed) {
        require(parser.failure().status >= 400 && parser.failure().status < 600 && !parser.failure().reason.empty());
        require(parser.failure().status == whole_parser.failure().status);
        return 0;
    }
    if (result != ParseResult::complete) return 0;
    require(parser.consumed() == whole_parser.consumed() && parser.consumed() <= input.size());
    check_request(request, std::string_view(input).substr(0, parser.consumed()));
    if (request.chunked) {
        const std::string_view rest = std::string_view(input).substr(parser.consumed());
        const std::string body = decode(rest, step);
        const std::string whole_body = decode(rest, rest.size() + 1);
        // An early refusal may come after fewer bytes of body; what is accepted is the same.
        require(body == whole_body);
    }
    return 0;
}
