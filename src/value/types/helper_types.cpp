// Static helpers that scripts call by their full names: SecurityElement, CodeGeneration, LanguagePrimitives, Dns, IPNetwork, XmlConvert.
#include "base/process_facts.hpp"
#include "base/scheduler.hpp"
#include "base/sockets.hpp"
#include "value/ip_address.hpp"
#include "value/operators.hpp"
#include "value/types/extra_types.hpp"
#include "value/types/native.hpp"
#include <cmath>

namespace kestrun::value {
namespace {

using F = TypeFlags;

// System.Security.SecurityElement

Value escape_xml(Call& c)
{
    if (is_null(c, 0)) return {};
    std::string out;
    for (const char ch : text(c, 0)) {
        switch (ch) {
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '&': out += "&amp;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&apos;"; break;
        default: out += ch;
        }
    }
    return Value(out);
}

constexpr MemberDef security_members[] = {smeth("Escape", "string str", "string", escape_xml)};

// System.Management.Automation.Language.CodeGeneration

std::string doubled(std::string_view source, std::string_view marks)
{
    std::string out;
    for (size_t i = 0; i < source.size();) {
        const size_t from = i;
        next_char(source, i);
        const std::string_view one = source.substr(from, i - from);
        out += one;
        if (marks.find(one) != std::string_view::npos) out += one;
    }
    return out;
}

// All the single quotes PowerShell knows: ' and the typographic ones.
Value escape_single_quoted(Call& c) { return Value(doubled(text(c, 0), "'\u2018\u2019\u201A\u201B")); }
Value escape_format(Call& c) { return Value(doubled(text(c, 0), "{}")); }

Value escape_variable(Call& c)
{
    std::string out;
    for (const char ch : text(c, 0)) {
        if (ch == '{' || ch == '}' || ch == '`') out += '`';
        out += ch;
    }
    return Value(out);
}

Value escape_comment(Call& c)
{
    std::string out;
    for (const char ch : text(c, 0)) {
        if (ch == '>' && !out.empty() && out.back() == '#') out += '`';
        if (ch == '#' && !out.empty() && out.back() == '<') out += '`';
        out += ch;
    }
    return Value(out);
}

constexpr MemberDef code_members[] = {
    smeth("EscapeSingleQuotedStringContent", "string value", "string", escape_single_quoted),
    smeth("EscapeFormatStringContent", "string value", "string", escape_format),
    smeth("EscapeVariableName", "string value", "string", escape_variable),
    smeth("EscapeBlockCommentContent", "string value", "string", escape_comment),
};

// System.Management.Automation.LanguagePrimitives

Value convert_to(Call& c) { return convert(c.args[0], object_arg<Type>(c, 1, "resultType")); }

Value try_convert_to(Call& c)
{
    const auto& type = c.args.size() > 2 ? object_arg<Type>(c, 1, "resultType") : types::object();
    try {
        c.args.back() = convert(c.args[0], type);
        return Value(true);
    } catch (const ScriptError&) {
        c.args.back() = Value();
        return Value(false);
    }
}

Value language_equals(Call& c) { return Value(equal(c.args[0], c.args[1], !(c.args.size() > 2 && flag(c, 2)))); }
Value language_compare(Call& c)
{
    const int order = compare(c.args[0], c.args[1], !(c.args.size() > 2 && flag(c, 2)));
    return Value(order < 0 ? -1 : order > 0 ? 1 : 0);
}

Value enumerable_of(Call& c) { return is_enumerable(c.args[0]) ? c.args[0] : Value(); }

constexpr MemberDef language_members[] = {
    smeth("ConvertTo", "System.Object valueToConvert, type resultType", "System.Object", convert_to),
    smeth("ConvertTo", "System.Object valueToConvert, type resultType, System.IFormatProvider formatProvider", "System.Object", convert_to),
    smeth("TryConvertTo", "System.Object valueToConvert, type resultType, out System.Object result", "bool", try_convert_to),
    smeth("Equals", "System.Object first, System.Object second", "bool", language_equals),
    smeth("Equals", "System.Object first, System.Object second, bool ignoreCase", "bool", language_equals),
    smeth("Compare", "System.Object first, System.Object second", "int", language_compare),
    smeth("Compare", "System.Object first, System.Object second, bool ignoreCase", "int", language_compare),
    smeth("IsTrue", "System.Object obj", "bool", [](Call& c) { return Value(to_bool(c.args[0])); }),
    smeth("IsObjectEnumerable", "System.Object obj", "bool", [](Call& c) { return Value(is_enumerable(c.args[0])); }),
    smeth("GetEnumerable", "System.Object obj", "System.Collections.IEnumerable", enumerable_of),
};

// System.Net.Dns

std::vector<std::string> addresses_of(const std::string& name)
{
    std::vector<std::string> found;
    base::start_sockets();
    const int rc = base::run_blocking([&] {
        addrinfo hints{}, *list = nullptr;
        hints.ai_socktype = SOCK_STREAM;
        const int code = getaddrinfo(name.c_str(), nullptr, &hints, &list);
        for (const addrinfo* item = list; code == 0 && item; item = item->ai_next) {
            char host[NI_MAXHOST];
            if (getnameinfo(item->ai_addr, item->ai_addrlen, host, sizeof host, nullptr, 0, NI_NUMERICHOST) == 0) found.emplace_back(host);
        }
        if (list) freeaddrinfo(list);
        return code;
    });
    if (rc != 0) throw_native("System.Net.Sockets.SocketException", base::address_error_text(rc));
    return found;
}

Value address_value(const std::string& address) { return convert(Value(address), native_type("System.Net.IPAddress")); }

Value host_addresses(Call& c)
{
    require(c, 0, "hostNameOrAddress");
    std::vector<Value> made;
    for (const std::string& address : addresses_of(std::string(text(c, 0)))) made.push_back(address_value(address));
    return typed_array(native_type("System.Net.IPAddress"), std::move(made));
}

class HostEntry final : public Object
{
public:
    HostEntry(std::string name, Value addresses) : name_(std::move(name)), addresses_(std::move(addresses)) {}
    const Type& type() const override { return native_type("System.Net.IPHostEntry"); }
    void trace(Tracer& tracer) const override { tracer.visit(addresses_); }
    const std::string& name() const { return name_; }
    const Value& addresses() const { return addresses_; }

private:
    std::string name_;
    Value addresses_;
};

Value host_entry(Call& c)
{
    const Value addresses = host_addresses(c);
    const std::string asked = c.args[0].is_string() ? std::string(text(c, 0)) : dotnet_text(c.args[0]);
    return Value(make<HostEntry>(asked.empty() ? base::host_name() : asked, addresses));
}

constexpr MemberDef dns_members[] = {
    smeth("GetHostName", "", "string", [](Call&) { return Value(base::host_name()); }),
    smeth("GetHostAddresses", "string hostNameOrAddress", "System.Net.IPAddress[]", host_addresses),
    smeth("GetHostEntry", "string hostNameOrAddress", "System.Net.IPHostEntry", host_entry),
    smeth("GetHostByName", "string hostName", "System.Net.IPHostEntry", host_entry),
    smeth("Resolve", "string hostName", "System.Net.IPHostEntry", host_entry),
};
constexpr MemberDef entry_members[] = {
    prop("HostName", "string", [](Call& c) { return Value(self<HostEntry>(c).name()); }),
    prop("AddressList", "System.Net.IPAddress[]", [](Call& c) { return self<HostEntry>(c).addresses(); }),
    prop("Aliases", "string[]", [](Call&) { return string_array({}); }),
};

// System.Net.IPNetwork

std::string bytes_of(const Value& address)
{
    const Value bytes = invoke_method(address, Name("GetAddressBytes"), {});
    return bytes.as<Bytes>()->snapshot();
}

class Network final : public Object, public Textual, public Comparable
{
public:
    Network(Value base, int prefix) : base_(std::move(base)), prefix_(prefix) {}
    const Type& type() const override { return native_type("System.Net.IPNetwork"); }
    void trace(Tracer& tracer) const override { tracer.visit(base_); }
    std::string text() const override { return dotnet_text(base_) + "/" + std::to_string(prefix_); }
    bool equals(const Value& other) const override
    {
        const auto* network = other.as<Network>();
        return network && network->text() == text();
    }
    uint32_t hash() const override { return static_cast<uint32_t>(std::hash<std::string>()(text())); }
    const Value& base() const { return base_; }
    int prefix() const { return prefix_; }
    bool contains(const std::string& bytes) const
    {
        const std::string own = bytes_of(base_);
        if (bytes.size() != own.size()) return false;
        for (int bit = 0; bit < prefix_; ++bit) {
            const size_t at = static_cast<size_t>(bit) / 8;
            if (((bytes[at] ^ own[at]) >> (7 - bit % 8) & 1) != 0) return false;
        }
        return true;
    }

private:
    Value base_;
    int prefix_;
};

/// Null when the base address has bits behind the prefix.
Value network_of(const Value& base, int64_t prefix)
{
    const std::string bytes = bytes_of(base);
    if (prefix < 0 || prefix > static_cast<int64_t>(bytes.size()) * 8) return {};
    for (auto bit = static_cast<size_t>(prefix); bit < bytes.size() * 8; ++bit)
        if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) return {};
    return Value(make<Network>(base, static_cast<int>(prefix)));
}

Value new_network(Call& c)
{
    require(c, 0, "baseAddress");
    const Value made = network_of(c.args[0], i32(c, 1));
    if (made.is_null()) {
        if (i32(c, 1) < 0 || i32(c, 1) > static_cast<int32_t>(bytes_of(c.args[0]).size() * 8))
            throw_range("Specified argument was out of the range of valid values.", "prefixLength");
        throw_argument("System.ArgumentException", "The specified baseAddress has non-zero bits after the network prefix.", "baseAddress");
    }
    return made;
}

Value parsed_network(std::string_view source)
{
    const size_t slash = source.find('/');
    if (slash == std::string_view::npos || slash + 1 == source.size()) return {};
    int prefix = 0;
    for (const char ch : source.substr(slash + 1)) {
        if (ch < '0' || ch > '9' || prefix > 1000) return {};
        prefix = prefix * 10 + ch - '0';
    }
    const auto base = try_convert(Value(source.substr(0, slash)), native_type("System.Net.IPAddress"));
    return base ? network_of(*base, prefix) : Value();
}

Value parse_network(Call& c)
{
    require(c, 0, "s");
    const Value made = parsed_network(text(c, 0));
    if (made.is_null()) throw_native("System.FormatException", "An invalid IP network was specified.");
    return made;
}

Value try_parse_network(Call& c)
{
    try {
        c.args[1] = parsed_network(text(c, 0));
    } catch (const ScriptError&) {
        c.args[1] = Value();
    }
    return Value(!c.args[1].is_null());
}

constexpr MemberDef network_members[] = {
    ctor("System.Net.IPAddress baseAddress, int prefixLength", new_network),
    smeth("Parse", "string s", "System.Net.IPNetwork", parse_network),
    smeth("TryParse", "string s, out System.Net.IPNetwork result", "bool", try_parse_network),
    prop("BaseAddress", "System.Net.IPAddress", [](Call& c) { return self<Network>(c).base(); }),
    prop("PrefixLength", "int", [](Call& c) { return Value(self<Network>(c).prefix()); }),
    meth("Contains", "System.Net.IPAddress address", "bool",
         [](Call& c) {
             require(c, 0, "address");
             return Value(self<Network>(c).contains(bytes_of(c.args[0])));
         }),
    meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(self<Network>(c).equals(c.args[0])); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<Network>(c).text()); }),
};

// System.Xml.XmlConvert

bool is_name_start(char32_t c) { return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0xC0; }
bool is_name_char(char32_t c) { return is_name_start(c) || c == '-' || c == '.' || (c >= '0' && c <= '9') || c == 0xB7; }

std::string encoded_name(std::string_view name, bool local)
{
    std::string out;
    for (size_t i = 0; i < name.size();) {
        const size_t from = i;
        const char32_t c = next_char(name, i);
        const bool fits = (from == 0 ? is_name_start(c) : is_name_char(c)) || (c == ':' && !local);
        const bool looks_encoded = c == '_' && name.size() >= from + 7 && name[from + 1] == 'x' && name[from + 6] == '_';
        if (fits && !looks_encoded) {
            out += name.substr(from, i - from);
        } else {
            char buffer[16];
            std::snprintf(buffer, sizeof buffer, c > 0xFFFF ? "_x%08X_" : "_x%04X_", static_cast<unsigned>(c));
            out += buffer;
        }
    }
    return out;
}

Value decode_name(Call& c)
{
    const std::string_view name = text(c, 0);
    std::string out;
    for (size_t i = 0; i < name.size(); ++i) {
        if (name.compare(i, 2, "_x") == 0 && name.size() >= i + 7 && name[i + 6] == '_') {
            const std::string digits(name.substr(i + 2, 4));
            char* end = nullptr;
            const unsigned long code = std::strtoul(digits.c_str(), &end, 16);
            if (*end == '\0') {
                append_utf8(out, static_cast<char32_t>(code));
                i += 6;
                continue;
            }
        }
        out += name[i];
    }
    return Value(out);
}

Value xml_text(Call& c)
{
    const Value& value = c.args[0];
    if (value.is_bool()) return Value(value.as_bool() ? "true" : "false");
    if (value.is_real() && std::isinf(value.as_double())) return Value(value.as_double() < 0 ? "-INF" : "INF");
    if (value.tag() == Tag::DateTime) {
        if (c.args.size() > 1 && c.args[1].is_string()) return Value(format_value(value, text(c, 1)));
        Value shown = value;
        if (c.args.size() > 1 && enum_arg(c, 1) == 1) shown = invoke_method(value, Name("ToUniversalTime"), {});
        return Value(format_value(shown, "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"));
    }
    return Value(to_text(value));
}

Value to_bool_xml(Call& c)
{
    const std::string_view word = trim(text(c, 0));
    if (word == "true" || word == "1") return Value(true);
    if (word == "false" || word == "0") return Value(false);
    throw_native("System.FormatException", "The string '" + std::string(word) + "' is not a valid Boolean value.");
}

Value to_number(Call& c, const Type& type) { return convert(Value(trim(text(c, 0))), type); }

Value verify_name(Call& c)
{
    require(c, 0, "name");
    if (encoded_name(text(c, 0), false) != text(c, 0))
        throw_native("System.Xml.XmlException",
                     "The '" + std::string(text(c, 0).substr(0, 1)) + "' character cannot be included in a name.");
    return c.args[0];
}

constexpr MemberDef xml_members[] = {
    smeth("EncodeName", "string name", "string", [](Call& c) { return Value(encoded_name(text(c, 0), false)); }),
    smeth("EncodeLocalName", "string name", "string", [](Call& c) { return Value(encoded_name(text(c, 0), true)); }),
    smeth("DecodeName", "string name", "string", decode_name),
    smeth("VerifyName", "string name", "string", verify_name),
    smeth("ToString", "bool value", "string", xml_text),
    smeth("ToString", "int value", "string", xml_text),
    smeth("ToString", "long value", "string", xml_text),
    smeth("ToString", "decimal value", "string", xml_text),
    smeth("ToString", "double value", "string", xml_text),
    smeth("ToString", "guid value", "string", xml_text),
    smeth("ToString", "datetime value", "string", xml_text),
    smeth("ToString", "datetime value, string format", "string", xml_text),
    smeth("ToString", "datetime value, System.Xml.XmlDateTimeSerializationMode dateTimeOption", "string", xml_text),
    smeth("ToBoolean", "string s", "bool", to_bool_xml),
    smeth("ToInt32", "string s", "int", [](Call& c) { return to_number(c, types::int32()); }),
    smeth("ToInt64", "string s", "long", [](Call& c) { return to_number(c, types::int64()); }),
    smeth("ToDouble", "string s", "double", [](Call& c) { return to_number(c, types::real()); }),
    smeth("ToDecimal", "string s", "decimal", [](Call& c) { return to_number(c, types::decimal()); }),
    smeth("ToGuid", "string s", "guid", [](Call& c) { return to_number(c, types::guid()); }),
    smeth("ToDateTime", "string s", "datetime", [](Call& c) { return to_number(c, types::date_time()); }),
};

constexpr EnumMember date_modes[] = {{"Local", 0}, {"Utc", 1}, {"Unspecified", 2}, {"RoundtripKind", 3}};

constexpr TypeDef table[] = {
    {"System.Security.SecurityElement", "System.Object", F::Sealed, "", "", security_members},
    {"System.Management.Automation.Language.CodeGeneration", "System.Object", F::Static, "", "", code_members},
    {"System.Management.Automation.LanguagePrimitives", "System.Object", F::Static, "", "", language_members},
    {"System.Net.Dns", "System.Object", F::Static, "", "", dns_members},
    {"System.Net.IPHostEntry", "System.Object", F::None, "", "", entry_members},
    {"System.Net.IPNetwork", "System.ValueType", F::ValueType | F::Sealed, "", "", network_members},
    {"System.Xml.XmlConvert", "System.Object", F::None, "", "", xml_members},
    enum_row("System.Xml.XmlDateTimeSerializationMode", date_modes),
};

} // namespace

std::span<const TypeDef> helper_types_types() { return table; }

} // namespace kestrun::value
