#include "io/error.hpp"
#include "io/socket_system.hpp"

namespace kestrun::io {

// On Windows the results are Winsock's error numbers.
LookupError lookup_error(int status)
{
    bool unknown = status == WSAHOST_NOT_FOUND || status == WSANO_DATA || status == WSATYPE_NOT_FOUND;
    return {unknown, system_text(status)};
}

} // namespace kestrun::io
