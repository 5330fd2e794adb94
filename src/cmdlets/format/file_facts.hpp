// The columns that PowerShell shows for files on Unix.
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

struct FileFacts
{
    std::string mode, user, group, size;
};
/// Of a FileInfo or DirectoryInfo; empty when the file is gone.
FileFacts file_facts(const Value& item);

} // namespace kestrun::cmdlets
