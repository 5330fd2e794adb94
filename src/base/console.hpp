#pragma once
// The terminal that the program was started in.

#include <memory>
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

/// While one lives, the terminal at standard input gives keys one by one and shows none of them. Does nothing when it is no terminal.
class RawKeys
{
public:
    RawKeys();
    ~RawKeys();
    RawKeys(const RawKeys&) = delete;
    RawKeys& operator=(const RawKeys&) = delete;

private:
    struct Saved;
    std::unique_ptr<Saved> saved_;
};

} // namespace kestrun::base
