// How Get-Command finds names that are not written out: abbreviations, near misses, programs by pattern.
#pragma once
#include "cmdlets/support/session_items.hpp"

namespace kestrun::cmdlets {

/// True when `abbreviation` stands for the command: "i-psdf" for Import-PowerShellDataFile, by the first letter of the verb and the
/// capitals of the noun. Without case.
bool is_abbreviation(std::string_view abbreviation, std::string_view command);
/// Programs and scripts in the folders of PATH whose names fit the pattern, folder by folder.
std::vector<Ref<engine::CommandInfo>> find_programs(std::string_view pattern);
/// Letters to insert, delete, replace or swap to get from one name to the other, without case.
size_t name_distance(std::string_view a, std::string_view b);

} // namespace kestrun::cmdlets
