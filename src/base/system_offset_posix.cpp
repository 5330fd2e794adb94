#include "base/system_offset.hpp"

#include <ctime>

namespace kestrun::base {

int system_offset_minutes(std::int64_t unix_seconds) noexcept
{
    const auto time = static_cast<std::time_t>(unix_seconds);
    std::tm local{};
    if (localtime_r(&time, &local) == nullptr) return 0;
    return static_cast<int>(local.tm_gmtoff / 60);
}

} // namespace kestrun::base
