// Base 64 (RFC 4648, section 4) and hexadecimal.
#pragma once
#include <string>
#include <string_view>

namespace kestrun::value {

/// line_breaks: CR LF after each 76 characters.
std::string base64_encode(std::string_view bytes, bool line_breaks = false);
/// White space is skipped, padding is required. False when the text is none.
bool base64_decode(std::string_view text, std::string& out);
std::string hex_encode(std::string_view bytes, bool upper = true);
/// Two digits a byte. False when the text is none.
bool hex_decode(std::string_view text, std::string& out);

} // namespace kestrun::value
