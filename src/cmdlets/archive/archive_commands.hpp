// Compress-Archive and Expand-Archive (Microsoft.PowerShell.Archive).
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

extern const CmdletTable archive_table;

} // namespace kestrun::cmdlets
