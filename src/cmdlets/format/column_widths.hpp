// How the columns of a table share the width of the screen.
#pragma once
#include <vector>

namespace kestrun::cmdlets {

/// In: wanted widths, 0 for "whatever is left". Out: widths to use; -1 for columns there is no room for. Columns are one blank apart.
void share_width(std::vector<int>& widths, int screen);
/// How many columns of such a width stand beside each other, at least one.
int columns_that_fit(int width, int screen);

} // namespace kestrun::cmdlets
