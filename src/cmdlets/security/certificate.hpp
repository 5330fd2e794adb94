// X.509 certificates, with or without their private key, on OpenSSL.
#pragma once
#include "cmdlets/support/common.hpp"
#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <span>

namespace kestrun::cmdlets {

/// System.Security.Cryptography.X509Certificates.X509Certificate2.
class Certificate final : public value::Object, public value::Textual
{
public:
    Certificate(std::shared_ptr<X509> certificate, std::shared_ptr<EVP_PKEY> key)
        : certificate_(std::move(certificate)), key_(std::move(key))
    {
    }
    const value::Type& type() const override;
    std::string text() const override; // the sections of ToString()

    X509* handle() const { return certificate_.get(); }
    EVP_PKEY* private_key() const { return key_.get(); } // null: it has none
    std::string subject() const;
    std::string issuer() const;
    std::string serial_number() const; // upper-case hexadecimal
    std::string thumbprint() const;    // SHA-1, the same way
    Value not_before() const;          // local time
    Value not_after() const;
    std::string raw() const;
    std::string pem() const;     // RFC 7468
    std::string key_pem() const; // PKCS#8, not encrypted; "" without a private key
    /// Object ids of the extended key usage; empty when it is not restricted.
    std::vector<std::string> enhanced_key_usages() const;
    /// True for certificates that Protect-CmsMessage takes: document encryption, with a key usage that allows it.
    bool may_encrypt_documents() const;

private:
    std::shared_ptr<X509> certificate_;
    std::shared_ptr<EVP_PKEY> key_;
};

/// A name as .NET writes it: the parts from the last to the first, quoted where they must be.
std::string distinguished_name(const X509_NAME* name);
std::string hexadecimal(std::string_view bytes);
/// PEM, DER or PKCS#12 (this with its key). No password is a null one, which opens files with an empty one. Null when it cannot be read or
/// the password is wrong; `problem` says which.
Ref<Certificate> read_certificate(std::string_view bytes, const std::optional<std::string>& password, const char** problem = nullptr);
inline constexpr const char* unreadable_certificate =
    "The certificate data cannot be read with the provided password, the password may be incorrect.";
inline constexpr const char* no_certificate = "ASN1 corrupted data.";

std::span<const value::TypeDef> certificate_types();

} // namespace kestrun::cmdlets
