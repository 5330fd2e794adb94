// RSA and ECDsa: keys as PEM and DER, signatures, encryption. On OpenSSL's EVP interface.
#include "value/crypto.hpp"
#include "value/types/extra_types.hpp"
#include "value/types/native.hpp"
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace kestrun::value {
namespace {

constexpr const char* crypto_error = "System.Security.Cryptography.CryptographicException";

template <auto F>
struct Free
{
    template <typename T>
    void operator()(T* p) const
    {
        F(p);
    }
};
using Key = std::shared_ptr<EVP_PKEY>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Buffer = std::unique_ptr<BIO, Free<BIO_free_all>>;

[[noreturn]] void throw_crypto(std::string message)
{
    ERR_clear_error();
    throw_native(crypto_error, std::move(message));
}

const unsigned char* bytes_of(std::string_view data) { return reinterpret_cast<const unsigned char*>(data.data()); }
unsigned char* bytes_of(std::string& data) { return reinterpret_cast<unsigned char*>(data.data()); }

Key owned(EVP_PKEY* key) { return Key(key, EVP_PKEY_free); }

/// RSASignaturePadding and RSAEncryptionPadding: a mode and, for OAEP, a hash.
class Padding final : public Object, public Textual, public Comparable
{
public:
    enum class Mode
    {
        Pkcs1,
        Pss,
        Oaep
    };
    Padding(const char* type, Mode mode, std::string hash) : mode_(mode), hash_(std::move(hash)), type_(type) {}
    const Type& type() const override { return native_type(type_); }
    Mode mode() const { return mode_; }
    const std::string& hash_name() const { return hash_; }
    std::string text() const override { return mode_ == Mode::Pkcs1 ? "Pkcs1" : mode_ == Mode::Pss ? "Pss" : "Oaep" + hash_; }
    bool equals(const Value& other) const override
    {
        const auto* padding = other.as<Padding>();
        return padding && padding->text() == text();
    }
    uint32_t hash() const override { return static_cast<uint32_t>(mode_); }

private:
    Mode mode_;
    std::string hash_;
    const char* type_;
};

class KeyObject final : public Object
{
public:
    KeyObject(const char* type, Key given) : key(std::move(given)), type_(type) {}
    const Type& type() const override { return native_type(type_); }
    Key key;

private:
    const char* type_;
};

constexpr const char* rsa_name = "System.Security.Cryptography.RSA";
constexpr const char* rsa_made = "System.Security.Cryptography.RSAImplementation+RSAOpenSsl";
constexpr const char* ecdsa_name = "System.Security.Cryptography.ECDsa";
constexpr const char* ecdsa_made = "System.Security.Cryptography.ECDsaImplementation+ECDsaOpenSsl";
constexpr const char* signature_padding = "System.Security.Cryptography.RSASignaturePadding";
constexpr const char* encryption_padding = "System.Security.Cryptography.RSAEncryptionPadding";

KeyObject& own(const Call& c) { return self<KeyObject>(c); }

Key new_rsa(int bits)
{
    Context context(EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nullptr));
    EVP_PKEY* made = nullptr;
    if (EVP_PKEY_keygen_init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits) != 1 ||
        EVP_PKEY_keygen(context.get(), &made) != 1)
        throw_crypto("The key could not be made.");
    return owned(made);
}

Key new_curve(int id)
{
    Context context(EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nullptr));
    EVP_PKEY* made = nullptr;
    if (EVP_PKEY_keygen_init(context.get()) != 1 || EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context.get(), id) != 1 ||
        EVP_PKEY_keygen(context.get(), &made) != 1)
        throw_crypto("The key could not be made.");
    return owned(made);
}

/// A key is made when it is first used, as in .NET: most are imported.
EVP_PKEY* key_of(const Call& c)
{
    KeyObject& object = own(c);
    if (!object.key) object.key = object.type().full_name() == rsa_made ? new_rsa(2048) : new_curve(NID_secp521r1);
    return object.key.get();
}

bool is_private(EVP_PKEY* key)
{
    BIGNUM* secret = nullptr;
    const bool there = EVP_PKEY_get_bn_param(key, "d", &secret) == 1 || EVP_PKEY_get_bn_param(key, "priv", &secret) == 1;
    BN_clear_free(secret);
    ERR_clear_error();
    return there;
}

Value create_rsa(Call& c)
{
    if (c.args.empty()) return Value(make<KeyObject>(rsa_made, Key()));
    if (i32(c, 0) < 512 || i32(c, 0) > 16384 || i32(c, 0) % 8 != 0) throw_crypto("Specified key is not a valid size for this algorithm.");
    return Value(make<KeyObject>(rsa_made, new_rsa(i32(c, 0))));
}

// Import and export

int no_password(char*, int, int, void*) { return 0; }

Value import_pem(Call& c)
{
    require(c, 0, "input");
    const std::string_view pem = text(c, 0);
    const auto read = [&](auto function) {
        Buffer buffer(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
        return owned(function(buffer.get(), nullptr, no_password, nullptr));
    };
    Key key = read(PEM_read_bio_PrivateKey);
    if (!key) key = read(PEM_read_bio_PUBKEY);
    if (!key && pem.find("RSA PUBLIC KEY") != std::string_view::npos) {
        Buffer buffer(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
        unsigned char* der = nullptr;
        char *name = nullptr, *header = nullptr;
        long size = 0;
        if (PEM_read_bio(buffer.get(), &name, &header, &der, &size) == 1) {
            const unsigned char* at = der;
            key = owned(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, size));
            OPENSSL_free(name);
            OPENSSL_free(header);
            OPENSSL_free(der);
        }
    }
    ERR_clear_error();
    if (!key)
        throw_argument(
            "System.ArgumentException",
            "No supported key formats were found. Check that the input represents the contents of a PEM-encoded key file, not the "
            "path to such a file.",
            "input");
    own(c).key = std::move(key);
    return nothing();
}

template <bool is_public>
Value import_der(Call& c)
{
    std::string storage;
    const std::string_view der = bytes_arg(c, 0, "source", storage);
    const unsigned char* at = bytes_of(der);
    Key key = owned(is_public ? d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()))
                              : d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())));
    if (!key) throw_crypto("ASN1 corrupted data.");
    own(c).key = std::move(key);
    const auto read = static_cast<int32_t>(at - bytes_of(der));
    if (c.args.size() > 1) c.args[1] = Value(read);
    return nothing();
}

std::string finished(BIO* buffer)
{
    char* data = nullptr;
    const long size = BIO_get_mem_data(buffer, &data);
    std::string out(data, static_cast<size_t>(size));
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
}

void require_private(EVP_PKEY* key)
{
    if (!is_private(key)) throw_crypto("The key does not hold private parameters.");
}

Value export_private_pem(Call& c)
{
    EVP_PKEY* key = key_of(c);
    require_private(key);
    Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(buffer.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return Value(finished(buffer.get()));
}

Value export_traditional_pem(Call& c)
{
    EVP_PKEY* key = key_of(c);
    require_private(key);
    Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey_traditional(buffer.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return Value(finished(buffer.get()));
}

Value export_public_pem(Call& c)
{
    Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio_PUBKEY(buffer.get(), key_of(c));
    return Value(finished(buffer.get()));
}

Value export_rsa_public_pem(Call& c)
{
    unsigned char* der = nullptr;
    const int size = i2d_PublicKey(key_of(c), &der);
    Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio(buffer.get(), "RSA PUBLIC KEY", "", der, size);
    OPENSSL_free(der);
    return Value(finished(buffer.get()));
}

template <int kind> // 0 PKCS#8, 1 SubjectPublicKeyInfo, 2 the algorithm's own private form, 3 its public form
Value export_der(Call& c)
{
    EVP_PKEY* key = key_of(c);
    if (kind == 0 || kind == 2) require_private(key);
    unsigned char* der = nullptr;
    int size = -1;
    if (kind == 0) {
        std::unique_ptr<PKCS8_PRIV_KEY_INFO, Free<PKCS8_PRIV_KEY_INFO_free>> info(EVP_PKEY2PKCS8(key));
        size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), &der) : -1;
    } else {
        size = kind == 1 ? i2d_PUBKEY(key, &der) : kind == 2 ? i2d_PrivateKey(key, &der) : i2d_PublicKey(key, &der);
    }
    if (size < 0) throw_crypto("The key could not be exported.");
    std::string out(reinterpret_cast<char*>(der), static_cast<size_t>(size));
    OPENSSL_free(der);
    return make_bytes(std::move(out));
}

// Signatures

const EVP_MD* digest_of(const Value& name)
{
    const std::string text = dotnet_text(name);
    const char* known = hash_algorithm(text);
    if (!known) throw_crypto("'" + text + "' is not a known hash algorithm.");
    return EVP_get_digestbyname(known);
}

const Padding& padding_arg(const Call& c, size_t i) { return object_arg<Padding>(c, i, "padding"); }

void set_padding(EVP_PKEY_CTX* context, const Padding& padding)
{
    if (padding.mode() == Padding::Mode::Pss) {
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST);
    } else {
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING);
    }
}

/// .NET's ECDSA signatures are the two numbers one behind the other.
size_t field_size(EVP_PKEY* key) { return (static_cast<size_t>(EVP_PKEY_get_bits(key)) + 7) / 8; }

std::string plain_from_der(EVP_PKEY* key, const std::string& der)
{
    const unsigned char* at = bytes_of(std::string_view(der));
    std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>> signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    const size_t size = field_size(key);
    std::string out(size * 2, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes_of(out), static_cast<int>(size));
    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes_of(out) + size, static_cast<int>(size));
    return out;
}

std::string der_from_plain(EVP_PKEY* key, std::string_view plain)
{
    const size_t size = field_size(key);
    if (plain.size() != size * 2) return {};
    std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>> signature(ECDSA_SIG_new());
    ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytes_of(plain), static_cast<int>(size), nullptr),
                   BN_bin2bn(bytes_of(plain) + size, static_cast<int>(size), nullptr));
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(signature.get(), &der);
    std::string out(reinterpret_cast<char*>(der), static_cast<size_t>(length));
    OPENSSL_free(der);
    return out;
}

template <bool rsa, bool hashed>
Value sign(Call& c)
{
    EVP_PKEY* key = key_of(c);
    require_private(key);
    std::string storage;
    const std::string_view data = bytes_arg(c, 0, hashed ? "hash" : "data", storage);
    size_t size = static_cast<size_t>(EVP_PKEY_get_size(key));
    std::string out(size, '\0');
    bool ok = false;
    if (hashed) {
        Context context(EVP_PKEY_CTX_new(key, nullptr));
        EVP_PKEY_sign_init(context.get());
        if (rsa) {
            set_padding(context.get(), padding_arg(c, 2));
            EVP_PKEY_CTX_set_signature_md(context.get(), digest_of(c.args[1]));
        }
        ok = EVP_PKEY_sign(context.get(), bytes_of(out), &size, bytes_of(data), data.size()) == 1;
    } else {
        Digest digest(EVP_MD_CTX_new());
        EVP_PKEY_CTX* context = nullptr;
        ok = EVP_DigestSignInit(digest.get(), &context, digest_of(c.args[1]), nullptr, key) == 1;
        if (ok && rsa) set_padding(context, padding_arg(c, 2));
        ok = ok && EVP_DigestSign(digest.get(), bytes_of(out), &size, bytes_of(data), data.size()) == 1;
    }
    if (!ok) throw_crypto("The data could not be signed.");
    out.resize(size);
    return make_bytes(rsa ? std::move(out) : plain_from_der(key, out));
}

template <bool rsa, bool hashed>
Value verify(Call& c)
{
    EVP_PKEY* key = key_of(c);
    std::string storage, signature_storage;
    const std::string_view data = bytes_arg(c, 0, hashed ? "hash" : "data", storage);
    std::string signature(bytes_arg(c, 1, "signature", signature_storage));
    if (!rsa) signature = der_from_plain(key, signature);
    bool ok = false;
    if (hashed) {
        Context context(EVP_PKEY_CTX_new(key, nullptr));
        EVP_PKEY_verify_init(context.get());
        if (rsa) {
            set_padding(context.get(), padding_arg(c, 3));
            EVP_PKEY_CTX_set_signature_md(context.get(), digest_of(c.args[2]));
        }
        ok = EVP_PKEY_verify(context.get(), bytes_of(signature), signature.size(), bytes_of(data), data.size()) == 1;
    } else {
        Digest digest(EVP_MD_CTX_new());
        EVP_PKEY_CTX* context = nullptr;
        ok = EVP_DigestVerifyInit(digest.get(), &context, digest_of(c.args[2]), nullptr, key) == 1;
        if (ok && rsa) set_padding(context, padding_arg(c, 3));
        ok = ok && EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(), bytes_of(data), data.size()) == 1;
    }
    ERR_clear_error();
    return Value(ok);
}

// Encryption

void set_encryption(EVP_PKEY_CTX* context, const Padding& padding)
{
    if (padding.mode() == Padding::Mode::Pkcs1) {
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING);
        return;
    }
    const EVP_MD* digest = EVP_get_digestbyname(hash_algorithm(padding.hash_name()));
    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING);
    EVP_PKEY_CTX_set_rsa_oaep_md(context, digest);
    EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest);
}

template <bool encrypts>
Value crypt(Call& c)
{
    EVP_PKEY* key = key_of(c);
    if (!encrypts) require_private(key);
    std::string storage;
    const std::string_view data = bytes_arg(c, 0, "data", storage);
    Context context(EVP_PKEY_CTX_new(key, nullptr));
    if (encrypts)
        EVP_PKEY_encrypt_init(context.get());
    else
        EVP_PKEY_decrypt_init(context.get());
    set_encryption(context.get(), padding_arg(c, 1));
    size_t size = static_cast<size_t>(EVP_PKEY_get_size(key));
    std::string out(size, '\0');
    const int rc = encrypts ? EVP_PKEY_encrypt(context.get(), bytes_of(out), &size, bytes_of(data), data.size())
                            : EVP_PKEY_decrypt(context.get(), bytes_of(out), &size, bytes_of(data), data.size());
    if (rc != 1) throw_crypto(encrypts ? "The data are too long for the key." : "The parameter is incorrect.");
    out.resize(size);
    return make_bytes(std::move(out));
}

Value dispose(Call& c) { return own(c).key.reset(), nothing(); }

#define HASH "System.Security.Cryptography.HashAlgorithmName hashAlgorithm"
#define PAD "System.Security.Cryptography.RSASignaturePadding padding"
#define KESTRUN_KEY_ROWS                                                                                                                   \
    prop("KeySize", "int", [](Call& c) { return Value(static_cast<int32_t>(EVP_PKEY_get_bits(key_of(c)))); }),                             \
        meth("ImportFromPem", "string input", "void", import_pem),                                                                         \
        meth("ImportPkcs8PrivateKey", "byte[] source, out int bytesRead", "void", import_der<false>),                                      \
        meth("ImportSubjectPublicKeyInfo", "byte[] source, out int bytesRead", "void", import_der<true>),                                  \
        meth("ExportPkcs8PrivateKeyPem", "", "string", export_private_pem),                                                                \
        meth("ExportSubjectPublicKeyInfoPem", "", "string", export_public_pem),                                                            \
        meth("ExportPkcs8PrivateKey", "", "byte[]", export_der<0>), meth("ExportSubjectPublicKeyInfo", "", "byte[]", export_der<1>),       \
        meth("Clear", "", "void", dispose), meth("Dispose", "", "void", dispose)

constexpr MemberDef rsa_members[] = {
    smeth("Create", "", rsa_name, create_rsa),
    smeth("Create", "int keySizeInBits", rsa_name, create_rsa),
    KESTRUN_KEY_ROWS,
    prop("SignatureAlgorithm", "string", [](Call&) { return Value("RSA"); }),
    meth("ImportRSAPrivateKey", "byte[] source, out int bytesRead", "void", import_der<false>),
    meth("ExportRSAPrivateKey", "", "byte[]", export_der<2>),
    meth("ExportRSAPublicKey", "", "byte[]", export_der<3>),
    meth("ExportRSAPrivateKeyPem", "", "string", export_traditional_pem),
    meth("ExportRSAPublicKeyPem", "", "string", export_rsa_public_pem),
    meth("SignData", "byte[] data, " HASH ", " PAD, "byte[]", sign<true, false>),
    meth("SignHash", "byte[] hash, " HASH ", " PAD, "byte[]", sign<true, true>),
    meth("VerifyData", "byte[] data, byte[] signature, " HASH ", " PAD, "bool", verify<true, false>),
    meth("VerifyHash", "byte[] hash, byte[] signature, " HASH ", " PAD, "bool", verify<true, true>),
    meth("Encrypt", "byte[] data, System.Security.Cryptography.RSAEncryptionPadding padding", "byte[]", crypt<true>),
    meth("Decrypt", "byte[] data, System.Security.Cryptography.RSAEncryptionPadding padding", "byte[]", crypt<false>),
};

constexpr MemberDef ecdsa_members[] = {
    smeth("Create", "", ecdsa_name, [](Call&) { return Value(make<KeyObject>(ecdsa_made, Key())); }),
    KESTRUN_KEY_ROWS,
    prop("SignatureAlgorithm", "string", [](Call&) { return Value("ECDsa"); }),
    meth("ImportECPrivateKey", "byte[] source, out int bytesRead", "void", import_der<false>),
    meth("ExportECPrivateKey", "", "byte[]", export_der<2>),
    meth("ExportECPrivateKeyPem", "", "string", export_traditional_pem),
    meth("SignData", "byte[] data, " HASH, "byte[]", sign<false, false>),
    meth("SignHash", "byte[] hash", "byte[]", sign<false, true>),
    meth("VerifyData", "byte[] data, byte[] signature, " HASH, "bool", verify<false, false>),
    meth("VerifyHash", "byte[] hash, byte[] signature", "bool", verify<false, true>),
};
#undef HASH
#undef PAD
#undef KESTRUN_KEY_ROWS

template <Padding::Mode mode, bool signs>
Value padding(Call&, const char* hash = "")
{
    return Value(make<Padding>(signs ? signature_padding : encryption_padding, mode, hash));
}

constexpr MemberDef padding_text_members[] = {
    meth("ToString", "", "string", [](Call& c) { return Value(self<Padding>(c).text()); }),
};
constexpr MemberDef signature_members[] = {
    sprop("Pkcs1", signature_padding, [](Call& c) { return padding<Padding::Mode::Pkcs1, true>(c); }),
    sprop("Pss", signature_padding, [](Call& c) { return padding<Padding::Mode::Pss, true>(c); }),
    padding_text_members[0],
};
constexpr MemberDef encryption_members[] = {
    sprop("Pkcs1", encryption_padding, [](Call& c) { return padding<Padding::Mode::Pkcs1, false>(c); }),
    sprop("OaepSHA1", encryption_padding, [](Call& c) { return padding<Padding::Mode::Oaep, false>(c, "SHA1"); }),
    sprop("OaepSHA256", encryption_padding, [](Call& c) { return padding<Padding::Mode::Oaep, false>(c, "SHA256"); }),
    sprop("OaepSHA384", encryption_padding, [](Call& c) { return padding<Padding::Mode::Oaep, false>(c, "SHA384"); }),
    sprop("OaepSHA512", encryption_padding, [](Call& c) { return padding<Padding::Mode::Oaep, false>(c, "SHA512"); }),
    padding_text_members[0],
};

constexpr TypeDef table[] = {
    {"System.Security.Cryptography.AsymmetricAlgorithm", "System.Object", TypeFlags::Abstract, "", "System.IDisposable"},
    {rsa_name, "System.Security.Cryptography.AsymmetricAlgorithm", TypeFlags::Abstract, "", "", rsa_members},
    {rsa_made, rsa_name, TypeFlags::Sealed},
    {ecdsa_name, "System.Security.Cryptography.AsymmetricAlgorithm", TypeFlags::Abstract, "", "", ecdsa_members},
    {ecdsa_made, ecdsa_name, TypeFlags::Sealed},
    {signature_padding, "System.Object", TypeFlags::Sealed, "", "", signature_members},
    {encryption_padding, "System.Object", TypeFlags::Sealed, "", "", encryption_members},
};

} // namespace

std::span<const TypeDef> rsa_types_types() { return table; }

} // namespace kestrun::value
