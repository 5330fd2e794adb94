// The calendar of a culture.
#pragma once
#include "value/value.hpp"

namespace kestrun::value {

/// System.Globalization.GregorianCalendar.
Value gregorian_calendar();

} // namespace kestrun::value
