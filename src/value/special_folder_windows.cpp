#include "base/system.hpp"
#include "value/special_folder.hpp"
#include <windows.h>

#include <shlobj.h>

namespace kestrun::value {

// The numbers of SpecialFolder are Windows' own CSIDL_... .
std::string special_folder(int64_t folder)
{
    wchar_t path[MAX_PATH];
    if (SHGetFolderPathW(nullptr, static_cast<int>(folder), nullptr, SHGFP_TYPE_CURRENT, path) != S_OK) return {};
    return base::sys::from_wide(path);
}

} // namespace kestrun::value
