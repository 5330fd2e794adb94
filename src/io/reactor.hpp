#pragma once
// What the loop asks the operating system: see the header of the system's kind.

#if defined(_WIN32)
#include "io/reactor_windows.hpp"
#else
#include "io/reactor_posix.hpp"
#endif
