#pragma once
// The sinks there are: console, file, memory.

#include "log/sink.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace kestrun::log {

/// Threads that serve many requests in a row (event loops) collect lines and write them together: after set_deferred(true) on such a
/// thread, lines of console and file sinks stay in memory until flush_deferred() is called, 32 KiB have come together, or an event at Error
/// or above. The loop calls flush_deferred() before it waits; that costs one atomic read when nothing is pending.
void set_deferred(bool deferred) noexcept;
void flush_deferred();

struct ConsoleOptions
{
    std::optional<Level> standard_error_from; // events from this level on go to standard error
    const Theme* theme = nullptr;             // null: Literate; used on a terminal only
};
/// Lines to standard output, each in one piece. Coloured when it is a terminal, NO_COLOR is not set and TERM is not "dumb".
/// Does not wait for a reader that has stopped reading: up to 4 MiB are kept and written later, what comes then is dropped and counted.
std::unique_ptr<Sink> console_sink(std::unique_ptr<Formatter> formatter, ConsoleOptions options = {});

enum class RollingInterval : std::uint8_t
{
    Infinite,
    Year,
    Month,
    Day,
    Hour,
    Minute
};
std::string_view rolling_interval_name(RollingInterval interval) noexcept;
std::optional<RollingInterval> parse_rolling_interval(std::string_view text) noexcept;

struct FileOptions
{
    std::string path; // "log-.txt": the date goes in front of the extension; '\' counts as '/'
    RollingInterval interval = RollingInterval::Infinite;
    std::optional<std::uint64_t> size_limit = 1'073'741'824; // bytes; nothing: no limit
    bool roll_on_size_limit = false;                         // else events past the limit are dropped
    std::optional<int> retained_files = 31;                  // of this path's files; nothing: all are kept
    bool buffered = false;                                   // lines are collected even outside event loops
    std::optional<std::uint32_t> flush_interval_ms;          // written at least so often when buffered
};
/// Opens or appends; folders are made. Throws std::system_error (with the path in its text) when the file cannot be opened, and
/// std::invalid_argument for an empty path or limits below 1.
std::unique_ptr<Sink> file_sink(std::unique_ptr<Formatter> formatter, FileOptions options);

/// Keeps events: for tests, and for those who show them elsewhere.
class MemorySink final : public Sink
{
public:
    /// The newest `capacity` events are kept.
    explicit MemorySink(std::size_t capacity = 10'000) : capacity_(capacity) {}
    void emit(const Event& event) override;
    std::vector<Event> events() const;
    /// Their messages, as the console shows them.
    std::vector<std::string> messages() const;
    void clear();

private:
    mutable std::mutex mutex_;
    std::size_t capacity_;
    std::deque<Event> events_;
};

} // namespace kestrun::log
