// Hashes, HMAC, key derivation, ciphers and random numbers on OpenSSL.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace kestrun::value {

/// MD5, SHA1, SHA256, SHA384, SHA512, SHA3-256, ...; without case, with or without dashes. Null when there is no such hash.
const char* hash_algorithm(std::string_view name); // OpenSSL's name
/// The digest; `algorithm` from hash_algorithm().
std::string hash_bytes(const char* algorithm, std::string_view data);
std::string hmac_bytes(const char* algorithm, std::string_view key, std::string_view data);
/// Digest of data that comes in pieces.
class HashStream
{
public:
    explicit HashStream(const char* algorithm);
    ~HashStream();
    HashStream(const HashStream&) = delete;
    HashStream& operator=(const HashStream&) = delete;
    void update(std::string_view data);
    /// The digest; then it starts over.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};
/// PBKDF2; runs on the thread pool when called on a fiber.
std::string pbkdf2(const char* algorithm, std::string_view password, std::string_view salt, int iterations, size_t length);
std::string random_bytes(size_t count);
/// Uniform in [low, high). Precondition: low < high.
int64_t random_between(int64_t low, int64_t high);
bool equal_in_constant_time(std::string_view a, std::string_view b);

enum class CipherMode
{
    Cbc = 1,
    Ecb = 2,
    Cfb = 4,
};
/// AES with a key of 16, 24 or 32 bytes. pkcs7: the padding is added and removed; false when the text is no such ciphertext.
bool aes(bool encrypt, CipherMode mode, std::string_view key, std::string_view iv, bool pkcs7, std::string_view in, std::string& out);
bool aes_gcm_encrypt(std::string_view key, std::string_view nonce, std::string_view plain, std::string_view associated, size_t tag_size,
                     std::string& cipher, std::string& tag);
/// False when the tag does not match.
bool aes_gcm_decrypt(std::string_view key, std::string_view nonce, std::string_view cipher, std::string_view tag,
                     std::string_view associated, std::string& plain);

} // namespace kestrun::value
