#pragma once
// The file of a listening Unix socket: made without disturbing anybody, removed only while it is still ours.

#include "io/descriptor_posix.hpp"
#include "io/error.hpp"
#include "io/unix_socket.hpp"

#include <cstdint>
#include <string>

struct sockaddr_un;

namespace kestrun::io {

class SocketFile
{
public:
    SocketFile() = default;
    SocketFile(SocketFile&& other) noexcept;
    SocketFile& operator=(SocketFile&& other) noexcept;
    ~SocketFile();

    // Removes the file when it is the one that was made. Call it before the listening socket is closed: until then nobody takes the file
    // for a dead server's.
    void remove() noexcept;

    // Binds a new non-blocking listening socket to the path. Two servers that start at the same time take turns by a lock file beside the
    // path (PATH.lock, gone again afterwards). Errors: see listener.hpp.
    static Result<SocketFile> listen(const SocketName& name, bool owner_only, int backlog, Descriptor& listening);

private:
    std::string path_;
    std::uint64_t device_ = 0;
    std::uint64_t inode_ = 0;
};

// For a path that is known to fit.
sockaddr_un socket_address(const std::string& path) noexcept;

// Of the process at the other end; -1 where the system does not tell.
struct PeerCredentials
{
    std::int64_t pid = -1;
    std::int64_t uid = -1;
};
PeerCredentials peer_credentials(int fd) noexcept;

// "alice", or "1000" when the user has no name.
std::string user_name(std::int64_t uid);

} // namespace kestrun::io
