#include "log/registry.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace kestrun::log {

namespace {

struct Registered
{
    std::string name;
    std::shared_ptr<Logger> logger;
};

struct State
{
    std::mutex mutex;
    std::vector<Registered> loggers; // few: a linear search is enough
    std::string default_name;        // "" for none
    std::shared_ptr<Logger> default_logger;
    std::atomic<std::uint64_t> version{1}; // changes with default_logger
};

State& state()
{
    // Never destroyed: threads may log until the process ends.
    static State* const instance = new State;
    return *instance;
}

auto find_locked(State& s, std::string_view name)
{
    return std::find_if(s.loggers.begin(), s.loggers.end(), [name](const Registered& r) { return base::ascii_iequals(r.name, name); });
}

void set_default_locked(State& s, std::string name, std::shared_ptr<Logger> logger)
{
    s.default_name = std::move(name);
    s.default_logger = std::move(logger);
    s.version.fetch_add(1, std::memory_order_release);
}

/// Takes a logger out of the registry; the caller closes it when the lock is gone.
std::shared_ptr<Logger> remove_locked(State& s, std::vector<Registered>::iterator at)
{
    std::shared_ptr<Logger> logger = std::move(at->logger);
    s.loggers.erase(at);
    if (s.default_logger == logger) set_default_locked(s, {}, nullptr);
    return logger;
}

std::string unknown_name_locked(const State& s, std::string_view name)
{
    std::string text = "There is no logger named '";
    text += name;
    text += '\'';
    if (s.loggers.empty()) return text + "; none is registered (Register-KrLogger registers one).";
    text += ". Registered: ";
    for (const Registered& registered : s.loggers) {
        if (&registered != &s.loggers.front()) text += ", ";
        text += registered.name;
    }
    return text + '.';
}

} // namespace

void register_logger(std::string_view name, std::shared_ptr<Logger> logger, bool make_default)
{
    std::shared_ptr<Logger> replaced;
    {
        State& s = state();
        const std::lock_guard lock(s.mutex);
        const auto found = find_locked(s, name);
        if (found != s.loggers.end()) {
            replaced = std::exchange(found->logger, logger);
            make_default = make_default || s.default_logger == replaced;
        } else {
            s.loggers.push_back({std::string(name), logger});
        }
        if (make_default) set_default_locked(s, std::string(name), logger);
    }
    if (replaced && replaced != logger) replaced->close();
}

std::shared_ptr<Logger> find_logger(std::string_view name)
{
    State& s = state();
    const std::lock_guard lock(s.mutex);
    const auto found = find_locked(s, name);
    return found == s.loggers.end() ? nullptr : found->logger;
}

base::Expected<std::shared_ptr<Logger>, std::string> get_logger(std::string_view name)
{
    State& s = state();
    const std::lock_guard lock(s.mutex);
    const auto found = find_locked(s, name);
    if (found == s.loggers.end()) return base::Unexpected(unknown_name_locked(s, name));
    return found->logger;
}

bool has_logger(std::string_view name) { return find_logger(name) != nullptr; }

std::vector<std::string> logger_names()
{
    State& s = state();
    const std::lock_guard lock(s.mutex);
    std::vector<std::string> names;
    for (const Registered& registered : s.loggers) names.push_back(registered.name);
    return names;
}

const std::shared_ptr<Logger>& default_logger()
{
    thread_local std::shared_ptr<Logger> known;
    thread_local std::uint64_t known_version = 0;
    State& s = state();
    if (s.version.load(std::memory_order_acquire) != known_version) {
        const std::lock_guard lock(s.mutex);
        known = s.default_logger;
        known_version = s.version.load(std::memory_order_relaxed);
    }
    return known;
}

std::string default_logger_name()
{
    State& s = state();
    const std::lock_guard lock(s.mutex);
    return s.default_name;
}

base::Expected<void, std::string> set_default_logger(std::string_view name)
{
    State& s = state();
    const std::lock_guard lock(s.mutex);
    const auto found = find_locked(s, name);
    if (found == s.loggers.end()) return base::Unexpected(unknown_name_locked(s, name));
    set_default_locked(s, found->name, found->logger);
    return {};
}

bool close_logger(std::string_view name)
{
    std::shared_ptr<Logger> closing;
    {
        State& s = state();
        const std::lock_guard lock(s.mutex);
        const auto found = find_locked(s, name);
        if (found == s.loggers.end()) return false;
        closing = remove_locked(s, found);
    }
    closing->close();
    return true;
}

bool close_logger(const Logger& logger)
{
    std::shared_ptr<Logger> closing;
    {
        State& s = state();
        const std::lock_guard lock(s.mutex);
        const auto found = std::find_if(s.loggers.begin(), s.loggers.end(), [&](const Registered& r) { return r.logger.get() == &logger; });
        if (found == s.loggers.end()) return false;
        closing = remove_locked(s, found);
    }
    closing->close();
    return true;
}

void close_default_logger()
{
    const std::string name = default_logger_name();
    if (!name.empty()) close_logger(name);
}

void close_all_loggers()
{
    std::vector<Registered> closing;
    {
        State& s = state();
        const std::lock_guard lock(s.mutex);
        closing.swap(s.loggers);
        set_default_locked(s, {}, nullptr);
    }
    for (const Registered& registered : closing) registered.logger->close();
}

void flush_all_loggers()
{
    std::vector<Registered> all;
    {
        State& s = state();
        const std::lock_guard lock(s.mutex);
        all = s.loggers;
    }
    for (const Registered& registered : all) registered.logger->flush();
}

} // namespace kestrun::log
