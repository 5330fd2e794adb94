// Commands of PowerShell's standard modules that will not come, and why: for the hint of an error and for docs/compatibility.md.
#pragma once
#include <string_view>

namespace kestrun::cmdlets {

/// Why there is no such command and what to do instead, as a sentence; null for other names.
const char* reason_for_absence(std::string_view command);

} // namespace kestrun::cmdlets
