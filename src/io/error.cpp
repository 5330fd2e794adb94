#include "io/error.hpp"

#include "base/error.hpp"

#include <cerrno>

namespace kestrun::io {

const char* to_string(IoErrorKind kind) noexcept
{
    switch (kind) {
    case IoErrorKind::eof: return "end of stream";
    case IoErrorKind::timed_out: return "timed out";
    case IoErrorKind::cancelled: return "cancelled";
    case IoErrorKind::reset: return "connection reset";
    case IoErrorKind::refused: return "connection refused";
    case IoErrorKind::not_found: return "not found";
    case IoErrorKind::access_denied: return "access denied";
    case IoErrorKind::in_use: return "in use";
    case IoErrorKind::busy: return "busy";
    case IoErrorKind::unreachable: return "unreachable";
    case IoErrorKind::untrusted: return "not trusted";
    case IoErrorKind::exhausted: return "out of resources";
    case IoErrorKind::invalid: return "invalid";
    case IoErrorKind::other: return "error";
    }
    return "?";
}

IoErrorKind kind_of_errno(int code) noexcept
{
    switch (code) {
    case ETIMEDOUT: return IoErrorKind::timed_out;
    case ECANCELED: return IoErrorKind::cancelled;
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE: return IoErrorKind::reset;
    case ECONNREFUSED: return IoErrorKind::refused;
    case ENOENT:
    case ENOTDIR: return IoErrorKind::not_found;
    case EACCES:
    case EPERM:
    case EROFS: return IoErrorKind::access_denied;
    case EADDRINUSE:
    case EEXIST: return IoErrorKind::in_use;
    case EAGAIN: return IoErrorKind::busy;
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EADDRNOTAVAIL: return IoErrorKind::unreachable;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case ENOSPC: return IoErrorKind::exhausted;
    case EINVAL:
    case ENAMETOOLONG: return IoErrorKind::invalid;
    default: return IoErrorKind::other;
    }
}

IoError system_error(int code, std::string what)
{
    what += ": ";
    what += base::errno_text(code);
    return {kind_of_errno(code), code, std::move(what)};
}

} // namespace kestrun::io
