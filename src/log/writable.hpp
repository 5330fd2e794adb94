#pragma once
// Whether a pipe or terminal takes bytes without making its writer wait.

#include <cstddef>

namespace kestrun::log {

/// What a descriptor that is writable takes without waiting (pipe(7): PIPE_BUF); a terminal may take less but says so.
inline constexpr std::size_t writable_bytes = 4096;

/// Waits at most `timeout_ms` until writable_bytes can be written, or writing fails at once. Files and consoles always can.
bool is_writable(int descriptor, int timeout_ms) noexcept;

} // namespace kestrun::log
