#pragma once
// What a loop's fibers wait for in the operating system. There are two kinds of systems: those that tell when a descriptor is ready, and
// Windows, which tells when an operation is done. Everything above streams and listeners is the same for both.
//
// LoopIo of either kind: reactor(), wait(), dispatch(), wait_fd() and close(), as LoopCore calls them.

#if defined(_WIN32)
#include "io/loop_io_windows.hpp"
#else
#include "io/loop_io_posix.hpp"
#endif
