// Numbers as text in the invariant culture.
#pragma once
#include <cstdint>
#include <string>

namespace kestrun::value {

/// Shortest text that reads back as the same number: .NET's ToString().
std::string double_text(double d);
std::string single_text(float f);
/// At most that many significant digits: .NET's "G15" and "G7", which PowerShell uses when it turns reals into text.
std::string double_text(double d, int digits);
std::string single_text(float f, int digits);
std::string int64_text(int64_t i);
std::string uint64_text(uint64_t u);

} // namespace kestrun::value
