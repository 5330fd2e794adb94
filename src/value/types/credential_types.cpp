// System.Security.SecureString, PSCredential, NetworkCredential and the Marshal functions scripts use with them.
#include "value/credential.hpp"
#include "value/types/all_types.hpp"
#include "value/types/string_members.hpp"
#include <openssl/crypto.h>

namespace kestrun::value {

SecureString::~SecureString() { wipe(); }

void SecureString::wipe() { OPENSSL_cleanse(text_.data(), text_.size()); }

void SecureString::assign(std::string text)
{
    wipe();
    text_ = std::move(text);
}

const Type& NetworkCredential::type() const { return native_type("System.Net.NetworkCredential"); }

namespace {

SecureString& secret(const Call& c) { return self<SecureString>(c); }

void require_writable(const Call& c)
{
    if (secret(c).read_only) throw_native("System.InvalidOperationException", "Instance is read-only.");
}

Value append_char(Call& c)
{
    require_writable(c);
    std::u16string units = to_utf16(secret(c).plain());
    units += c.args[0].as_char();
    secret(c).assign(to_utf8(units));
    return nothing();
}

Value change_char(Call& c, char what)
{
    require_writable(c);
    std::u16string units = to_utf16(secret(c).plain());
    const int32_t at = i32(c, 0);
    if (at < 0 || static_cast<size_t>(at) >= units.size() + (what == 'i' ? 1 : 0)) throw_index("index");
    if (what == 'i')
        units.insert(static_cast<size_t>(at), 1, c.args[1].as_char());
    else if (what == 's')
        units[static_cast<size_t>(at)] = c.args[1].as_char();
    else
        units.erase(static_cast<size_t>(at), 1);
    secret(c).assign(to_utf8(units));
    return nothing();
}

Value clear(Call& c)
{
    require_writable(c);
    secret(c).assign({});
    return nothing();
}

constexpr MemberDef secure_members[] = {
    ctor("", [](Call&) { return Value(make<SecureString>()); }),
    prop("Length", "int", [](Call& c) { return Value(static_cast<int32_t>(base::utf16_length(secret(c).plain()))); }),
    meth("AppendChar", "char c", "void", append_char),
    meth("InsertAt", "int index, char c", "void", [](Call& c) { return change_char(c, 'i'); }),
    meth("SetAt", "int index, char c", "void", [](Call& c) { return change_char(c, 's'); }),
    meth("RemoveAt", "int index", "void", [](Call& c) { return change_char(c, 'r'); }),
    meth("Clear", "", "void", clear),
    meth("Copy", "", "securestring", [](Call& c) { return Value(make<SecureString>(secret(c).plain())); }),
    meth("MakeReadOnly", "", "void", [](Call& c) { return secret(c).read_only = true, nothing(); }),
    meth("IsReadOnly", "", "bool", [](Call& c) { return Value(secret(c).read_only); }),
    meth("Dispose", "", "void", [](Call& c) { return secret(c).assign({}), nothing(); }),
};

PSCredential& credential(const Call& c) { return self<PSCredential>(c); }

Value new_credential(Call& c)
{
    const std::string_view user = text(c, 0);
    if (user.empty()) {
        throw_argument(
            "System.Management.Automation.PSArgumentException",
            "Cannot process argument because the value of argument \"userName\" is not valid. Change the value of the \"userName\" "
            "argument and run the operation again.",
            "");
    }
    auto* password = c.args[1].as<SecureString>();
    if (!password) {
        throw_argument(
            "System.Management.Automation.PSArgumentNullException",
            "Cannot process argument because the value of argument \"password\" is null. Change the value of argument \"password\" "
            "to a non-null value.",
            "");
    }
    return Value(make<PSCredential>(std::string(user), Ref<SecureString>(password)));
}

/// "domain\user" and "user@domain" are taken apart.
Value network_credential(Call& c)
{
    std::string user = credential(c).user(), domain;
    if (const size_t slash = user.find('\\'); slash != std::string::npos) {
        domain = user.substr(0, slash);
        user = user.substr(slash + 1);
    }
    return Value(make<NetworkCredential>(user, credential(c).password(), domain));
}

constexpr MemberDef credential_members[] = {
    ctor("string userName, securestring password", new_credential),
    sprop("Empty", "pscredential", [](Call&) { return Value(make<PSCredential>("", make<SecureString>())); }),
    prop("UserName", "string", [](Call& c) { return Value(credential(c).user()); }),
    prop("Password", "securestring", [](Call& c) { return Value(credential(c).password()); }),
    meth("GetNetworkCredential", "", "System.Net.NetworkCredential", network_credential),
};

NetworkCredential& network(const Call& c) { return self<NetworkCredential>(c); }

Value new_network(Call& c)
{
    Ref<SecureString> password;
    if (c.args.size() > 1) {
        auto* given = c.args[1].as<SecureString>();
        password = given ? Ref<SecureString>(given) : make<SecureString>(std::string(text(c, 1)));
    } else {
        password = make<SecureString>();
    }
    return Value(make<NetworkCredential>(std::string(text(c, 0)), std::move(password), std::string(text(c, 2))));
}

constexpr MemberDef network_members[] = {
    ctor("", new_network),
    ctor("string userName, string password", new_network),
    ctor("string userName, string password, string domain", new_network),
    ctor("string userName, securestring password", new_network),
    ctor("string userName, securestring password, string domain", new_network),
    prop(
        "UserName", "string", [](Call& c) { return Value(network(c).user); },
        [](Call& c) { return network(c).user = text(c, 0), nothing(); }),
    prop(
        "Password", "string", [](Call& c) { return Value(network(c).password->plain()); },
        [](Call& c) { return network(c).password = make<SecureString>(std::string(text(c, 0))), nothing(); }),
    prop(
        "SecurePassword", "securestring", [](Call& c) { return Value(network(c).password); },
        [](Call& c) {
            network(c).password = Ref<SecureString>(&object_arg<SecureString>(c, 0, "value"));
            return nothing();
        }),
    prop(
        "Domain", "string", [](Call& c) { return Value(network(c).domain); },
        [](Call& c) { return network(c).domain = text(c, 0), nothing(); }),
    meth("GetCredential", "uri uri, string authenticationType", "System.Net.NetworkCredential", [](Call& c) { return c.self; }),
};

/// A BSTR here is the secret itself: scripts only hand it from one Marshal function to the next.
Value to_bstr(Call& c)
{
    object_arg<SecureString>(c, 0, "s");
    return c.args[0];
}

Value from_bstr(Call& c)
{
    const auto& kept = object_arg<SecureString>(c, 0, "ptr");
    return Value(kept.plain());
}

Value nothing_to_free(Call&) { return nothing(); }

constexpr MemberDef marshal_members[] = {
    smeth("SecureStringToBSTR", "securestring s", "System.Object", to_bstr),
    smeth("SecureStringToGlobalAllocUnicode", "securestring s", "System.Object", to_bstr),
    smeth("SecureStringToCoTaskMemUnicode", "securestring s", "System.Object", to_bstr),
    smeth("PtrToStringBSTR", "System.Object ptr", "string", from_bstr),
    smeth("PtrToStringAuto", "System.Object ptr", "string", from_bstr),
    smeth("PtrToStringUni", "System.Object ptr", "string", from_bstr),
    smeth("ZeroFreeBSTR", "System.Object s", "void", nothing_to_free),
    smeth("FreeBSTR", "System.Object ptr", "void", nothing_to_free),
    smeth("ZeroFreeGlobalAllocUnicode", "System.Object s", "void", nothing_to_free),
    smeth("ZeroFreeCoTaskMemUnicode", "System.Object s", "void", nothing_to_free),
};

constexpr TypeDef table[] = {
    {"System.Security.SecureString", "System.Object", TypeFlags::Sealed, "securestring", "System.IDisposable", secure_members},
    {"System.Management.Automation.PSCredential", "System.Object", TypeFlags::Sealed, "pscredential", "", credential_members},
    {"System.Net.NetworkCredential", "System.Object", TypeFlags::None, "", "", network_members},
    {"System.Runtime.InteropServices.Marshal", "System.Object", TypeFlags::Static, "", "", marshal_members},
};

} // namespace

std::span<const TypeDef> credential_types_types() { return table; }

} // namespace kestrun::value
