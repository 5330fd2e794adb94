// Standard input beside everything else that goes on.
#pragma once
#include <cstddef>
#include <sys/types.h>

namespace kestrun::app {

/// As read(2): suspends the task, and not its thread, until there is something. Throws base::Cancelled.
ssize_t read_standard_input(char* buffer, size_t size);

} // namespace kestrun::app
