#pragma once
// The one thing that code on both kinds of systems asks about them. What differs in more than a constant has a file for each:
// name_posix.cpp and name_windows.cpp behind one header.

namespace kestrun::base {

namespace sys {
#if defined(_WIN32)
inline constexpr bool on_windows = true;
#else
inline constexpr bool on_windows = false;
#endif
} // namespace sys

/// What separates folders in a path: scripts see it as [IO.Path]::DirectorySeparatorChar.
inline constexpr char path_separator = sys::on_windows ? '\\' : '/';
/// What separates the folders of $env:PATH.
inline constexpr char path_list_separator = sys::on_windows ? ';' : ':';
/// [Environment]::NewLine.
inline constexpr const char* new_line = sys::on_windows ? "\r\n" : "\n";

/// A '/', and on Windows a '\' too.
constexpr bool is_path_separator(char c) noexcept { return c == '/' || (sys::on_windows && c == '\\'); }

} // namespace kestrun::base
