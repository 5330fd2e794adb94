#include "base/sockets.hpp"

#include "base/system.hpp"

#include <cstring>
#include <system_error>

#include <iphlpapi.h>

namespace kestrun::base {

// They are never ended: the process' end does that.
void start_sockets()
{
    static const int error = [] {
        WSADATA data;
        return WSAStartup(MAKEWORD(2, 2), &data);
    }();
    if (error != 0) throw std::system_error(error, std::system_category(), "WSAStartup");
}

bool parse_ipv4(const char* text, in_addr& out) noexcept
{
    const unsigned long address = inet_addr(text);
    if (address == INADDR_NONE && std::strcmp(text, "255.255.255.255") != 0) return false;
    out.s_addr = address;
    return true;
}

unsigned interface_index(const char* name) noexcept { return if_nametoindex(name); }

std::string address_error_text(int code) { return sys::error_text(static_cast<unsigned long>(code)); }

} // namespace kestrun::base
