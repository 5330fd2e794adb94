#include "base/startup_pages.hpp"

#include <windows.h>

namespace kestrun::base {

// Both sizes -1: the working set is emptied, and fills with what is used.
void release_startup_pages() noexcept { SetProcessWorkingSetSize(GetCurrentProcess(), static_cast<SIZE_T>(-1), static_cast<SIZE_T>(-1)); }

} // namespace kestrun::base
