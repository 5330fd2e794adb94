#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::http {

/// `type/subtype;name=value...` (RFC 9110 section 8.3.1). Views into the parsed text; quoted parameter values are unquoted without
/// resolving `\` escapes, which no registered parameter uses.
struct MediaType
{
    std::string_view type;
    std::string_view subtype;
    std::string_view essence;    ///< `type/subtype` as written
    std::string_view parameters; ///< from the first `;` on

    /// Value of a parameter, name without case.
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const noexcept;
    [[nodiscard]] bool is(std::string_view essence_text) const noexcept;
    /// The structured syntax suffix: `json` of `application/problem+json`; empty when there is none.
    [[nodiscard]] std::string_view suffix() const noexcept;
};

[[nodiscard]] std::optional<MediaType> parse_media_type(std::string_view text) noexcept;

/// True for types whose body is text although they may not begin with `text/`: json, xml, yaml, javascript, forms, +json, +xml, +yaml.
[[nodiscard]] bool is_textual(std::string_view content_type) noexcept;

/// The type as it is sent for a UTF-8 body: `; charset=utf-8` is added to a textual type that names no charset; others stay as they are.
[[nodiscard]] std::string with_charset(std::string_view content_type);

/// One member of an Accept field. q is in thousandths, 0 to 1000 (RFC 9110 section 12.4.2).
struct AcceptRange
{
    MediaType range;
    int quality = 1000;
};

/// Members in order of preference: higher q first, then as listed. Members that are malformed or have q=0 are left out.
[[nodiscard]] std::vector<AcceptRange> parse_accept(std::string_view accept);

/// Picks the offered type that the client likes best (RFC 9110 section 12.5.1: the most specific range that matches a type decides its
/// quality; the server's order breaks ties). An empty field accepts everything. nullopt: nothing is acceptable.
[[nodiscard]] std::optional<std::size_t> negotiate(std::string_view accept, std::span<const std::string_view> offered);

/// Quality (0 to 1000) of one content coding or charset in an Accept-Encoding like field; `*` stands for those not named; 0 when refused or
/// absent.
[[nodiscard]] int token_quality(std::string_view field, std::string_view token);

} // namespace kestrun::http
