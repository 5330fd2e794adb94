#pragma once

#include "http/headers.hpp"
#include "http/message.hpp"
#include "http/method.hpp"
#include "http/text_store.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace kestrun::http {

/// What came in, as it came in; knows no protocol. HTTP/1.1, 2 and 3 fill the same members. The views point into the connection's buffer or
/// into `text` and die when the request is answered: who needs them longer copies them.
struct Request
{
    Method method = Method::get;
    Version version = Version::http11;
    std::string_view method_text; ///< as sent: `get` stays `get`
    std::string_view target;      ///< as sent
    std::string_view raw_path;    ///< path of the target, not decoded
    std::string_view path;        ///< decoded (except %2F), without dot segments; begins with `/`
    std::string_view query;       ///< after `?`, not decoded
    std::string_view authority;   ///< Host field, or that of an absolute target; may be empty
    std::string_view scheme = "http";
    Headers headers;
    Headers trailers; ///< filled when a chunked body has been read to its end
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool expects_continue = false;
    bool wants_keep_alive = true; ///< what the client asked for; the server may decide otherwise
    bool wants_upgrade = false;   ///< `Connection: upgrade` was sent

    /// Text that lives as long as the request (decoded paths, route values).
    TextStore text;

    [[nodiscard]] bool has_body() const noexcept { return chunked || (content_length && *content_length != 0); }
    [[nodiscard]] std::string_view content_type() const noexcept { return headers.value_or(HeaderId::content_type); }

    /// Back to an empty request; keeps the memory.
    void clear() noexcept;
};

} // namespace kestrun::http
