#pragma once
// Access log lines in the form of Apache's "combined" log format.

#include <cstdint>
#include <string>
#include <string_view>

namespace kestrun::log {

struct AccessEntry
{
    std::string_view remote; // address; "" where there is none (pipes, Unix sockets)
    std::string_view method;
    std::string_view target;   // as the client sent it
    std::string_view protocol; // "HTTP/1.1"
    int status = 0;
    std::uint64_t body_bytes = 0;
    std::string_view referer;
    std::string_view user_agent;
    std::int64_t utc_ticks = 0; // 100 ns since year 1
    int offset_minutes = 0;     // local time's distance to UTC
};

/// 127.0.0.1 - - [23/Nov/2026:08:13:45 +0000] "GET /hello HTTP/1.1" 200 13 "-" "curl/8.5"
/// No line end. What is missing is "-"; the user is always "-". Quotes, backslashes and bytes outside printable ASCII are escaped as
/// Apache does (\" \\ \xhh), so that a client cannot forge lines.
void append_access_line(std::string& out, const AccessEntry& entry);

} // namespace kestrun::log
