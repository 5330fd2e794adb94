#pragma once
// An owned POSIX file descriptor.

#include <utility>

namespace kestrun::io {

// The copy is closed in child processes. Throws std::system_error.
int duplicate(int fd);
void close_descriptor(int fd) noexcept;
// Throws std::system_error.
void make_nonblocking_cloexec(int fd);

class Descriptor
{
public:
    Descriptor() noexcept = default;
    explicit Descriptor(int fd) noexcept : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Descriptor() { reset(); }

    explicit operator bool() const noexcept { return fd_ >= 0; }
    int get() const noexcept { return fd_; }
    int release() noexcept { return std::exchange(fd_, -1); }
    void reset() noexcept
    {
        if (fd_ >= 0) close_descriptor(std::exchange(fd_, -1));
    }

private:
    int fd_ = -1;
};

} // namespace kestrun::io
