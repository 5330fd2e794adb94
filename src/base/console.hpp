#pragma once
// The terminal that the program was started in.

#include <optional>

namespace kestrun::base {

/// Called once at a program's start, before it reads or writes. On Windows: the standard streams carry bytes as they are, consoles
/// understand escape sequences, and programs started from here find UTF-8 as the code page. Elsewhere there is nothing to do.
void prepare_console() noexcept;

struct ConsoleSize
{
    int columns;
    int rows;
};
/// Of the terminal behind a descriptor; nothing when it is none.
std::optional<ConsoleSize> console_size(int descriptor) noexcept;

} // namespace kestrun::base
