// The lines of a server in the script's loggers.
#pragma once
#include "log/logger.hpp"
#include "server/server_log.hpp"
#include <memory>

namespace kestrun::kr {

class ScriptServerLog final : public server::ServerLog
{
public:
    /// Null: the default logger of each moment.
    explicit ScriptServerLog(std::shared_ptr<log::Logger> logger) : own_(std::move(logger)) {}

    bool enabled(server::LogLevel level) const noexcept override;
    void write(server::LogLevel level, std::string_view line) noexcept override;
    /// `Request finished ...` with each of its parts as a property.
    void request_finished(const server::RequestRecord& record) noexcept override;

    const std::shared_ptr<log::Logger>& logger() const noexcept;

private:
    std::shared_ptr<log::Logger> own_;
};

/// Writes a ready line: braces in it are text.
void write_line(log::Logger& logger, log::Level level, std::string_view line, const log::Failure* failure = nullptr);

} // namespace kestrun::kr
