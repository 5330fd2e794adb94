#pragma once
// The part of SignalWatch (loop.hpp) that loops need to know.

namespace kestrun::io {

namespace detail {
class LoopCore;
}

namespace signals {

// Calls the watches of this loop for the signals that have come.
void dispatch(detail::LoopCore& loop) noexcept;

} // namespace signals

} // namespace kestrun::io
