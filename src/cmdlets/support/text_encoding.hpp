// Encodings of text files as -Encoding names them.
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

enum class TextEncoding : unsigned char
{
    Utf8,
    Utf8Bom,
    Ascii,
    Latin1,
    Utf16,
    Utf16Big,
    Utf32,
    Utf32Big,
    Utf7,
};

/// -Encoding: a name ("utf8", "unicode", "iso-8859-1"), a code page number or a System.Text.Encoding. Throws PSArgumentException-like
/// errors.
TextEncoding parse_encoding(const Value& value);
/// The byte order mark written in front of a new file.
std::string_view encoding_mark(TextEncoding encoding);
/// UTF-8 to the file's bytes; what the encoding lacks becomes "?".
std::string encode_text(std::string_view utf8, TextEncoding encoding);
/// The file's bytes to UTF-8. A byte order mark decides, else `encoding`. Bad sequences become U+FFFD.
std::string decode_text(std::string_view bytes, TextEncoding encoding = TextEncoding::Utf8);

} // namespace kestrun::cmdlets
