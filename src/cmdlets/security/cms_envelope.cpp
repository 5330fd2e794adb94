#include "cmdlets/security/cms_envelope.hpp"
#include "base/platform.hpp"
#include "cmdlets/support/data_object.hpp"
#include <openssl/cms.h>
#include <openssl/err.h>

namespace kestrun::cmdlets {

namespace {

#define PKCS "System.Security.Cryptography.Pkcs."
constexpr const char* crypto_error = "System.Security.Cryptography.CryptographicException";
constexpr std::string_view begin_line = "-----BEGIN CMS-----", end_line = "-----END CMS-----";

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
using Message = std::unique_ptr<CMS_ContentInfo, Free<CMS_ContentInfo_free>>;

[[noreturn]] void throw_crypto(std::string message)
{
    ERR_clear_error();
    value::throw_native(crypto_error, std::move(message));
}

Buffer buffer_of(std::string_view bytes) { return Buffer(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))); }

std::string content_of(BIO* buffer)
{
    char* data = nullptr;
    const long size = BIO_get_mem_data(buffer, &data);
    return {data, static_cast<size_t>(size > 0 ? size : 0)};
}

Message parse(std::string_view der)
{
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    Message message(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
    if (!message || OBJ_obj2nid(CMS_get0_type(message.get())) != NID_pkcs7_enveloped) throw_crypto("ASN1 corrupted data.");
    return message;
}

/// Lines of 76 characters that end in CR LF, but the last.
std::string base64_lines(std::string_view bytes)
{
    std::string all((bytes.size() + 2) / 3 * 4 + 1, '\0');
    all.resize(static_cast<size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(all.data()),
                                                   reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()))));
    std::string lines;
    for (size_t at = 0; at < all.size(); at += 76) lines.append(at ? "\r\n" : "").append(all, at, 76);
    return lines;
}

std::string from_base64(std::string_view text)
{
    const value::Type& convert = value::native_type("System.Convert");
    Value argument(text);
    Value bytes;
    try {
        bytes = value::invoke_static(convert, Name("FromBase64String"), std::span<Value>(&argument, 1));
    } catch (const ScriptError&) { // as the command's own error, not as one of a method call
        value::throw_native("System.FormatException",
                            "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding "
                            "characters, or an illegal character among the padding characters.");
    }
    std::string out;
    for (const Value& byte : value::elements(bytes)) out += static_cast<char>(byte.as_int64());
    return out;
}

Value algorithm_of(const X509_ALGOR* algorithm)
{
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    char id[128];
    OBJ_obj2txt(id, sizeof id, object, 1);
    const char* name = OBJ_nid2sn(OBJ_obj2nid(object));
    return make_data(PKCS "AlgorithmIdentifier",
                     {make_object({{"Value", Value(id)}, {"FriendlyName", Value(name ? name : "")}}), Value(int32_t{0})});
}

/// EncryptedContentInfo is the type of the content, then the algorithm; OpenSSL's interface does not give it.
Value content_algorithm(std::string_view der)
{
    constexpr std::string_view data_type("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01", 11);
    const size_t at = der.rfind(data_type);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = der.substr(at + data_type.size());
    const auto* bytes = reinterpret_cast<const unsigned char*>(rest.data());
    const std::unique_ptr<X509_ALGOR, Free<X509_ALGOR_free>> algorithm(d2i_X509_ALGOR(nullptr, &bytes, static_cast<long>(rest.size())));
    ERR_clear_error();
    return algorithm ? algorithm_of(algorithm.get()) : Value();
}

Value recipient_of(CMS_RecipientInfo* info)
{
    X509_NAME* issuer = nullptr;
    ASN1_INTEGER* serial = nullptr;
    CMS_RecipientInfo_ktri_get0_signer_id(info, nullptr, &issuer, &serial);
    Value id;
    if (issuer && serial) {
        const std::string_view bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
                                     static_cast<size_t>(ASN1_STRING_length(serial)));
        id = make_data("System.Security.Cryptography.Xml.X509IssuerSerial", {Value(distinguished_name(issuer)), Value(hexadecimal(bytes))});
    }
    const Value subject = make_data(PKCS "SubjectIdentifier", {Value("IssuerAndSerialNumber"), id});
    X509_ALGOR* algorithm = nullptr;
    CMS_RecipientInfo_ktri_get0_algs(info, nullptr, nullptr, &algorithm);
    return make_data(PKCS "KeyTransRecipientInfo",
                     {Value(int32_t{0}), subject, algorithm ? algorithm_of(algorithm) : Value(), Value("KeyTransport")});
}

constexpr value::MemberDef algorithm_members[] = {slot<0>("Oid", "object"), slot<1>("KeyLength", "int")};
constexpr value::MemberDef serial_members[] = {slot_rw<0>("IssuerName", "string"), slot_rw<1>("SerialNumber", "string")};
constexpr value::MemberDef subject_members[] = {slot<0>("Type", "object"), slot<1>("Value", "object")};
constexpr value::MemberDef recipient_members[] = {slot<0>("Version", "int"), slot<1>("RecipientIdentifier", "object"),
                                                  slot<2>("KeyEncryptionAlgorithm", "object"), slot<3>("Type", "object")};
constexpr value::MemberDef envelope_members[] = {slot<0>("Version", "int"), slot<1>("ContentEncryptionAlgorithm", "object"),
                                                 slot<2>("RecipientInfos", "object")};
constexpr value::TypeDef types[] = {
    {.full_name = PKCS "AlgorithmIdentifier", .members = algorithm_members},
    {.full_name = "System.Security.Cryptography.Xml.X509IssuerSerial", .members = serial_members},
    {.full_name = PKCS "SubjectIdentifier", .members = subject_members},
    {.full_name = PKCS "KeyTransRecipientInfo", .members = recipient_members},
    {.full_name = PKCS "EnvelopedCms", .members = envelope_members},
};

} // namespace

std::span<const value::TypeDef> cms_types() { return types; }

std::optional<CmsText> find_cms(std::string_view text)
{
    const size_t begin = text.find(begin_line);
    const size_t end = begin == std::string_view::npos ? begin : text.find(end_line, begin);
    if (end == std::string_view::npos) return std::nullopt;
    CmsText found;
    found.before = text.substr(0, begin);
    found.whole = text;
    found.after = text.substr(end + end_line.size());
    found.der = from_base64(text.substr(begin + begin_line.size(), end - begin - begin_line.size()));
    return found;
}

std::string encrypt_cms(std::string_view plain, const std::vector<Ref<Certificate>>& recipients)
{
    STACK_OF(X509)* certificates = sk_X509_new_null();
    for (const Ref<Certificate>& recipient : recipients) sk_X509_push(certificates, recipient->handle());
    const Buffer input = buffer_of(plain);
    const Message message(CMS_encrypt(certificates, input.get(), EVP_aes_256_cbc(), CMS_BINARY));
    sk_X509_free(certificates);
    if (!message) throw_crypto("The message could not be encrypted.");
    const Buffer output(BIO_new(BIO_s_mem()));
    i2d_CMS_bio(output.get(), message.get());
    return std::string(begin_line) + base::new_line + base64_lines(content_of(output.get())) + base::new_line + std::string(end_line);
}

std::string decrypt_cms(std::string_view der, const std::vector<Ref<Certificate>>& recipients)
{
    const Message message = parse(der);
    for (const Ref<Certificate>& recipient : recipients) {
        if (!recipient->private_key()) continue;
        // With the certificate OpenSSL refuses what is meant for another, without it would make up a key.
        if (CMS_decrypt_set1_pkey(message.get(), recipient->private_key(), recipient->handle()) != 1) continue;
        const Buffer output(BIO_new(BIO_s_mem()));
        if (CMS_decrypt(message.get(), nullptr, nullptr, nullptr, output.get(), CMS_BINARY) != 1)
            throw_crypto("The message could not be decrypted.");
        return content_of(output.get());
    }
    throw_crypto("The enveloped-data message does not contain the specified recipient.");
}

Value envelope_of(const CmsText& text)
{
    const Message message = parse(text.der);
    std::vector<Value> infos, recipients;
    STACK_OF(CMS_RecipientInfo)* list = CMS_get0_RecipientInfos(message.get());
    for (int i = 0; i < sk_CMS_RecipientInfo_num(list); ++i) {
        CMS_RecipientInfo* info = sk_CMS_RecipientInfo_value(list, i);
        if (CMS_RecipientInfo_type(info) != CMS_RECIPINFO_TRANS) continue;
        infos.push_back(recipient_of(info));
        recipients.push_back(property_of(property_of(infos.back(), "RecipientIdentifier"), "Value"));
    }
    const Value envelope =
        make_data(PKCS "EnvelopedCms", {Value(int32_t{0}), content_algorithm(text.der), value::make_array(std::move(infos))});
    return with_note_property(with_note_property(envelope, "Recipients", value::make_array(std::move(recipients))), "Content",
                              Value(text.whole));
}

} // namespace kestrun::cmdlets
