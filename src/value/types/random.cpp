// System.Random.
#include "value/random.hpp"
#include "value/shared_lock.hpp"
#include "value/types/all_types.hpp"
#include "value/types/string_members.hpp"
#include <bit>
#include <cstdlib>
#include <openssl/rand.h>

namespace kestrun::value {

RandomObject::RandomObject()
{
    if (RAND_bytes(reinterpret_cast<unsigned char*>(state_), sizeof state_) != 1) {
        throw_native("System.Security.Cryptography.CryptographicException", "No random numbers.");
    }
}

/// Knuth's subtractive generator (Seminumerical Algorithms, 3.2.2), with .NET's constants.
RandomObject::RandomObject(int32_t seed) : seeded_(true)
{
    constexpr int32_t big = std::numeric_limits<int32_t>::max();
    const int32_t positive = seed == std::numeric_limits<int32_t>::min() ? big : std::abs(seed);
    int32_t mj = 161803398 - positive;
    table_[55] = mj;
    int32_t mk = 1;
    for (size_t i = 1, ii = 0; i < 55; ++i) {
        ii = (ii + 21) % 55;
        table_[ii] = mk;
        mk = static_cast<int32_t>(static_cast<uint32_t>(mj) - static_cast<uint32_t>(mk));
        if (mk < 0) mk += big;
        mj = table_[ii];
    }
    for (int k = 1; k < 5; ++k) {
        for (size_t i = 1; i < 56; ++i) {
            size_t n = i + 30;
            if (n >= 55) n -= 55;
            table_[i] = static_cast<int32_t>(static_cast<uint32_t>(table_[i]) - static_cast<uint32_t>(table_[1 + n]));
            if (table_[i] < 0) table_[i] += big;
        }
    }
}

int32_t RandomObject::sample()
{
    constexpr int32_t big = std::numeric_limits<int32_t>::max();
    if (++at_ >= 56) at_ = 1;
    if (++other_ >= 56) other_ = 1;
    int32_t value = static_cast<int32_t>(static_cast<uint32_t>(table_[static_cast<size_t>(at_)]) -
                                         static_cast<uint32_t>(table_[static_cast<size_t>(other_)]));
    if (value == big) --value;
    if (value < 0) value += big;
    return table_[static_cast<size_t>(at_)] = value;
}

/// xoshiro256** by Blackman and Vigna.
uint64_t RandomObject::bits()
{
    const uint64_t result = std::rotl(state_[1] * 5, 7) * 9, t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

double RandomObject::next_double()
{
    SharedGuard guard(*this);
    if (seeded_) return sample() * (1.0 / std::numeric_limits<int32_t>::max());
    return static_cast<double>(bits() >> 11) * 0x1p-53;
}

int32_t RandomObject::next()
{
    SharedGuard guard(*this);
    if (seeded_) return sample();
    return static_cast<int32_t>(bits() % std::numeric_limits<int32_t>::max());
}

int64_t RandomObject::next(int64_t low, int64_t high)
{
    const uint64_t range = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
    if (range == 0) return low;
    if (seeded_ && range <= std::numeric_limits<int32_t>::max())
        return low + static_cast<int64_t>(next_double() * static_cast<double>(range));
    SharedGuard guard(*this);
    const auto draw = [this] {
        return seeded_ ? static_cast<uint64_t>(sample()) << 33 ^ static_cast<uint64_t>(sample()) << 11 ^ static_cast<uint64_t>(sample())
                       : bits();
    };
    const uint64_t limit = ~uint64_t{0} - ~uint64_t{0} % range; // values above would favour small results
    uint64_t drawn = draw();
    while (drawn >= limit) drawn = draw();
    return static_cast<int64_t>(static_cast<uint64_t>(low) + drawn % range);
}

int64_t RandomObject::next_long(int64_t low, int64_t high)
{
    if (!seeded_) return next(low, high);
    const uint64_t range = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
    if (range <= 1) return low;
    const int width = 64 - std::countl_zero(range - 1);
    const auto part = [this](int bits) { return static_cast<uint64_t>(next_double() * (1 << bits)); };
    for (;;) {
        const uint64_t first = part(22), second = part(22), third = part(20);
        const uint64_t drawn = (first | second << 22 | third << 44) >> (64 - width);
        if (drawn < range) return static_cast<int64_t>(static_cast<uint64_t>(low) + drawn);
    }
}

namespace {

RandomObject& own(const Call& c) { return self<RandomObject>(c); }

void check_range(int64_t low, int64_t high)
{
    if (low > high) throw_range("'minValue' cannot be greater than maxValue.", "minValue");
}

Value next_below(Call& c)
{
    const int32_t most = i32(c, 0);
    if (most < 0) throw_negative("maxValue", most);
    return Value(static_cast<int32_t>(own(c).next(0, most)));
}

Value next_between(Call& c)
{
    check_range(i32(c, 0), i32(c, 1));
    return Value(static_cast<int32_t>(own(c).next(i32(c, 0), i32(c, 1))));
}

Value next_long(Call& c)
{
    const int64_t low = c.args.size() > 1 ? i64(c, 0) : 0;
    const int64_t high = c.args.empty() ? std::numeric_limits<int64_t>::max() : c.args.back().as_int64();
    if (c.args.size() == 1 && high < 0) throw_negative("maxValue", high);
    check_range(low, high);
    return Value(own(c).next_long(low, high));
}

Value next_bytes(Call& c)
{
    auto& buffer = object_arg<Sequence>(c, 0, "buffer");
    for (size_t i = 0; i < buffer.size(); ++i) buffer.set(i, Value::integer(Tag::Byte, own(c).next() & 0xFF));
    return nothing();
}

Value shuffle(Call& c)
{
    auto& items = object_arg<Sequence>(c, 0, "values");
    for (size_t i = 0; i + 1 < items.size(); ++i) {
        const auto k = static_cast<size_t>(own(c).next(static_cast<int64_t>(i), static_cast<int64_t>(items.size())));
        const Value a = items.at(i), b = items.at(k);
        items.set(i, b);
        items.set(k, a);
    }
    return nothing();
}

Value get_items(Call& c)
{
    const auto& choices = object_arg<Sequence>(c, 0, "choices");
    const int32_t count = i32(c, 1);
    if (choices.size() == 0) throw_argument("System.ArgumentException", "Span may not be empty.", "choices");
    if (count < 0) throw_negative("length", count);
    std::vector<Value> items;
    for (int32_t i = 0; i < count; ++i)
        items.push_back(choices.at(static_cast<size_t>(own(c).next(0, static_cast<int64_t>(choices.size())))));
    return make_array(std::move(items));
}

Value shared(Call&)
{
    // One generator a thread: what .NET's Random.Shared is.
    static thread_local Ref<RandomObject> generator = make<RandomObject>();
    return Value(generator);
}

constexpr MemberDef members[] = {
    ctor("", [](Call&) { return Value(make<RandomObject>()); }),
    ctor("int Seed", [](Call& c) { return Value(make<RandomObject>(i32(c, 0))); }),
    sprop("Shared", "System.Random", shared),
    meth("Next", "", "int", [](Call& c) { return Value(own(c).next()); }),
    meth("Next", "int maxValue", "int", next_below),
    meth("Next", "int minValue, int maxValue", "int", next_between),
    meth("NextInt64", "", "long", next_long),
    meth("NextInt64", "long maxValue", "long", next_long),
    meth("NextInt64", "long minValue, long maxValue", "long", next_long),
    meth("NextSingle", "", "float", [](Call& c) { return Value::single(static_cast<float>(own(c).next(0, 1 << 24)) * 0x1p-24F); }),
    meth("NextDouble", "", "double", [](Call& c) { return Value(own(c).next_double()); }),
    meth("NextBytes", "byte[] buffer", "void", next_bytes),
    meth("Shuffle", "System.Object[] values", "void", shuffle),
    meth("GetItems", "System.Object[] choices, int length", "System.Object[]", get_items),
};

constexpr TypeDef table[] = {{"System.Random", "System.Object", TypeFlags::None, "", "", members}};

} // namespace

std::span<const TypeDef> random_types() { return table; }

} // namespace kestrun::value
