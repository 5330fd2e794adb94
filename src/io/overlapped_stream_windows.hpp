#pragma once
// Streams over Windows' overlapped operations: named pipes and sockets.

#include "io/operation_windows.hpp"
#include "io/stream.hpp"

#include <memory>
#include <string>

namespace kestrun::io {

class OverlappedStream : public Stream
{
public:
    ~OverlappedStream() override;
    OverlappedStream(const OverlappedStream&) = delete;
    OverlappedStream& operator=(const OverlappedStream&) = delete;

    Result<std::size_t> read_some(std::span<char> buffer, Deadline deadline) override;
    using Stream::write_all;
    Result<void> write_all(std::span<const std::string_view> buffers, Deadline deadline) override;
    void close() noexcept override;
    void cancel() noexcept override { handle_.cancel(); }
    bool is_open() const noexcept override { return handle_.is_open(); }
    void watch_peer(base::Task* task, PeerWatch what) override;
    const PeerInfo& peer() const noexcept override { return peer_; }
    std::intptr_t native_handle() const noexcept override { return reinterpret_cast<std::intptr_t>(handle_.get()); }

protected:
    OverlappedStream(HANDLE handle, IoHandle::Kind kind, PeerInfo peer);

    // What of the buffers of a write_all() is not out yet: `offset` bytes of the first one are.
    struct Rest
    {
        std::span<const std::string_view> buffers;
        std::size_t offset = 0;

        void skip(std::size_t count) noexcept;
    };

    // Start an operation and return its error number, as Operation::start takes it.
    virtual DWORD begin_read(std::span<char> buffer, OVERLAPPED* overlapped) = 0;
    // Of the rest, which is not empty, as much as suits one call.
    virtual DWORD begin_write(const Rest& rest, OVERLAPPED* overlapped) = 0;
    // Whether a read that ended like this is the orderly end.
    virtual bool is_end(DWORD error, DWORD bytes) const noexcept = 0;
    // Whether the end means that nobody reads any more.
    virtual bool end_is_hang_up() const noexcept = 0;

    IoError failed(const char* what, DWORD code) const;

    IoHandle handle_;
    PeerInfo peer_;

private:
    class ReadAhead;
    friend class ReadAhead;

    base::Unexpected<IoError> gave_up(const char* what, IoWait outcome) const;
    std::size_t take_ahead(std::span<char> buffer) noexcept;
    void read_ahead() noexcept;
    void note_ahead() noexcept;
    // Remembers how a read ended when nothing more can come.
    void note_end(DWORD error, DWORD bytes) noexcept;
    void tell_peer_task() noexcept;
    bool finished() const noexcept { return ended_ || broken_ != 0; }

    struct PlainOperation final : Operation
    {
        using Operation::Operation;
    };
    Operates<PlainOperation> read_;
    Operates<PlainOperation> write_;
    Operates<ReadAhead> ahead_; // made when a peer is watched: only a read that is under way tells that the peer has gone

    std::string kept_; // what the watch has read
    std::size_t kept_start_ = 0;
    base::Task* peer_task_ = nullptr;
    bool peer_task_half_close_ = false;
    bool ended_ = false;
    bool hung_up_ = false;
    DWORD broken_ = 0;
};

class PipeStream : public OverlappedStream
{
public:
    PipeStream(HANDLE pipe, PeerInfo peer) : OverlappedStream(pipe, IoHandle::Kind::file, std::move(peer)) {}

    // A pipe ends for both directions at once: always an error.
    Result<void> shutdown_write() override;

protected:
    DWORD begin_read(std::span<char> buffer, OVERLAPPED* overlapped) override;
    DWORD begin_write(const Rest& rest, OVERLAPPED* overlapped) override;
    bool is_end(DWORD error, DWORD bytes) const noexcept override;
    bool end_is_hang_up() const noexcept override { return true; }

private:
    std::string gathered_; // pipes take one buffer at a time: small ones are put together
};

class SocketStream final : public OverlappedStream
{
public:
    SocketStream(SOCKET socket, PeerInfo peer) : OverlappedStream(reinterpret_cast<HANDLE>(socket), IoHandle::Kind::socket, std::move(peer))
    {
    }

    Result<void> shutdown_write() override;

private:
    DWORD begin_read(std::span<char> buffer, OVERLAPPED* overlapped) override;
    DWORD begin_write(const Rest& rest, OVERLAPPED* overlapped) override;
    bool is_end(DWORD error, DWORD bytes) const noexcept override { return error == 0 && bytes == 0; }
    bool end_is_hang_up() const noexcept override { return false; }
};

} // namespace kestrun::io
