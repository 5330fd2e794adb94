#pragma once
// Where events go, and how they become lines.

#include "log/event.hpp"

#include <string>

namespace kestrun::log {

class Sink
{
public:
    Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    virtual ~Sink() = default;

    /// Called from any thread, also at the same time. Must not throw for what goes wrong outside (a full disk): a sink says so once on
    /// standard error. An event may be copied and kept.
    virtual void emit(const Event& event) = 0;
    /// What was taken in is handed to the system when this returns.
    virtual void flush() {}
    /// Flushes and gives up files. Later events are ignored.
    virtual void close() { flush(); }
};

/// Turns an event into text, line end included. Thread-safe.
class Formatter
{
public:
    Formatter() = default;
    Formatter(const Formatter&) = delete;
    Formatter& operator=(const Formatter&) = delete;
    virtual ~Formatter() = default;

    /// Appends. `theme` colours the text where the formatter knows how.
    virtual void format(std::string& out, const Event& event, const Theme& theme) const = 0;
};

} // namespace kestrun::log
