#include "base/error.hpp"
#include "io/error.hpp"

#include <cerrno>

namespace kestrun::io {

IoErrorKind kind_of_system_code(int code) noexcept
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
    case EAFNOSUPPORT:
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

std::string system_text(int code) { return base::errno_text(code); }

} // namespace kestrun::io
