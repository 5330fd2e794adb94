#pragma once
// Texts for Windows' calls.

#include <string>
#include <string_view>

namespace kestrun::io {

// UTF-8 to UTF-16; what is not UTF-8 becomes U+FFFD.
std::wstring wide(std::string_view text);
std::string narrow(std::wstring_view text);

} // namespace kestrun::io
