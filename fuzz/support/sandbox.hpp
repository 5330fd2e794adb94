// What keeps a script that a fuzzer made up inside: the kernel does, for no list of forbidden commands is ever complete.
//
// After enter_sandbox() the process starts no program, opens no socket, signals nobody else, and writes no file outside the directories
// it was told of. Where the kernel has no Landlock, it writes no file at all.
#pragma once
#include <span>
#include <string>

namespace kestrun::fuzz {

/// Once, before there are threads. Ends the process when the kernel grants neither.
void enter_sandbox(std::span<const std::string> writable_directories);

} // namespace kestrun::fuzz
