#include "base/volumes.hpp"

#include "base/system.hpp"

#include <windows.h>

namespace kestrun::base {

std::optional<VolumeSpace> volume_space(const std::string& folder)
{
    ULARGE_INTEGER available{}, total{}, free{};
    if (!GetDiskFreeSpaceExW(sys::wide_path(folder).c_str(), &available, &total, &free)) {
        errno = sys::errno_of(GetLastError());
        return std::nullopt;
    }
    return VolumeSpace{total.QuadPart, free.QuadPart, available.QuadPart};
}

std::vector<std::string> volume_roots()
{
    std::vector<std::string> roots;
    const DWORD drives = GetLogicalDrives();
    for (char letter = 'A'; letter <= 'Z'; ++letter)
        if ((drives >> (letter - 'A') & 1) != 0) roots.push_back(std::string(1, letter) + ":\\");
    return roots;
}

} // namespace kestrun::base
