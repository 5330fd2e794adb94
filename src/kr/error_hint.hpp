// "Did you mean": the nearest name that exists for a command, parameter or type that does not.
#pragma once
#include "kr/support.hpp"

namespace kestrun::kr {

/// A line to put under an error's text, with the line end in front; empty when there is nothing to suggest.
std::string error_hint(const ErrorRecord& record);

} // namespace kestrun::kr
