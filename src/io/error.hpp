#pragma once
// What goes wrong with streams and listeners.

#include "base/expected.hpp"

#include <cstdint>
#include <string>

namespace kestrun::io {

enum class IoErrorKind : std::uint8_t
{
    eof,           // the stream ended where more was needed
    timed_out,     // the deadline passed
    cancelled,     // the task was cancelled, or the stream was cancelled or closed by another task
    reset,         // the peer broke the connection off
    refused,       // nobody listens there
    not_found,     // no such pipe, socket file, host
    access_denied, // rights are missing, or the socket belongs to another user
    in_use,        // somebody else listens there already
    busy,          // the listener's queue is full
    unreachable,   // no route to the host
    untrusted,     // TLS: a certificate or protocol that one side does not accept, or no TLS at the other end
    exhausted,     // too many open files, no memory: try again later
    invalid,       // a name or address that cannot be
    other,
};

// "timed out", "access denied", ...
const char* to_string(IoErrorKind kind) noexcept;

struct IoError
{
    IoErrorKind kind = IoErrorKind::other;
    int code = 0;        // of the system (see kind_of_system_code), 0 when it was something else
    std::string message; // a whole sentence that names the thing, for people
};

template <class T>
using Result = base::Expected<T, IoError>;

// The kind that the system's error number belongs to: an errno value, on Windows one of GetLastError() or WSAGetLastError().
IoErrorKind kind_of_system_code(int code) noexcept;

// The system's text for such a number, without a full stop: "No such file or directory".
std::string system_text(int code);

// "WHAT: TEXT OF THE SYSTEM".
IoError system_error(int code, std::string what);

inline base::Unexpected<IoError> failure(IoErrorKind kind, std::string message, int code = 0)
{
    return base::Unexpected(IoError{kind, code, std::move(message)});
}

} // namespace kestrun::io
