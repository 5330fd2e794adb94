#pragma once
// Names of named pipes: what is allowed, and the Unix socket that stands for one outside Windows.

#include "io/error.hpp"

#include <string>
#include <string_view>

namespace kestrun::io {

// Checks the name a server wants to listen on: a short name such as `kestrun.demo.pipe`. Errors (kind `invalid`, a sentence that says what
// is wrong and what to write instead): empty, a prefix \\.\pipe\, //./pipe/ or ./pipe/, a slash or a backslash, NUL,
// `anonymous`, too long (Windows: 256 characters with \\.\pipe\; elsewhere the system's socket path).
Result<void> check_pipe_name(std::string_view name);

// Where the system keeps a pipe: \\.\pipe\NAME on Windows, elsewhere the socket that .NET uses, ${TMPDIR:-/tmp}/CoreFxPipe_NAME. For a name
// that passed check_pipe_name.
std::string pipe_path(std::string_view name);

// The same for a client, which may (not on Windows) also name a socket by its rooted path, as .NET's NamedPipeClientStream. Errors as
// check_pipe_name.
Result<std::string> client_pipe_path(std::string_view name);

// Whether a Unix socket's path is a bare name: without a slash, on Windows also without a backslash and a drive.
bool is_bare_socket_name(std::string_view path) noexcept;

// The path of a Unix socket as the user wrote it: a bare name lies in the temporary directory, a relative path in the current
// one. Errors: `invalid` (empty, NUL, longer than the system's 107 bytes).
Result<std::string> unix_socket_path(std::string_view path);

// ${TMPDIR:-/tmp}, on Windows the user's folder for temporary files; without a slash at its end.
std::string temp_directory();

} // namespace kestrun::io
