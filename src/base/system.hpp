#pragma once
// The system's calls on files and descriptors, with POSIX's names, structures and errno on every platform. Names are UTF-8 everywhere.
// On POSIX these are the calls themselves. On Windows they stand on the wide-character API: files are opened so that others can read,
// rename and delete them, both separators work, and absolute paths longer than 259 characters too.

#include "base/platform.hpp" // IWYU pragma: export

#if defined(_WIN32)
#include "base/system_windows.hpp" // IWYU pragma: export
#else
#include "base/system_posix.hpp" // IWYU pragma: export
#endif
