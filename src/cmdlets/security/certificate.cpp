#include "cmdlets/security/certificate.hpp"
#include "base/calendar.hpp"
#include "cmdlets/security/secure_text.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/paths.hpp"
#include <ctime>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

namespace kestrun::cmdlets {

namespace {

constexpr const char* type_name = "System.Security.Cryptography.X509Certificates.X509Certificate2";
constexpr const char* crypto_error = "System.Security.Cryptography.CryptographicException";
constexpr const char* document_encryption = "1.3.6.1.4.1.311.80.1";

template <auto F>
struct Free
{
    template <typename T>
    void operator()(T* p) const
    {
        F(p);
    }
};
using Buffer = std::unique_ptr<BIO, Free<BIO_free_all>>;

std::shared_ptr<X509> owned(X509* certificate) { return {certificate, X509_free}; }
std::shared_ptr<EVP_PKEY> owned(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }
Buffer buffer_of(std::string_view bytes) { return Buffer(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))); }

std::string contents(const Buffer& buffer)
{
    char* data = nullptr;
    const long size = BIO_get_mem_data(buffer.get(), &data);
    return {data, static_cast<size_t>(size > 0 ? size : 0)};
}

std::string object_id(const ASN1_OBJECT* object)
{
    char text[128];
    const int size = OBJ_obj2txt(text, sizeof text, object, 1);
    return {text, static_cast<size_t>(size > 0 ? size : 0)};
}

/// The short names .NET uses; others are written as "OID.1.2.3".
std::string name_of_part(const ASN1_OBJECT* object)
{
    switch (OBJ_obj2nid(object)) {
    case NID_commonName: return "CN";
    case NID_countryName: return "C";
    case NID_stateOrProvinceName: return "S";
    case NID_localityName: return "L";
    case NID_organizationName: return "O";
    case NID_organizationalUnitName: return "OU";
    case NID_pkcs9_emailAddress: return "E";
    case NID_domainComponent: return "DC";
    case NID_serialNumber: return "SERIALNUMBER";
    case NID_title: return "T";
    case NID_givenName: return "G";
    case NID_surname: return "SN";
    case NID_streetAddress: return "STREET";
    default: return "OID." + object_id(object);
    }
}

std::string quoted_part(const std::string& text)
{
    const bool plain = text.find_first_of(",+=\"\n<>#;") == std::string::npos && !text.empty() && text.front() != ' ' && text.back() != ' ';
    return plain ? text : "\"" + replace_all(text, "\"", "\"\"") + "\"";
}

Value time_of(const ASN1_TIME* time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
    const int64_t utc = base::date_ticks(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday) + parts.tm_hour * base::ticks_per_hour +
                        parts.tm_min * base::ticks_per_minute + parts.tm_sec * base::ticks_per_second;
    return Value::date_time(utc + base::local_offset_minutes(utc) * base::ticks_per_minute, value::DateKind::Local);
}

const Certificate& own(const value::Call& call) { return *static_cast<Certificate*>(call.self.object()); }

Value oid_value(const std::string& id, const std::string& name)
{
    return make_object({{"Value", Value(id)}, {"FriendlyName", Value(name)}});
}

/// .NET calls "sha256RSA" what OpenSSL calls "sha256WithRSAEncryption".
std::string friendly_name(int nid)
{
    const char* name = OBJ_nid2ln(nid);
    std::string text = name ? name : "";
    const size_t with = text.find("WithRSAEncryption");
    return with == std::string::npos ? text : text.substr(0, with) + "RSA";
}

std::string password_of(const Value& value) { return value.is_string() || value.is_null() ? value::to_text(value) : reveal(value); }

Value constructed(Ref<Certificate> certificate, const char* problem = no_certificate)
{
    if (!certificate) value::throw_native(crypto_error, problem);
    return Value(std::move(certificate));
}

Value read_with(std::string_view bytes, const value::Call& call)
{
    const char* problem = no_certificate;
    const auto password = call.args.size() > 1 ? std::optional(password_of(call.args[1])) : std::nullopt;
    Ref<Certificate> certificate = read_certificate(bytes, password, &problem);
    return constructed(std::move(certificate), problem);
}

Value from_file(value::Call& call)
{
    int error = 0;
    const std::string bytes = read_file(value::to_text(call.args[0]), error);
    if (error) value::throw_native("Interop+Crypto+OpenSslCryptographicException", "error:10000080:BIO routines::no such file");
    return read_with(bytes, call);
}

Value from_bytes(value::Call& call)
{
    std::string bytes;
    for (const Value& byte : value::elements(call.args[0])) bytes += static_cast<char>(byte.as_int64());
    return read_with(bytes, call);
}

Ref<Certificate> with_key(std::string_view certificate, std::string_view key)
{
    const Ref<Certificate> read = read_certificate(certificate, std::nullopt);
    if (!read) return {};
    const Buffer buffer = buffer_of(key);
    const std::shared_ptr<EVP_PKEY> found = owned(PEM_read_bio_PrivateKey(buffer.get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    if (!found || X509_check_private_key(read->handle(), found.get()) != 1) return {};
    return value::make<Certificate>(std::shared_ptr<X509>(owned(X509_dup(read->handle()))), found);
}

Value from_pem(value::Call& call)
{
    const std::string text = value::to_text(call.args[0]);
    return constructed(call.args.size() > 1 ? with_key(text, value::to_text(call.args[1])) : read_certificate(text, std::nullopt));
}

Value from_pem_file(value::Call& call)
{
    int error = 0;
    const std::string text = read_file(value::to_text(call.args[0]), error);
    const std::string key = call.args.size() > 1 && !error ? read_file(value::to_text(call.args[1]), error) : text;
    if (error)
        throw ScriptError{file_error(error, value::to_text(call.args[call.args.size() > 1 ? 1 : 0]), "FileNotFoundException",
                                     ErrorCategory::NotSpecified)};
    return constructed(with_key(text, key));
}

Value simple_name(value::Call& call)
{
    const bool of_issuer = call.args.size() > 1 && value::to_bool(call.args[1]);
    const X509_NAME* name = of_issuer ? X509_get_issuer_name(own(call).handle()) : X509_get_subject_name(own(call).handle());
    char text[256];
    const int size = X509_NAME_get_text_by_NID(const_cast<X509_NAME*>(name), NID_commonName, text, sizeof text);
    return Value(size > 0 ? std::string(text, static_cast<size_t>(size)) : std::string());
}

Value name_object(const X509_NAME* name)
{
    return make_data("System.Security.Cryptography.X509Certificates.X500DistinguishedName", {Value(distinguished_name(name))});
}

constexpr value::MemberDef name_members[] = {
    {"Name", value::MemberKind::Property, "", "string",
     [](value::Call& call) { return static_cast<DataObject*>(call.self.object())->slot(0); }},
};

using value::MemberKind;
constexpr value::MemberDef members[] = {
    {"new", MemberKind::Constructor, "string fileName", "", from_file},
    {"new", MemberKind::Constructor, "string fileName, string password", "", from_file},
    {"new", MemberKind::Constructor, "string fileName, securestring password", "", from_file},
    {"new", MemberKind::Constructor, "byte[] rawData", "", from_bytes},
    {"new", MemberKind::Constructor, "byte[] rawData, string password", "", from_bytes},
    {"new", MemberKind::Constructor, "byte[] rawData, securestring password", "", from_bytes},
    {"CreateFromPem", MemberKind::StaticMethod, "string certPem", "object", from_pem},
    {"CreateFromPem", MemberKind::StaticMethod, "string certPem, string keyPem", "object", from_pem},
    {"CreateFromPemFile", MemberKind::StaticMethod, "string certPemFilePath", "object", from_pem_file},
    {"CreateFromPemFile", MemberKind::StaticMethod, "string certPemFilePath, string keyPemFilePath", "object", from_pem_file},
    {"FriendlyName", MemberKind::Property, "", "string", [](value::Call&) { return Value(""); }},
    {"HasPrivateKey", MemberKind::Property, "", "bool", [](value::Call& call) { return Value(own(call).private_key() != nullptr); }},
    {"SubjectName", MemberKind::Property, "", "object",
     [](value::Call& call) { return name_object(X509_get_subject_name(own(call).handle())); }},
    {"IssuerName", MemberKind::Property, "", "object",
     [](value::Call& call) { return name_object(X509_get_issuer_name(own(call).handle())); }},
    {"NotAfter", MemberKind::Property, "", "datetime", [](value::Call& call) { return own(call).not_after(); }},
    {"NotBefore", MemberKind::Property, "", "datetime", [](value::Call& call) { return own(call).not_before(); }},
    {"RawData", MemberKind::Property, "", "byte[]", [](value::Call& call) { return value::make_bytes(own(call).raw()); }},
    {"SerialNumber", MemberKind::Property, "", "string", [](value::Call& call) { return Value(own(call).serial_number()); }},
    {"SignatureAlgorithm", MemberKind::Property, "", "object",
     [](value::Call& call) {
         const int nid = X509_get_signature_nid(own(call).handle());
         return oid_value(object_id(OBJ_nid2obj(nid)), friendly_name(nid));
     }},
    {"Thumbprint", MemberKind::Property, "", "string", [](value::Call& call) { return Value(own(call).thumbprint()); }},
    {"Version", MemberKind::Property, "", "int",
     [](value::Call& call) { return Value(static_cast<int32_t>(X509_get_version(own(call).handle()) + 1)); }},
    {"Issuer", MemberKind::Property, "", "string", [](value::Call& call) { return Value(own(call).issuer()); }},
    {"Subject", MemberKind::Property, "", "string", [](value::Call& call) { return Value(own(call).subject()); }},
    {"EnhancedKeyUsageList", MemberKind::Property, "", "object",
     [](value::Call& call) {
         std::vector<Value> list;
         for (const std::string& id : own(call).enhanced_key_usages())
             list.push_back(make_object({{"FriendlyName", Value("")}, {"ObjectId", Value(id)}}));
         return value::make_array(std::move(list));
     }},
    {"GetCertHashString", MemberKind::Method, "", "string", [](value::Call& call) { return Value(own(call).thumbprint()); }},
    {"GetSerialNumberString", MemberKind::Method, "", "string", [](value::Call& call) { return Value(own(call).serial_number()); }},
    {"GetRawCertData", MemberKind::Method, "", "byte[]", [](value::Call& call) { return value::make_bytes(own(call).raw()); }},
    {"GetRawCertDataString", MemberKind::Method, "", "string", [](value::Call& call) { return Value(hexadecimal(own(call).raw())); }},
    {"GetNameInfo", MemberKind::Method, "object nameType, bool forIssuer", "string", simple_name},
    {"ExportCertificatePem", MemberKind::Method, "", "string",
     [](value::Call& call) {
         std::string text = own(call).pem();
         if (!text.empty()) text.pop_back(); // .NET's has no line feed at its end
         return Value(text);
     }},
    {"Dispose", MemberKind::Method, "", "void", [](value::Call&) { return Value::nothing(); }},
};
constexpr value::TypeDef types[] = {
    {.full_name = "System.Security.Cryptography.X509Certificates.X509Certificate", .members = {}},
    {.full_name = type_name,
     .base = "System.Security.Cryptography.X509Certificates.X509Certificate",
     .accelerators = "X509Certificate",
     .interfaces = "System.IDisposable",
     .members = members},
    {.full_name = "System.Security.Cryptography.X509Certificates.X500DistinguishedName", .members = name_members},
};

} // namespace

std::span<const value::TypeDef> certificate_types() { return types; }

const value::Type& Certificate::type() const { return value::native_type(type_name); }

std::string hexadecimal(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char byte : bytes) {
        text += digits[static_cast<unsigned char>(byte) >> 4];
        text += digits[static_cast<unsigned char>(byte) & 15];
    }
    return text;
}

std::string distinguished_name(const X509_NAME* name)
{
    std::string text;
    for (int i = X509_NAME_entry_count(name); i-- > 0;) {
        const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
        unsigned char* utf8 = nullptr;
        const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
        const std::string part(reinterpret_cast<const char*>(utf8), static_cast<size_t>(size > 0 ? size : 0));
        OPENSSL_free(utf8);
        text += (text.empty() ? "" : ", ") + name_of_part(X509_NAME_ENTRY_get_object(entry)) + "=" + quoted_part(part);
    }
    return text;
}

std::string Certificate::text() const
{
    const std::pair<const char*, std::string> sections[] = {
        {"Subject", subject()},
        {"Issuer", issuer()},
        {"Serial Number", serial_number()},
        {"Not Before", value::to_text(value::invoke_method(not_before(), Name("ToString"), {}))},
        {"Not After", value::to_text(value::invoke_method(not_after(), Name("ToString"), {}))},
        {"Thumbprint", thumbprint()}};
    std::string text;
    for (const auto& [name, content] : sections) text += (text.empty() ? "[" : "\n[") + std::string(name) + "]\n  " + content + "\n";
    return text;
}

std::string Certificate::subject() const { return distinguished_name(X509_get_subject_name(handle())); }
std::string Certificate::issuer() const { return distinguished_name(X509_get_issuer_name(handle())); }

std::string Certificate::serial_number() const
{
    const ASN1_INTEGER* serial = X509_get0_serialNumber(handle());
    return hexadecimal({reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)), static_cast<size_t>(ASN1_STRING_length(serial))});
}

std::string Certificate::thumbprint() const
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    X509_digest(handle(), EVP_sha1(), digest, &size);
    return hexadecimal({reinterpret_cast<char*>(digest), size});
}

Value Certificate::not_before() const { return time_of(X509_get0_notBefore(handle())); }
Value Certificate::not_after() const { return time_of(X509_get0_notAfter(handle())); }

std::string Certificate::raw() const
{
    unsigned char* der = nullptr;
    const int size = i2d_X509(handle(), &der);
    std::string bytes(reinterpret_cast<char*>(der), static_cast<size_t>(size > 0 ? size : 0));
    OPENSSL_free(der);
    return bytes;
}

std::string Certificate::pem() const
{
    const Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(buffer.get(), handle());
    return contents(buffer);
}

std::string Certificate::key_pem() const
{
    if (!key_) return {};
    const Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(buffer.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return contents(buffer);
}

std::vector<std::string> Certificate::enhanced_key_usages() const
{
    std::vector<std::string> ids;
    auto* list = static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(handle(), NID_ext_key_usage, nullptr, nullptr));
    for (int i = 0; list && i < sk_ASN1_OBJECT_num(list); ++i) ids.push_back(object_id(sk_ASN1_OBJECT_value(list, i)));
    if (list) EXTENDED_KEY_USAGE_free(list);
    return ids;
}

bool Certificate::may_encrypt_documents() const
{
    // Without the extension OpenSSL gives all bits; PowerShell wants to see it.
    if (X509_get_ext_by_NID(handle(), NID_key_usage, -1) < 0) return false;
    if (!(X509_get_key_usage(handle()) & (KU_KEY_ENCIPHERMENT | KU_DATA_ENCIPHERMENT))) return false;
    for (const std::string& id : enhanced_key_usages())
        if (id == document_encryption) return true;
    return false;
}

Ref<Certificate> read_certificate(std::string_view bytes, const std::optional<std::string>& password, const char** problem)
{
    Buffer buffer = buffer_of(bytes);
    if (std::shared_ptr<X509> pem = owned(PEM_read_bio_X509(buffer.get(), nullptr, nullptr, nullptr))) {
        ERR_clear_error();
        return value::make<Certificate>(pem, nullptr);
    }
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    if (std::shared_ptr<X509> der = owned(d2i_X509(nullptr, &at, static_cast<long>(bytes.size())))) {
        ERR_clear_error();
        return value::make<Certificate>(der, nullptr);
    }
    buffer = buffer_of(bytes);
    X509* certificate = nullptr;
    EVP_PKEY* key = nullptr;
    const std::unique_ptr<PKCS12, Free<PKCS12_free>> store(d2i_PKCS12_bio(buffer.get(), nullptr));
    const bool read = store && PKCS12_parse(store.get(), password ? password->c_str() : "", &key, &certificate, nullptr) == 1;
    ERR_clear_error();
    if (problem) *problem = store ? unreadable_certificate : no_certificate;
    std::shared_ptr<X509> owner = owned(certificate);
    std::shared_ptr<EVP_PKEY> key_owner = owned(key);
    if (!read || !certificate) return {};
    return value::make<Certificate>(std::move(owner), key ? std::move(key_owner) : nullptr);
}

} // namespace kestrun::cmdlets
