#pragma once
// The file systems that paths begin in: "/" on Unix, drives on Windows.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kestrun::base {

/// Bytes.
struct VolumeSpace
{
    std::uint64_t total;
    std::uint64_t free;
    std::uint64_t available; // to this user
};
/// Of the file system that a folder is in; nothing, and errno set, when it cannot be asked.
std::optional<VolumeSpace> volume_space(const std::string& folder);
/// "/", or "C:\\", "D:\\" and so on.
std::vector<std::string> volume_roots();

} // namespace kestrun::base
