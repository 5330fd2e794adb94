// System.Text.Encoding: text to bytes and back.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"

namespace kestrun::value {

enum class EncodingKind : uint8_t
{
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
    Ascii,
    Latin1,
    Windows1252,
};

class Encoding final : public Object
{
public:
    Encoding(EncodingKind kind, bool byte_order_mark, bool throws = false) : kind_(kind), mark_(byte_order_mark), throws_(throws) {}
    const Type& type() const override;
    EncodingKind kind() const { return kind_; }
    /// What a file in this encoding begins with; empty without a byte order mark.
    std::string_view preamble() const;
    /// Without preamble. Characters the encoding lacks become '?'; with `throws` an EncoderFallbackException.
    std::string encode(std::string_view text) const;
    /// Malformed bytes become U+FFFD; with `throws` a DecoderFallbackException. A byte order mark is not skipped.
    std::string decode(std::string_view bytes) const;
    int code_page() const;
    std::string_view web_name() const;
    std::string_view display_name() const;

private:
    EncodingKind kind_;
    bool mark_;
    bool throws_;
};

/// UTF-8 without byte order mark.
Ref<Encoding> utf8_encoding();
/// By name ("utf-8", "iso-8859-1", ...), without case; null when it is unknown.
Ref<Encoding> find_encoding(std::string_view name);
Ref<Encoding> find_encoding(int code_page);
/// The encoding argument of a call, or UTF-8 when it is null or absent.
const Encoding& encoding_or_utf8(const Value& value);
/// The encoding that the byte order mark tells, and how many bytes it takes; null without one.
Ref<Encoding> detect_encoding(std::string_view bytes, size_t& mark_size);
/// Text of a file's bytes: by byte order mark, else by `otherwise`.
std::string decode_file(std::string_view bytes, const Encoding& otherwise);

} // namespace kestrun::value
