// The parts of a culture that stand alone too: what NumberFormatInfo and DateTimeFormatInfo share with CultureInfo.
#pragma once
#include "value/culture.hpp"

namespace kestrun::value {

/// Makes the numbers or dates of a culture those of another. InvalidOperationException when it may not be changed.
void take_number_format(CultureInfo& culture, const base::NumberCulture& from);
void take_date_format(CultureInfo& culture, const base::DateCulture& from);

} // namespace kestrun::value
