#pragma once
// Who is at the other end.

#include "io/error.hpp"
#include "io/stream.hpp"

namespace kestrun::io {

// For a client of a pipe or a Unix socket: an error (`access_denied`, a sentence that names the pipe) unless the server runs as the same
// user, as .NET's PipeOptions.CurrentUserOnly asks for. On Windows the pipe's owner counts: somebody else may have made a pipe of the name
// first. TCP does not tell who serves: always an error (`invalid`).
Result<void> check_current_user(const Stream& stream);

} // namespace kestrun::io
