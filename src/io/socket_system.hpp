#pragma once
// The socket calls of the system.

#if defined(_WIN32)
#include "io/system_windows.hpp"
#else
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif

#include <string>

namespace kestrun::io {

#if defined(_WIN32)
using SocketHandle = SOCKET;
#else
using SocketHandle = int;
#endif

// What getaddrinfo() meant by its result; right after it.
struct LookupError
{
    bool unknown_host = false;
    std::string text;
};
LookupError lookup_error(int status);

} // namespace kestrun::io
