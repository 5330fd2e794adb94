// The commands that a session has run: what an interactive shell records and Get-History shows.
#pragma once
#include "cmdlets/support/common.hpp"
#include <span>

namespace kestrun::cmdlets {

struct HistoryRecord
{
    std::string command;
    std::string status; // of PipelineState: "Completed", "Failed", "Stopped"
    Value start, end;   // DateTime
};
/// Adds to the session's history and gives the HistoryInfo. The oldest go when there are more than $MaximumHistoryCount (4096).
Value add_history(Context& context, HistoryRecord record);

std::span<const value::TypeDef> history_types();

} // namespace kestrun::cmdlets
