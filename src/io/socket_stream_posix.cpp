#include "io/socket_stream_posix.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>
#include <system_error>

namespace kestrun::io {

namespace {

// IOV_MAX is 1024; more than this in one call gains nothing.
constexpr std::size_t max_vectors = 64;

#ifdef MSG_NOSIGNAL
constexpr int send_flags = MSG_NOSIGNAL;
#else
constexpr int send_flags = 0; // SIGPIPE is ignored by EventLoop
#endif

ssize_t send_vectors(int fd, std::span<iovec> vectors)
{
    if (vectors.size() == 1) return ::send(fd, vectors[0].iov_base, vectors[0].iov_len, send_flags); // the cheaper call
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = vectors.size();
    return ::sendmsg(fd, &message, send_flags);
}

} // namespace

IoWait wait_ready(IoWatch& watch, base::FdEvent event, Deadline deadline)
{
    if (detail::LoopCore* loop = detail::LoopCore::current_on_fiber()) return loop->io().wait(watch, event, deadline);
    try {
        bool ready = base::current_scheduler().wait_fd(watch.fd, event, deadline);
        (event == base::FdEvent::readable ? watch.readable : watch.writable) |= ready;
        return ready ? IoWait::ready : IoWait::timed_out;
    } catch (const base::Cancelled&) {
        return IoWait::cancelled;
    }
}

void cancel_watch(IoWatch& watch) noexcept
{
    ++watch.cancels;
    if (watch.reader != nullptr) watch.reader->unpark();
    if (watch.writer != nullptr) watch.writer->unpark();
}

void close_watch(IoWatch& watch) noexcept
{
    if (watch.fd < 0) return;
    cancel_watch(watch);
    watch.peer_task = nullptr;
    if (watch.loop != nullptr) watch.loop->io().detach(watch);
    close_descriptor(std::exchange(watch.fd, -1));
}

SocketStream::SocketStream(Descriptor socket, PeerInfo peer) noexcept : peer_(std::move(peer)) { watch_.fd = socket.release(); }

IoError SocketStream::failed(const char* what, int code) const
{
    IoError error = system_error(code, std::string(what) + ' ' + describe(peer_));
    if (code == EBADF) error.kind = IoErrorKind::cancelled;
    return error;
}

base::Unexpected<IoError> SocketStream::gave_up(const char* what, IoWait outcome) const
{
    if (outcome == IoWait::timed_out) return failure(IoErrorKind::timed_out, std::string(what) + ' ' + describe(peer_) + ": timed out");
    return failure(IoErrorKind::cancelled, std::string(what) + ' ' + describe(peer_) + ": cancelled");
}

// A read that got less than it asked for has emptied the socket: with edge-triggered events the next one need not try before it waits.
// What came after it, or the end of the stream, is an event of its own.
Result<std::size_t> SocketStream::read_some(std::span<char> buffer, Deadline deadline)
{
    if (buffer.empty()) return failure(IoErrorKind::invalid, "a read needs a buffer of at least one byte");
    bool last_try = false;
    while (true) {
        if (watch_.fd < 0) return failure(IoErrorKind::cancelled, "read from " + describe(peer_) + ": it is closed");
        if (watch_.readable) {
            ssize_t count = ::recv(watch_.fd, buffer.data(), buffer.size(), 0);
            if (count >= 0) {
                auto length = static_cast<std::size_t>(count);
                if (length < buffer.size() && watch_.loop != nullptr && !watch_.half_closed) watch_.readable = false;
                give_way();
                return length;
            }
            if (errno == EINTR) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) return base::Unexpected(failed("read from", errno));
            watch_.readable = false;
        }
        IoWait outcome = last_try ? IoWait::timed_out : wait_ready(watch_, base::FdEvent::readable, deadline);
        if (outcome == IoWait::timed_out && !last_try) {
            last_try = watch_.readable = true; // the event may be on its way
        } else if (outcome != IoWait::ready) {
            return gave_up("read from", outcome);
        }
    }
}

Result<void> SocketStream::write_all(std::span<const std::string_view> buffers, Deadline deadline)
{
    std::size_t index = 0;  // of the first buffer that is not out yet
    std::size_t offset = 0; // what of it is
    while (true) {
        while (index < buffers.size() && offset == buffers[index].size()) {
            ++index;
            offset = 0;
        }
        if (index == buffers.size()) break;
        if (watch_.fd < 0) return failure(IoErrorKind::cancelled, "write to " + describe(peer_) + ": it is closed");
        std::array<iovec, max_vectors> vectors;
        std::size_t count = 0;
        for (std::size_t i = index; i < buffers.size() && count < max_vectors; ++i) {
            std::size_t skip = i == index ? offset : 0;
            if (buffers[i].size() == skip) continue;
            vectors[count++] = {const_cast<char*>(buffers[i].data() + skip), buffers[i].size() - skip};
        }
        ssize_t sent = send_vectors(watch_.fd, std::span(vectors).first(count));
        if (sent < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) return base::Unexpected(failed("write to", errno));
            watch_.writable = false;
            IoWait outcome = wait_ready(watch_, base::FdEvent::writable, deadline);
            if (outcome != IoWait::ready) return gave_up("write to", outcome);
            continue;
        }
        for (auto left = static_cast<std::size_t>(sent); left > 0;) {
            std::size_t step = std::min(left, buffers[index].size() - offset);
            left -= step;
            offset += step;
            if (offset == buffers[index].size()) {
                ++index;
                offset = 0;
            }
        }
    }
    give_way();
    return {};
}

Result<void> SocketStream::shutdown_write()
{
    if (watch_.fd < 0) return failure(IoErrorKind::cancelled, "shut down " + describe(peer_) + ": it is closed");
    if (::shutdown(watch_.fd, SHUT_WR) != 0 && errno != ENOTCONN) return base::Unexpected(failed("shut down", errno));
    return {};
}

void SocketStream::close() noexcept { close_watch(watch_); }

void SocketStream::cancel() noexcept { cancel_watch(watch_); }

void SocketStream::watch_peer(base::Task* task, PeerWatch what)
{
    watch_.peer_task = nullptr;
    if (task == nullptr || watch_.fd < 0) return;
    detail::LoopCore* loop = detail::LoopCore::current_on_fiber();
    if (loop == nullptr) return;
    loop->io().attach(watch_);
    watch_.peer_task = task;
    watch_.peer_task_half_close = what == PeerWatch::half_close;
    if (watch_.hung_up || (watch_.half_closed && watch_.peer_task_half_close)) {
        task->cancel_state().request(base::CancelReason::client_gone);
    }
}

Result<std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>>> stream_pair()
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return base::Unexpected(system_error(errno, "socketpair"));
    Descriptor first(ends[0]);
    Descriptor second(ends[1]);
    make_nonblocking_cloexec(first.get());
    make_nonblocking_cloexec(second.get());
    PeerInfo peer;
    peer.kind = TransportKind::unix_socket;
    return std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>>(std::make_unique<SocketStream>(std::move(first), peer),
                                                                       std::make_unique<SocketStream>(std::move(second), peer));
}

} // namespace kestrun::io
