#include "base/clock.hpp"

namespace kestrun::base {

std::int64_t unix_time_ms() noexcept
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace kestrun::base
