#include "http/url.hpp"

#include "http/ascii.hpp"

#include <cstring>

namespace kestrun::http {

namespace {

/// The byte that `text[at]` = '%' introduces, or -1.
int code_at(std::string_view text, std::size_t at) noexcept
{
    if (at + 2 >= text.size()) return -1;
    const int high = hex_value(text[at + 1]);
    const int low = hex_value(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

constexpr std::string_view upper_hex = "0123456789ABCDEF";

/// Length of the UTF-8 sequence written as percent codes at `at` (1 for ASCII), its bytes in `bytes`; 0 when it is no valid sequence.
std::size_t coded_utf8(std::string_view text, std::size_t at, char* bytes) noexcept
{
    const int first = code_at(text, at);
    if (first < 0) return 0;
    bytes[0] = static_cast<char>(first);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xc2 && first < 0xe0   ? 2
                               : first >= 0xe0 && first < 0xf0 ? 3
                               : first >= 0xf0 && first < 0xf5 ? 4
                                                               : 0;
    for (std::size_t i = 1; i < length; ++i) {
        if (at + i * 3 >= text.size() || text[at + i * 3] != '%') return 0;
        const int next = code_at(text, at + i * 3);
        if (next < 0x80 || next > 0xbf) return 0;
        // Overlong forms, surrogates and code points above U+10FFFF show in the second byte.
        if (i == 1 && ((first == 0xe0 && next < 0xa0) || (first == 0xed && next > 0x9f) || (first == 0xf0 && next < 0x90) ||
                       (first == 0xf4 && next > 0x8f)))
            return 0;
        bytes[i] = static_cast<char>(next);
    }
    return length;
}

/// `from` and `to` may be the same bytes: the result is never longer. Returns the new length, or npos for %00.
std::size_t decode_path(std::string_view from, char* to) noexcept
{
    std::size_t length = 0;
    for (std::size_t i = 0; i < from.size();) {
        if (from[i] == '%') {
            char bytes[4];
            const std::size_t coded = coded_utf8(from, i, bytes);
            if (coded == 1 && bytes[0] == '\0') return std::string_view::npos;
            if (coded != 0 && !(coded == 1 && bytes[0] == '/')) {
                std::memcpy(to + length, bytes, coded);
                length += coded;
                i += coded * 3;
                continue;
            }
        }
        to[length++] = from[i++];
    }
    return length;
}

/// RFC 3986 section 5.2.4 in one pass over an absolute path.
std::size_t drop_dot_segments(char* path, std::size_t size) noexcept
{
    std::size_t out = 0;
    for (std::size_t i = 0; i < size;) {
        // Here path[i] is '/', the segment follows.
        std::size_t end = i + 1;
        while (end < size && path[end] != '/') ++end;
        const std::string_view segment(path + i + 1, end - i - 1);
        const bool last = end == size;
        if (segment == "." || segment == "..") {
            if (segment == "..")
                while (out > 0 && path[--out] != '/') {
                }
            if (last) path[out++] = '/';
        } else {
            std::memmove(path + out, path + i, end - i);
            out += end - i;
        }
        i = end;
    }
    return out;
}

bool needs_work(std::string_view path) noexcept
{
    if (std::memchr(path.data(), '%', path.size()) != nullptr) return true;
    for (std::size_t at = path.find("/."); at != std::string_view::npos; at = path.find("/.", at + 1)) {
        const std::string_view rest = path.substr(at + 2);
        if (rest.empty() || rest[0] == '/' || (rest[0] == '.' && (rest.size() == 1 || rest[1] == '/'))) return true;
    }
    return false;
}

} // namespace

std::string percent_decode(std::string_view text, bool plus_is_blank)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int code = text[i] == '%' ? code_at(text, i) : -1;
        if (code >= 0) {
            out += static_cast<char>(code);
            i += 2;
        } else {
            out += plus_is_blank && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::string percent_encode(std::string_view text, bool blank_is_plus)
{
    std::string out;
    out.reserve(text.size() + text.size() / 4);
    for (const char c : text) {
        if (is_class(c, byte_class::unreserved)) {
            out += c;
        } else if (c == ' ' && blank_is_plus) {
            out += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += upper_hex[byte >> 4];
            out += upper_hex[byte & 15];
        }
    }
    return out;
}

std::optional<std::string_view> normalise_path(std::string_view raw, TextStore& store)
{
    if (raw.empty() || raw.front() != '/') return std::nullopt;
    if (!needs_work(raw)) return raw;
    char* const text = store.allocate(raw.size() + 1);
    std::size_t length = decode_path(raw, text);
    if (length == std::string_view::npos) return std::nullopt;
    length = drop_dot_segments(text, length);
    return std::string_view(text, length);
}

void remove_dot_segments(std::string& path)
{
    if (path.empty() || path.front() != '/') return;
    path.resize(drop_dot_segments(path.data(), path.size()));
}

std::vector<NameValue> parse_query(std::string_view query, std::size_t limit)
{
    std::vector<NameValue> pairs;
    while (!query.empty() && pairs.size() < limit) {
        const std::size_t end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        const std::string_view value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
        pairs.emplace_back(percent_decode(pair.substr(0, equals), true), percent_decode(value, true));
    }
    return pairs;
}

std::string build_query(const std::vector<NameValue>& pairs)
{
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (!out.empty()) out += '&';
        out += percent_encode(name, true);
        out += '=';
        out += percent_encode(value, true);
    }
    return out;
}

std::optional<Authority> parse_authority(std::string_view text) noexcept
{
    if (!all_of_class(text, byte_class::host)) return std::nullopt;
    Authority authority;
    std::size_t colon = std::string_view::npos;
    if (!text.empty() && text.front() == '[') {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos || close < 3) return std::nullopt;
        // IPvFuture has been defined and never used; an IPv6 address is hex digits, colons and dots.
        for (const char c : text.substr(1, close - 1))
            if (!is_class(c, byte_class::hex) && c != ':' && c != '.') return std::nullopt;
        if (close + 1 < text.size()) {
            if (text[close + 1] != ':') return std::nullopt;
            colon = close + 1;
        }
    } else {
        colon = text.find(':');
        if (text.find_first_of("[]") != std::string_view::npos) return std::nullopt;
        if (colon == 0) return std::nullopt;
    }
    authority.host = text.substr(0, colon);
    if (colon != std::string_view::npos && colon + 1 < text.size()) {
        const auto port = parse_decimal(text.substr(colon + 1));
        if (!port || *port > 65535) return std::nullopt;
        authority.port = static_cast<std::uint16_t>(*port);
    }
    return authority;
}

std::optional<Url> parse_url(std::string_view text)
{
    // absolute-URI = scheme "://" authority path-abempty [ "?" query ] [ "#" fragment ]
    Url url;
    const std::size_t separator = text.find("://");
    if (separator == std::string_view::npos) return std::nullopt;
    url.scheme = text.substr(0, separator);
    const bool secure = iequals(url.scheme, "https");
    if (!secure && !iequals(url.scheme, "http")) return std::nullopt;
    std::string_view rest = text.substr(separator + 3);
    const std::size_t end = rest.find_first_of("/?#");
    std::string_view authority = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        url.user_info = authority.substr(0, at);
        authority.remove_prefix(at + 1);
    }
    const auto parts = parse_authority(authority);
    if (!parts || parts->host.empty()) return std::nullopt;
    url.authority = authority;
    url.host = parts->host;
    url.has_port = parts->port != 0;
    url.port = parts->port != 0 ? parts->port : static_cast<std::uint16_t>(secure ? 443 : 80);
    if (const std::size_t hash = rest.find('#'); hash != std::string_view::npos) {
        url.fragment = rest.substr(hash + 1);
        rest = rest.substr(0, hash);
    }
    if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
        url.query = rest.substr(mark + 1);
        rest = rest.substr(0, mark);
    }
    url.path = rest;
    return url;
}

std::string_view without_brackets(std::string_view host) noexcept { return host.starts_with('[') ? host.substr(1, host.size() - 2) : host; }

std::string resolve_reference(std::string_view base_url, std::string_view reference)
{
    reference = reference.substr(0, reference.find('#'));
    const std::size_t colon = reference.find_first_of(":/?");
    if (colon != std::string_view::npos && reference[colon] == ':') return std::string(reference);
    const auto base = parse_url(base_url);
    if (!base) return std::string(reference);
    std::string out(base->scheme);
    out += ':';
    if (reference.starts_with("//")) return out.append(reference);
    out.append("//").append(base->authority);
    const std::size_t mark = reference.find('?');
    const std::string_view path = reference.substr(0, mark);
    std::string target;
    if (path.empty()) {
        target = base->path.empty() ? "/" : std::string(base->path);
    } else if (path.front() == '/') {
        target = path;
    } else {
        const std::size_t slash = base->path.rfind('/');
        target = slash == std::string_view::npos ? "/" : std::string(base->path.substr(0, slash + 1));
        target += path;
    }
    remove_dot_segments(target);
    out += target;
    if (mark != std::string_view::npos)
        out.append(reference.substr(mark));
    else if (path.empty() && !base->query.empty())
        out.append("?").append(base->query);
    return out;
}

} // namespace kestrun::http
