#pragma once
// Text to and from a Windows console: UTF-8 on our side, UTF-16 on the console's, whatever its code pages are.

#include <cstddef>
#include <sys/types.h>

namespace kestrun::base::sys {

/// `handle` is a HANDLE.
bool is_console(void* handle) noexcept;
/// As read(2) of a terminal: at most one line, which the console has let the person edit. 0 after Ctrl+Z at a line's beginning; -1 and
/// EINTR when Ctrl+C ended the wait. One thread at a time.
ssize_t read_console(void* handle, char* buffer, std::size_t count);
/// Takes all bytes; a character that is cut by the end of the bytes waits for the rest.
ssize_t write_console(void* handle, const char* bytes, std::size_t count);

} // namespace kestrun::base::sys
