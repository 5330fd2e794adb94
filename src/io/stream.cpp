#include "io/stream.hpp"

#include "base/poll.hpp"
#include "io/loop_core.hpp"
#include "io/stream_support.hpp"

namespace kestrun::io {

void give_way()
{
    if (!base::poll_requested()) [[likely]]
        return;
    if (detail::LoopCore* loop = detail::LoopCore::current_on_fiber()) loop->give_way();
}

const char* to_string(TransportKind kind) noexcept
{
    switch (kind) {
    case TransportKind::named_pipe: return "named pipe";
    case TransportKind::unix_socket: return "Unix socket";
    case TransportKind::tcp: return "TCP";
    }
    return "?";
}

std::string describe(const PeerInfo& peer)
{
    std::string text = to_string(peer.kind);
    if (peer.kind == TransportKind::tcp) {
        text += " connection with ";
        text += peer.address.find(':') != std::string::npos ? '[' + peer.address + ']' : peer.address;
        return text + ':' + std::to_string(peer.port);
    }
    if (!peer.local.empty()) text += " '" + peer.local + "'";
    return text;
}

Result<void> read_exact(Stream& stream, std::span<char> buffer, Deadline deadline)
{
    while (!buffer.empty()) {
        Result<std::size_t> count = stream.read_some(buffer, deadline);
        if (!count) return base::Unexpected(std::move(count).error());
        if (*count == 0) return failure(IoErrorKind::eof, "the stream ended " + std::to_string(buffer.size()) + " bytes too early");
        buffer = buffer.subspan(*count);
    }
    return {};
}

} // namespace kestrun::io
