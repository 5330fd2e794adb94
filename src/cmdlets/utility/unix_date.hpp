// Get-Date -UFormat: the format of the Unix command date.
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

/// format may begin with "+". Letters as in date(1): %Y %m %d %H %M %S %j %A %s ...
std::string unix_date_text(const Value& date, std::string_view format);

} // namespace kestrun::cmdlets
