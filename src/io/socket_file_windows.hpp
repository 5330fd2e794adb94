#pragma once
// The file of a listening Unix socket: made without disturbing anybody, removed only while it is still ours.

#include "io/error.hpp"
#include "io/unix_socket.hpp"
#include "io/unix_system_windows.hpp"

#include <cstdint>
#include <string>

namespace kestrun::io {

class SocketFile
{
public:
    SocketFile() = default;
    SocketFile(SocketFile&& other) noexcept;
    SocketFile& operator=(SocketFile&& other) noexcept;
    ~SocketFile() { remove(); }

    // Removes the file when it is the one that was made, then the lock.
    void remove() noexcept;

    // Binds a new listening socket to the path. While it lives, the file PATH.lock beside it is held open, which Windows removes when the
    // process ends in whatever way: a server whose queue is full looks to clients like a dead one, and must not be taken for one. Blocks
    // the task at most 3 seconds. Errors: see listener.hpp.
    static Result<SocketFile> listen(const SocketName& name, bool owner_only, int backlog, UnixSystem& system, OwnedSocket& listening);

private:
    UnixSystem* system_ = nullptr;
    std::string path_;
    HANDLE lock_ = INVALID_HANDLE_VALUE;
    std::uint64_t volume_ = 0;
    std::uint64_t index_ = 0;
};

// What it means that a Unix socket cannot be had: of a Windows without them, the one that has them is named.
IoError cannot_make_socket(const SocketName& name, DWORD code);

} // namespace kestrun::io
