// System.Uri (RFC 3986 as .NET reads it) and the escapes of URIs, forms and HTML.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"
#include <optional>

namespace kestrun::value {

/// An absolute URI taken apart, escaped where it must be; for a relative one only `original` is set.
struct UriParts
{
    std::string original;
    bool absolute = false;
    bool has_authority = false; // "//" was there
    std::string scheme;         // lower case
    std::string user_info;
    std::string host; // lower case; [..] around IPv6
    int port = -1;    // the scheme's when none was given; -1: the scheme has none
    bool default_port = true;
    std::string path;
    std::string query;    // with '?', or empty
    std::string fragment; // with '#', or empty
    std::string absolute_uri() const;
    std::string authority() const; // host and, unless it is the default one, port
};

/// kind: System.UriKind (0 either, 1 absolute, 2 relative). False with .NET's message (System.UriFormatException).
bool parse_uri(std::string_view text, int kind, UriParts& out, std::string& error);
/// RFC 3986, section 5.
UriParts resolve_uri(const UriParts& base, std::string_view relative);
int default_port(std::string_view scheme); // -1: none

class UriObject final : public Object, public Textual, public Comparable
{
public:
    explicit UriObject(UriParts parts) : parts_(std::move(parts)) {}
    const UriParts& get() const { return parts_; }
    const Type& type() const override { return types::uri(); }
    std::string text() const override; // unescaped where that is safe
    bool equals(const Value& other) const override;
    uint32_t hash() const override;

private:
    UriParts parts_;
};

/// Throws System.UriFormatException.
Value make_uri(std::string_view text, int kind = 0);

/// All but A-Z a-z 0-9 - _ . ~ as %XX of UTF-8.
std::string escape_data(std::string_view text);
/// %XX that make UTF-8 become characters; others stay.
std::string unescape_data(std::string_view text);
/// application/x-www-form-urlencoded: blanks as '+'; `safe`: characters left alone besides letters and digits.
std::string form_encode(std::string_view text, std::string_view safe, bool upper);
std::string form_decode(std::string_view text);
std::string html_encode(std::string_view text);
std::string html_decode(std::string_view text);

} // namespace kestrun::value
