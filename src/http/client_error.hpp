#pragma once

#include "io/error.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kestrun::http {

/// A request that got no answer. The message is a whole sentence that names the endpoint.
class ClientError : public std::runtime_error
{
public:
    enum class Kind : std::uint8_t
    {
        not_found, ///< no such pipe, socket file or host
        busy,      ///< the pipe's queue is full
        refused,   ///< nobody listens (any more)
        access_denied,
        timeout,
        reset, ///< the connection broke off before the answer was whole
        unreachable,
        untrusted,   ///< TLS: a certificate or protocol that one side does not accept
        not_http,    ///< the answer is not HTTP, or malformed
        redirect,    ///< too many redirects, or one that cannot be followed
        too_large,   ///< header or body passes a limit
        invalid,     ///< the request cannot be made: a bad name, URL, method or header
        unsupported, ///< a scheme or content coding that is not implemented
        other,
    };

    ClientError(Kind kind, const std::string& message, std::string address = {})
        : std::runtime_error(message), address_(std::move(address)), kind_(kind)
    {
    }
    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    /// `host:port` of what could not be connected to over TCP, which after a redirect is not what was asked for; else empty.
    [[nodiscard]] const std::string& address() const noexcept { return address_; }

private:
    std::string address_;
    Kind kind_;
};

/// "not found", "timeout", ...
[[nodiscard]] std::string_view to_string(ClientError::Kind kind) noexcept;

/// Throws what an io error means for a request: ClientError, or base::Cancelled when the task was cancelled. `where` names the endpoint,
/// `address` is the error's.
[[noreturn]] void throw_client_error(const io::IoError& error, const std::string& where, const std::string& address = {});

} // namespace kestrun::http
