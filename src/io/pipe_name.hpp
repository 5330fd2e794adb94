#pragma once
// Names of named pipes: what is allowed, and the Unix socket that stands for one outside Windows.

#include "io/error.hpp"

#include <string>
#include <string_view>

namespace kestrun::io {

// Checks the name a server wants to listen on: a short name such as `kestrun.demo.pipe`. Errors (kind `invalid`, a sentence that says what
// is wrong and what to write instead): empty, a prefix \\.\pipe\, //./pipe/ or ./pipe/, a slash or (on Windows) a backslash, NUL,
// `anonymous`, too long for the system's socket path.
Result<void> check_pipe_name(std::string_view name);

// The socket path of a pipe: ${TMPDIR:-/tmp}/CoreFxPipe_NAME, the one .NET uses. For a name that passed check_pipe_name.
std::string pipe_socket_path(std::string_view name);

// The same for a client, which may also name a socket by its rooted path, as .NET's NamedPipeClientStream. Errors as check_pipe_name.
Result<std::string> client_pipe_path(std::string_view name);

// The path of a Unix socket as the user wrote it: a bare name (no slash) lies in the temporary directory, a relative path in the current
// one. Errors: `invalid` (empty, NUL, longer than the system's 107 bytes).
Result<std::string> unix_socket_path(std::string_view path);

// ${TMPDIR:-/tmp}, without a slash at its end.
std::string temp_directory();

} // namespace kestrun::io
