#pragma once
// What belongs to the machine's user and not to the process.

#include <cstdint>
#include <string>
#include <string_view>

namespace kestrun::base {

/// Sets the wall clock: ticks of 100 ns since 1970, UTC. False, and errno set, when the user may not.
bool set_system_clock(std::int64_t unix_ticks) noexcept;

/// The clipboard's text; empty when it holds none. Only on Windows: elsewhere it belongs to a desktop's programs, and these do nothing.
std::string clipboard_text();
void set_clipboard_text(std::string_view text);

} // namespace kestrun::base
