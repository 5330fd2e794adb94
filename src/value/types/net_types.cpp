// System.Net.IPAddress, IPEndPoint, Cookie; System.Net.Mail.MailAddress.
#include "base/sockets.hpp"
#include "value/ip_address.hpp"
#include "value/types/all_types.hpp"
#include "value/types/date_members.hpp"
#include "value/types/string_members.hpp"
#include <algorithm>

namespace kestrun::value {

const Type& IPAddressObject::type() const { return native_type("System.Net.IPAddress"); }

std::string IPAddressObject::text() const
{
    char buffer[INET6_ADDRSTRLEN] = {};
    inet_ntop(v6_ ? AF_INET6 : AF_INET, bytes_.data(), buffer, sizeof buffer);
    std::string out(buffer);
    if (scope_ != 0) out += "%" + std::to_string(scope_);
    return out;
}

bool IPAddressObject::equals(const Value& other) const
{
    const auto* address = other.as<IPAddressObject>();
    return address && address->v6_ == v6_ && address->bytes() == bytes() && address->scope_ == scope_;
}

uint32_t IPAddressObject::hash() const { return hash_text(bytes()) + scope_; }

bool IPAddressObject::is_loopback() const
{
    if (!v6_) return bytes_[0] == 127;
    if (is_mapped()) return bytes_[12] == 127;
    return bytes_[15] == 1 && std::all_of(bytes_.begin(), bytes_.begin() + 15, [](uint8_t b) { return b == 0; });
}

bool IPAddressObject::is_mapped() const
{
    return v6_ && std::all_of(bytes_.begin(), bytes_.begin() + 10, [](uint8_t b) { return b == 0; }) && bytes_[10] == 0xFF &&
           bytes_[11] == 0xFF;
}

Ref<IPAddressObject> ip_address_of(std::string_view bytes)
{
    std::array<uint8_t, 16> copy{};
    std::copy(bytes.begin(), bytes.end(), copy.begin());
    return make<IPAddressObject>(copy, bytes.size() == 16);
}

Ref<IPAddressObject> parse_ip_address(std::string_view source)
{
    std::string text(source);
    if (text.find(':') == std::string::npos) {
        in_addr four = {};
        if (text.empty() || text.find_first_of(" \t\n") != std::string::npos || !base::parse_ipv4(text.c_str(), four)) return {};
        return ip_address_of({reinterpret_cast<const char*>(&four), 4});
    }
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    uint32_t scope = 0;
    if (const size_t percent = text.find('%'); percent != std::string::npos) {
        const std::string zone = text.substr(percent + 1);
        text.resize(percent);
        scope = zone.find_first_not_of("0123456789") == std::string::npos ? static_cast<uint32_t>(std::strtoul(zone.c_str(), nullptr, 10))
                                                                          : base::interface_index(zone.c_str());
    }
    std::array<uint8_t, 16> bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return {};
    return make<IPAddressObject>(bytes, true, scope);
}

namespace {

const IPAddressObject& own(const Call& c) { return self<IPAddressObject>(c); }

Value parse_address(Call& c)
{
    require(c, 0, "ipString");
    const auto address = parse_ip_address(text(c, 0));
    if (!address) throw_native("System.FormatException", "An invalid IP address was specified.");
    return Value(address);
}

Value try_parse_address(Call& c)
{
    const auto address = c.args[0].is_string() ? parse_ip_address(text(c, 0)) : Ref<IPAddressObject>();
    c.args[1] = Value(address);
    return Value(static_cast<bool>(address));
}

Value from_bytes(Call& c)
{
    std::string storage;
    const std::string_view bytes = bytes_arg(c, 0, "address", storage);
    if (bytes.size() != 4 && bytes.size() != 16)
        throw_argument("System.ArgumentException", "An invalid IP address was specified.", "address");
    auto address = ip_address_of(bytes);
    if (c.args.size() > 1) {
        std::array<uint8_t, 16> copy{};
        std::copy(bytes.begin(), bytes.end(), copy.begin());
        address = make<IPAddressObject>(copy, bytes.size() == 16, static_cast<uint32_t>(i64(c, 1)));
    }
    return Value(address);
}

/// The number is the four bytes in memory order: the first byte is the lowest.
Value from_number(Call& c)
{
    const int64_t number = i64(c, 0);
    if (number < 0 || number > 0xFFFFFFFF) throw_range("Specified argument was out of the range of valid values.", "newAddress");
    std::string bytes;
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(number >> (8 * i));
    return Value(ip_address_of(bytes));
}

Value address_number(Call& c)
{
    if (own(c).is_v6()) {
        throw_native("System.Net.Sockets.SocketException", "The attempted operation is not supported for the type of object referenced.");
    }
    int64_t number = 0;
    for (size_t i = 4; i-- > 0;) number = number << 8 | static_cast<uint8_t>(own(c).bytes()[i]);
    return Value(number);
}

template <char A, char B, char C, char D>
Value four(Call&)
{
    const char bytes[] = {A, B, C, D};
    return Value(ip_address_of({bytes, 4}));
}

template <char Last>
Value six(Call&)
{
    std::string bytes(16, '\0');
    bytes[15] = Last;
    return Value(ip_address_of(bytes));
}

template <typename T>
T swapped(T number)
{
    T out = 0;
    for (size_t i = 0; i < sizeof(T); ++i) {
        out = static_cast<T>(static_cast<std::make_unsigned_t<T>>(out) << 8 |
                             (static_cast<std::make_unsigned_t<T>>(number) >> (8 * i) & 0xFF));
    }
    return out;
}

Value swap_long(Call& c) { return Value(swapped(i64(c, 0))); }
Value swap_int(Call& c) { return Value(swapped(i32(c, 0))); }
Value swap_short(Call& c) { return Value::integer(Tag::Int16, swapped(static_cast<int16_t>(i64(c, 0)))); }

Value to_v6(Call& c)
{
    if (own(c).is_v6()) return c.self;
    return Value(ip_address_of(std::string(10, '\0') + "\xFF\xFF" + std::string(own(c).bytes())));
}

Value to_v4(Call& c)
{
    if (!own(c).is_v6()) return c.self;
    return Value(ip_address_of(own(c).bytes().substr(12)));
}

uint8_t byte_at(const Call& c, size_t i) { return static_cast<uint8_t>(own(c).bytes()[i]); }

constexpr const char* ip = "ipaddress";

constexpr MemberDef address_members[] = {
    ctor("long newAddress", from_number),
    ctor("byte[] address, long scopeid", from_bytes),
    ctor("byte[] address", from_bytes),
    sprop("Any", ip, four<0, 0, 0, 0>),
    sprop("Loopback", ip, four<127, 0, 0, 1>),
    sprop("Broadcast", ip, four<'\xFF', '\xFF', '\xFF', '\xFF'>),
    sprop("None", ip, four<'\xFF', '\xFF', '\xFF', '\xFF'>),
    sprop("IPv6Any", ip, six<0>),
    sprop("IPv6Loopback", ip, six<1>),
    sprop("IPv6None", ip, six<0>),
    prop("AddressFamily", "System.Net.Sockets.AddressFamily",
         [](Call& c) { return enum_value("System.Net.Sockets.AddressFamily", own(c).is_v6() ? 23 : 2); }),
    prop("ScopeId", "long", [](Call& c) { return own(c).is_v6() ? Value(int64_t{own(c).scope()}) : Value(); }),
    prop("IsIPv6Multicast", "bool", [](Call& c) { return Value(own(c).is_v6() && byte_at(c, 0) == 0xFF); }),
    prop("IsIPv6LinkLocal", "bool",
         [](Call& c) { return Value(own(c).is_v6() && byte_at(c, 0) == 0xFE && (byte_at(c, 1) & 0xC0) == 0x80); }),
    prop("IsIPv6SiteLocal", "bool",
         [](Call& c) { return Value(own(c).is_v6() && byte_at(c, 0) == 0xFE && (byte_at(c, 1) & 0xC0) == 0xC0); }),
    prop("IsIPv6Teredo", "bool",
         [](Call& c) { return Value(own(c).is_v6() && own(c).bytes().starts_with(std::string_view("\x20\x01\0\0", 4))); }),
    prop("IsIPv6UniqueLocal", "bool", [](Call& c) { return Value(own(c).is_v6() && (byte_at(c, 0) & 0xFE) == 0xFC); }),
    prop("IsIPv4MappedToIPv6", "bool", [](Call& c) { return Value(own(c).is_mapped()); }),
    prop("Address", "long", address_number),
    prop("IPAddressToString", "string", [](Call& c) { return Value(own(c).text()); }),
    smeth("Parse", "string ipString", ip, parse_address),
    smeth("TryParse", "string ipString, out ipaddress address", "bool", try_parse_address),
    smeth("IsLoopback", "ipaddress address", "bool",
          [](Call& c) { return Value(object_arg<IPAddressObject>(c, 0, "address").is_loopback()); }),
    smeth("HostToNetworkOrder", "long host", "long", swap_long),
    smeth("HostToNetworkOrder", "int host", "int", swap_int),
    smeth("HostToNetworkOrder", "short host", "short", swap_short),
    smeth("NetworkToHostOrder", "long network", "long", swap_long),
    smeth("NetworkToHostOrder", "int network", "int", swap_int),
    smeth("NetworkToHostOrder", "short network", "short", swap_short),
    meth("GetAddressBytes", "", "byte[]", [](Call& c) { return make_bytes(std::string(own(c).bytes())); }),
    meth("MapToIPv6", "", ip, to_v6),
    meth("MapToIPv4", "", ip, to_v4),
    meth("Equals", "System.Object comparand", "bool", [](Call& c) { return Value(own(c).equals(c.args[0])); }),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).hash())); }),
    meth("ToString", "", "string", [](Call& c) { return Value(own(c).text()); }),
};

class EndPoint final : public Object, public Textual, public Comparable
{
public:
    EndPoint(Ref<IPAddressObject> where, int32_t number) : address(std::move(where)), port(number) {}
    const Type& type() const override { return native_type("System.Net.IPEndPoint"); }
    void trace(Tracer& tracer) const override { tracer.visit(address); }
    std::string text() const override
    {
        return (address->is_v6() ? "[" + address->text() + "]" : address->text()) + ":" + std::to_string(port);
    }
    bool equals(const Value& other) const override
    {
        const auto* point = other.as<EndPoint>();
        return point && point->port == port && address->equals(Value(point->address));
    }
    uint32_t hash() const override { return address->hash() ^ static_cast<uint32_t>(port); }
    Ref<IPAddressObject> address;
    int32_t port;
};

void check_port(int64_t port)
{
    if (port < 0 || port > 65535) throw_range("Specified argument was out of the range of valid values.", "port");
}

Value new_end_point(Call& c)
{
    check_port(i32(c, 1));
    Ref<IPAddressObject> address(c.args[0].as<IPAddressObject>());
    if (!address) address = Ref<IPAddressObject>(from_number(c).as<IPAddressObject>());
    return Value(make<EndPoint>(address, i32(c, 1)));
}

Ref<EndPoint> read_end_point(std::string_view source)
{
    std::string_view host = source;
    int32_t port = 0;
    const size_t colon = source.rfind(':');
    const bool has_port = colon != std::string_view::npos && (source.find(':') == colon || source[colon - 1] == ']');
    if (has_port) {
        host = source.substr(0, colon);
        const std::string digits(source.substr(colon + 1));
        if (digits.empty() || digits.size() > 5 || digits.find_first_not_of("0123456789") != std::string::npos) return {};
        port = std::atoi(digits.c_str());
        if (port > 65535) return {};
    }
    const auto address = parse_ip_address(host);
    return address ? make<EndPoint>(address, port) : Ref<EndPoint>();
}

constexpr MemberDef end_point_members[] = {
    ctor("long address, int port", new_end_point),
    ctor("ipaddress address, int port", new_end_point),
    sprop("MinPort", "int", [](Call&) { return Value(0); }),
    sprop("MaxPort", "int", [](Call&) { return Value(65535); }),
    prop(
        "Address", ip, [](Call& c) { return Value(self<EndPoint>(c).address); },
        [](Call& c) {
            self<EndPoint>(c).address = Ref<IPAddressObject>(&object_arg<IPAddressObject>(c, 0, "value"));
            return nothing();
        }),
    prop(
        "Port", "int", [](Call& c) { return Value(self<EndPoint>(c).port); },
        [](Call& c) { return check_port(i32(c, 0)), self<EndPoint>(c).port = i32(c, 0), nothing(); }),
    prop("AddressFamily", "System.Net.Sockets.AddressFamily",
         [](Call& c) { return enum_value("System.Net.Sockets.AddressFamily", self<EndPoint>(c).address->is_v6() ? 23 : 2); }),
    smeth("Parse", "string s", "System.Net.IPEndPoint",
          [](Call& c) {
              const auto point = read_end_point(text(c, 0));
              if (!point) throw_native("System.FormatException", "An invalid IPEndPoint was specified.");
              return Value(point);
          }),
    smeth("TryParse", "string s, out System.Net.IPEndPoint result", "bool",
          [](Call& c) {
              const auto point = read_end_point(text(c, 0));
              c.args[1] = Value(point);
              return Value(static_cast<bool>(point));
          }),
    meth("Equals", "System.Object comparand", "bool", [](Call& c) { return Value(self<EndPoint>(c).equals(c.args[0])); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<EndPoint>(c).text()); }),
};

class Cookie final : public Object, public Textual
{
public:
    const Type& type() const override { return native_type("System.Net.Cookie"); }
    std::string text() const override { return name.empty() && value.empty() ? "" : name + "=" + value; }
    std::string name, value, path, domain, comment, port;
    bool http_only = false, secure = false, discard = false;
    int64_t expires = 0; // ticks, local; 0 none
    int32_t version = 0;
};

Value new_cookie(Call& c)
{
    auto cookie = make<Cookie>();
    if (!c.args.empty()) {
        cookie->name = text(c, 0);
        if (cookie->name.empty() || cookie->name[0] == '$' || cookie->name.find_first_of("=;, \t\r\n") != std::string::npos) {
            throw_native("System.Net.CookieException", "The 'Name'='" + cookie->name + "' part of the cookie is invalid.");
        }
        cookie->value = text(c, 1);
        cookie->path = text(c, 2);
        cookie->domain = text(c, 3);
    }
    return Value(cookie);
}

template <std::string Cookie::*Field>
Value cookie_get(Call& c)
{
    return Value(self<Cookie>(c).*Field);
}
template <std::string Cookie::*Field>
Value cookie_set(Call& c)
{
    self<Cookie>(c).*Field = text(c, 0);
    return nothing();
}
template <bool Cookie::*Field>
Value cookie_flag(Call& c)
{
    return Value(self<Cookie>(c).*Field);
}
template <bool Cookie::*Field>
Value cookie_set_flag(Call& c)
{
    self<Cookie>(c).*Field = flag(c, 0);
    return nothing();
}

#define KESTRUN_COOKIE_TEXT(NAME, FIELD) prop(NAME, "string", cookie_get<&Cookie::FIELD>, cookie_set<&Cookie::FIELD>)
#define KESTRUN_COOKIE_FLAG(NAME, FIELD) prop(NAME, "bool", cookie_flag<&Cookie::FIELD>, cookie_set_flag<&Cookie::FIELD>)

constexpr MemberDef cookie_members[] = {
    ctor("", new_cookie),
    ctor("string name, string value", new_cookie),
    ctor("string name, string value, string path", new_cookie),
    ctor("string name, string value, string path, string domain", new_cookie),
    KESTRUN_COOKIE_TEXT("Comment", comment),
    KESTRUN_COOKIE_FLAG("HttpOnly", http_only),
    KESTRUN_COOKIE_FLAG("Discard", discard),
    KESTRUN_COOKIE_TEXT("Domain", domain),
    prop("Expired", "bool",
         [](Call& c) {
             const int64_t expires = self<Cookie>(c).expires, now = base::utc_now_ticks();
             return Value(expires != 0 && expires <= now + calendar::offset_at_utc(now));
         }),
    prop(
        "Expires", "datetime", [](Call& c) { return date_value(self<Cookie>(c).expires, DateKind::Unspecified); },
        [](Call& c) { return self<Cookie>(c).expires = i64(c, 0), nothing(); }),
    KESTRUN_COOKIE_TEXT("Name", name),
    KESTRUN_COOKIE_TEXT("Path", path),
    KESTRUN_COOKIE_TEXT("Port", port),
    KESTRUN_COOKIE_FLAG("Secure", secure),
    KESTRUN_COOKIE_TEXT("Value", value),
    prop(
        "Version", "int", [](Call& c) { return Value(self<Cookie>(c).version); },
        [](Call& c) { return self<Cookie>(c).version = i32(c, 0), nothing(); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<Cookie>(c).text()); }),
};
#undef KESTRUN_COOKIE_TEXT
#undef KESTRUN_COOKIE_FLAG

class MailAddress final : public Object, public Textual
{
public:
    const Type& type() const override { return native_type("System.Net.Mail.MailAddress"); }
    std::string address() const { return user + "@" + host; }
    std::string text() const override { return display.empty() ? address() : "\"" + display + "\" <" + address() + ">"; }
    std::string display, user, host;
};

/// "Name" <user@host>, Name <user@host> or user@host.
bool read_mail(std::string_view source, MailAddress& out)
{
    std::string_view text = trim(source);
    if (text.ends_with('>')) {
        const size_t open = text.rfind('<');
        if (open == std::string_view::npos) return false;
        std::string_view display = trim(text.substr(0, open));
        if (display.size() >= 2 && display.starts_with('"') && display.ends_with('"')) display = display.substr(1, display.size() - 2);
        out.display = display;
        text = text.substr(open + 1, text.size() - open - 2);
    }
    const size_t at = text.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
    out.user = text.substr(0, at);
    out.host = text.substr(at + 1);
    const bool quoted = out.user.size() > 1 && out.user.front() == '"' && out.user.back() == '"';
    if (!quoted && (out.user.find_first_of(" \t\r\n()<>[]:;@\\,\"") != std::string::npos || out.user.starts_with('.') ||
                    out.user.ends_with('.') || out.user.find("..") != std::string::npos)) {
        return false;
    }
    return out.host.find_first_of(" \t\r\n()<>:;@\\,\"") == std::string::npos && !out.host.starts_with('.') && !out.host.ends_with('.') &&
           out.host.find("..") == std::string::npos;
}

Value new_mail(Call& c)
{
    require(c, 0, "address");
    if (text(c, 0).empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", "address");
    auto mail = make<MailAddress>();
    if (!read_mail(text(c, 0), *mail)) {
        throw_native("System.FormatException", "The specified string is not in the form required for an e-mail address.");
    }
    if (c.args.size() > 1 && !text(c, 1).empty()) mail->display = text(c, 1);
    return Value(mail);
}

Value try_new_mail(Call& c)
{
    auto mail = make<MailAddress>();
    const bool ok = !text(c, 0).empty() && read_mail(text(c, 0), *mail);
    if (ok && c.args.size() > 2) mail->display = text(c, 1);
    c.args.back() = ok ? Value(mail) : Value();
    return Value(ok);
}

constexpr MemberDef mail_members[] = {
    ctor("string address", new_mail),
    ctor("string address, string displayName", new_mail),
    prop("DisplayName", "string", [](Call& c) { return Value(self<MailAddress>(c).display); }),
    prop("User", "string", [](Call& c) { return Value(self<MailAddress>(c).user); }),
    prop("Host", "string", [](Call& c) { return Value(self<MailAddress>(c).host); }),
    prop("Address", "string", [](Call& c) { return Value(self<MailAddress>(c).address()); }),
    smeth("TryCreate", "string address, out mailaddress result", "bool", try_new_mail),
    smeth("TryCreate", "string address, string displayName, out mailaddress result", "bool", try_new_mail),
    meth("Equals", "System.Object value", "bool",
         [](Call& c) {
             const auto* other = c.args[0].as<MailAddress>();
             return Value(other && equals_ignore_case(other->text(), self<MailAddress>(c).text()));
         }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<MailAddress>(c).text()); }),
};

constexpr TypeDef table[] = {
    {"System.Net.IPAddress", "System.Object", TypeFlags::None, "ipaddress", "System.IFormattable", address_members},
    {"System.Net.EndPoint", "System.Object", TypeFlags::Abstract},
    {"System.Net.IPEndPoint", "System.Net.EndPoint", TypeFlags::None, "IPEndpoint", "", end_point_members},
    {"System.Net.Cookie", "System.Object", TypeFlags::Sealed, "", "", cookie_members},
    {"System.Net.Mail.MailAddress", "System.Object", TypeFlags::None, "mailaddress", "", mail_members},
};

} // namespace

std::span<const TypeDef> net_types_types() { return table; }

} // namespace kestrun::value
