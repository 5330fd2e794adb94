#pragma once
// Texts for operating-system errors, and the end for states that must not be.

#include <string>
#include <string_view>

namespace kestrun::base {

// The system's text for an errno value ("No such file or directory"). Thread-safe.
std::string errno_text(int code);

// Writes "kestrun: fatal: TEXT" to standard error and aborts: only for a broken invariant, never for bad input.
[[noreturn]] void fatal(std::string_view text) noexcept;

} // namespace kestrun::base
