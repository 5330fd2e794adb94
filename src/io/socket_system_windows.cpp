#include "io/error.hpp"
#include "io/socket_system.hpp"

#include <system_error>

namespace kestrun::io {

void start_sockets()
{
    // Until the process ends.
    static const int status = [] {
        WSADATA data;
        return ::WSAStartup(MAKEWORD(2, 2), &data);
    }();
    if (status != 0) throw std::system_error(status, std::system_category(), "WSAStartup");
}

// On Windows the results are Winsock's error numbers.
LookupError lookup_error(int status)
{
    bool unknown = status == WSAHOST_NOT_FOUND || status == WSANO_DATA || status == WSATYPE_NOT_FOUND;
    return {unknown, system_text(status)};
}

} // namespace kestrun::io
