#include "io/tls.hpp"

#include "io/tls_authorities.hpp"
#include "io/tls_stream.hpp"

#include <algorithm>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <vector>

namespace kestrun::io {

namespace {

struct ContextDelete
{
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
struct BioDelete
{
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};
struct CertificateDelete
{
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
struct KeyDelete
{
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
using ContextHandle = std::unique_ptr<SSL_CTX, ContextDelete>;

// What is wrong with the peer's certificate: OpenSSL's codes, each once. Kept beside the SSL while it checks.
using Complaints = std::vector<int>;

int complaints_index()
{
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

// All complaints are collected and judged together, so that the message can name them all.
int collect_complaint(int accepted, X509_STORE_CTX* store)
{
    if (accepted == 1) return 1;
    const auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto* complaints = static_cast<Complaints*>(SSL_get_ex_data(ssl, complaints_index()));
    const int code = X509_STORE_CTX_get_error(store);
    if (complaints != nullptr && std::ranges::find(*complaints, code) == complaints->end()) complaints->push_back(code);
    return 1;
}

// One for the process: the authorities of the system are read once. Thread-safe by OpenSSL's rules, as nothing changes it any more.
SSL_CTX* client_context()
{
    static const ContextHandle context = [] {
        ContextHandle made(SSL_CTX_new(TLS_client_method()));
        if (made) {
            add_system_authorities(made.get());
            SSL_CTX_set_mode(made.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
            SSL_CTX_set_options(made.get(), SSL_OP_NO_RENEGOTIATION);
        }
        ERR_clear_error();
        return made;
    }();
    return context.get();
}

int protocol_of(TlsVersion version) noexcept
{
    switch (version) {
    case TlsVersion::any: return 0;
    case TlsVersion::tls1_0: return TLS1_VERSION;
    case TlsVersion::tls1_1: return TLS1_1_VERSION;
    case TlsVersion::tls1_2: return TLS1_2_VERSION;
    case TlsVersion::tls1_3: return TLS1_3_VERSION;
    }
    return 0;
}

// Shows the client's certificate; what follows the first one in the text is its chain.
Result<void> use_certificate(SSL* ssl, const TlsClientOptions& options)
{
    const std::unique_ptr<BIO, BioDelete> text(
        BIO_new_mem_buf(options.certificate_pem.data(), static_cast<int>(options.certificate_pem.size())));
    const std::unique_ptr<BIO, BioDelete> key_text(BIO_new_mem_buf(options.key_pem.data(), static_cast<int>(options.key_pem.size())));
    const std::unique_ptr<X509, CertificateDelete> certificate(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
    const std::unique_ptr<EVP_PKEY, KeyDelete> key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
    if (!certificate || !key || SSL_use_certificate(ssl, certificate.get()) != 1 || SSL_use_PrivateKey(ssl, key.get()) != 1)
        return failure(IoErrorKind::invalid, "the client certificate cannot be used: " + take_ssl_errors());
    while (X509* next = PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)) {
        const std::unique_ptr<X509, CertificateDelete> owned(next);
        SSL_add1_chain_cert(ssl, next);
    }
    ERR_clear_error(); // the end of the text is an error there
    return {};
}

// "the certificate of HOST is not accepted: self-signed certificate; hostname mismatch".
base::Unexpected<IoError> not_accepted(const std::string& host, const Complaints& complaints)
{
    std::string text = "the certificate of '" + host + "' is not accepted: ";
    for (std::size_t i = 0; i < complaints.size(); ++i) {
        if (i > 0) text += "; ";
        text += X509_verify_cert_error_string(complaints[i]);
    }
    return failure(IoErrorKind::untrusted, text);
}

void expect_host(SSL* ssl, const std::string& host)
{
    X509_VERIFY_PARAM* expected = SSL_get0_param(ssl);
    if (X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1) return; // an address is no server name (RFC 6066)
    ERR_clear_error();
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl, host.c_str());
}

} // namespace

Result<std::unique_ptr<Stream>> connect_tls(std::unique_ptr<Stream> stream, const TlsClientOptions& options, Deadline deadline)
{
    SSL_CTX* context = client_context();
    SslHandle ssl(context != nullptr ? SSL_new(context) : nullptr);
    if (!ssl) return failure(IoErrorKind::exhausted, "TLS cannot be started: " + take_ssl_errors());
    SSL_set_connect_state(ssl.get());
    if (options.least != TlsVersion::any) SSL_set_min_proto_version(ssl.get(), protocol_of(options.least));
    if (options.most != TlsVersion::any) SSL_set_max_proto_version(ssl.get(), protocol_of(options.most));
    if (!options.certificate_pem.empty())
        if (Result<void> used = use_certificate(ssl.get(), options); !used) return base::Unexpected(std::move(used).error());
    Complaints complaints;
    expect_host(ssl.get(), options.host);
    SSL_set_ex_data(ssl.get(), complaints_index(), &complaints);
    SSL_set_verify(ssl.get(), SSL_VERIFY_PEER, collect_complaint);
    auto secure = std::make_unique<TlsStream>(std::move(stream), std::move(ssl), "'" + options.host + "'");
    if (Result<void> done = secure->handshake(deadline); !done) return base::Unexpected(std::move(done).error());
    SSL_set_ex_data(secure->ssl(), complaints_index(), nullptr);
    // Nothing of the request has been sent yet.
    if (options.verify && !complaints.empty()) return not_accepted(options.host, complaints);
    return std::unique_ptr<Stream>(std::move(secure));
}

} // namespace kestrun::io
