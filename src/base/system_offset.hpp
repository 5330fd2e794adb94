#pragma once

#include <cstdint>

namespace kestrun::base {

/// What the system's time zone adds to UTC at that moment, in minutes; 0 when the system does not say. Any thread.
int system_offset_minutes(std::int64_t unix_seconds) noexcept;

} // namespace kestrun::base
