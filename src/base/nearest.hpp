// "Did you mean": the known name that is nearest to a misspelt one.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::base {

/// Letters to insert, delete, replace or swap to get from one to the other, ASCII letters without case. More than `limit` may come out as
/// any larger number.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);
/// The name among `names` that is nearest to a misspelt one; empty when none is near. The first one of several as near.
std::string nearest_name(std::string_view wrong, const std::vector<std::string>& names);

} // namespace kestrun::base
