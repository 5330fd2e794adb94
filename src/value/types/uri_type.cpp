// System.Uri and System.UriBuilder.
#include "base/sockets.hpp"
#include "value/base64.hpp"
#include "value/types/all_types.hpp"
#include "value/types/string_members.hpp"
#include "value/uri.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

const UriParts& own(const Call& c) { return self<UriObject>(c).get(); }
Value uri_value(UriParts parts) { return Value(make<UriObject>(std::move(parts))); }

const UriParts& absolute(const Call& c)
{
    if (!own(c).absolute) throw_native("System.InvalidOperationException", "This operation is not supported for a relative URI.");
    return own(c);
}

Value construct(Call& c)
{
    require(c, 0, "uriString");
    return make_uri(text(c, 0), c.args.size() > 1 && c.args[1].tag() == Tag::Enum ? static_cast<int>(enum_arg(c, 1)) : 1);
}

Value construct_from_base(Call& c)
{
    const UriParts& base = object_arg<UriObject>(c, 0, "baseUri").get();
    if (!base.absolute) throw_range("The base URI must be absolute.", "baseUri");
    const auto* relative = c.args[1].as<UriObject>();
    if (relative && relative->get().absolute) return c.args[1];
    return uri_value(resolve_uri(base, relative ? std::string_view(relative->get().original) : text(c, 1)));
}

Value try_create(Call& c)
{
    UriParts parts;
    std::string error;
    bool ok = false;
    if (const auto* base = c.args[0].as<UriObject>()) {
        ok = base->get().absolute;
        const auto* relative = c.args[1].as<UriObject>();
        if (ok) parts = resolve_uri(base->get(), relative ? std::string_view(relative->get().original) : text(c, 1));
    } else if (c.args[0].is_string()) {
        ok = parse_uri(text(c, 0), static_cast<int>(enum_arg(c, 1)), parts, error);
    }
    c.args.back() = ok ? uri_value(std::move(parts)) : Value();
    return Value(ok);
}

int host_kind(const std::string& host)
{
    // System.UriHostNameType: Unknown 0, Basic 1, Dns 2, IPv4 3, IPv6 4
    if (host.empty()) return 1;
    if (host.starts_with('[')) return 4;
    in_addr address = {};
    return inet_pton(AF_INET, host.c_str(), &address) == 1 ? 3 : 2;
}

std::string_view bare_host(const std::string& host)
{
    return host.starts_with('[') ? std::string_view(host).substr(1, host.size() - 2) : std::string_view(host);
}

Value segments(Call& c)
{
    std::vector<Value> parts;
    const std::string& path = absolute(c).path;
    for (size_t at = 0; at < path.size();) {
        const size_t slash = std::min(path.find('/', at), path.size() - 1);
        parts.emplace_back(path.substr(at, slash - at + 1));
        at = slash + 1;
    }
    return string_array(std::move(parts));
}

Value left_part(Call& c)
{
    const UriParts& uri = absolute(c);
    const std::string scheme = uri.scheme + (uri.has_authority ? "://" : ":");
    const std::string authority = scheme + (uri.user_info.empty() ? "" : uri.user_info + "@") + uri.authority();
    switch (enum_arg(c, 0)) {
    case 0: return Value(scheme);
    case 1: return Value(uri.has_authority ? authority : "");
    case 2: return Value(authority + uri.path);
    default: return Value(authority + uri.path + uri.query);
    }
}

int hex_digit_value(char16_t c)
{
    if (c >= '0' && c <= '9') return c - '0';
    const int letter = c | 0x20;
    return c < 0x80 && letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

Value from_hex_digit(Call& c)
{
    const int digit = hex_digit_value(c.args[0].as_char());
    if (digit < 0) throw_argument("System.ArgumentException", "Value does not fall within the expected range.", "digit");
    return Value(digit);
}

/// The byte that the %XX at the position stands for, -1 when none stands there.
int hex_encoded(const String& pattern, int64_t at)
{
    if (at < 0 || at + 2 >= static_cast<int64_t>(pattern.length()) || pattern.unit(static_cast<uint32_t>(at)) != u'%') return -1;
    const int high = hex_digit_value(pattern.unit(static_cast<uint32_t>(at) + 1));
    const int low = hex_digit_value(pattern.unit(static_cast<uint32_t>(at) + 2));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

Value is_hex_encoding(Call& c) { return require(c, 0, "pattern"), Value(hex_encoded(c.args[0].as_string(), i32(c, 1)) >= 0); }

Value hex_unescape(Call& c)
{
    require(c, 0, "pattern");
    const String& pattern = c.args[0].as_string();
    const int32_t at = i32(c, 1);
    if (at < 0 || static_cast<uint32_t>(at) >= pattern.length())
        throw_range("Specified argument was out of the range of valid values.", "index");
    const int byte = hex_encoded(pattern, at);
    c.args[1] = Value(at + (byte < 0 ? 1 : 3));
    return Value(byte < 0 ? pattern.unit(static_cast<uint32_t>(at)) : static_cast<char16_t>(byte));
}

Value components(Call& c)
{
    const UriParts& uri = absolute(c);
    const int64_t wanted = enum_arg(c, 0);
    const auto has = [wanted](int64_t bit) { return (wanted & bit) != 0; };
    const bool delimiter = has(0x40000000);
    std::string out;
    if (has(1)) out += uri.scheme + (wanted == 1 && !delimiter ? "" : "://");
    if (has(2) && !uri.user_info.empty()) out += uri.user_info + (has(4) ? "@" : "");
    if (has(4)) out += uri.host;
    if (has(0x80) || (has(8) && (!uri.default_port || wanted == 8))) {
        if (uri.port >= 0 && (has(0x80) || !uri.default_port)) out += (has(4) ? ":" : "") + std::to_string(uri.port);
    }
    if (has(0x10)) out += wanted == 0x10 && !delimiter && uri.path.starts_with('/') ? uri.path.substr(1) : uri.path;
    if (has(0x20) && !uri.query.empty()) out += wanted == 0x20 && !delimiter ? uri.query.substr(1) : uri.query;
    if (has(0x40) && !uri.fragment.empty()) out += wanted == 0x40 && !delimiter ? uri.fragment.substr(1) : uri.fragment;
    const int64_t format = enum_arg(c, 1); // UriEscaped 1, Unescaped 2, SafeUnescaped 3
    return Value(format == 1 ? out : unescape_data(out));
}

Value make_relative(Call& c)
{
    const UriParts &from = absolute(c), &to = object_arg<UriObject>(c, 0, "uri").get();
    if (!to.absolute || to.scheme != from.scheme || to.authority() != from.authority()) return c.args[0];
    const std::string folder = from.path.substr(0, from.path.rfind('/') + 1);
    size_t same = 0;
    for (size_t i = 0; i < std::min(folder.size(), to.path.size()) && folder[i] == to.path[i]; ++i) {
        if (folder[i] == '/') same = i + 1;
    }
    std::string out;
    for (size_t i = same; i < folder.size(); ++i) {
        if (folder[i] == '/') out += "../";
    }
    out += to.path.substr(same);
    if (out.empty() && from.path != to.path) out = "./";
    return make_uri(out + to.query + to.fragment, 2);
}

Value is_base_of(Call& c)
{
    const UriParts &base = absolute(c), &other = object_arg<UriObject>(c, 0, "uri").get();
    if (!other.absolute) return Value(true);
    return Value(base.scheme == other.scheme && base.authority() == other.authority() &&
                 other.path.starts_with(base.path.substr(0, base.path.rfind('/') + 1)));
}

bool well_formed(std::string_view text, int kind)
{
    UriParts parts;
    std::string error;
    if (!parse_uri(text, kind, parts, error)) return false;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c <= ' ' || c >= 0x7F || std::string_view("<>\"{}|\\^`").find(text[i]) != std::string_view::npos) return false;
        if (c == '%' && (i + 2 >= text.size() || !isxdigit(static_cast<unsigned char>(text[i + 1])) ||
                         !isxdigit(static_cast<unsigned char>(text[i + 2])))) {
            return false;
        }
    }
    return true;
}

Value local_path(Call& c) { return Value(unescape_data(absolute(c).path)); }

Value check_host(Call& c)
{
    const std::string host(text(c, 0));
    in_addr four = {};
    in6_addr six = {};
    int64_t kind = 0;
    if (inet_pton(AF_INET, host.c_str(), &four) == 1)
        kind = 3;
    else if (inet_pton(AF_INET6, std::string(bare_host(host)).c_str(), &six) == 1)
        kind = 4;
    else if (!host.empty() && std::all_of(host.begin(), host.end(), [](char ch) {
                 return base::ascii_is_letter(ch) || base::ascii_is_digit(ch) || ch == '-' || ch == '.' || ch == '_' || (ch & 0x80);
             }))
        kind = 2;
    return enum_value("System.UriHostNameType", kind);
}

Value check_scheme(Call& c)
{
    const std::string_view scheme = text(c, 0);
    return Value(!scheme.empty() && base::ascii_is_letter(scheme[0]) && std::all_of(scheme.begin(), scheme.end(), [](char ch) {
        return base::ascii_is_letter(ch) || base::ascii_is_digit(ch) || ch == '+' || ch == '-' || ch == '.';
    }));
}

Value escape_uri_string(Call& c)
{
    require(c, 0, "stringToEscape");
    std::string out;
    for (const char ch : text(c, 0)) {
        if (std::string_view("-_.~:/?#[]@!$&'()*+,;=%").find(ch) != std::string_view::npos || base::ascii_is_letter(ch) ||
            base::ascii_is_digit(ch))
            out += ch;
        else
            out.append("%").append(hex_encode({&ch, 1}));
    }
    return Value(out);
}

#define KESTRUN_SCHEME(NAME, TEXT) sprop(NAME, "string", [](Call&) { return Value(TEXT); })

constexpr MemberDef members[] = {
    ctor("string uriString", construct),
    ctor("string uriString, System.UriKind uriKind", construct),
    ctor("uri baseUri, string relativeUri", construct_from_base),
    ctor("uri baseUri, uri relativeUri", construct_from_base),
    prop("AbsolutePath", "string", [](Call& c) { return Value(absolute(c).path); }),
    prop("AbsoluteUri", "string", [](Call& c) { return Value(absolute(c).absolute_uri()); }),
    prop("LocalPath", "string", local_path),
    prop("Authority", "string", [](Call& c) { return Value(absolute(c).authority()); }),
    prop("HostNameType", "System.UriHostNameType",
         [](Call& c) { return enum_value("System.UriHostNameType", host_kind(absolute(c).host)); }),
    prop("IsDefaultPort", "bool", [](Call& c) { return Value(absolute(c).default_port); }),
    prop("IsFile", "bool", [](Call& c) { return Value(absolute(c).scheme == "file"); }),
    prop("IsLoopback", "bool",
         [](Call& c) {
             const std::string& host = absolute(c).host;
             return Value(host == "localhost" || host == "[::1]" || (host_kind(host) == 3 && host.starts_with("127.")));
         }),
    prop("PathAndQuery", "string", [](Call& c) { return Value(absolute(c).path + own(c).query); }),
    prop("Segments", "string[]", segments),
    prop("IsUnc", "bool", [](Call& c) { return Value(absolute(c).scheme == "file" && !own(c).host.empty()); }),
    prop("Host", "string", [](Call& c) { return Value(absolute(c).host); }),
    prop("Port", "int", [](Call& c) { return Value(absolute(c).port); }),
    prop("Query", "string", [](Call& c) { return Value(absolute(c).query == "?" ? "" : own(c).query); }),
    prop("Fragment", "string", [](Call& c) { return Value(absolute(c).fragment); }),
    prop("Scheme", "string", [](Call& c) { return Value(absolute(c).scheme); }),
    prop("OriginalString", "string", [](Call& c) { return Value(own(c).original); }),
    prop("DnsSafeHost", "string", [](Call& c) { return Value(bare_host(absolute(c).host)); }),
    prop("IdnHost", "string", [](Call& c) { return Value(bare_host(absolute(c).host)); }),
    prop("IsAbsoluteUri", "bool", [](Call& c) { return Value(own(c).absolute); }),
    prop("UserEscaped", "bool", [](Call&) { return Value(false); }),
    prop("UserInfo", "string", [](Call& c) { return Value(absolute(c).user_info); }),
    KESTRUN_SCHEME("UriSchemeFile", "file"),
    KESTRUN_SCHEME("UriSchemeFtp", "ftp"),
    KESTRUN_SCHEME("UriSchemeHttp", "http"),
    KESTRUN_SCHEME("UriSchemeHttps", "https"),
    KESTRUN_SCHEME("UriSchemeWs", "ws"),
    KESTRUN_SCHEME("UriSchemeWss", "wss"),
    KESTRUN_SCHEME("UriSchemeMailto", "mailto"),
    KESTRUN_SCHEME("UriSchemeFtps", "ftps"),
    KESTRUN_SCHEME("UriSchemeGopher", "gopher"),
    KESTRUN_SCHEME("UriSchemeNetPipe", "net.pipe"),
    KESTRUN_SCHEME("UriSchemeNetTcp", "net.tcp"),
    KESTRUN_SCHEME("UriSchemeNews", "news"),
    KESTRUN_SCHEME("UriSchemeNntp", "nntp"),
    KESTRUN_SCHEME("UriSchemeSftp", "sftp"),
    KESTRUN_SCHEME("UriSchemeSsh", "ssh"),
    KESTRUN_SCHEME("UriSchemeTelnet", "telnet"),
    KESTRUN_SCHEME("SchemeDelimiter", "://"),
    smeth("TryCreate", "string uriString, System.UriKind uriKind, out uri result", "bool", try_create),
    smeth("TryCreate", "uri baseUri, string relativeUri, out uri result", "bool", try_create),
    smeth("TryCreate", "uri baseUri, uri relativeUri, out uri result", "bool", try_create),
    smeth("CheckHostName", "string name", "System.UriHostNameType", check_host),
    smeth("CheckSchemeName", "string schemeName", "bool", check_scheme),
    smeth("EscapeDataString", "string stringToEscape", "string",
          [](Call& c) { return require(c, 0, "stringToEscape"), Value(escape_data(text(c, 0))); }),
    smeth("UnescapeDataString", "string stringToUnescape", "string",
          [](Call& c) { return require(c, 0, "stringToUnescape"), Value(unescape_data(text(c, 0))); }),
    smeth("EscapeUriString", "string stringToEscape", "string", escape_uri_string),
    smeth("HexEscape", "char character", "string",
          [](Call& c) {
              char out[8];
              std::snprintf(out, sizeof out, "%%%02X", static_cast<unsigned>(c.args[0].as_char()) & 0xFF);
              return Value(out);
          }),
    smeth("FromHex", "char digit", "int", from_hex_digit),
    smeth("IsHexEncoding", "string pattern, int index", "bool", is_hex_encoding),
    smeth("HexUnescape", "string pattern, out int index", "char", hex_unescape),
    smeth("IsHexDigit", "char character", "bool",
          [](Call& c) { return Value(c.args[0].as_char() < 0x80 && isxdigit(static_cast<int>(c.args[0].as_char())) != 0); }),
    smeth("IsWellFormedUriString", "string uriString, System.UriKind uriKind", "bool",
          [](Call& c) { return Value(c.args[0].is_string() && well_formed(text(c, 0), static_cast<int>(enum_arg(c, 1)))); }),
    meth("IsWellFormedOriginalString", "", "bool", [](Call& c) { return Value(well_formed(own(c).original, 0)); }),
    meth("GetLeftPart", "System.UriPartial part", "string", left_part),
    meth("GetComponents", "System.UriComponents components, System.UriFormat format", "string", components),
    meth("MakeRelativeUri", "uri uri", "uri", make_relative),
    meth("IsBaseOf", "uri uri", "bool", is_base_of),
    meth("Equals", "System.Object comparand", "bool", [](Call& c) { return Value(self<UriObject>(c).equals(c.args[0])); }),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(self<UriObject>(c).hash())); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<UriObject>(c).text()); }),
};

class UriBuilder final : public Object, public Textual
{
public:
    explicit UriBuilder(UriParts parts) : uri(std::move(parts)) {}
    const Type& type() const override { return native_type("System.UriBuilder"); }
    std::string text() const override
    {
        std::string out = uri.scheme + "://";
        if (!uri.user_info.empty()) out += uri.user_info + "@";
        out += uri.host;
        if (uri.port >= 0) out += ":" + std::to_string(uri.port);
        return out + uri.path + uri.query + uri.fragment;
    }
    UriParts uri;
};

UriBuilder& builder(const Call& c) { return self<UriBuilder>(c); }

std::string with_mark(std::string_view text, char mark)
{
    if (text.empty()) return {};
    return text[0] == mark ? std::string(text) : mark + std::string(text);
}

Value new_builder(Call& c)
{
    UriParts parts;
    std::string error;
    if (c.args.size() == 1) {
        const auto* uri = c.args[0].as<UriObject>();
        const std::string source = uri ? uri->get().original : std::string(text(c, 0));
        const bool has_scheme = source.find("://") != std::string::npos || (uri && uri->get().absolute);
        if (!parse_uri(has_scheme ? source : "http://" + source, 1, parts, error)) throw_native("System.UriFormatException", error);
        return Value(make<UriBuilder>(std::move(parts)));
    }
    parts.absolute = parts.has_authority = true;
    parts.scheme = c.args.empty() ? "http" : change_case(text(c, 0), Case::Lower);
    parts.host = c.args.empty() ? "localhost" : std::string(text(c, 1));
    parts.port = c.args.size() > 2 ? i32(c, 2) : -1;
    parts.path = with_mark(text(c, 3), '/');
    if (parts.path.empty()) parts.path = "/";
    const std::string_view extra = text(c, 4);
    if (extra.starts_with('?')) parts.query = extra;
    if (extra.starts_with('#')) parts.fragment = extra;
    return Value(make<UriBuilder>(std::move(parts)));
}

Value user_part(Call& c, bool password)
{
    const std::string& info = builder(c).uri.user_info;
    const size_t colon = info.find(':');
    if (password) return Value(colon == std::string::npos ? "" : info.substr(colon + 1));
    return Value(info.substr(0, colon));
}

Value set_user_part(Call& c, bool password)
{
    std::string& info = builder(c).uri.user_info;
    const size_t colon = info.find(':');
    std::string user = info.substr(0, colon), pass = colon == std::string::npos ? "" : info.substr(colon + 1);
    (password ? pass : user) = text(c, 0);
    info = pass.empty() ? user : user + ":" + pass;
    return nothing();
}

Value set_port(Call& c)
{
    if (i32(c, 0) < -1 || i32(c, 0) > 65535) throw_range("Specified argument was out of the range of valid values.", "value");
    builder(c).uri.port = i32(c, 0);
    return nothing();
}

constexpr MemberDef builder_members[] = {
    ctor("", new_builder),
    ctor("string uri", new_builder),
    ctor("uri uri", new_builder),
    ctor("string schemeName, string hostName", new_builder),
    ctor("string scheme, string host, int portNumber", new_builder),
    ctor("string scheme, string host, int port, string pathValue", new_builder),
    ctor("string scheme, string host, int port, string path, string extraValue", new_builder),
    prop(
        "Scheme", "string", [](Call& c) { return Value(builder(c).uri.scheme); },
        [](Call& c) { return builder(c).uri.scheme = change_case(text(c, 0), Case::Lower), nothing(); }),
    prop(
        "UserName", "string", [](Call& c) { return user_part(c, false); }, [](Call& c) { return set_user_part(c, false); }),
    prop(
        "Password", "string", [](Call& c) { return user_part(c, true); }, [](Call& c) { return set_user_part(c, true); }),
    prop(
        "Host", "string", [](Call& c) { return Value(builder(c).uri.host); },
        [](Call& c) { return builder(c).uri.host = text(c, 0), nothing(); }),
    prop(
        "Port", "int", [](Call& c) { return Value(builder(c).uri.port); }, set_port),
    prop(
        "Path", "string", [](Call& c) { return Value(builder(c).uri.path); },
        [](Call& c) { return builder(c).uri.path = text(c, 0).empty() ? "/" : with_mark(text(c, 0), '/'), nothing(); }),
    prop(
        "Query", "string", [](Call& c) { return Value(builder(c).uri.query); },
        [](Call& c) { return builder(c).uri.query = with_mark(text(c, 0), '?'), nothing(); }),
    prop(
        "Fragment", "string", [](Call& c) { return Value(builder(c).uri.fragment); },
        [](Call& c) { return builder(c).uri.fragment = with_mark(text(c, 0), '#'), nothing(); }),
    prop("Uri", "uri", [](Call& c) { return make_uri(builder(c).text(), 1); }),
    meth("ToString", "", "string", [](Call& c) { return Value(builder(c).text()); }),
};

constexpr TypeDef table[] = {
    {"System.Uri", "System.Object", TypeFlags::None, "uri", "System.IFormattable", members},
    {"System.UriBuilder", "System.Object", TypeFlags::None, "", "", builder_members},
};

} // namespace

std::span<const TypeDef> uri_type_types() { return table; }

} // namespace kestrun::value
