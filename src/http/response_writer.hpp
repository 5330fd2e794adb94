#pragma once

#include "http/byte_buffer.hpp"
#include "http/response.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace kestrun::http {

/// How a response is framed on an HTTP/1.1 connection.
struct Framing
{
    std::optional<std::uint64_t> content_length; ///< written when set
    bool chunked = false;
    bool close = false;      ///< `Connection: close`
    bool keep_alive = false; ///< `Connection: keep-alive`, said to HTTP/1.0 clients only
};

/// Appends status line and header fields in the order Content-Length, Connection, Content-Type, Date, Server, then the response's own in
/// their order, Transfer-Encoding last. `server` is left out when empty. The response's own Date and Server take the place of the standard
/// ones; its Content-Length, Transfer-Encoding and `Connection: close`/`keep-alive` are the connection's business and are not repeated.
void write_response_head(ByteBuffer& out, const Response& response, const Framing& framing, std::string_view server);

/// A whole answer without body for a request that could not be parsed; always closes.
void write_error_response(ByteBuffer& out, int status, std::string_view server);

} // namespace kestrun::http
