#include "io/peer.hpp"

#include "io/socket_file_posix.hpp"
#include "io/stream_support.hpp"

#include <unistd.h>

namespace kestrun::io {

Result<void> check_current_user(const Stream& stream)
{
    const PeerInfo& peer = stream.peer();
    if (peer.kind == TransportKind::tcp)
        return failure(IoErrorKind::invalid, "The user who serves the " + describe(peer) + " cannot be known: TCP does not tell.");
    if (peer.uid == static_cast<std::int64_t>(::geteuid())) return {};
    return failure(IoErrorKind::access_denied, "The " + describe(peer) + " is served by user " + user_name(peer.uid) +
                                                   ", and only a server of user " + user_name(::geteuid()) + " is wanted.");
}

} // namespace kestrun::io
