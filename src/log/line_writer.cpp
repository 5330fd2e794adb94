#include "log/line_writer.hpp"

#include "base/error.hpp"
#include "base/system.hpp"
#include "log/sinks.hpp"
#include "log/writable.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <vector>

namespace kestrun::log {

namespace {

thread_local bool deferring = false;

struct Deferred
{
    std::mutex mutex;
    std::vector<std::shared_ptr<LineWriter>> writers;
    std::atomic<bool> any{false};
};

Deferred& deferred()
{
    static Deferred* const instance = new Deferred; // never destroyed: loops may outlive static objects
    return *instance;
}

void defer(std::shared_ptr<LineWriter> writer)
{
    Deferred& list = deferred();
    const std::lock_guard lock(list.mutex);
    list.writers.push_back(std::move(writer));
    list.any.store(true, std::memory_order_release);
}

/// How long flush() waits for a reader.
constexpr auto flush_patience = std::chrono::seconds(2);

} // namespace

bool is_deferred() noexcept { return deferring; }

void set_deferred(bool on) noexcept
{
    if (deferring && !on) flush_deferred();
    deferring = on;
}

void flush_deferred()
{
    Deferred& list = deferred();
    if (!list.any.load(std::memory_order_acquire)) return;
    std::vector<std::shared_ptr<LineWriter>> writers;
    {
        const std::lock_guard lock(list.mutex);
        writers.swap(list.writers);
        list.any.store(false, std::memory_order_relaxed);
    }
    for (const auto& writer : writers) {
        std::unique_lock lock(writer->mutex_);
        writer->queued_ = false;
        writer->drain(lock);
    }
}

LineWriter::LineWriter(int descriptor, Target target, bool owns, std::string name)
    : descriptor_(descriptor), target_(target), owns_(owns), name_(std::move(name))
{
}

LineWriter::~LineWriter()
{
    {
        std::unique_lock lock(mutex_);
        drain(lock);
        stopping_ = true;
    }
    wake_.notify_all();
    if (helper_.joinable()) helper_.join();
    if (owns_) base::sys::close(descriptor_);
}

void LineWriter::write(std::string_view line, bool hold)
{
    std::unique_lock lock(mutex_);
    if (broken_) return;
    if (pending_.size() + line.size() > max_pending && !pending_.empty()) {
        ++dropped_;
        return;
    }
    if (pending_.empty() && !hold) {
        // The usual case outside event loops: straight to the system, without a copy.
        const std::size_t written = write_some(line);
        if (written == line.size() || broken_) return;
        line.remove_prefix(written);
        pending_ += line;
        start_helper();
        return;
    }
    pending_ += line;
    if (!hold || pending_.size() >= flush_size) {
        drain(lock);
    } else if (!queued_) {
        queued_ = true;
        defer(shared_from_this());
    }
}

void LineWriter::drain(std::unique_lock<std::mutex>& /*held*/)
{
    if (pending_.empty()) return;
    const std::size_t written = write_some(pending_);
    if (broken_)
        pending_.clear();
    else
        pending_.erase(0, written);
    if (pending_.empty() && dropped_ > 0 && !broken_) {
        pending_ = "(" + std::to_string(dropped_) + " log lines were dropped: nobody read the output)\n";
        dropped_ = 0;
    }
    if (!pending_.empty()) start_helper();
}

std::size_t LineWriter::write_some(std::string_view bytes)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        std::size_t size = bytes.size() - done;
        if (target_ == Target::reader) {
            if (!is_writable(descriptor_, 0)) break;
            size = std::min(size, writable_bytes);
        }
        const ssize_t written = base::sys::write(descriptor_, bytes.data() + done, size);
        if (written >= 0) {
            done += static_cast<std::size_t>(written);
        } else if (errno == EAGAIN) {
            break;
        } else if (errno != EINTR) {
            report(errno);
            // A full disk may have room again, a reader that has gone does not come back.
            broken_ = target_ == Target::reader;
            return bytes.size();
        }
    }
    return done;
}

void LineWriter::report(int error)
{
    if (std::exchange(reported_, true) || descriptor_ == STDERR_FILENO || error == EPIPE) return;
    std::fprintf(stderr, "kestrun: cannot write the log to %s: %s\n", name_.c_str(), base::errno_text(error).c_str());
}

void LineWriter::start_helper()
{
    if (!helper_.joinable()) helper_ = std::thread([this] { run_helper(); });
    wake_.notify_all();
}

void LineWriter::run_helper()
{
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (pending_.empty() || broken_) {
            wake_.wait(lock);
            continue;
        }
        lock.unlock();
        const bool ready = target_ == Target::file || is_writable(descriptor_, 100);
        lock.lock();
        if (ready && !stopping_) drain(lock);
    }
}

void LineWriter::flush()
{
    const auto give_up = std::chrono::steady_clock::now() + flush_patience;
    std::unique_lock lock(mutex_);
    drain(lock);
    while (!pending_.empty() && !broken_ && std::chrono::steady_clock::now() < give_up) {
        lock.unlock();
        is_writable(descriptor_, 20);
        lock.lock();
        drain(lock);
    }
}

} // namespace kestrun::log
