// The pattern operand of -match, -replace and -split.
#pragma once
#include "value/regex.hpp"
#include "value/value.hpp"

namespace kestrun::value {

/// A [regex] with its own options, or text compiled without case unless case_sensitive.
RegexRef regex_operand(const Value& pattern, bool case_sensitive);

} // namespace kestrun::value
