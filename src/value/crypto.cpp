#include "value/crypto.hpp"
#include "base/scheduler.hpp"
#include "base/text.hpp"
#include "value/error.hpp"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace kestrun::value {
namespace {

[[noreturn]] void throw_failed()
{
    throw_native("System.Security.Cryptography.CryptographicException", "The cryptographic operation failed.");
}

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

struct CipherContext
{
    EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
    CipherContext() = default;
    ~CipherContext() { EVP_CIPHER_CTX_free(context); }
    CipherContext(const CipherContext&) = delete;
    CipherContext& operator=(const CipherContext&) = delete;
};

const EVP_CIPHER* cipher_of(CipherMode mode, size_t key_size)
{
    switch (mode) {
    case CipherMode::Ecb: return key_size == 16 ? EVP_aes_128_ecb() : key_size == 24 ? EVP_aes_192_ecb() : EVP_aes_256_ecb();
    case CipherMode::Cfb: return key_size == 16 ? EVP_aes_128_cfb8() : key_size == 24 ? EVP_aes_192_cfb8() : EVP_aes_256_cfb8();
    case CipherMode::Cbc: break;
    }
    return key_size == 16 ? EVP_aes_128_cbc() : key_size == 24 ? EVP_aes_192_cbc() : EVP_aes_256_cbc();
}

const EVP_CIPHER* gcm_of(size_t key_size)
{
    return key_size == 16 ? EVP_aes_128_gcm() : key_size == 24 ? EVP_aes_192_gcm() : EVP_aes_256_gcm();
}

} // namespace

const char* hash_algorithm(std::string_view name)
{
    std::string plain;
    for (const char c : name) {
        if (c != '-' && c != '_') plain += base::ascii_upper(c);
    }
    struct Row
    {
        std::string_view name;
        const char* openssl;
    };
    static constexpr Row rows[] = {{"MD5", "MD5"},          {"SHA1", "SHA1"},        {"SHA", "SHA1"},
                                   {"SHA256", "SHA256"},    {"SHA384", "SHA384"},    {"SHA512", "SHA512"},
                                   {"SHA3256", "SHA3-256"}, {"SHA3384", "SHA3-384"}, {"SHA3512", "SHA3-512"}};
    for (const Row& row : rows) {
        if (row.name == plain) return row.openssl;
    }
    return nullptr;
}

std::string hash_bytes(const char* algorithm, std::string_view data)
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    size_t size = 0;
    if (EVP_Q_digest(nullptr, algorithm, nullptr, data.data(), data.size(), bytes(out), &size) != 1) throw_failed();
    out.resize(size);
    return out;
}

std::string hmac_bytes(const char* algorithm, std::string_view key, std::string_view data)
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    size_t size = 0;
    if (!EVP_Q_mac(nullptr, "HMAC", nullptr, algorithm, nullptr, key.data(), key.size(), bytes(data), data.size(), bytes(out), out.size(),
                   &size)) {
        throw_failed();
    }
    out.resize(size);
    return out;
}

struct HashStream::State
{
    EVP_MD* digest;
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    explicit State(const char* algorithm) : digest(EVP_MD_fetch(nullptr, algorithm, nullptr)) { start(); }
    ~State()
    {
        EVP_MD_CTX_free(context);
        EVP_MD_free(digest);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    void start()
    {
        if (EVP_DigestInit_ex(context, digest, nullptr) != 1) throw_failed();
    }
};

HashStream::HashStream(const char* algorithm) : state_(std::make_unique<State>(algorithm)) {}
HashStream::~HashStream() = default;

void HashStream::update(std::string_view data)
{
    if (EVP_DigestUpdate(state_->context, data.data(), data.size()) != 1) throw_failed();
}

std::string HashStream::finish()
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (EVP_DigestFinal_ex(state_->context, bytes(out), &size) != 1) throw_failed();
    out.resize(size);
    state_->start();
    return out;
}

std::string pbkdf2(const char* algorithm, std::string_view password, std::string_view salt, int iterations, size_t length)
{
    std::string out(length, '\0');
    bool ok = false;
    base::run_blocking([&] {
        EVP_MD* digest = EVP_MD_fetch(nullptr, algorithm, nullptr);
        ok = PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes(salt), static_cast<int>(salt.size()), iterations,
                               digest, static_cast<int>(length), bytes(out)) == 1;
        EVP_MD_free(digest);
    });
    if (!ok) throw_failed();
    return out;
}

std::string random_bytes(size_t count)
{
    std::string out(count, '\0');
    if (count > 0 && RAND_bytes(bytes(out), static_cast<int>(count)) != 1) throw_failed();
    return out;
}

int64_t random_between(int64_t low, int64_t high)
{
    const uint64_t range = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
    const uint64_t limit = ~uint64_t{0} - ~uint64_t{0} % range; // values above would favour small results
    for (;;) {
        uint64_t drawn = 0;
        if (RAND_bytes(reinterpret_cast<unsigned char*>(&drawn), sizeof drawn) != 1) throw_failed();
        if (drawn < limit) return static_cast<int64_t>(static_cast<uint64_t>(low) + drawn % range);
    }
}

bool equal_in_constant_time(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool aes(bool encrypt, CipherMode mode, std::string_view key, std::string_view iv, bool pkcs7, std::string_view in, std::string& out)
{
    const CipherContext cipher;
    const unsigned char* start = mode == CipherMode::Ecb ? nullptr : bytes(iv);
    if (EVP_CipherInit_ex(cipher.context, cipher_of(mode, key.size()), nullptr, bytes(key), start, encrypt ? 1 : 0) != 1) throw_failed();
    EVP_CIPHER_CTX_set_padding(cipher.context, pkcs7 && mode != CipherMode::Cfb ? 1 : 0);
    out.assign(in.size() + 32, '\0');
    int size = 0, rest = 0;
    if (EVP_CipherUpdate(cipher.context, bytes(out), &size, bytes(in), static_cast<int>(in.size())) != 1) return false;
    if (EVP_CipherFinal_ex(cipher.context, bytes(out) + size, &rest) != 1) return false;
    out.resize(static_cast<size_t>(size + rest));
    return true;
}

bool aes_gcm_encrypt(std::string_view key, std::string_view nonce, std::string_view plain, std::string_view associated, size_t tag_size,
                     std::string& cipher_text, std::string& tag)
{
    const CipherContext cipher;
    int size = 0;
    cipher_text.assign(plain.size(), '\0');
    tag.assign(tag_size, '\0');
    return EVP_EncryptInit_ex(cipher.context, gcm_of(key.size()), nullptr, nullptr, nullptr) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher.context, EVP_CTRL_GCM_SET_IVLEN, static_cast<int>(nonce.size()), nullptr) == 1 &&
           EVP_EncryptInit_ex(cipher.context, nullptr, nullptr, bytes(key), bytes(nonce)) == 1 &&
           (associated.empty() ||
            EVP_EncryptUpdate(cipher.context, nullptr, &size, bytes(associated), static_cast<int>(associated.size())) == 1) &&
           EVP_EncryptUpdate(cipher.context, bytes(cipher_text), &size, bytes(plain), static_cast<int>(plain.size())) == 1 &&
           EVP_EncryptFinal_ex(cipher.context, bytes(cipher_text) + size, &size) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher.context, EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_size), tag.data()) == 1;
}

bool aes_gcm_decrypt(std::string_view key, std::string_view nonce, std::string_view cipher_text, std::string_view tag,
                     std::string_view associated, std::string& plain)
{
    const CipherContext cipher;
    int size = 0;
    plain.assign(cipher_text.size(), '\0');
    std::string expected(tag);
    return EVP_DecryptInit_ex(cipher.context, gcm_of(key.size()), nullptr, nullptr, nullptr) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher.context, EVP_CTRL_GCM_SET_IVLEN, static_cast<int>(nonce.size()), nullptr) == 1 &&
           EVP_DecryptInit_ex(cipher.context, nullptr, nullptr, bytes(key), bytes(nonce)) == 1 &&
           (associated.empty() ||
            EVP_DecryptUpdate(cipher.context, nullptr, &size, bytes(associated), static_cast<int>(associated.size())) == 1) &&
           EVP_DecryptUpdate(cipher.context, bytes(plain), &size, bytes(cipher_text), static_cast<int>(cipher_text.size())) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher.context, EVP_CTRL_GCM_SET_TAG, static_cast<int>(expected.size()), expected.data()) == 1 &&
           EVP_DecryptFinal_ex(cipher.context, bytes(plain) + size, &size) == 1;
}

} // namespace kestrun::value
