#pragma once
// What the system says about this process and its machine. Any thread; what the system does not tell is empty or 0.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace kestrun::base {

/// The machine's name, with its domain when the system has it so.
std::string host_name();
/// The file name of the program, without folder and (on Windows) ".exe".
std::string process_name();
/// The program's file.
std::string program_path();
/// The command line's words, the program first.
std::vector<std::string> program_arguments();
/// The words that main() was called with, in UTF-8.
std::vector<std::string> main_arguments(int argc, char** argv);
/// Bytes of memory that the process has in RAM.
std::int64_t resident_bytes();
/// Bytes.
std::int64_t page_size() noexcept;
/// Bytes of RAM that the process may count on: of the machine, or of the container it runs in.
std::uint64_t physical_memory();
std::int64_t milliseconds_since_boot() noexcept;
/// Of the kernel: 6, 1, 0, 18 or 10, 0, 19045, 0.
std::array<std::int32_t, 4> system_version();
/// As the kernel spells it: "6.1.0-18-amd64", "10.0.19045".
std::string kernel_release();
/// "Debian GNU/Linux 12 (bookworm)", "Microsoft Windows 10.0.19045".
std::string system_description();
/// Eight bytes that no one outside can guess; cheap, for use before main().
std::uint64_t random_at_start() noexcept;
/// root, or on Windows a process that was started as administrator.
bool is_privileged() noexcept;

} // namespace kestrun::base
