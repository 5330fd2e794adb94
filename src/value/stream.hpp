// System.IO.Stream and its kinds. Other folders derive from Stream for bodies of requests and responses.
#pragma once
#include "value/type.hpp"
#include <memory>

namespace kestrun::value {

/// Not for several threads at once, as in .NET. Operations on a closed stream throw ObjectDisposedException.
class Stream : public Object
{
public:
    virtual bool can_read() const = 0;
    virtual bool can_write() const = 0;
    virtual bool can_seek() const = 0;
    /// Up to count bytes; 0 at the end.
    virtual size_t read(char* buffer, size_t count) = 0;
    virtual void write(std::string_view bytes) = 0;
    virtual int64_t length();
    virtual int64_t position();
    virtual void set_position(int64_t position);
    virtual void set_length(int64_t length);
    virtual void flush() {}
    virtual void close() { closed_ = true; }
    bool closed() const { return closed_; }
    /// Everything from the position on.
    std::string read_all();

protected:
    void require_open() const;
    void require_readable() const;
    void require_writable() const;
    bool closed_ = false;
};

class MemoryStream final : public Stream
{
public:
    explicit MemoryStream(std::string bytes = {}, bool expandable = true, bool writable = true)
        : bytes_(std::move(bytes)), expandable_(expandable), writable_(writable)
    {
    }
    const Type& type() const override;
    bool can_read() const override { return !closed_; }
    bool can_write() const override { return !closed_ && writable_; }
    bool can_seek() const override { return !closed_; }
    size_t read(char* buffer, size_t count) override;
    void write(std::string_view bytes) override;
    int64_t length() override;
    int64_t position() override;
    void set_position(int64_t position) override;
    void set_length(int64_t length) override;
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
    size_t position_ = 0;
    bool expandable_;
    bool writable_;
};

class FileStream final : public Stream
{
public:
    /// mode and access: System.IO.FileMode and FileAccess. Throws System.IO exceptions.
    FileStream(std::string path, int64_t mode, int64_t access);
    ~FileStream() override;
    const Type& type() const override;
    const std::string& path() const { return path_; }
    bool can_read() const override { return !closed_ && (access_ & 1) != 0; }
    bool can_write() const override { return !closed_ && (access_ & 2) != 0; }
    bool can_seek() const override { return !closed_; }
    size_t read(char* buffer, size_t count) override;
    void write(std::string_view bytes) override;
    int64_t length() override;
    int64_t position() override;
    void set_position(int64_t position) override;
    void set_length(int64_t length) override;
    void flush() override;
    void close() override;

private:
    std::string path_;
    int fd_ = -1;
    int64_t access_;
    std::string pending_; // written, not yet given to the system
};

// Whole files; run on the thread pool when called on a fiber. They throw System.IO exceptions.
std::string read_file(const std::string& path);
void write_file(const std::string& path, std::string_view bytes, bool append = false);

} // namespace kestrun::value
