#include "http/client_error.hpp"

#include "base/scheduler.hpp"

namespace kestrun::http {

std::string_view to_string(ClientError::Kind kind) noexcept
{
    switch (kind) {
    case ClientError::Kind::not_found: return "not found";
    case ClientError::Kind::busy: return "busy";
    case ClientError::Kind::refused: return "refused";
    case ClientError::Kind::access_denied: return "access denied";
    case ClientError::Kind::timeout: return "timeout";
    case ClientError::Kind::reset: return "reset";
    case ClientError::Kind::unreachable: return "unreachable";
    case ClientError::Kind::untrusted: return "not trusted";
    case ClientError::Kind::not_http: return "not HTTP";
    case ClientError::Kind::redirect: return "redirect";
    case ClientError::Kind::too_large: return "too large";
    case ClientError::Kind::invalid: return "invalid";
    case ClientError::Kind::unsupported: return "unsupported";
    case ClientError::Kind::other: break;
    }
    return "error";
}

void throw_client_error(const io::IoError& error, const std::string& where, const std::string& address)
{
    using Kind = ClientError::Kind;
    using io::IoErrorKind;
    switch (error.kind) {
    case IoErrorKind::cancelled:
        base::current_task().cancel_state().check();
        throw ClientError(Kind::reset, "The request to " + where + " was interrupted.");
    case IoErrorKind::eof:
    case IoErrorKind::reset: throw ClientError(Kind::reset, "The connection to " + where + " was reset: " + error.message);
    case IoErrorKind::timed_out: throw ClientError(Kind::timeout, "The request to " + where + " timed out.");
    case IoErrorKind::not_found: throw ClientError(Kind::not_found, error.message, address);
    case IoErrorKind::refused: throw ClientError(Kind::refused, error.message, address);
    case IoErrorKind::access_denied: throw ClientError(Kind::access_denied, error.message);
    case IoErrorKind::busy: throw ClientError(Kind::busy, error.message);
    case IoErrorKind::unreachable: throw ClientError(Kind::unreachable, error.message, address);
    case IoErrorKind::untrusted: throw ClientError(Kind::untrusted, "No request was sent to " + where + ": " + error.message);
    case IoErrorKind::invalid: throw ClientError(Kind::invalid, error.message);
    case IoErrorKind::in_use:
    case IoErrorKind::exhausted:
    case IoErrorKind::other: break;
    }
    throw ClientError(Kind::other, "The request to " + where + " failed: " + error.message);
}

} // namespace kestrun::http
