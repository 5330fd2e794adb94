#include "base/volumes.hpp"

#include <sys/statvfs.h>

namespace kestrun::base {

std::optional<VolumeSpace> volume_space(const std::string& folder)
{
    struct statvfs facts = {};
    if (statvfs(folder.c_str(), &facts) != 0) return std::nullopt;
    const std::uint64_t block = facts.f_frsize;
    return VolumeSpace{facts.f_blocks * block, facts.f_bfree * block, facts.f_bavail * block};
}

std::vector<std::string> volume_roots() { return {"/"}; }

} // namespace kestrun::base
