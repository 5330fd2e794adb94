// Reading folders on Windows; see base/system.hpp.
#include "base/system.hpp"

#include <utility>
#include <windows.h>

namespace kestrun::base::sys {

struct DIR
{
    HANDLE search = INVALID_HANDLE_VALUE;
    WIN32_FIND_DATAW found{};
    bool fresh = true; // `found` was not given out yet
    dirent entry{};
};

DIR* opendir(const char* path)
{
    std::wstring pattern = wide_path(path);
    const DWORD attributes = GetFileAttributesW(pattern.c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) return errno = errno_of(GetLastError()), nullptr;
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) return errno = ENOTDIR, nullptr;
    if (!pattern.ends_with(L'\\')) pattern += L'\\';
    auto folder = std::make_unique<DIR>();
    folder->search = FindFirstFileExW((pattern + L'*').c_str(), FindExInfoBasic, &folder->found, FindExSearchNameMatch, nullptr,
                                      FIND_FIRST_EX_LARGE_FETCH);
    if (folder->search == INVALID_HANDLE_VALUE) {
        // The root of an empty drive has not even "." in it.
        if (GetLastError() != ERROR_FILE_NOT_FOUND) return errno = errno_of(GetLastError()), nullptr;
        folder->fresh = false;
    }
    return folder.release();
}

dirent* readdir(DIR* folder)
{
    if (folder->search == INVALID_HANDLE_VALUE) return nullptr;
    if (!std::exchange(folder->fresh, false) && !FindNextFileW(folder->search, &folder->found)) return nullptr;
    const std::string name = from_wide(folder->found.cFileName);
    const std::size_t size = name.copy(folder->entry.d_name, sizeof folder->entry.d_name - 1);
    folder->entry.d_name[size] = '\0';
    const DWORD attributes = folder->found.dwFileAttributes;
    const DWORD tag = folder->found.dwReserved0;
    const bool link =
        (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && (tag == IO_REPARSE_TAG_SYMLINK || tag == IO_REPARSE_TAG_MOUNT_POINT);
    folder->entry.d_type = link ? DT_LNK : (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? DT_DIR : DT_REG;
    folder->entry.d_hidden = (attributes & FILE_ATTRIBUTE_HIDDEN) != 0;
    return &folder->entry;
}

int closedir(DIR* folder)
{
    if (folder->search != INVALID_HANDLE_VALUE) FindClose(folder->search);
    delete folder;
    return 0;
}

} // namespace kestrun::base::sys
