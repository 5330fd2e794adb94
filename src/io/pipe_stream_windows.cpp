#include "io/overlapped_stream_windows.hpp"
#include "io/stream_support.hpp"

#include <algorithm>

namespace kestrun::io {

namespace {

// More than this in one call would be copied into the system's memory as a whole.
constexpr std::size_t max_write = std::size_t{64} << 10;
// From here on a buffer of its own is cheaper than copying it together with its neighbours.
constexpr std::size_t large = std::size_t{16} << 10;

} // namespace

DWORD PipeStream::begin_read(std::span<char> buffer, OVERLAPPED* overlapped)
{
    DWORD size = static_cast<DWORD>(std::min<std::size_t>(buffer.size(), 1U << 30));
    return ::ReadFile(handle_.get(), buffer.data(), size, nullptr, overlapped) ? 0 : ::GetLastError();
}

DWORD PipeStream::begin_write(const Rest& rest, OVERLAPPED* overlapped)
{
    std::string_view part = rest.buffers.front().substr(rest.offset);
    if (rest.buffers.size() > 1 && part.size() < large) {
        gathered_.assign(part);
        for (std::string_view next : rest.buffers.subspan(1)) {
            if (next.size() >= large || gathered_.size() + next.size() > max_write) break;
            gathered_.append(next);
        }
        part = gathered_;
    }
    part = part.substr(0, max_write);
    return ::WriteFile(handle_.get(), part.data(), static_cast<DWORD>(part.size()), nullptr, overlapped) ? 0 : ::GetLastError();
}

bool PipeStream::is_end(DWORD error, DWORD) const noexcept
{
    return error == ERROR_BROKEN_PIPE || error == ERROR_NO_DATA || error == ERROR_PIPE_NOT_CONNECTED;
}

Result<void> PipeStream::shutdown_write()
{
    return failure(IoErrorKind::invalid, "shut down " + describe(peer_) + ": a pipe cannot be closed for one direction only");
}

} // namespace kestrun::io
