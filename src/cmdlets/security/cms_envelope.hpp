// Encrypted messages in the Cryptographic Message Syntax (RFC 5652), as text between BEGIN and END lines.
#pragma once
#include "cmdlets/security/certificate.hpp"

namespace kestrun::cmdlets {

/// A text, and what is around and inside of the lines "-----BEGIN CMS-----" and "-----END CMS-----".
struct CmsText
{
    std::string whole, before, after;
    std::string der;
};
/// The first message in a text; nothing when there is none. Throws FormatException for bad Base64.
std::optional<CmsText> find_cms(std::string_view text);
/// AES-256 with the key for each recipient.
std::string encrypt_cms(std::string_view plain, const std::vector<Ref<Certificate>>& recipients);
/// Throws CryptographicException when none of them is a recipient or has the key.
std::string decrypt_cms(std::string_view der, const std::vector<Ref<Certificate>>& recipients);
/// System.Security.Cryptography.Pkcs.EnvelopedCms with the properties that Get-CmsMessage adds.
Value envelope_of(const CmsText& text);

std::span<const value::TypeDef> cms_types();

} // namespace kestrun::cmdlets
