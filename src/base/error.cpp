#include "base/error.hpp"

#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace kestrun::base {

std::string errno_text(int code) { return std::generic_category().message(code); }

void fatal(std::string_view text) noexcept
{
    std::fprintf(stderr, "kestrun: fatal: %.*s\n", static_cast<int>(text.size()), text.data());
    std::abort();
}

} // namespace kestrun::base
