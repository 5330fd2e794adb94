#pragma once

#include "base/clock.hpp"
#include "io/stream.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace kestrun::server {

enum class LogLevel : std::uint8_t
{
    debug,
    information,
    warning,
    error,
};

/// What is known of a request when it was answered. Views are good for the call only.
struct RequestRecord
{
    std::string_view protocol; ///< HTTP/1.1
    std::string_view method;
    std::string_view scheme;
    std::string_view host;
    std::string_view target; ///< path and query as sent
    int status = 0;
    std::optional<std::uint64_t> length; ///< bytes of the answer's body
    std::string_view content_type;       ///< of the answer; empty: none
    std::string_view referer;
    std::string_view user_agent;
    std::string_view endpoint; ///< display name of the route; empty: none matched
    base::Duration elapsed{};
    const io::PeerInfo* peer = nullptr;
};

/// Where a server's lines go. Called from all loops at once; must not wait for long.
class ServerLog
{
public:
    virtual ~ServerLog() = default;

    [[nodiscard]] virtual bool enabled(LogLevel level) const noexcept = 0;
    virtual void write(LogLevel level, std::string_view line) noexcept = 0;
    /// Called for each answered request when Information is enabled; writes `format_finished` of it unless overridden.
    virtual void request_finished(const RequestRecord& record) noexcept;
};

/// `Request finished HTTP/1.1 GET http://host/path - 200 13 text/plain; charset=utf-8 3.1748ms` into `to`, cut when it does not fit.
/// Returns the length.
std::size_t format_finished(const RequestRecord& record, char* to, std::size_t size) noexcept;

/// Writes nothing.
[[nodiscard]] ServerLog& silent_log() noexcept;

} // namespace kestrun::server
