#pragma once

// Percent coding (RFC 3986 section 2.1), request paths, queries and absolute URLs.

#include "http/text_store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kestrun::http {

/// Replaces each valid %XX by its byte; anything else stays as it is. `plus_is_blank` is the rule of forms and queries.
[[nodiscard]] std::string percent_decode(std::string_view text, bool plus_is_blank = false);

/// Encodes all but unreserved characters (letters, digits, `-._~`) as upper-case %XX; a blank becomes `+` on request.
[[nodiscard]] std::string percent_encode(std::string_view text, bool blank_is_plus = false);

/// The path that routes are matched against, from the path part of a request target: percent codes decoded except `%2F` (which would forge
/// a separator), codes that are no UTF-8 kept as text, dot segments removed (RFC 3986 section 5.2.4) after decoding. A path that needs none
/// of it is returned as it is, without a copy. nullopt: the path holds %00 or does not begin with `/`.
[[nodiscard]] std::optional<std::string_view> normalise_path(std::string_view raw, TextStore& store);

/// Removes `.` and `..` segments from an absolute path, in place. Never goes above the root.
void remove_dot_segments(std::string& path);

using NameValue = std::pair<std::string, std::string>;

/// Names and values of a query (without `?`) or an urlencoded form, decoded, in order; a name without `=` has an empty value. Stops after
/// `limit` pairs.
[[nodiscard]] std::vector<NameValue> parse_query(std::string_view query, std::size_t limit = 10'000);

/// The inverse: `a=1&b=x+y`.
[[nodiscard]] std::string build_query(const std::vector<NameValue>& pairs);

/// An absolute `http` or `https` URL taken apart. Views into the text that was parsed.
struct Url
{
    std::string_view scheme;
    std::string_view host;  ///< without brackets' removal: `[::1]` keeps them
    std::uint16_t port = 0; ///< the scheme's default when none is written
    bool has_port = false;
    std::string_view user_info; ///< empty when absent
    std::string_view authority; ///< host and port as written
    std::string_view path;      ///< as written; empty when absent
    std::string_view query;     ///< without `?`
    std::string_view fragment;  ///< without `#`
};

/// nullopt when the text is no absolute http(s) URL.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

/// A Host field or an authority: `name`, `name:port`, `[v6]:port`. nullopt when malformed; port 0 when absent. An empty text is an empty
/// host.
struct Authority
{
    std::string_view host;
    std::uint16_t port = 0;
};
[[nodiscard]] std::optional<Authority> parse_authority(std::string_view text) noexcept;

/// A host as connections take it: an IPv6 address without its brackets.
[[nodiscard]] std::string_view without_brackets(std::string_view host) noexcept;

/// The target of a reference (Location) against the URL of the request it answers, RFC 3986 section 5.3, without its fragment.
[[nodiscard]] std::string resolve_reference(std::string_view base_url, std::string_view reference);

} // namespace kestrun::http
