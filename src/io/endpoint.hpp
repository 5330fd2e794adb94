#pragma once
// Where a server listens and a client connects: pipe:NAME, unix:/path, host:port.

#include "io/error.hpp"
#include "io/stream.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace kestrun::io {

struct Endpoint
{
    TransportKind kind = TransportKind::tcp;
    std::string name;       // pipe's name, socket's path, or host name or address (without the brackets of IPv6)
    std::uint16_t port = 0; // TCP only

    // "pipe:NAME", "unix:/path", "host:port", "[::1]:port": what parse_endpoint reads.
    std::string text() const;

    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// endpoint := 'pipe:' NAME | 'unix:' PATH | ['tcp:'] HOST ':' PORT | ['tcp:'] '[' IPV6 ']' ':' PORT
// Looks at the form only (a pipe's name is validated where it is used). Errors: `invalid`, with a message that shows the right form.
Result<Endpoint> parse_endpoint(std::string_view text);

} // namespace kestrun::io
