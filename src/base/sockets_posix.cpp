#include "base/sockets.hpp"

namespace kestrun::base {

void start_sockets() {}

bool parse_ipv4(const char* text, in_addr& out) noexcept { return inet_aton(text, &out) != 0; }

std::string address_error_text(int code)
{
    return code == EAI_NONAME || code == EAI_NODATA ? "Name or service not known" : gai_strerror(code);
}

} // namespace kestrun::base
