#pragma once

#include "base/clock.hpp"
#include "http/http1_connection.hpp"
#include "io/listener.hpp"

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>

namespace kestrun::server {

struct ServerOptions
{
    std::string name = "kestrun";
    /// Limits of each connection: request line, header sizes and count, body size, time-outs, data rates; and the Server field.
    http::ConnectionOptions connection;
    /// Open connections over all endpoints; further ones are closed without a byte. 0: no limit.
    std::size_t max_connections = 0;
    /// Ends a handler that has not answered; the answer is 503, without Retry-After, for nothing is known of when it would be faster. None:
    /// no limit.
    std::optional<base::Duration> request_timeout;
    /// What running requests get to finish when the server stops; after it they are cancelled and answered 503.
    base::Duration shutdown_grace = std::chrono::seconds(30);
    /// Of the named pipes that were added without options of their own.
    io::ListenOptions pipes;
    /// Event loops, the caller's included; 0: one for each processor.
    unsigned loops = 0;
};

/// A server that cannot do what it was asked; the message is a whole sentence.
class ServerError : public std::runtime_error
{
public:
    enum class Kind
    {
        configured,   ///< too late: the configuration is locked
        running,      ///< it runs already
        no_endpoint,  ///< nothing to listen on
        listen,       ///< an endpoint could not be bound; none is
        bad_endpoint, ///< a name or address that cannot be
    };
    ServerError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
    [[nodiscard]] Kind kind() const noexcept { return kind_; }

private:
    Kind kind_;
};

} // namespace kestrun::server
