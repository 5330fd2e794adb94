// MatchInfo: what Select-String writes.
#pragma once
#include "cmdlets/support/data_object.hpp"

namespace kestrun::cmdlets {

enum MatchSlot : size_t
{
    MatchIgnoreCase,
    MatchLineNumber,
    MatchLine,
    MatchFilename,
    MatchPath,
    MatchPattern,
    MatchContext,
    MatchMatches,
    MatchSlotCount
};

std::span<const value::TypeDef> match_info_types();
Value make_match_info(std::vector<Value> slots);
/// "path:line:text" with the path relative to a folder; the line alone for text from the pipeline.
std::string match_info_text(const DataObject& match, std::string_view folder);

} // namespace kestrun::cmdlets
