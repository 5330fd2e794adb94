#include "app/standard_input.hpp"
#include "base/scheduler.hpp"
#include "base/system.hpp"

namespace kestrun::app {

// Neither a console nor a pipe can be waited for: a thread of the pool reads.
ssize_t read_standard_input(char* buffer, size_t size)
{
    ssize_t count = 0;
    int error = 0;
    base::run_blocking([&] {
        count = base::sys::read(0, buffer, size);
        error = errno;
    });
    errno = error;
    return count;
}

} // namespace kestrun::app
