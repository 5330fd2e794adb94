#pragma once
// The system's headers of sockets and addresses, and what Windows' lack.

#if defined(_WIN32)
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
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
/// The number of a network interface, or of a zone of IPv6; 0 when there is none of that name.
unsigned interface_index(const char* name) noexcept;
/// The system's text for a code that getaddrinfo gave.
std::string address_error_text(int code);

} // namespace kestrun::base
