#include "cmdlets/security/secure_text.hpp"
#include "value/credential.hpp"
#include <memory>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace kestrun::cmdlets {

namespace {

// PowerShell's mark in front of strings encrypted with a key.
constexpr std::string_view keyed_header = "76492d1116743f0423413b16050a5345";

std::string to_hex(std::string_view bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const char byte : bytes) {
        out += digits[static_cast<unsigned char>(byte) >> 4];
        out += digits[static_cast<unsigned char>(byte) & 15];
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view text)
{
    if (text.size() % 2) return std::nullopt;
    std::string out;
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    for (size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]), low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::string from_utf16(std::string_view bytes)
{
    std::u16string units;
    for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
        units += static_cast<char16_t>(static_cast<unsigned char>(bytes[i]) | (static_cast<unsigned char>(bytes[i + 1]) << 8));
    }
    return std::string(value::String::from_utf16(units)->view());
}

const EVP_CIPHER* cipher_for(const std::string& key)
{
    switch (key.size()) {
    case 16: return EVP_aes_128_cbc();
    case 24: return EVP_aes_192_cbc();
    case 32: return EVP_aes_256_cbc();
    default:
        throw ScriptError(value::make<ErrorRecord>(value::make_exception("System.Security.Cryptography.CryptographicException",
                                                                         "Specified key is not a valid size for this algorithm."),
                                                   "CryptographicException", ErrorCategory::InvalidArgument));
    }
}

std::optional<std::string> run_cipher(bool encrypt, const std::string& key, const std::string& iv, std::string_view input)
{
    const EVP_CIPHER* cipher = cipher_for(key);
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    const auto* key_data = reinterpret_cast<const unsigned char*>(key.data());
    const auto* iv_data = reinterpret_cast<const unsigned char*>(iv.data());
    if (iv.size() != 16 || !context || EVP_CipherInit_ex(context.get(), cipher, nullptr, key_data, iv_data, encrypt ? 1 : 0) != 1)
        return std::nullopt;
    std::string out(input.size() + 32, '\0');
    int size = 0, tail = 0;
    auto* data = reinterpret_cast<unsigned char*>(out.data());
    if (EVP_CipherUpdate(context.get(), data, &size, reinterpret_cast<const unsigned char*>(input.data()),
                         static_cast<int>(input.size())) != 1)
        return std::nullopt;
    if (EVP_CipherFinal_ex(context.get(), data + size, &tail) != 1) return std::nullopt;
    out.resize(static_cast<size_t>(size + tail));
    return out;
}

std::string base64(std::string_view bytes)
{
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    out.resize(static_cast<size_t>(size));
    return out;
}

std::string from_base64(std::string_view text)
{
    std::string out(text.size(), '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    if (size < 0) return {};
    size_t length = static_cast<size_t>(size);
    for (size_t i = text.size(); i > 0 && text[i - 1] == '=' && length > 0; --i) --length;
    out.resize(length);
    return out;
}

} // namespace

Value make_secure(std::string_view text) { return Value(value::make<value::SecureString>(std::string(text))); }

std::string reveal(const Value& secure)
{
    const auto* held = secure.as<value::SecureString>();
    return held ? held->plain() : std::string();
}

std::string utf16_bytes(std::string_view text)
{
    std::string bytes;
    for (const char16_t unit : value::String::make(text)->utf16()) {
        bytes += static_cast<char>(unit & 255);
        bytes += static_cast<char>(unit >> 8);
    }
    return bytes;
}

std::string encrypt_text(std::string_view plain, const std::string& key)
{
    const std::string bytes = utf16_bytes(plain);
    if (key.empty()) return to_hex(bytes);
    std::string iv(16, '\0');
    RAND_bytes(reinterpret_cast<unsigned char*>(iv.data()), 16);
    const std::optional<std::string> sealed = run_cipher(true, key, iv, bytes);
    if (!sealed) value::throw_native("System.Security.Cryptography.CryptographicException", "The text could not be encrypted.");
    return std::string(keyed_header) + base64(utf16_bytes("2|" + base64(iv) + "|" + to_hex(*sealed)));
}

std::optional<std::string> decrypt_text(std::string_view text, const std::string& key)
{
    if (key.empty()) {
        const std::optional<std::string> bytes = from_hex(text);
        return bytes ? std::optional<std::string>(from_utf16(*bytes)) : std::nullopt;
    }
    if (text.substr(0, keyed_header.size()) != keyed_header) return std::nullopt;
    const std::vector<std::string> parts = split(from_utf16(from_base64(text.substr(keyed_header.size()))), '|');
    if (parts.size() != 3) return std::nullopt;
    const std::optional<std::string> sealed = from_hex(parts[2]);
    const std::optional<std::string> bytes = sealed ? run_cipher(false, key, from_base64(parts[1]), *sealed) : std::nullopt;
    return bytes ? std::optional<std::string>(from_utf16(*bytes)) : std::nullopt;
}

} // namespace kestrun::cmdlets
