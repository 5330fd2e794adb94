// The parts of a culture that stand alone too: what NumberFormatInfo and DateTimeFormatInfo share with CultureInfo and with each other.
#pragma once
#include "value/culture.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {

/// Makes the numbers or dates of a culture those of another. InvalidOperationException when it may not be changed.
void take_number_format(CultureInfo& culture, const base::NumberCulture& from);
void take_date_format(CultureInfo& culture, const base::DateCulture& from);

// Members of both, by the type they are called on.
Value current_part(Call& c);   // CurrentInfo
Value invariant_part(Call& c); // InvariantInfo
Value new_part(Call& c);
Value part_of_provider(Call& c);  // GetInstance: the argument when it is such a part already
Value read_only_part(Call& c);    // ReadOnly
Value cloned_part(Call& c);       // Clone
Value part_for_type(Call& c);     // GetFormat
Value is_read_only_part(Call& c); // IsReadOnly

} // namespace kestrun::value
