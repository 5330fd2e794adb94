#pragma once
// The system's headers of sockets and addresses, and what Windows' lack.

#if defined(_WIN32)
#include <winsock2.h>
#include <ws2tcpip.h>

#include <iphlpapi.h>
#else
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#include <string>

namespace kestrun::base {

/// Before sockets and names are used; cheap when it was called before. Throws std::system_error when the system has none.
void start_sockets();
/// As inet_aton(3): fewer than four numbers, octal and hexadecimal ones are read too.
bool parse_ipv4(const char* text, in_addr& out) noexcept;
/// The system's text for a code that getaddrinfo gave.
std::string address_error_text(int code);

} // namespace kestrun::base
