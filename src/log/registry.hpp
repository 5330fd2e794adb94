#pragma once
// Loggers by name, and the default one. Names are compared without case. All functions may be called from any thread.

#include "base/expected.hpp"
#include "log/logger.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::log {

/// Registers a logger; one of the same name is replaced at once and closed.
void register_logger(std::string_view name, std::shared_ptr<Logger> logger, bool make_default = false);
/// Null when there is none of that name.
std::shared_ptr<Logger> find_logger(std::string_view name);
/// The error names the loggers there are.
base::Expected<std::shared_ptr<Logger>, std::string> get_logger(std::string_view name);
bool has_logger(std::string_view name);
std::vector<std::string> logger_names();

/// Null when none is set. Cheap: what a thread got last is kept until the default changes.
const std::shared_ptr<Logger>& default_logger();
/// "" when there is none.
std::string default_logger_name();
/// The error names the loggers there are.
base::Expected<void, std::string> set_default_logger(std::string_view name);

/// Closes and forgets a logger; false when there is none of that name.
bool close_logger(std::string_view name);
bool close_logger(const Logger& logger);
void close_default_logger();
/// Closes and forgets every logger: the program's last act.
void close_all_loggers();
void flush_all_loggers();

/// Writes to the default logger, if there is one.
template <typename... Arguments>
void write(Level level, std::string_view message_template, const Arguments&... arguments)
{
    if (Logger* logger = default_logger().get()) logger->write(level, message_template, arguments...);
}

} // namespace kestrun::log
