#include "base/calendar.hpp"
#include "base/system.hpp"
#include "base/system_path.hpp"
#include "log/line_writer.hpp"
#include "log/rolling_path.hpp"
#include "log/sinks.hpp"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace kestrun::log {

namespace {

class FileSink final : public Sink
{
public:
    FileSink(std::unique_ptr<Formatter> formatter, FileOptions options)
        : formatter_(std::move(formatter)), options_(std::move(options)), path_(options_.path, options_.interval)
    {
        const std::lock_guard lock(mutex_);
        Event now;
        now.utc_ticks = base::utc_now_ticks();
        now.offset_minutes = base::local_offset_minutes(now.utc_ticks);
        open_period(now.timestamp().ticks, true);
        if (options_.buffered && options_.flush_interval_ms) flusher_ = std::thread([this] { run_flusher(); });
    }

    ~FileSink() override { close(); }

    void emit(const Event& event) override
    {
        std::string line;
        line.reserve(160);
        formatter_->format(line, event, no_theme());
        const std::lock_guard lock(mutex_);
        if (closed_) return;
        const std::int64_t now = event.timestamp().ticks;
        if (period_end_ && now >= *period_end_) open_period(now, false);
        if (is_full()) {
            if (!options_.roll_on_size_limit) return;
            open_next();
        }
        if (!writer_) return;
        size_ += line.size();
        writer_->write(line, (options_.buffered || is_deferred()) && event.level < Level::Error);
    }

    void flush() override
    {
        const std::lock_guard lock(mutex_);
        if (writer_) writer_->flush();
    }

    void close() override
    {
        {
            const std::lock_guard lock(mutex_);
            if (closed_) return;
            closed_ = true;
            if (writer_) writer_->flush();
            writer_.reset();
        }
        wake_.notify_all();
        if (flusher_.joinable()) flusher_.join();
    }

private:
    bool is_full() const { return options_.size_limit && size_ >= *options_.size_limit; }

    /// The newest file of the period that the moment is in, or its successor when that one is full.
    void open_period(std::int64_t local_ticks, bool may_throw)
    {
        period_ = path_.period(local_ticks);
        period_end_ = path_.period_end(local_ticks);
        sequence_ = 0;
        if (options_.roll_on_size_limit || options_.interval != RollingInterval::Infinite)
            for (const RolledFile& file : path_.existing())
                if (file.period == period_) {
                    sequence_ = options_.roll_on_size_limit ? file.sequence : 0;
                    break;
                }
        open(may_throw);
        if (writer_ && is_full() && options_.roll_on_size_limit) open_next();
    }

    void open_next()
    {
        ++sequence_;
        open(false);
    }

    void open(bool may_throw)
    {
        const std::string name = path_.file(period_, sequence_);
        if (writer_) writer_->flush();
        writer_.reset();
        size_ = 0;
        std::error_code error;
        if (!path_.folder().empty()) std::filesystem::create_directories(base::sys::path(path_.folder()), error);
        const int descriptor = base::sys::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        if (descriptor < 0) {
            error = std::error_code(errno, std::generic_category());
            if (may_throw) throw std::system_error(error, "Cannot open the log file '" + name + "'");
            if (!reported_) std::fprintf(stderr, "kestrun: cannot open the log file '%s': %s\n", name.c_str(), error.message().c_str());
            reported_ = true;
            return;
        }
        base::sys::Stat info = {};
        if (base::sys::fstat(descriptor, &info) == 0) size_ = static_cast<std::uint64_t>(info.st_size);
        writer_ = std::make_shared<LineWriter>(descriptor, LineWriter::Target::file, true, name);
        remove_old();
    }

    void remove_old()
    {
        const bool rolls = options_.roll_on_size_limit || options_.interval != RollingInterval::Infinite;
        if (!options_.retained_files || !rolls) return;
        const std::vector<RolledFile> files = path_.existing();
        std::error_code ignored;
        for (auto i = static_cast<std::size_t>(*options_.retained_files); i < files.size(); ++i)
            std::filesystem::remove(base::sys::path(files[i].name), ignored);
    }

    void run_flusher()
    {
        std::unique_lock lock(mutex_);
        while (!closed_) {
            wake_.wait_for(lock, std::chrono::milliseconds(*options_.flush_interval_ms));
            if (writer_) writer_->flush();
        }
    }

    std::unique_ptr<Formatter> formatter_;
    FileOptions options_;
    RollingPath path_;
    std::mutex mutex_;
    std::shared_ptr<LineWriter> writer_;
    std::string period_;
    std::optional<std::int64_t> period_end_; // ticks of local time
    int sequence_ = 0;
    std::uint64_t size_ = 0;
    bool closed_ = false;
    bool reported_ = false;
    std::condition_variable wake_;
    std::thread flusher_;
};

} // namespace

std::unique_ptr<Sink> file_sink(std::unique_ptr<Formatter> formatter, FileOptions options)
{
    if (options.path.empty()) throw std::invalid_argument("The path of a log file must not be empty.");
    if (options.size_limit && *options.size_limit < 1)
        throw std::invalid_argument("The size limit of a log file must be at least one byte.");
    if (options.retained_files && *options.retained_files < 1)
        throw std::invalid_argument("At least one log file must be retained; leave the limit out to keep all of them.");
    if (options.flush_interval_ms && *options.flush_interval_ms < 1)
        throw std::invalid_argument("The flush interval of a log file must be at least one millisecond.");
    return std::make_unique<FileSink>(std::move(formatter), std::move(options));
}

} // namespace kestrun::log
