#pragma once
// The calls to Windows that Unix sockets need, behind an interface: tests see what is asked for and answer in Windows' place, because Wine
// has no Unix sockets.

#include "io/owned_socket_windows.hpp"

#include <afunix.h>
#include <cstdint>
#include <string>
#include <string_view>

namespace kestrun::io {

// Any thread. Error numbers are Windows', 0 when it went well.
class UnixSystem
{
public:
    // A file where a socket's file is looked for.
    struct File
    {
        enum class Kind : std::uint8_t
        {
            missing,
            socket,
            other,
        };
        Kind kind = Kind::missing;
        DWORD error = 0; // why it cannot be looked at
        std::uint64_t volume = 0;
        std::uint64_t index = 0;
    };

    virtual ~UnixSystem() = default;

    // An overlapped stream socket that child processes do not inherit. WSAEAFNOSUPPORT: this Windows has none.
    virtual DWORD create(OwnedSocket& socket) = 0;
    virtual DWORD bind(SOCKET socket, const sockaddr_un& address) = 0;
    virtual DWORD listen(SOCKET socket, int backlog) = 0;
    // Blocks the thread; never for a network.
    virtual DWORD connect(SOCKET socket, const sockaddr_un& address) = 0;
    // At the other end; 0: not known.
    virtual DWORD peer_process(SOCKET socket) = 0;

    virtual File look(const std::string& path) = 0;
    // Replaces the file's access list by an SDDL text, and what it inherits.
    virtual DWORD protect(const std::string& path, const std::string& security) = 0;
    virtual DWORD remove(const std::string& path) = 0;

    static UnixSystem& windows();
};

// Of a path that is known to fit: in UTF-8, with backslashes.
sockaddr_un unix_address(std::string_view path) noexcept;

// The access list of a socket's file, whose right to write is the right to connect: the user alone (owner_only), or all users of the
// machine that have signed in, who may read and write but neither remove it nor change the list.
std::string socket_security_text(bool owner_only, std::string_view user_sid);

} // namespace kestrun::io
