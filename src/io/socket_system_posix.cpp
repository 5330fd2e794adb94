#include "base/error.hpp"
#include "io/socket_system.hpp"

#include <cerrno>

namespace kestrun::io {

LookupError lookup_error(int status)
{
    bool unknown = status == EAI_NONAME;
#ifdef EAI_NODATA
    unknown = unknown || status == EAI_NODATA;
#endif
    return {unknown, status == EAI_SYSTEM ? base::errno_text(errno) : ::gai_strerror(status)};
}

} // namespace kestrun::io
