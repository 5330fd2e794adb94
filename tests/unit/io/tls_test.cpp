#include "io/tls.hpp"

#include "io/loop.hpp"
#include "io/tls_stream.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

using namespace kestrun;
using namespace std::chrono_literals;
using io::Deadline;
using io::IoErrorKind;

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

// OpenSSL asks the C library, which on Windows has an environment of its own.
void set_for_openssl(const char* name, const std::string& value)
{
#if defined(_WIN32)
    ::_putenv_s(name, value.c_str());
#else
    ::setenv(name, value.c_str(), 1);
#endif
}

// A certificate that signs itself, for localhost and 127.0.0.1.
struct Identity
{
    Key key{EVP_EC_gen("P-256"), EVP_PKEY_free};
    Certificate certificate{X509_new(), X509_free};

    explicit Identity(const char* name, long seconds_left = 3600)
    {
        X509* made = certificate.get();
        X509_set_version(made, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
        X509_gmtime_adj(X509_getm_notBefore(made), -7200);
        X509_gmtime_adj(X509_getm_notAfter(made), seconds_left);
        X509_set_pubkey(made, key.get());
        X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1,
                                   0);
        X509_set_issuer_name(made, X509_get_subject_name(made));
        X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
        X509_add_ext(made, names, -1);
        X509_EXTENSION_free(names);
        X509_sign(made, key.get(), EVP_sha256());
    }

    std::string pem() const
    {
        BIO* text = BIO_new(BIO_s_mem());
        PEM_write_bio_X509(text, certificate.get());
        return taken(text);
    }
    std::string key_pem() const
    {
        BIO* text = BIO_new(BIO_s_mem());
        PEM_write_bio_PKCS8PrivateKey(text, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        return taken(text);
    }

private:
    static std::string taken(BIO* text)
    {
        char* data = nullptr;
        const long size = BIO_get_mem_data(text, &data);
        std::string copy(data, static_cast<std::size_t>(size));
        BIO_free(text);
        return copy;
    }
};

using Server = std::function<void(io::TlsStream&)>;

// Runs `server` with its side of a connection, and returns what connect_tls gives the client, to `client`.
class Tls : public testing::Test
{
protected:
    // OpenSSL reads the file of authorities once for the process.
    static void SetUpTestSuite()
    {
        path_ = std::filesystem::temp_directory_path() /
                ("tls_test." + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()) + ".pem");
        std::ofstream(path_) << identity().pem();
        set_for_openssl("SSL_CERT_FILE", path_.string());
        set_for_openssl("SSL_CERT_DIR", "/nonexistent");
    }
    static void TearDownTestSuite() { std::filesystem::remove(path_); }
    static const Identity& identity()
    {
        static const Identity made("localhost");
        return made;
    }

    using Connected = io::Result<std::unique_ptr<io::Stream>>;
    void run(const io::TlsClientOptions& options, const Server& server, const std::function<void(Connected)>& client)
    {
        loop_.run_main([&] {
            auto ends = io::stream_pair();
            ASSERT_TRUE(ends);
            auto serving = loop_.spawn([&, stream = std::move(ends->second)]() mutable {
                io::SslHandle ssl(SSL_new(context_.get()));
                SSL_set_accept_state(ssl.get());
                io::TlsStream secure(std::move(stream), std::move(ssl), "the client");
                if (secure.handshake(Deadline::after(10s))) server(secure);
            });
            client(io::connect_tls(std::move(ends->first), options, Deadline::after(10s)));
            serving.join();
        });
    }

    Context server_context(const Identity& identity, int verify = SSL_VERIFY_NONE) const
    {
        Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
        SSL_CTX_use_certificate(context.get(), identity.certificate.get());
        SSL_CTX_use_PrivateKey(context.get(), identity.key.get());
        SSL_CTX_set_verify(context.get(), verify, [](int, X509_STORE_CTX*) { return 1; });
        return context;
    }

    io::EventLoop loop_;
    Context context_ = server_context(identity());
    static inline std::filesystem::path path_;
};

std::string read_all(io::Stream& stream)
{
    std::string text;
    char buffer[8192];
    while (true) {
        auto count = stream.read_some(buffer, Deadline::after(10s));
        if (!count) return text + "<" + io::to_string(count.error().kind) + ">";
        if (*count == 0) return text;
        text.append(buffer, *count);
    }
}

const Server nothing = [](io::TlsStream&) {};

// The client is done before the server is: it must not leave before what the server looks at is there.
void wait_for_end(io::Result<std::unique_ptr<io::Stream>> connected)
{
    ASSERT_TRUE(connected) << connected.error().message;
    (void)read_all(**connected);
}

} // namespace

TEST_F(Tls, CarriesMuchBothWaysAtOnce)
{
    std::string much(1'500'000, 'x');
    for (std::size_t i = 0; i < much.size(); i += 7) much[i] = static_cast<char>('a' + i % 26);
    std::string received;
    run(
        {.host = "localhost"},
        [&](io::TlsStream& stream) {
            auto writing = loop_.spawn([&] {
                EXPECT_TRUE(stream.write_all(much, Deadline::after(10s)));
                EXPECT_TRUE(stream.shutdown_write());
            });
            received = read_all(stream);
            writing.join();
        },
        [&](Connected connected) {
            ASSERT_TRUE(connected) << connected.error().message;
            io::Stream& stream = **connected;
            auto writing = loop_.spawn([&] {
                const std::string_view parts[] = {std::string_view(much).substr(0, 3), {}, std::string_view(much).substr(3)};
                EXPECT_TRUE(stream.write_all(parts, Deadline::after(10s)));
                EXPECT_TRUE(stream.shutdown_write());
            });
            EXPECT_EQ(read_all(stream), much);
            writing.join();
        });
    EXPECT_EQ(received, much);
}

TEST_F(Tls, AcceptsAnAddressThatTheCertificateNames)
{
    run({.host = "127.0.0.1"}, nothing, [](Connected connected) { EXPECT_TRUE(connected) << connected.error().message; });
}

TEST_F(Tls, RefusesAnotherHost)
{
    run({.host = "example.org"}, nothing, [](Connected connected) {
        ASSERT_FALSE(connected);
        EXPECT_EQ(connected.error().kind, IoErrorKind::untrusted);
        EXPECT_EQ(connected.error().message, "the certificate of 'example.org' is not accepted: hostname mismatch");
    });
    run({.host = "127.0.0.2"}, nothing, [](Connected connected) {
        ASSERT_FALSE(connected);
        EXPECT_EQ(connected.error().message, "the certificate of '127.0.0.2' is not accepted: IP address mismatch");
    });
}

TEST_F(Tls, RefusesAnUnknownIssuerAndAnExpiredCertificateAndNamesBoth)
{
    const Identity stranger("stranger", -60);
    context_ = server_context(stranger);
    run({.host = "localhost"}, nothing, [](Connected connected) {
        ASSERT_FALSE(connected);
        EXPECT_EQ(connected.error().kind, IoErrorKind::untrusted);
        EXPECT_NE(connected.error().message.find("self-signed certificate"), std::string::npos) << connected.error().message;
        EXPECT_NE(connected.error().message.find("certificate has expired"), std::string::npos) << connected.error().message;
    });
}

TEST_F(Tls, AcceptsAnythingWhenAskedTo)
{
    const Identity stranger("stranger", -60);
    context_ = server_context(stranger);
    run({.host = "example.org", .verify = false}, nothing, [](Connected connected) { EXPECT_TRUE(connected); });
}

TEST_F(Tls, TellsTheServerTheHostName)
{
    std::string told;
    run(
        {.host = "localhost"}, [&](io::TlsStream& stream) { told = SSL_get_servername(stream.ssl(), TLSEXT_NAMETYPE_host_name); },
        wait_for_end);
    EXPECT_EQ(told, "localhost");
}

TEST_F(Tls, ShowsItsCertificate)
{
    const Identity own("client");
    context_ = server_context(identity(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
    bool same = false;
    run(
        {.host = "localhost", .certificate_pem = own.pem(), .key_pem = own.key_pem()},
        [&](io::TlsStream& stream) {
            const Certificate shown(SSL_get1_peer_certificate(stream.ssl()), X509_free);
            same = shown && X509_cmp(shown.get(), own.certificate.get()) == 0;
        },
        wait_for_end);
    EXPECT_TRUE(same);
}

TEST_F(Tls, SaysWhenItsCertificateCannotBeRead)
{
    run({.host = "localhost", .certificate_pem = "no certificate", .key_pem = "no key"}, nothing, [](Connected connected) {
        ASSERT_FALSE(connected);
        EXPECT_EQ(connected.error().kind, IoErrorKind::invalid);
    });
}

TEST_F(Tls, UsesNoOlderProtocolThanAsked)
{
    SSL_CTX_set_max_proto_version(context_.get(), TLS1_2_VERSION);
    run({.host = "localhost", .least = io::TlsVersion::tls1_3}, nothing, [](Connected connected) {
        ASSERT_FALSE(connected);
        EXPECT_EQ(connected.error().kind, IoErrorKind::untrusted);
    });
    std::string used;
    run(
        {.host = "localhost", .most = io::TlsVersion::tls1_2}, [&](io::TlsStream& stream) { used = SSL_get_version(stream.ssl()); },
        wait_for_end);
    EXPECT_EQ(used, "TLSv1.2");
}

TEST_F(Tls, AnEndWithoutFarewellIsNoEnd)
{
    run(
        {.host = "localhost"},
        [](io::TlsStream& stream) {
            EXPECT_TRUE(stream.write_all("half of", Deadline::after(10s)));
            stream.close();
        },
        [](Connected connected) {
            ASSERT_TRUE(connected);
            EXPECT_EQ(read_all(**connected), "half of<connection reset>");
        });
}

TEST_F(Tls, TimesOutAndSaysWhatIsNotTls)
{
    loop_.run_main([&] {
        auto silent = io::stream_pair();
        auto late = io::connect_tls(std::move(silent->first), {.host = "localhost"}, Deadline::after(20ms));
        ASSERT_FALSE(late);
        EXPECT_EQ(late.error().kind, IoErrorKind::timed_out);

        auto plain = io::stream_pair();
        ASSERT_TRUE(plain->second->write_all("HTTP/1.1 400 Bad Request\r\n\r\n", Deadline::after(1s)));
        auto refused = io::connect_tls(std::move(plain->first), {.host = "localhost"}, Deadline::after(10s));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, IoErrorKind::untrusted);
        EXPECT_NE(refused.error().message.find("wrong version number"), std::string::npos) << refused.error().message;

        auto gone = io::stream_pair();
        gone->second.reset();
        auto cut = io::connect_tls(std::move(gone->first), {.host = "localhost"}, Deadline::after(10s));
        ASSERT_FALSE(cut);
        EXPECT_EQ(cut.error().kind, IoErrorKind::reset);
    });
}
