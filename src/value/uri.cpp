#include "value/uri.hpp"
#include "base/sockets.hpp"
#include "base/text.hpp"
#include "value/error.hpp"
#include "value/string.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

constexpr std::string_view hex_upper = "0123456789ABCDEF";

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = base::ascii_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_unreserved(char c) { return base::ascii_is_letter(c) || base::ascii_is_digit(c) || c == '-' || c == '_' || c == '.' || c == '~'; }

void escape_byte(std::string& out, char c)
{
    out += '%';
    out += hex_upper[static_cast<unsigned char>(c) >> 4];
    out += hex_upper[static_cast<unsigned char>(c) & 15];
}

/// Escapes what may not stand in that part; %XX of unreserved characters become the characters, a lone % becomes %25.
std::string normalize(std::string_view text, std::string_view allowed)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            const char decoded = static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            if (is_unreserved(decoded))
                out += decoded;
            else
                out.append(text, i, 3);
            i += 2;
        } else if (is_unreserved(c) || allowed.find(c) != std::string_view::npos) {
            out += c;
        } else {
            escape_byte(out, c);
        }
    }
    return out;
}

constexpr std::string_view path_allowed = "/:@!$&'()*+,;=[]";
constexpr std::string_view query_allowed = "/?:@!$&'()*+,;=[]";

/// RFC 3986, section 5.2.4.
std::string remove_dots(std::string_view path)
{
    std::vector<std::string_view> kept;
    bool folder = false;
    const bool rooted = path.starts_with('/');
    std::string_view rest = rooted ? path.substr(1) : path;
    for (;;) {
        const size_t slash = rest.find('/');
        const std::string_view part = rest.substr(0, slash);
        folder = false;
        if (part == "..") {
            if (!kept.empty()) kept.pop_back();
            folder = true;
        } else if (part == ".") {
            folder = true;
        } else {
            kept.push_back(part);
        }
        if (slash == std::string_view::npos) break;
        rest = rest.substr(slash + 1);
    }
    std::string out;
    for (size_t i = 0; i < kept.size(); ++i) {
        if (i > 0 || rooted) out += '/';
        out += kept[i];
    }
    if (folder) out += '/';
    return out.empty() && rooted ? "/" : out;
}

struct Scheme
{
    std::string_view name;
    int port;
    bool needs_host;
};
constexpr Scheme schemes[] = {{"http", 80, true},     {"https", 443, true}, {"ws", 80, true},     {"wss", 443, true},
                              {"ftp", 21, true},      {"ftps", 990, true},  {"sftp", 22, true},   {"ssh", 22, true},
                              {"ldap", 389, false},   {"gopher", 70, true}, {"telnet", 23, true}, {"nntp", 119, true},
                              {"net.tcp", 808, true}, {"mailto", 25, false}};

const Scheme* scheme_of(std::string_view name)
{
    const auto* found = std::find_if(std::begin(schemes), std::end(schemes), [name](const Scheme& s) { return s.name == name; });
    return found == std::end(schemes) ? nullptr : found;
}

bool is_scheme(std::string_view text)
{
    if (text.size() < 2 || !base::ascii_is_letter(text[0])) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return base::ascii_is_letter(c) || base::ascii_is_digit(c) || c == '+' || c == '-' || c == '.'; });
}

bool fail(std::string& error, std::string_view message)
{
    error = message;
    return false;
}

/// [user@]host[:port]
bool parse_authority(std::string_view text, UriParts& out, std::string& error)
{
    if (const size_t at = text.rfind('@'); at != std::string_view::npos) {
        out.user_info = normalize(text.substr(0, at), ":!$&'()*+,;=");
        text = text.substr(at + 1);
    }
    std::string_view host = text, port;
    if (text.starts_with('[')) {
        const size_t end = text.find(']');
        in6_addr address = {};
        const std::string inside(text.substr(1, end == std::string_view::npos ? end : end - 1));
        if (end == std::string_view::npos || inet_pton(AF_INET6, inside.substr(0, inside.find('%')).c_str(), &address) != 1) {
            return fail(error, "Invalid URI: The hostname could not be parsed.");
        }
        host = text.substr(0, end + 1);
        if (end + 1 < text.size()) {
            if (text[end + 1] != ':') return fail(error, "Invalid URI: Invalid port specified.");
            port = text.substr(end + 2);
        }
    } else if (const size_t colon = text.find(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
    }
    if (!port.empty()) {
        int number = 0;
        for (const char c : port) {
            if (!base::ascii_is_digit(c) || number > 65535) return fail(error, "Invalid URI: Invalid port specified.");
            number = number * 10 + (c - '0');
        }
        if (number > 65535) return fail(error, "Invalid URI: Invalid port specified.");
        out.default_port = number == out.port;
        out.port = number;
    }
    for (const char c : host) {
        if (static_cast<unsigned char>(c) <= ' ' || c == '\\' || c == '<' || c == '>' || c == '^' || c == '|' || c == '`' || c == '{' ||
            c == '}' || c == '"') {
            return fail(error, "Invalid URI: The hostname could not be parsed.");
        }
    }
    for (const char c : host) out.host += base::ascii_lower(c);
    return true;
}

bool parse_absolute(std::string_view text, size_t colon, UriParts& out, std::string& error)
{
    out.absolute = true;
    for (const char c : text.substr(0, colon)) out.scheme += base::ascii_lower(c);
    const Scheme* known = scheme_of(out.scheme);
    out.port = known ? known->port : -1;
    std::string_view rest = text.substr(colon + 1);
    std::string_view fragment, query;
    if (const size_t hash = rest.find('#'); hash != std::string_view::npos) {
        fragment = rest.substr(hash + 1);
        rest = rest.substr(0, hash);
        if (!fragment.empty()) out.fragment = "#" + normalize(fragment, query_allowed);
    }
    if (const size_t mark = rest.find('?'); mark != std::string_view::npos) {
        query = rest.substr(mark + 1);
        rest = rest.substr(0, mark);
        out.query = "?" + normalize(query, query_allowed);
        if (query.empty()) out.query = "?";
    }
    if (rest.starts_with("//")) {
        out.has_authority = true;
        rest = rest.substr(2);
        const size_t slash = std::min(rest.find_first_of("/\\"), rest.size());
        if (!parse_authority(rest.substr(0, slash), out, error)) return false;
        rest = rest.substr(slash);
        std::string path(rest);
        if (known || out.scheme == "file") std::replace(path.begin(), path.end(), '\\', '/');
        out.path = remove_dots(normalize(path, path_allowed));
        if (out.path.empty() && (known || out.scheme == "file")) out.path = "/";
    } else if (out.scheme == "mailto") {
        const size_t at = rest.rfind('@');
        out.user_info = at == std::string_view::npos ? "" : std::string(rest.substr(0, at));
        out.host = at == std::string_view::npos ? std::string(rest) : std::string(rest.substr(at + 1));
    } else {
        out.path = normalize(rest, path_allowed);
    }
    if (known && known->needs_host && out.host.empty()) return fail(error, "Invalid URI: The hostname could not be parsed.");
    return true;
}

bool is_valid_utf8_at(std::string_view bytes, size_t at, size_t& length)
{
    size_t next = at;
    const char32_t c = base::decode_utf8(bytes, next);
    length = next - at;
    return c != base::replacement_character || bytes.substr(at, 3) == "\xEF\xBF\xBD";
}

/// Bytes of a run of %XX from a position.
std::string escaped_run(std::string_view text, size_t at)
{
    std::string bytes;
    while (at + 2 < text.size() && text[at] == '%' && hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0) {
        bytes += static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
        at += 3;
        if (at >= text.size()) break;
    }
    return bytes;
}

/// Decodes %XX unless `keep` says that the character must stay escaped.
template <typename Keep>
std::string unescape(std::string_view text, Keep keep)
{
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const std::string bytes = text[i] == '%' ? escaped_run(text, i) : std::string();
        if (bytes.empty()) {
            out += text[i++];
            continue;
        }
        for (size_t k = 0; k < bytes.size();) {
            size_t length = 0;
            const bool ok = is_valid_utf8_at(bytes, k, length);
            if (ok && !(length == 1 && keep(bytes[k])))
                out.append(bytes, k, length);
            else
                out.append(text, i + 3 * k, 3 * length);
            k += length;
        }
        i += 3 * bytes.size();
    }
    return out;
}

} // namespace

int default_port(std::string_view scheme)
{
    const Scheme* known = scheme_of(scheme);
    return known ? known->port : -1;
}

std::string UriParts::authority() const { return default_port || port < 0 ? host : host + ":" + std::to_string(port); }

std::string UriParts::absolute_uri() const
{
    if (!absolute) return original;
    std::string out = scheme + ":";
    if (scheme == "mailto") return out + (user_info.empty() ? "" : user_info + "@") + host + query + fragment;
    if (has_authority) out += "//" + (user_info.empty() ? "" : user_info + "@") + authority();
    return out + path + query + fragment;
}

bool parse_uri(std::string_view source, int kind, UriParts& out, std::string& error)
{
    out = {};
    out.original = source;
    std::string_view text = source;
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    const size_t colon = text.find(':');
    const bool absolute = colon != std::string_view::npos && is_scheme(text.substr(0, colon));
    if (kind == 2) {
        if (absolute) return fail(error, "A relative URI cannot be created because the 'uriString' parameter represents an absolute URI.");
        return true;
    }
    if (absolute) return parse_absolute(text, colon, out, error);
    if (text.starts_with('/') && !text.starts_with("//") && kind == 1) { // a Unix path
        if (!parse_absolute("file://" + std::string(text), 4, out, error)) return false;
        out.original = source;
        return true;
    }
    if (kind == 1) {
        return fail(error, text.empty() ? "Invalid URI: The URI is empty." : "Invalid URI: The format of the URI could not be determined.");
    }
    return true;
}

UriParts resolve_uri(const UriParts& base, std::string_view relative)
{
    UriParts out;
    std::string error;
    const size_t colon = relative.find(':');
    if (colon != std::string_view::npos && is_scheme(relative.substr(0, colon)) &&
        relative.substr(0, colon).find('/') == std::string_view::npos) {
        if (parse_uri(relative, 1, out, error)) return out;
        throw_native("System.UriFormatException", error);
    }
    std::string whole;
    if (relative.starts_with("//")) {
        whole = base.scheme + ":" + std::string(relative);
    } else {
        const std::string user = base.user_info.empty() ? "" : base.user_info + "@";
        whole = base.scheme + ":" + (base.has_authority ? "//" + user + base.authority() : "");
        if (relative.empty())
            whole += base.path + base.query;
        else if (relative.starts_with('#'))
            whole += base.path + base.query + std::string(relative);
        else if (relative.starts_with('?'))
            whole += base.path + std::string(relative);
        else if (relative.starts_with('/'))
            whole += relative;
        else
            whole += base.path.substr(0, base.path.rfind('/') + 1) + std::string(relative);
    }
    if (!parse_uri(whole, 1, out, error)) throw_native("System.UriFormatException", error);
    out.original = out.absolute_uri();
    return out;
}

std::string UriObject::text() const
{
    if (!parts_.absolute) return parts_.original;
    // Characters that would change how the URI is read stay escaped.
    return unescape(parts_.absolute_uri(), [](char c) {
        return std::string_view("%#?/\\@:[]!$&'()*+,;=").find(c) != std::string_view::npos || static_cast<unsigned char>(c) < ' ' ||
               c == 0x7F;
    });
}

bool UriObject::equals(const Value& other) const
{
    const auto* uri = other.as<UriObject>();
    if (!uri || uri->parts_.absolute != parts_.absolute) return false;
    if (!parts_.absolute) return uri->parts_.original == parts_.original;
    UriParts a = parts_, b = uri->parts_;
    a.fragment.clear();
    b.fragment.clear();
    return a.absolute_uri() == b.absolute_uri();
}

uint32_t UriObject::hash() const
{
    UriParts parts = parts_;
    parts.fragment.clear();
    return hash_text(parts.absolute_uri());
}

Value make_uri(std::string_view text, int kind)
{
    UriParts parts;
    std::string error;
    if (!parse_uri(text, kind, parts, error)) throw_native("System.UriFormatException", error);
    return Value(make<UriObject>(std::move(parts)));
}

std::string escape_data(std::string_view text)
{
    std::string out;
    for (const char c : base::well_formed_utf8(text)) {
        if (is_unreserved(c))
            out += c;
        else
            escape_byte(out, c);
    }
    return out;
}

std::string unescape_data(std::string_view text)
{
    return unescape(text, [](char) { return false; });
}

std::string form_encode(std::string_view text, std::string_view safe, bool upper)
{
    std::string out;
    for (const char c : base::well_formed_utf8(text)) {
        if (base::ascii_is_letter(c) || base::ascii_is_digit(c) || safe.find(c) != std::string_view::npos) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            std::string escaped;
            escape_byte(escaped, c);
            for (const char e : escaped) out += upper ? e : base::ascii_lower(e);
        }
    }
    return out;
}

std::string form_decode(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return base::well_formed_utf8(out);
}

} // namespace kestrun::value
