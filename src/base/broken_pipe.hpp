#pragma once

namespace kestrun::base {

/// Writing to a pipe or socket whose reader has gone is an error code from then on, and not the end of the process. Leaves a handler that
/// the program has set alone. Thread-safe; cheap enough to be called before each use.
void ignore_broken_pipes() noexcept;

} // namespace kestrun::base
