#pragma once
// TLS over any other stream (RFC 8446, RFC 5246).

#include "io/error.hpp"
#include "io/stream.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace kestrun::io {

enum class TlsVersion : std::uint8_t
{
    any, // what the library allows: at the time of writing TLS 1.2 and 1.3
    tls1_0,
    tls1_1,
    tls1_2,
    tls1_3,
};

// A value; two that are equal ask for the same connection.
struct TlsClientOptions
{
    // The name that the certificate must carry, and that the server is told (RFC 6066, section 3), or an IP address.
    std::string host = {};
    // Refuse a certificate that no authority of the system vouches for (SSL_CERT_FILE and SSL_CERT_DIR name others), that is out of date,
    // or that is for another host. Without it anybody may be at the other end.
    bool verify = true;
    TlsVersion least = TlsVersion::any;
    TlsVersion most = TlsVersion::any;
    // The client's own certificate and its key, in PEM; empty: none is shown.
    std::string certificate_pem = {};
    std::string key_pem = {};

    friend bool operator==(const TlsClientOptions&, const TlsClientOptions&) = default;
};

// Speaks TLS as the client; the stream returned owns `stream`. Any thread, then that of its stream. Errors, with messages that name the
// host: untrusted (certificate, protocol or cipher not accepted by either side, or no TLS at the other end), invalid (certificate_pem or
// key_pem cannot be read), timed_out, cancelled, reset.
Result<std::unique_ptr<Stream>> connect_tls(std::unique_ptr<Stream> stream, const TlsClientOptions& options, Deadline deadline);

} // namespace kestrun::io
