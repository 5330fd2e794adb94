// [Environment]::GetFolderPath.
#pragma once
#include <cstdint>
#include <string>

namespace kestrun::value {

/// Of a System.Environment+SpecialFolder; empty when the system has no such folder.
std::string special_folder(int64_t folder);

} // namespace kestrun::value
