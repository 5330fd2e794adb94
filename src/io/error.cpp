#include "io/error.hpp"

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

IoError system_error(int code, std::string what)
{
    what += ": ";
    what += system_text(code);
    return {kind_of_system_code(code), code, std::move(what)};
}

} // namespace kestrun::io
