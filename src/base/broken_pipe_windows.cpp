#include "base/broken_pipe.hpp"

namespace kestrun::base {

// A write to a pipe that nobody reads is an error of that write and nothing else.
void ignore_broken_pipes() noexcept {}

} // namespace kestrun::base
