#include "io/overlapped_stream_windows.hpp"

#include "io/loop_core.hpp"
#include "io/stream_support.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace kestrun::io {

namespace {

// What a watch may read of a peer that goes on sending.
constexpr std::size_t max_kept = std::size_t{64} << 10;

} // namespace

// The read that is always under way while a peer is watched. Its buffer is its own, because it may outlive the stream.
class OverlappedStream::ReadAhead final : public Operation
{
public:
    explicit ReadAhead(OverlappedStream& stream) noexcept : Operation(stream.handle_), stream_(stream) {}

    std::span<char> buffer() noexcept { return buffer_; }
    bool unseen = false; // its result has not been looked at

private:
    void completed() noexcept override
    {
        stream_.note_ahead();
        // With a reader waiting, the next read is that one's.
        if (!has_waiter() && error() != ERROR_OPERATION_ABORTED) stream_.read_ahead();
    }

    OverlappedStream& stream_;
    std::array<char, 4096> buffer_;
};

OverlappedStream::OverlappedStream(HANDLE handle, IoHandle::Kind kind, PeerInfo peer)
    : handle_(handle, kind), peer_(std::move(peer)), read_(new PlainOperation(handle_)), write_(new PlainOperation(handle_))
{
}

OverlappedStream::~OverlappedStream() { close(); }

IoError OverlappedStream::failed(const char* what, DWORD code) const
{
    return system_error(static_cast<int>(code), std::string(what) + ' ' + describe(peer_));
}

base::Unexpected<IoError> OverlappedStream::gave_up(const char* what, IoWait outcome) const
{
    if (outcome == IoWait::timed_out) return failure(IoErrorKind::timed_out, std::string(what) + ' ' + describe(peer_) + ": timed out");
    return failure(IoErrorKind::cancelled, std::string(what) + ' ' + describe(peer_) + ": cancelled");
}

// ---- reading

Result<std::size_t> OverlappedStream::read_some(std::span<char> buffer, Deadline deadline)
{
    if (buffer.empty()) return failure(IoErrorKind::invalid, "a read needs a buffer of at least one byte");
    while (true) {
        if (!is_open()) return failure(IoErrorKind::cancelled, "read from " + describe(peer_) + ": it is closed");
        if (std::size_t count = take_ahead(buffer); count > 0) {
            read_ahead();
            give_way();
            return count;
        }
        if (ended_) return std::size_t{0};
        if (broken_ != 0) return base::Unexpected(failed("read from", broken_));
        handle_.attach();
        if (ahead_ != nullptr && ahead_->pending()) {
            IoWait outcome = ahead_->wait(deadline);
            if (outcome != IoWait::ready) return gave_up("read from", outcome);
            note_ahead();
            continue;
        }
        read_->start([&](OVERLAPPED* overlapped) { return begin_read(buffer, overlapped); });
        IoWait outcome = read_->finish(deadline);
        if (read_->error() == ERROR_OPERATION_ABORTED) return gave_up("read from", outcome == IoWait::ready ? IoWait::cancelled : outcome);
        note_end(read_->error(), read_->bytes());
        if (read_->bytes() > 0) {
            std::size_t count = read_->bytes();
            read_ahead();
            give_way();
            return count;
        }
        if (!finished()) give_way(); // a write of nothing, which a pipe hands on as a read of nothing
    }
}

void OverlappedStream::note_end(DWORD error, DWORD bytes) noexcept
{
    if (error == ERROR_OPERATION_ABORTED || finished()) return;
    if (is_end(error, bytes)) {
        ended_ = true;
        hung_up_ |= end_is_hang_up();
    } else if (error != 0 && error != ERROR_MORE_DATA) {
        broken_ = error;
        hung_up_ = true;
    }
    tell_peer_task();
}

std::size_t OverlappedStream::take_ahead(std::span<char> buffer) noexcept
{
    std::size_t count = std::min(kept_.size() - kept_start_, buffer.size());
    if (count == 0) return 0;
    std::memcpy(buffer.data(), kept_.data() + kept_start_, count);
    kept_start_ += count;
    if (kept_start_ == kept_.size()) {
        kept_.clear();
        kept_start_ = 0;
    }
    return count;
}

// ---- watching the peer

void OverlappedStream::watch_peer(base::Task* task, PeerWatch what)
{
    peer_task_ = nullptr;
    if (task == nullptr || !is_open() || detail::LoopCore::current_on_fiber() == nullptr) return;
    handle_.attach();
    peer_task_ = task;
    peer_task_half_close_ = what == PeerWatch::half_close;
    tell_peer_task();
    read_ahead();
}

void OverlappedStream::tell_peer_task() noexcept
{
    if (peer_task_ != nullptr && (hung_up_ || (ended_ && peer_task_half_close_)))
        peer_task_->cancel_state().request(base::CancelReason::client_gone);
}

void OverlappedStream::read_ahead() noexcept
{
    if (peer_task_ == nullptr || !is_open() || !handle_.has_port()) return;
    if (ahead_ == nullptr) ahead_.reset(new ReadAhead(*this));
    while (!finished() && !ahead_->pending() && !read_->pending() && kept_.size() < max_kept) {
        ahead_->unseen = true;
        ahead_->start([this](OVERLAPPED* overlapped) { return begin_read(ahead_->buffer(), overlapped); });
        if (ahead_->pending()) return;
        DWORD error = ahead_->error();
        note_ahead();
        if (error == ERROR_OPERATION_ABORTED) return;
    }
}

// The read that was under way is done: by the loop, or by the reader that found it so.
void OverlappedStream::note_ahead() noexcept
{
    if (!std::exchange(ahead_->unseen, false)) return;
    kept_.append(ahead_->buffer().data(), ahead_->bytes());
    note_end(ahead_->error(), ahead_->bytes());
}

// ---- writing

void OverlappedStream::Rest::skip(std::size_t count) noexcept
{
    offset += count;
    while (!buffers.empty() && offset >= buffers.front().size()) {
        offset -= buffers.front().size();
        buffers = buffers.subspan(1);
    }
}

Result<void> OverlappedStream::write_all(std::span<const std::string_view> buffers, Deadline deadline)
{
    Rest rest{buffers};
    rest.skip(0);
    while (!rest.buffers.empty()) {
        if (!is_open()) return failure(IoErrorKind::cancelled, "write to " + describe(peer_) + ": it is closed");
        handle_.attach();
        write_->start([&](OVERLAPPED* overlapped) { return begin_write(rest, overlapped); });
        IoWait outcome = write_->finish(deadline);
        if (write_->error() == ERROR_OPERATION_ABORTED) return gave_up("write to", outcome == IoWait::ready ? IoWait::cancelled : outcome);
        if (write_->error() != 0) {
            hung_up_ = true;
            tell_peer_task();
            return base::Unexpected(failed("write to", write_->error()));
        }
        rest.skip(write_->bytes());
    }
    give_way();
    return {};
}

void OverlappedStream::close() noexcept
{
    peer_task_ = nullptr;
    handle_.close();
}

} // namespace kestrun::io
