#include "value/stream.hpp"
#include "base/scheduler.hpp"
#include "base/system.hpp"
#include "value/error.hpp"
#include "value/file_path.hpp"
#include <algorithm>
#include <cerrno>
#include <cstring>

namespace kestrun::value {
namespace {

/// All bytes or an errno.
int write_fully(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t n = base::sys::write(fd, bytes.data(), bytes.size());
        if (n < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        bytes.remove_prefix(static_cast<size_t>(n));
    }
    return 0;
}

class OpenFile
{
public:
    OpenFile(const std::string& path, int flags) : fd_(base::sys::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
    ~OpenFile()
    {
        if (fd_ >= 0) base::sys::close(fd_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    int fd() const { return fd_; }

private:
    int fd_;
};

constexpr size_t write_buffer = 4096;

} // namespace

void Stream::require_open() const
{
    if (closed_) throw_native("System.ObjectDisposedException", "Cannot access a closed Stream.");
}

void Stream::require_readable() const
{
    require_open();
    if (!can_read()) throw_native("System.NotSupportedException", "Stream does not support reading.");
}

void Stream::require_writable() const
{
    require_open();
    if (!can_write()) throw_native("System.NotSupportedException", "Stream does not support writing.");
}

namespace {
[[noreturn]] void throw_no_seek() { throw_native("System.NotSupportedException", "Specified method is not supported."); }
} // namespace

int64_t Stream::length() { throw_no_seek(); }
int64_t Stream::position() { throw_no_seek(); }
void Stream::set_position(int64_t) { throw_no_seek(); }
void Stream::set_length(int64_t) { throw_no_seek(); }

std::string Stream::read_all()
{
    std::string out;
    char buffer[8192];
    while (const size_t n = read(buffer, sizeof buffer)) out.append(buffer, n);
    return out;
}

const Type& MemoryStream::type() const { return native_type("System.IO.MemoryStream"); }

size_t MemoryStream::read(char* buffer, size_t count)
{
    require_readable();
    if (position_ >= bytes_.size()) return 0;
    const size_t n = std::min(count, bytes_.size() - position_);
    std::memcpy(buffer, bytes_.data() + position_, n);
    position_ += n;
    return n;
}

void MemoryStream::write(std::string_view bytes)
{
    require_writable();
    const size_t end = position_ + bytes.size();
    if (end > bytes_.size()) {
        if (!expandable_) throw_native("System.NotSupportedException", "Memory stream is not expandable.");
        bytes_.resize(end, '\0');
    }
    if (bytes.size() != 0) std::memcpy(bytes_.data() + position_, bytes.data(), bytes.size());
    position_ = end;
}

int64_t MemoryStream::length()
{
    require_open();
    return static_cast<int64_t>(bytes_.size());
}

int64_t MemoryStream::position()
{
    require_open();
    return static_cast<int64_t>(position_);
}

void MemoryStream::set_position(int64_t position)
{
    require_open();
    position_ = static_cast<size_t>(position);
}

void MemoryStream::set_length(int64_t length)
{
    require_writable();
    if (!expandable_ && static_cast<size_t>(length) > bytes_.size()) {
        throw_native("System.NotSupportedException", "Memory stream is not expandable.");
    }
    bytes_.resize(static_cast<size_t>(length), '\0');
    position_ = std::min(position_, bytes_.size());
}

FileStream::FileStream(std::string path, int64_t mode, int64_t access) : path_(std::move(path)), access_(access)
{
    // System.IO.FileMode: CreateNew 1, Create 2, Open 3, OpenOrCreate 4, Truncate 5, Append 6
    static constexpr int flags_of_mode[] = {0, O_CREAT | O_EXCL, O_CREAT | O_TRUNC, 0, O_CREAT, O_TRUNC, O_CREAT | O_APPEND};
    int flags = flags_of_mode[std::clamp<int64_t>(mode, 0, 6)];
    flags |= access == 1 ? O_RDONLY : access == 2 ? O_WRONLY : O_RDWR;
    fd_ = base::sys::open(path_.c_str(), flags | O_CLOEXEC, 0666);
    if (fd_ < 0) throw_file_error(errno, path_);
    base::sys::Stat info = {};
    if (base::sys::fstat(fd_, &info) == 0 && S_ISDIR(info.st_mode)) {
        base::sys::close(fd_);
        fd_ = -1;
        throw_file_error(EISDIR, path_);
    }
    if (mode == 6) base::sys::lseek(fd_, 0, SEEK_END);
}

FileStream::~FileStream()
{
    if (fd_ < 0) return;
    write_fully(fd_, pending_); // nobody is left to tell when it fails
    base::sys::close(fd_);
}

const Type& FileStream::type() const { return native_type("System.IO.FileStream"); }

size_t FileStream::read(char* buffer, size_t count)
{
    require_readable();
    flush();
    for (;;) {
        const ssize_t n = base::sys::read(fd_, buffer, count);
        if (n >= 0) return static_cast<size_t>(n);
        if (errno != EINTR) throw_file_error(errno, path_);
    }
}

void FileStream::write(std::string_view bytes)
{
    require_writable();
    pending_ += bytes;
    if (pending_.size() >= write_buffer) flush();
}

void FileStream::flush()
{
    require_open();
    if (pending_.empty()) return;
    const std::string bytes = std::move(pending_);
    pending_.clear();
    if (const int error = write_fully(fd_, bytes)) throw_file_error(error, path_);
}

int64_t FileStream::length()
{
    flush();
    base::sys::Stat info = {};
    if (base::sys::fstat(fd_, &info) != 0) throw_file_error(errno, path_);
    return info.st_size;
}

int64_t FileStream::position()
{
    flush();
    return base::sys::lseek(fd_, 0, SEEK_CUR);
}

void FileStream::set_position(int64_t position)
{
    flush();
    if (base::sys::lseek(fd_, position, SEEK_SET) < 0) throw_file_error(errno, path_);
}

void FileStream::set_length(int64_t length)
{
    require_writable();
    flush();
    if (base::sys::ftruncate(fd_, length) != 0) throw_file_error(errno, path_);
}

void FileStream::close()
{
    if (closed_) return;
    const int error = write_fully(fd_, pending_);
    pending_.clear();
    base::sys::close(fd_);
    fd_ = -1;
    closed_ = true;
    if (error) throw_file_error(error, path_);
}

std::string read_file(const std::string& path)
{
    std::string bytes;
    int error = 0;
    base::run_blocking([&] {
        const OpenFile file(path, O_RDONLY);
        base::sys::Stat info = {};
        if (file.fd() < 0 || base::sys::fstat(file.fd(), &info) != 0) {
            error = errno;
            return;
        }
        if (S_ISREG(info.st_mode)) bytes.reserve(static_cast<size_t>(info.st_size));
        char buffer[65536];
        for (;;) {
            const ssize_t n = base::sys::read(file.fd(), buffer, sizeof buffer);
            if (n > 0) {
                bytes.append(buffer, static_cast<size_t>(n));
            } else if (n == 0 || errno != EINTR) {
                error = n == 0 ? 0 : errno;
                return;
            }
        }
    });
    if (error) throw_file_error(error, path);
    return bytes;
}

void write_file(const std::string& path, std::string_view bytes, bool append)
{
    int error = 0;
    base::run_blocking([&] {
        const OpenFile file(path, O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC));
        error = file.fd() < 0 ? errno : write_fully(file.fd(), bytes);
    });
    if (error) throw_file_error(error, path);
}

} // namespace kestrun::value
