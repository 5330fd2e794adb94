#include "io/tls_authorities.hpp"

#include <winsock2.h>
// Before wincrypt.h, which has macros of the same names as OpenSSL's types.
#include <windows.h>

#include <wincrypt.h>

#undef X509_NAME

namespace kestrun::io {

void add_system_authorities(SSL_CTX* context)
{
    SSL_CTX_set_default_verify_paths(context);
    X509_STORE* const trusted = SSL_CTX_get_cert_store(context);
    // Of the user, which includes those of the machine.
    HCERTSTORE store = CertOpenSystemStoreW(0, L"ROOT");
    if (store == nullptr) return;
    PCCERT_CONTEXT entry = nullptr;
    while ((entry = CertEnumCertificatesInStore(store, entry)) != nullptr) {
        const unsigned char* bytes = entry->pbCertEncoded;
        X509* const certificate = d2i_X509(nullptr, &bytes, static_cast<long>(entry->cbCertEncoded));
        if (certificate == nullptr) continue;
        X509_STORE_add_cert(trusted, certificate);
        X509_free(certificate);
    }
    CertCloseStore(store, 0);
}

} // namespace kestrun::io
