#include "base/sockets.hpp"

#include <net/if.h>

namespace kestrun::base {

void start_sockets() {}

bool parse_ipv4(const char* text, in_addr& out) noexcept { return inet_aton(text, &out) != 0; }

unsigned interface_index(const char* name) noexcept { return if_nametoindex(name); }

std::string address_error_text(int code)
{
    return code == EAI_NONAME || code == EAI_NODATA ? "Name or service not known" : gai_strerror(code);
}

} // namespace kestrun::base
