#include "base/broken_pipe.hpp"
#include <csignal>

namespace kestrun::base {

void ignore_broken_pipes() noexcept
{
    struct sigaction current = {};
    if (::sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL) {
        current.sa_handler = SIG_IGN;
        ::sigaction(SIGPIPE, &current, nullptr);
    }
}

} // namespace kestrun::base
