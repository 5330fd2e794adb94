// Paths, queries, URLs, dates and cookies as they come from the outside.

#include "http/cookie.hpp"
#include "http/date.hpp"
#include "http/media_type.hpp"
#include "http/url.hpp"

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

bool has_dot_segment(std::string_view path)
{
    std::size_t at = 0;
    while (at < path.size()) {
        const std::size_t end = std::min(path.find('/', at + 1), path.size());
        const std::string_view segment = path.substr(at + 1, end - at - 1);
        if (segment == "." || segment == "..") return true;
        at = end;
    }
    return false;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    TextStore store;
    if (const auto path = normalise_path(text, store)) {
        require(path->starts_with('/') && path->size() <= text.size());
        require(!has_dot_segment(*path));
    }
    require(percent_decode(percent_encode(text)) == text);
    const auto pairs = parse_query(text);
    require(parse_query(build_query(pairs)).size() <= pairs.size());
    if (const auto url = parse_url(text)) {
        require(!url->host.empty());
        (void)resolve_reference(text, text);
    }
    (void)resolve_reference("http://a/b/c?d", text);
    if (const auto when = parse_http_date(text)) {
        const auto again = format_http_date(*when);
        require(parse_http_date({again.data(), again.size()}) == *when);
    }
    (void)parse_cookies(text);
    if (const auto cookie = parse_set_cookie(text)) require(!cookie->name.empty());
    (void)negotiate(text, std::initializer_list<std::string_view>{"text/plain", "application/json"});
    (void)token_quality(text, "gzip");
    return 0;
}
