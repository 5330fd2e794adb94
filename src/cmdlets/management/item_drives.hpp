// Items that are no files: Env:, Variable:, Function:, Alias:.
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

struct DriveItem
{
    std::string name;
    Value item;    // what Get-Item gives: DictionaryEntry, PSVariable, FunctionInfo, AliasInfo
    Value content; // what Get-Content gives
};
/// "Env", "Variable", ...: the drive's usual spelling.
std::string drive_name(std::string_view drive);
/// Items whose name matches, sorted by name. `pattern` "" or "*": all. Literal names when it has no wildcards.
std::vector<DriveItem> find_drive_items(Context& context, std::string_view drive, std::string_view pattern);
/// Makes or changes an item. Throws ScriptError when it cannot be set.
void set_drive_item(Context& context, std::string_view drive, std::string_view name, const Value& content);
/// False when there is no such item.
bool remove_drive_item(Context& context, std::string_view drive, std::string_view name);

} // namespace kestrun::cmdlets
