// Answers from anywhere: the response parser, the cookies and the decoders a client applies to them.

#include "http/client_error.hpp"
#include "http/cookie_jar.hpp"
#include "http/inflate_body.hpp"
#include "http/media_type.hpp"
#include "http/response_parser.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

using namespace kestrun::http;

namespace {

void require(bool condition)
{
    if (!condition) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2) return 0;
    const std::size_t step = data[0] % 16 + 1;
    const std::string input(reinterpret_cast<const char*>(data) + 1, size - 1);

    ResponseParser whole_parser(2000);
    ResponseHead whole;
    const ParseResult whole_result = whole_parser.parse(input, whole);
    ResponseParser parser(2000);
    ResponseHead head;
    ParseResult result = ParseResult::need_more;
    for (std::size_t seen = 0; result == ParseResult::need_more && seen < input.size();) {
        seen = std::min(seen + step, input.size());
        result = parser.parse(std::string(input, 0, seen), head); // the bytes move each time
    }
    require(result == whole_result);
    if (result != ParseResult::complete) return 0;
    require(head.status == whole.status && head.status >= 100 && head.status <= 999);
    require(!(head.chunked && head.content_length));
    require(parser.consumed() == whole_parser.consumed());

    CookieJar jar;
    jar.store(head.headers, "www.example.com", "/a/b", 1000);
    for (const CookieJar::Cookie& cookie : jar.cookies()) require(std::string_view("www.example.com").ends_with(cookie.domain));
    (void)jar.field_for("www.example.com", "/a/b", true, 1000);
    if (const auto type = head.headers.get(HeaderId::content_type)) (void)with_charset(*type);
    (void)parse_accept(head.headers.joined("Accept"));

    try {
        InflateBody body(std::make_unique<TextBody>(input.substr(parser.consumed())));
        (void)body.read_all(1 << 20);
    } catch (const ClientError&) {
        // Broken data is told as such.
    } catch (const BodyError&) {
        // Too large.
    }
    return 0;
}
