#pragma once
// Names of rolling log files: "log-.txt" by day is "log-20261123.txt", "log-20261123_001.txt" when the first has reached its size.

#include "log/sinks.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::log {

struct RolledFile
{
    std::string name;
    std::string period;
    int sequence = 0;
};

class RollingPath
{
public:
    RollingPath(std::string_view path, RollingInterval interval);

    const std::string& folder() const noexcept { return folder_; }
    /// "20261123" for a day; "" when the interval is infinite. Ticks of local time.
    std::string period(std::int64_t local_ticks) const;
    /// When the next period begins, in ticks of local time; nothing when the interval is infinite.
    std::optional<std::int64_t> period_end(std::int64_t local_ticks) const;
    std::string file(std::string_view period, int sequence) const;
    /// The files of this path that exist, newest first.
    std::vector<RolledFile> existing() const;

private:
    std::optional<RolledFile> parse(const std::string& name) const;

    std::string folder_; // with a final '/', or ""
    std::string stem_;
    std::string extension_;
    RollingInterval interval_;
};

} // namespace kestrun::log
