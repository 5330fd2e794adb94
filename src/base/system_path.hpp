#pragma once

#include "base/system.hpp"

#include <filesystem>
#include <string_view>

namespace kestrun::base::sys {

/// The path that std::filesystem takes, from UTF-8; its string() gives UTF-8 back. On Windows a path made from a string directly would be
/// read in the system's code page.
#if defined(_WIN32)
inline std::filesystem::path path(std::string_view utf8) { return {to_wide(utf8)}; }
#else
inline std::filesystem::path path(std::string_view utf8) { return {utf8}; }
#endif

} // namespace kestrun::base::sys
