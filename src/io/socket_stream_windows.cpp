#include "io/overlapped_stream_windows.hpp"
#include "io/tcp_socket.hpp"

#include <algorithm>
#include <array>

namespace kestrun::io {

namespace {

// More than this in one call gains nothing.
constexpr std::size_t max_vectors = 64;
constexpr std::size_t max_length = std::size_t{1} << 30;

} // namespace

DWORD SocketStream::begin_read(std::span<char> buffer, OVERLAPPED* overlapped)
{
    WSABUF target{static_cast<ULONG>(std::min(buffer.size(), max_length)), buffer.data()};
    DWORD& flags = Operation::flags_of(overlapped);
    flags = 0;
    return ::WSARecv(handle_.socket(), &target, 1, nullptr, &flags, overlapped, nullptr) == 0 ? 0 : static_cast<DWORD>(::WSAGetLastError());
}

DWORD SocketStream::begin_write(const Rest& rest, OVERLAPPED* overlapped)
{
    std::array<WSABUF, max_vectors> vectors;
    DWORD count = 0;
    std::size_t skip = rest.offset;
    for (std::string_view part : rest.buffers) {
        part.remove_prefix(std::exchange(skip, 0));
        if (part.empty()) continue;
        vectors[count++] = {static_cast<ULONG>(std::min(part.size(), max_length)), const_cast<char*>(part.data())};
        if (count == max_vectors || part.size() > max_length) break;
    }
    return ::WSASend(handle_.socket(), vectors.data(), count, nullptr, 0, overlapped, nullptr) == 0
               ? 0
               : static_cast<DWORD>(::WSAGetLastError());
}

Result<void> SocketStream::shutdown_write()
{
    if (!is_open()) return failure(IoErrorKind::cancelled, "shut down: the stream is closed");
    if (::shutdown(handle_.socket(), SD_SEND) != 0 && ::WSAGetLastError() != WSAENOTCONN)
        return base::Unexpected(failed("shut down", static_cast<DWORD>(::WSAGetLastError())));
    return {};
}

} // namespace kestrun::io
