#include "app/standard_input.hpp"
#include "base/scheduler.hpp"
#include <system_error>
#include <unistd.h>

namespace kestrun::app {

ssize_t read_standard_input(char* buffer, size_t size)
{
    try {
        base::current_scheduler().wait_fd(STDIN_FILENO, base::FdEvent::readable, base::Deadline::never());
    } catch (const std::system_error&) {
        // A plain file is always readable.
    }
    return ::read(STDIN_FILENO, buffer, size);
}

} // namespace kestrun::app
