// System.Security.Cryptography.Aes, AesGcm and the transforms they give.
#include "value/crypto.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {
namespace {

constexpr std::string_view crypto_error = "System.Security.Cryptography.CryptographicException";

// System.Security.Cryptography.PaddingMode
constexpr int64_t NoPadding = 1;
constexpr int64_t Pkcs7 = 2;
constexpr int64_t Zeros = 3;
constexpr int64_t AnsiX923 = 4;
constexpr int64_t Iso10126 = 5;

class Aes final : public Object
{
public:
    Aes() : key(random_bytes(32)), iv(random_bytes(16)) {}
    const Type& type() const override { return native_type("System.Security.Cryptography.AesImplementation"); }
    std::string key, iv;
    int64_t mode = 1;
    int64_t padding = Pkcs7;
};

Aes& own(const Call& c) { return self<Aes>(c); }

std::string bytes_of(const Call& c, size_t i, std::string_view parameter)
{
    std::string storage;
    return std::string(bytes_arg(c, i, parameter, storage));
}

void check_key(size_t size)
{
    if (size != 16 && size != 24 && size != 32) throw_native(crypto_error, "Specified key is not a valid size for this algorithm.");
}

void check_iv(size_t size)
{
    if (size != 16) throw_native(crypto_error, "Specified initialization vector (IV) does not match the block size for this algorithm.");
}

CipherMode mode_of(int64_t mode)
{
    if (mode != 1 && mode != 2 && mode != 4) throw_native(crypto_error, "Specified cipher mode is not valid for this algorithm.");
    return static_cast<CipherMode>(mode);
}

/// Fills the last block as the padding mode says (PKCS7 is OpenSSL's business).
std::string padded(std::string data, int64_t padding)
{
    const size_t missing = 16 - data.size() % 16;
    if (padding == Zeros && missing != 16) data.append(missing, '\0');
    if (padding == AnsiX923) data.append(missing - 1, '\0').append(1, static_cast<char>(missing));
    if (padding == Iso10126) data.append(random_bytes(missing - 1)).append(1, static_cast<char>(missing));
    return data;
}

Value encrypt(const std::string& key, const std::string& iv, int64_t mode, int64_t padding, std::string data)
{
    const CipherMode cipher = mode_of(mode);
    if (cipher != CipherMode::Cfb) data = padded(std::move(data), padding);
    if (padding == NoPadding && cipher != CipherMode::Cfb && data.size() % 16 != 0) {
        throw_native(crypto_error, "The input data is not a complete block.");
    }
    std::string out;
    if (!aes(true, cipher, key, iv, padding == Pkcs7, data, out)) throw_native(crypto_error, "The cryptographic operation failed.");
    return make_bytes(std::move(out));
}

Value decrypt(const std::string& key, const std::string& iv, int64_t mode, int64_t padding, const std::string& data)
{
    const CipherMode cipher = mode_of(mode);
    if (cipher != CipherMode::Cfb && data.size() % 16 != 0) throw_native(crypto_error, "The input data is not a complete block.");
    std::string out;
    if (!aes(false, cipher, key, iv, padding == Pkcs7, data, out)) throw_native(crypto_error, "Padding is invalid and cannot be removed.");
    if ((padding == AnsiX923 || padding == Iso10126) && cipher != CipherMode::Cfb && !out.empty()) {
        const auto extra = static_cast<unsigned char>(out.back());
        if (extra == 0 || extra > 16) throw_native(crypto_error, "Padding is invalid and cannot be removed.");
        out.resize(out.size() - extra);
    }
    return make_bytes(std::move(out));
}

Value set_key(Call& c)
{
    std::string key = bytes_of(c, 0, "value");
    check_key(key.size());
    own(c).key = std::move(key);
    return nothing();
}

Value set_iv(Call& c)
{
    std::string iv = bytes_of(c, 0, "value");
    check_iv(iv.size());
    own(c).iv = std::move(iv);
    return nothing();
}

Value set_key_size(Call& c)
{
    if (i32(c, 0) % 8 != 0) throw_native(crypto_error, "Specified key is not a valid size for this algorithm.");
    check_key(static_cast<size_t>(i32(c, 0)) / 8);
    own(c).key = random_bytes(static_cast<size_t>(i32(c, 0)) / 8);
    return nothing();
}

/// (data, iv[, padding]) and (data, padding).
template <int Mode, bool Encrypt>
Value one_shot(Call& c)
{
    const std::string data = bytes_of(c, 0, Encrypt ? "plaintext" : "ciphertext");
    const std::string iv = Mode == 2 ? std::string() : bytes_of(c, 1, "iv");
    if (Mode != 2) check_iv(iv.size());
    const int64_t padding = c.args.back().tag() == Tag::Enum ? c.args.back().as_int64() : Mode == 4 ? NoPadding : Pkcs7;
    return Encrypt ? encrypt(own(c).key, iv, Mode, padding, data) : decrypt(own(c).key, iv, Mode, padding, data);
}

class Transform final : public Object
{
public:
    const Type& type() const override { return native_type("System.Security.Cryptography.UniversalCryptoTransform"); }
    std::string key, iv, pending;
    int64_t mode = 1, padding = Pkcs7;
    bool encrypts = true;
};

Value make_transform(const Call& c, bool encrypts)
{
    auto made = make<Transform>();
    made->key = c.args.empty() ? own(c).key : bytes_of(c, 0, "rgbKey");
    made->iv = c.args.empty() ? own(c).iv : c.args[1].is_null() ? own(c).iv : bytes_of(c, 1, "rgbIV");
    check_key(made->key.size());
    check_iv(made->iv.size());
    made->mode = own(c).mode;
    made->padding = own(c).padding;
    made->encrypts = encrypts;
    return Value(made);
}

Value finish(Call& c)
{
    auto& transform = self<Transform>(c);
    const std::string bytes = bytes_of(c, 0, "inputBuffer");
    const int32_t offset = i32(c, 1), count = i32(c, 2);
    if (offset < 0 || count < 0 || static_cast<size_t>(offset) + static_cast<size_t>(count) > bytes.size()) {
        throw_native("System.ArgumentException", "Value was invalid.");
    }
    const std::string data = transform.pending + bytes.substr(static_cast<size_t>(offset), static_cast<size_t>(count));
    transform.pending.clear();
    return transform.encrypts ? encrypt(transform.key, transform.iv, transform.mode, transform.padding, data)
                              : decrypt(transform.key, transform.iv, transform.mode, transform.padding, data);
}

constexpr const char* aes_name = "System.Security.Cryptography.Aes";
constexpr const char* transform_name = "System.Security.Cryptography.ICryptoTransform";
constexpr const char* padding_enum = "System.Security.Cryptography.PaddingMode";

#define KESTRUN_CIPHER_ROWS(NAME, MODE)                                                                                                    \
    meth("Encrypt" NAME, "byte[] plaintext, byte[] iv, System.Security.Cryptography.PaddingMode paddingMode", "byte[]",                    \
         one_shot<MODE, true>),                                                                                                            \
        meth("Encrypt" NAME, "byte[] plaintext, byte[] iv", "byte[]", one_shot<MODE, true>),                                               \
        meth("Decrypt" NAME, "byte[] ciphertext, byte[] iv, System.Security.Cryptography.PaddingMode paddingMode", "byte[]",               \
             one_shot<MODE, false>),                                                                                                       \
        meth("Decrypt" NAME, "byte[] ciphertext, byte[] iv", "byte[]", one_shot<MODE, false>)

constexpr MemberDef aes_members[] = {
    smeth("Create", "", aes_name, [](Call&) { return Value(make<Aes>()); }),
    prop(
        "Key", "byte[]", [](Call& c) { return make_bytes(own(c).key); }, set_key),
    prop(
        "IV", "byte[]", [](Call& c) { return make_bytes(own(c).iv); }, set_iv),
    prop(
        "KeySize", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).key.size() * 8)); }, set_key_size),
    prop(
        "BlockSize", "int", [](Call&) { return Value(128); }, [](Call&) { return nothing(); }),
    prop(
        "Mode", "System.Security.Cryptography.CipherMode",
        [](Call& c) { return enum_value("System.Security.Cryptography.CipherMode", own(c).mode); },
        [](Call& c) { return mode_of(enum_arg(c, 0)), own(c).mode = enum_arg(c, 0), nothing(); }),
    prop(
        "Padding", padding_enum, [](Call& c) { return enum_value(padding_enum, own(c).padding); },
        [](Call& c) { return own(c).padding = enum_arg(c, 0), nothing(); }),
    meth("GenerateKey", "", "void", [](Call& c) { return own(c).key = random_bytes(own(c).key.size()), nothing(); }),
    meth("GenerateIV", "", "void", [](Call& c) { return own(c).iv = random_bytes(16), nothing(); }),
    meth("CreateEncryptor", "", transform_name, [](Call& c) { return make_transform(c, true); }),
    meth("CreateEncryptor", "byte[] rgbKey, byte[] rgbIV", transform_name, [](Call& c) { return make_transform(c, true); }),
    meth("CreateDecryptor", "", transform_name, [](Call& c) { return make_transform(c, false); }),
    meth("CreateDecryptor", "byte[] rgbKey, byte[] rgbIV", transform_name, [](Call& c) { return make_transform(c, false); }),
    KESTRUN_CIPHER_ROWS("Cbc", 1),
    KESTRUN_CIPHER_ROWS("Cfb", 4),
    meth("EncryptEcb", "byte[] plaintext, System.Security.Cryptography.PaddingMode paddingMode", "byte[]", one_shot<2, true>),
    meth("DecryptEcb", "byte[] ciphertext, System.Security.Cryptography.PaddingMode paddingMode", "byte[]", one_shot<2, false>),
    meth("ValidKeySize", "int bitLength", "bool", [](Call& c) { return Value(i32(c, 0) == 128 || i32(c, 0) == 192 || i32(c, 0) == 256); }),
    meth("Clear", "", "void", [](Call&) { return nothing(); }),
    meth("Dispose", "", "void", [](Call&) { return nothing(); }),
};
#undef KESTRUN_CIPHER_ROWS

constexpr MemberDef transform_members[] = {
    meth("TransformFinalBlock", "byte[] inputBuffer, int inputOffset, int inputCount", "byte[]", finish),
    prop("InputBlockSize", "int", [](Call&) { return Value(16); }),
    prop("OutputBlockSize", "int", [](Call&) { return Value(16); }),
    meth("Dispose", "", "void", [](Call&) { return nothing(); }),
};

class Gcm final : public Object
{
public:
    Gcm(std::string secret, int32_t size) : key(std::move(secret)), tag_size(size) {}
    const Type& type() const override { return native_type("System.Security.Cryptography.AesGcm"); }
    std::string key;
    int32_t tag_size; // 0: any
};

Value new_gcm(Call& c)
{
    std::string key = bytes_of(c, 0, "key");
    check_key(key.size());
    const int32_t size = c.args.size() > 1 ? i32(c, 1) : 0;
    if (c.args.size() > 1 && (size < 12 || size > 16))
        throw_argument("System.ArgumentException", "The specified tag is not a valid size for this algorithm.", "tagSizeInBytes");
    return Value(make<Gcm>(std::move(key), size));
}

void store(const Value& target, const std::string& bytes)
{
    auto* sequence = target.as<Sequence>();
    if (!sequence || sequence->size() != bytes.size()) {
        throw_native("System.ArgumentException", "Plaintext and ciphertext must have the same length.");
    }
    if (auto* raw = target.as<Bytes>()) {
        raw->overwrite(0, bytes);
        return;
    }
    for (size_t i = 0; i < bytes.size(); ++i) sequence->set(i, Value::integer(Tag::Byte, static_cast<uint8_t>(bytes[i])));
}

void check_gcm(const std::string& nonce, size_t tag)
{
    if (nonce.size() != 12)
        throw_argument("System.ArgumentException", "The specified nonce is not a valid size for this algorithm.", "nonce");
    if (tag < 12 || tag > 16)
        throw_argument("System.ArgumentException", "The specified tag is not a valid size for this algorithm.", "tag");
}

Value gcm_encrypt(Call& c)
{
    const std::string nonce = bytes_of(c, 0, "nonce"), plain = bytes_of(c, 1, "plaintext");
    const size_t tag_size = object_arg<Sequence>(c, 3, "tag").size();
    check_gcm(nonce, tag_size);
    std::string cipher, tag;
    const std::string associated = is_null(c, 4) ? std::string() : bytes_of(c, 4, "associatedData");
    if (!aes_gcm_encrypt(self<Gcm>(c).key, nonce, plain, associated, tag_size, cipher, tag)) {
        throw_native(crypto_error, "The cryptographic operation failed.");
    }
    store(c.args[2], cipher);
    store(c.args[3], tag);
    return nothing();
}

Value gcm_decrypt(Call& c)
{
    const std::string nonce = bytes_of(c, 0, "nonce"), cipher = bytes_of(c, 1, "ciphertext"), tag = bytes_of(c, 2, "tag");
    check_gcm(nonce, tag.size());
    std::string plain;
    const std::string associated = is_null(c, 4) ? std::string() : bytes_of(c, 4, "associatedData");
    if (!aes_gcm_decrypt(self<Gcm>(c).key, nonce, cipher, tag, associated, plain)) {
        throw_native("System.Security.Cryptography.AuthenticationTagMismatchException",
                     "The computed authentication tag did not match the input authentication tag.");
    }
    store(c.args[3], plain);
    return nothing();
}

constexpr MemberDef gcm_members[] = {
    ctor("byte[] key, int tagSizeInBytes", new_gcm),
    ctor("byte[] key", new_gcm),
    sprop("IsSupported", "bool", [](Call&) { return Value(true); }),
    meth("Encrypt", "byte[] nonce, byte[] plaintext, byte[] ciphertext, byte[] tag, byte[] associatedData = null", "void", gcm_encrypt),
    meth("Decrypt", "byte[] nonce, byte[] ciphertext, byte[] tag, byte[] plaintext, byte[] associatedData = null", "void", gcm_decrypt),
    meth("Dispose", "", "void", [](Call&) { return nothing(); }),
};

constexpr TypeDef table[] = {
    {"System.Security.Cryptography.SymmetricAlgorithm", "System.Object", TypeFlags::Abstract, "", "System.IDisposable"},
    {aes_name, "System.Security.Cryptography.SymmetricAlgorithm", TypeFlags::Abstract, "", "", aes_members},
    {"System.Security.Cryptography.AesImplementation", aes_name, TypeFlags::Sealed},
    {transform_name, "", TypeFlags::Interface | TypeFlags::Abstract},
    {"System.Security.Cryptography.UniversalCryptoTransform", "System.Object", TypeFlags::None, "", transform_name, transform_members},
    {"System.Security.Cryptography.AesGcm", "System.Object", TypeFlags::Sealed, "", "System.IDisposable", gcm_members},
};

} // namespace

std::span<const TypeDef> cipher_types_types() { return table; }

} // namespace kestrun::value
