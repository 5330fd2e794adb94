// System.Security.Cryptography: hash algorithms, HMACs, random numbers, key derivation.
#include "value/base64.hpp"
#include "value/crypto.hpp"
#include "value/stream.hpp"
#include "value/types/all_types.hpp"
#include "value/types/string_members.hpp"

namespace kestrun::value {
namespace {

/// SHA256, HMACSHA256, ...: by its type, which knows the algorithm by its name.
class Hash final : public Object
{
public:
    Hash(const Type& type, const char* name, std::optional<std::string> secret) : algorithm(name), key(std::move(secret)), type_(&type) {}
    const Type& type() const override { return *type_; }
    const char* algorithm;
    std::optional<std::string> key; // HMAC
    std::string pending;            // TransformBlock
    std::optional<std::string> last;
    std::string digest(std::string_view data) const { return key ? hmac_bytes(algorithm, *key, data) : hash_bytes(algorithm, data); }

private:
    const Type* type_;
};

/// "SHA256" of System.Security.Cryptography.SHA256, HMACSHA256, SHA256+Implementation, SHA256Managed, ...
const char* algorithm_of(const Type& type)
{
    std::string name = type.name();
    if (const size_t plus = name.find('+'); plus != std::string::npos) name.resize(plus);
    if (name.starts_with("HMAC")) name.erase(0, 4);
    for (const std::string_view suffix : {"CryptoServiceProvider", "Managed"}) {
        if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
    }
    const char* algorithm = hash_algorithm(name);
    return algorithm ? algorithm : "SHA256";
}

std::string data_of(const Call& c, size_t i, std::string_view parameter)
{
    if (auto* stream = i < c.args.size() ? c.args[i].as<Stream>() : nullptr) return stream->read_all();
    std::string storage;
    return std::string(bytes_arg(c, i, parameter, storage));
}

Value hash_data(Call& c)
{
    require(c, 0, "source");
    return make_bytes(hash_bytes(algorithm_of(c.type), data_of(c, 0, "source")));
}

Value hmac_data(Call& c)
{
    require(c, 1, "source");
    return make_bytes(hmac_bytes(algorithm_of(c.type), data_of(c, 0, "key"), data_of(c, 1, "source")));
}

Value create(Call& c) { return Value(make<Hash>(c.type, algorithm_of(c.type), std::nullopt)); }

Hash& own(const Call& c) { return self<Hash>(c); }

Value compute(Call& c)
{
    require(c, 0, "buffer");
    std::string data = data_of(c, 0, "buffer");
    if (c.args.size() == 3) {
        const int32_t offset = i32(c, 1), count = i32(c, 2);
        if (offset < 0) throw_range("Non-negative number required.", "offset");
        if (count < 0 || static_cast<size_t>(offset) + static_cast<size_t>(count) > data.size()) {
            throw_native("System.ArgumentException", "Value was invalid.");
        }
        data = data.substr(static_cast<size_t>(offset), static_cast<size_t>(count));
    }
    own(c).last = own(c).digest(data);
    return make_bytes(*own(c).last);
}

std::string block(const Call& c)
{
    std::string storage;
    const std::string_view bytes = bytes_arg(c, 0, "inputBuffer", storage);
    const int32_t offset = i32(c, 1), count = i32(c, 2);
    if (offset < 0 || count < 0 || static_cast<size_t>(offset) + static_cast<size_t>(count) > bytes.size()) {
        throw_native("System.ArgumentException", "Value was invalid.");
    }
    return std::string(bytes.substr(static_cast<size_t>(offset), static_cast<size_t>(count)));
}

Value transform_block(Call& c)
{
    own(c).pending += block(c);
    return Value(i32(c, 2));
}

Value transform_final(Call& c)
{
    const std::string last = block(c);
    own(c).last = own(c).digest(own(c).pending + last);
    own(c).pending.clear();
    return make_bytes(last);
}

Value initialize(Call& c)
{
    own(c).pending.clear();
    return nothing();
}

Value create_by_name(Call& c)
{
    std::string_view name = text(c, 0);
    if (const size_t dot = name.rfind('.'); dot != std::string_view::npos) name = name.substr(dot + 1);
    const bool keyed = name.size() > 4 && equals_ignore_case(name.substr(0, 4), "HMAC");
    const char* algorithm = hash_algorithm(keyed ? name.substr(4) : name);
    if (!algorithm) return {};
    std::string plain;
    for (const char ch : std::string_view(algorithm)) {
        if (ch != '-') plain += ch;
    }
    const Type& type = native_type("System.Security.Cryptography." + std::string(keyed ? "HMAC" : "") +
                                   (plain.starts_with("SHA3") && plain.size() > 6 ? "SHA3_" + plain.substr(4) : plain));
    return Value(make<Hash>(type, algorithm, keyed ? std::optional(random_bytes(64)) : std::nullopt));
}

constexpr MemberDef algorithm_members[] = {
    smeth("Create", "string hashName", "System.Security.Cryptography.HashAlgorithm", create_by_name),
    prop("HashSize", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).digest("").size() * 8)); }),
    prop("Hash", "byte[]", [](Call& c) { return own(c).last ? make_bytes(*own(c).last) : Value(); }),
    prop("InputBlockSize", "int", [](Call&) { return Value(1); }),
    prop("OutputBlockSize", "int", [](Call&) { return Value(1); }),
    prop("CanReuseTransform", "bool", [](Call&) { return Value(true); }),
    meth("ComputeHash", "byte[] buffer", "byte[]", compute),
    meth("ComputeHash", "byte[] buffer, int offset, int count", "byte[]", compute),
    meth("ComputeHash", "System.IO.Stream inputStream", "byte[]", compute),
    meth("TransformBlock", "byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset", "int",
         transform_block),
    meth("TransformFinalBlock", "byte[] inputBuffer, int inputOffset, int inputCount", "byte[]", transform_final),
    meth("Initialize", "", "void", initialize),
    meth("Clear", "", "void", initialize),
    meth("Dispose", "", "void", initialize),
};

constexpr MemberDef hash_members[] = {
    ctor("", create),
    smeth("Create", "", "System.Security.Cryptography.HashAlgorithm", create),
    smeth("HashData", "byte[] source", "byte[]", hash_data),
    smeth("HashData", "System.IO.Stream source", "byte[]", hash_data),
    sprop("HashSizeInBits", "int", [](Call& c) { return Value(static_cast<int32_t>(hash_bytes(algorithm_of(c.type), "").size() * 8)); }),
    sprop("HashSizeInBytes", "int", [](Call& c) { return Value(static_cast<int32_t>(hash_bytes(algorithm_of(c.type), "").size())); }),
};

Value new_hmac(Call& c)
{
    const char* algorithm = algorithm_of(c.type);
    const bool wide = std::string_view(algorithm).find("384") != std::string_view::npos ||
                      std::string_view(algorithm).find("512") != std::string_view::npos;
    std::string key = c.args.empty() ? random_bytes(wide ? 128 : 64) : data_of(c, 0, "key");
    return Value(make<Hash>(c.type, algorithm, std::move(key)));
}

constexpr MemberDef keyed_members[] = {
    ctor("", new_hmac),
    ctor("byte[] key", new_hmac),
    prop(
        "Key", "byte[]", [](Call& c) { return make_bytes(own(c).key.value_or("")); },
        [](Call& c) { return own(c).key = data_of(c, 0, "value"), nothing(); }),
    prop("HashName", "string", [](Call& c) { return Value(std::string_view(own(c).type().name()).substr(4)); }),
    smeth("HashData", "byte[] key, byte[] source", "byte[]", hmac_data),
    smeth("HashData", "byte[] key, System.IO.Stream source", "byte[]", hmac_data),
};

class HashName final : public Object, public Textual, public Comparable
{
public:
    explicit HashName(std::string text) : name(std::move(text)) {}
    const Type& type() const override { return native_type("System.Security.Cryptography.HashAlgorithmName"); }
    std::string text() const override { return name; }
    bool equals(const Value& other) const override
    {
        const auto* o = other.as<HashName>();
        return o && o->name == name;
    }
    uint32_t hash() const override { return hash_text(name); }
    std::string name;
};

constexpr const char* name_type = "System.Security.Cryptography.HashAlgorithmName";
#define KESTRUN_HASH_NAME(MEMBER, TEXT) sprop(MEMBER, name_type, [](Call&) { return Value(make<HashName>(TEXT)); })

constexpr MemberDef name_members[] = {
    ctor("string name", [](Call& c) { return Value(make<HashName>(std::string(text(c, 0)))); }),
    KESTRUN_HASH_NAME("MD5", "MD5"),
    KESTRUN_HASH_NAME("SHA1", "SHA1"),
    KESTRUN_HASH_NAME("SHA256", "SHA256"),
    KESTRUN_HASH_NAME("SHA384", "SHA384"),
    KESTRUN_HASH_NAME("SHA512", "SHA512"),
    KESTRUN_HASH_NAME("SHA3_256", "SHA3-256"),
    KESTRUN_HASH_NAME("SHA3_384", "SHA3-384"),
    KESTRUN_HASH_NAME("SHA3_512", "SHA3-512"),
    prop("Name", "string", [](Call& c) { return Value(self<HashName>(c).name); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<HashName>(c).name); }),
};
#undef KESTRUN_HASH_NAME

const char* known_algorithm(const Call& c, size_t i)
{
    const auto& name = object_arg<HashName>(c, i, "hashAlgorithm");
    const char* algorithm = hash_algorithm(name.name);
    if (!algorithm) {
        throw_native("System.Security.Cryptography.CryptographicException", "'" + name.name + "' is not a known hash algorithm.");
    }
    return algorithm;
}

constexpr MemberDef operations_members[] = {
    smeth("HashData", "System.Security.Cryptography.HashAlgorithmName hashAlgorithm, byte[] source", "byte[]",
          [](Call& c) { return make_bytes(hash_bytes(known_algorithm(c, 0), data_of(c, 1, "source"))); }),
    smeth("HmacData", "System.Security.Cryptography.HashAlgorithmName hashAlgorithm, byte[] key, byte[] source", "byte[]",
          [](Call& c) { return make_bytes(hmac_bytes(known_algorithm(c, 0), data_of(c, 1, "key"), data_of(c, 2, "source"))); }),
    smeth("FixedTimeEquals", "byte[] left, byte[] right", "bool",
          [](Call& c) { return Value(equal_in_constant_time(data_of(c, 0, "left"), data_of(c, 1, "right"))); }),
    smeth("ZeroMemory", "byte[] buffer", "void",
          [](Call& c) {
              if (auto* bytes = c.args[0].as<Bytes>()) bytes->overwrite(0, std::string(bytes->size(), '\0'));
              return nothing();
          }),
};

// --- random numbers ---

class Generator final : public Object
{
public:
    const Type& type() const override { return native_type("System.Security.Cryptography.RandomNumberGenerator"); }
};

void fill(const Value& target, bool nonzero)
{
    auto* sequence = target.as<Sequence>();
    if (!sequence) throw_argument("System.ArgumentNullException", "Value cannot be null.", "data");
    std::string bytes = random_bytes(sequence->size());
    for (char& byte : bytes) {
        while (nonzero && byte == 0) byte = random_bytes(1)[0];
    }
    if (auto* raw = target.as<Bytes>()) {
        raw->overwrite(0, bytes);
    } else {
        for (size_t i = 0; i < bytes.size(); ++i) sequence->set(i, Value::integer(Tag::Byte, static_cast<uint8_t>(bytes[i])));
    }
}

Value fill_bytes(Call& c)
{
    require(c, 0, "data");
    fill(c.args[0], false);
    return nothing();
}

Value get_bytes(Call& c)
{
    if (i32(c, 0) < 0) throw_negative("count", i32(c, 0));
    return make_bytes(random_bytes(static_cast<size_t>(i32(c, 0))));
}

Value get_int(Call& c)
{
    const int32_t low = c.args.size() > 1 ? i32(c, 0) : 0, high = c.args.size() > 1 ? i32(c, 1) : i32(c, 0);
    if (c.args.size() == 1 && high <= 0) {
        throw_native("System.ArgumentOutOfRangeException", "toExclusive ('" + std::to_string(high) +
                                                               "') must be a non-negative and non-zero value. (Parameter 'toExclusive')\n"
                                                               "Actual value was " +
                                                               std::to_string(high) + ".");
    }
    if (low >= high) throw_native("System.ArgumentException", "Range of random number does not contain at least one possibility.");
    return Value(static_cast<int32_t>(random_between(low, high)));
}

Value get_hex(Call& c)
{
    const int32_t length = i32(c, 0);
    if (length < 0) throw_negative("stringLength", length);
    return Value(hex_encode(random_bytes(static_cast<size_t>(length + 1) / 2), !(c.args.size() > 1 && flag(c, 1)))
                     .substr(0, static_cast<size_t>(length)));
}

Value get_string(Call& c)
{
    std::u16string choices;
    if (c.args[0].is_string()) {
        choices = to_utf16(text(c, 0));
    } else {
        for (const Value& item : elements(c.args[0])) choices += item.as_char();
    }
    if (choices.empty()) throw_argument("System.ArgumentException", "Span may not be empty.", "choices");
    std::u16string out;
    for (int32_t i = 0; i < i32(c, 1); ++i) out += choices[static_cast<size_t>(random_between(0, static_cast<int64_t>(choices.size())))];
    return from_utf16(out);
}

constexpr MemberDef generator_members[] = {
    ctor("", [](Call&) { return Value(make<Generator>()); }),
    smeth("Create", "", "System.Security.Cryptography.RandomNumberGenerator", [](Call&) { return Value(make<Generator>()); }),
    smeth("Fill", "byte[] data", "void", fill_bytes),
    smeth("GetBytes", "int count", "byte[]", get_bytes),
    smeth("GetInt32", "int fromInclusive, int toExclusive", "int", get_int),
    smeth("GetInt32", "int toExclusive", "int", get_int),
    smeth("GetHexString", "int stringLength, bool lowercase = False", "string", get_hex),
    smeth("GetString", "char[] choices, int length", "string", get_string),
    meth("GetBytes", "byte[] data", "void", fill_bytes),
    meth("GetNonZeroBytes", "byte[] data", "void", [](Call& c) { return fill(c.args[0], true), nothing(); }),
    meth("Dispose", "", "void", [](Call&) { return nothing(); }),
};

// --- key derivation ---

class DeriveBytes final : public Object
{
public:
    const Type& type() const override { return native_type("System.Security.Cryptography.Rfc2898DeriveBytes"); }
    std::string password, salt;
    int32_t iterations = 1000;
    const char* algorithm = "SHA1";
    size_t given = 0; // bytes already given out
};

std::string password_of(const Call& c, size_t i)
{
    require(c, i, "password");
    return c.args[i].is_string() ? std::string(text(c, i)) : data_of(c, i, "password");
}

void check_iterations(int32_t iterations)
{
    if (iterations > 0) return;
    const std::string number = std::to_string(iterations);
    throw_native("System.ArgumentOutOfRangeException",
                 "iterations ('" + number + "') must be a non-negative and non-zero value. (Parameter 'iterations')\nActual value was " +
                     number + ".");
}

Value derive(Call& c)
{
    const int32_t iterations = i32(c, 2), length = i32(c, 4);
    check_iterations(iterations);
    if (length < 0) throw_negative("outputLength", length);
    const char* algorithm = known_algorithm(c, 3);
    return make_bytes(pbkdf2(algorithm, password_of(c, 0), data_of(c, 1, "salt"), iterations, static_cast<size_t>(length)));
}

Value new_derive(Call& c)
{
    auto made = make<DeriveBytes>();
    made->password = password_of(c, 0);
    made->salt = c.args[1].is_int32() ? random_bytes(static_cast<size_t>(std::max(0, i32(c, 1)))) : data_of(c, 1, "salt");
    if (c.args.size() > 2) made->iterations = i32(c, 2);
    check_iterations(made->iterations);
    if (c.args.size() > 3) made->algorithm = known_algorithm(c, 3);
    return Value(made);
}

Value next_bytes(Call& c)
{
    auto& own_bytes = self<DeriveBytes>(c);
    const int32_t count = i32(c, 0);
    if (count <= 0) throw_range("Positive number required.", "cb");
    const size_t end = own_bytes.given + static_cast<size_t>(count);
    const std::string all = pbkdf2(own_bytes.algorithm, own_bytes.password, own_bytes.salt, own_bytes.iterations, end);
    std::string part = all.substr(own_bytes.given);
    own_bytes.given = end;
    return make_bytes(std::move(part));
}

constexpr MemberDef derive_members[] = {
    ctor("byte[] password, byte[] salt, int iterations", new_derive),
    ctor("byte[] password, byte[] salt, int iterations, System.Security.Cryptography.HashAlgorithmName hashAlgorithm", new_derive),
    ctor("string password, byte[] salt", new_derive),
    ctor("string password, byte[] salt, int iterations", new_derive),
    ctor("string password, byte[] salt, int iterations, System.Security.Cryptography.HashAlgorithmName hashAlgorithm", new_derive),
    ctor("string password, int saltSize", new_derive),
    ctor("string password, int saltSize, int iterations", new_derive),
    ctor("string password, int saltSize, int iterations, System.Security.Cryptography.HashAlgorithmName hashAlgorithm", new_derive),
    prop("IterationCount", "int", [](Call& c) { return Value(self<DeriveBytes>(c).iterations); }),
    prop("Salt", "byte[]", [](Call& c) { return make_bytes(self<DeriveBytes>(c).salt); }),
    smeth("Pbkdf2",
          "byte[] password, byte[] salt, int iterations, System.Security.Cryptography.HashAlgorithmName hashAlgorithm, int outputLength",
          "byte[]", derive),
    smeth("Pbkdf2",
          "string password, byte[] salt, int iterations, System.Security.Cryptography.HashAlgorithmName hashAlgorithm, int outputLength",
          "byte[]", derive),
    meth("GetBytes", "int cb", "byte[]", next_bytes),
    meth("Reset", "", "void", [](Call& c) { return self<DeriveBytes>(c).given = 0, nothing(); }),
    meth("Dispose", "", "void", [](Call&) { return nothing(); }),
};

constexpr const char* hash_base = "System.Security.Cryptography.HashAlgorithm";
constexpr const char* keyed_base = "System.Security.Cryptography.HMAC";
#define KESTRUN_HASH_TYPE(NAME)                                                                                                            \
    {                                                                                                                                      \
        "System.Security.Cryptography." NAME, hash_base, TypeFlags::None, "", "", hash_members                                             \
    }
#define KESTRUN_HMAC_TYPE(NAME)                                                                                                            \
    {                                                                                                                                      \
        "System.Security.Cryptography." NAME, keyed_base, TypeFlags::None, "", "", keyed_members                                           \
    }

constexpr TypeDef table[] = {
    {hash_base, "System.Object", TypeFlags::Abstract, "", "System.IDisposable", algorithm_members},
    {"System.Security.Cryptography.KeyedHashAlgorithm", hash_base, TypeFlags::Abstract},
    {keyed_base, "System.Security.Cryptography.KeyedHashAlgorithm", TypeFlags::Abstract},
    KESTRUN_HASH_TYPE("MD5"),
    KESTRUN_HASH_TYPE("SHA1"),
    KESTRUN_HASH_TYPE("SHA256"),
    KESTRUN_HASH_TYPE("SHA384"),
    KESTRUN_HASH_TYPE("SHA512"),
    KESTRUN_HASH_TYPE("SHA3_256"),
    KESTRUN_HASH_TYPE("SHA3_384"),
    KESTRUN_HASH_TYPE("SHA3_512"),
    KESTRUN_HASH_TYPE("SHA1Managed"),
    KESTRUN_HASH_TYPE("SHA256Managed"),
    KESTRUN_HASH_TYPE("SHA384Managed"),
    KESTRUN_HASH_TYPE("SHA512Managed"),
    KESTRUN_HASH_TYPE("MD5CryptoServiceProvider"),
    KESTRUN_HASH_TYPE("SHA1CryptoServiceProvider"),
    KESTRUN_HASH_TYPE("SHA256CryptoServiceProvider"),
    KESTRUN_HMAC_TYPE("HMACMD5"),
    KESTRUN_HMAC_TYPE("HMACSHA1"),
    KESTRUN_HMAC_TYPE("HMACSHA256"),
    KESTRUN_HMAC_TYPE("HMACSHA384"),
    KESTRUN_HMAC_TYPE("HMACSHA512"),
    {name_type, "System.ValueType", TypeFlags::ValueType | TypeFlags::Sealed, "", "", name_members},
    {"System.Security.Cryptography.CryptographicOperations", "System.Object", TypeFlags::Static, "", "", operations_members},
    {"System.Security.Cryptography.RandomNumberGenerator", "System.Object", TypeFlags::Abstract, "", "System.IDisposable",
     generator_members},
    {"System.Security.Cryptography.RNGCryptoServiceProvider", "System.Security.Cryptography.RandomNumberGenerator", TypeFlags::Sealed, "",
     "", generator_members},
    {"System.Security.Cryptography.DeriveBytes", "System.Object", TypeFlags::Abstract, "", "System.IDisposable"},
    {"System.Security.Cryptography.Rfc2898DeriveBytes", "System.Security.Cryptography.DeriveBytes", TypeFlags::None, "", "",
     derive_members},
};
#undef KESTRUN_HASH_TYPE
#undef KESTRUN_HMAC_TYPE

} // namespace

std::span<const TypeDef> hash_types_types() { return table; }

} // namespace kestrun::value
