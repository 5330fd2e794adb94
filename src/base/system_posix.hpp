#pragma once
// See base/system.hpp.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kestrun::base::sys {

using Stat = struct ::stat;
using ::access;
using ::chdir;
using ::chmod;
using ::close;
using ::fchmod;
using ::fstat;
using ::ftruncate;
using ::getcwd;
using ::getpid;
using ::isatty;
using ::link;
using ::lseek;
using ::lstat;
using ::mkdir;
using ::mkdtemp;
using ::mkstemps;
using ::open;
using ::read;
using ::readlink;
using ::rename;
using ::rmdir;
using ::stat;
using ::symlink;
using ::unlink;
using ::utimensat;
using ::write;
using std::fopen;

using ::closedir;
using ::DIR;
using ::dirent;
using ::opendir;
using ::readdir;

} // namespace kestrun::base::sys
