// Secure strings to text and back.
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

Value make_secure(std::string_view text);
std::string reveal(const Value& secure);
/// UTF-16LE.
std::string utf16_bytes(std::string_view text);
/// The text form of a secure string: without a key the hexadecimal UTF-16 that PowerShell writes on Unix (not secret), with a key of 16, 24
/// or 32 bytes AES-CBC in PowerShell's format. Throws ScriptError for a key of another length.
std::string encrypt_text(std::string_view plain, const std::string& key);
/// Nothing when the text is not one or the key is wrong.
std::optional<std::string> decrypt_text(std::string_view text, const std::string& key);

} // namespace kestrun::cmdlets
