#pragma once
// Lines to a file descriptor: collected for a while on threads that asked for it, each line in one piece, and without waiting for a
// terminal or pipe that nobody reads.

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace kestrun::log {

/// Always held by shared_ptr: a thread's deferred lines keep it alive. All members may be called from any thread.
class LineWriter : public std::enable_shared_from_this<LineWriter>
{
public:
    enum class Target : std::uint8_t
    {
        file,   // writing takes as long as it takes
        reader, // a terminal, pipe or socket: what it does not take is kept, up to max_pending
    };
    static constexpr std::size_t flush_size = 32 * 1024;
    static constexpr std::size_t max_pending = 4 * 1024 * 1024;

    /// `name` is for messages about failure; closes the descriptor at the end when `owns` it.
    LineWriter(int descriptor, Target target, bool owns, std::string name);
    ~LineWriter();
    LineWriter(const LineWriter&) = delete;
    LineWriter& operator=(const LineWriter&) = delete;

    /// `hold`: may stay in memory. Otherwise the lines that came before go out with this one.
    void write(std::string_view line, bool hold);
    /// Hands everything to the system. Waits for a reader at most two seconds.
    void flush();

private:
    void drain(std::unique_lock<std::mutex>& lock);
    /// Bytes written; stops early when the reader takes no more.
    std::size_t write_some(std::string_view bytes);
    void start_helper();
    void run_helper();
    void report(int error);

    int descriptor_;
    Target target_;
    bool owns_;
    bool queued_ = false;   // in a list of deferred writers
    bool reported_ = false; // a failure, once
    bool broken_ = false;   // nobody will ever read this again
    bool stopping_ = false;
    std::uint64_t dropped_ = 0; // lines, because max_pending was reached
    std::string pending_;
    std::string name_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::thread helper_; // writes what a slow reader left; started when there is such a reader

    friend void flush_deferred();
};

/// This thread collects lines (see sinks.hpp).
bool is_deferred() noexcept;

} // namespace kestrun::log
