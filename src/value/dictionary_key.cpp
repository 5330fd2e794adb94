#include "value/dictionary_key.hpp"
#include "value/members.hpp"
#include "value/string.hpp"

namespace kestrun::value::detail {

namespace {

uint32_t mix_bits(uint64_t bits) noexcept
{
    bits *= 0x9e3779b97f4a7c15;
    return static_cast<uint32_t>(bits >> 32);
}

} // namespace

uint32_t key_hash(const Value& key, KeyComparer comparer)
{
    if (key.is_string()) return comparer == KeyComparer::IgnoreCase ? key.as_string().hash_ignore_case() : key.as_string().hash();
    if (key.is_double() || key.tag() == Tag::Single) {
        const double number = key.as_double();
        return number == 0 ? 0 : number != number ? 1 : mix_bits(key.as_uint64());
    }
    if (key.tag() == Tag::DateTimeOffset)
        return mix_bits(static_cast<uint64_t>(key.as_int64() - key.offset_minutes() * int64_t{600'000'000}));
    if (!key.is_heap()) return mix_bits(key.as_uint64() + static_cast<uint64_t>(key.tag()));
    if (const auto* comparable = key.as<Comparable>()) return comparable->hash();
    return mix_bits(std::bit_cast<uint64_t>(key.object()));
}

bool key_equals(const Value& a, const Value& b, KeyComparer comparer)
{
    if (a.tag() != b.tag()) return false;
    if (a.is_string()) {
        const std::string_view x = text_of(a);
        const std::string_view y = text_of(b);
        return comparer == KeyComparer::IgnoreCase ? equals_ignore_case(x, y) : x == y;
    }
    if (a.is_real()) return a.as_double() == b.as_double() || (a.as_double() != a.as_double() && b.as_double() != b.as_double());
    if (a.tag() == Tag::DateTimeOffset) { // the same instant
        constexpr int64_t minute = 600'000'000;
        return a.as_int64() - a.offset_minutes() * minute == b.as_int64() - b.offset_minutes() * minute;
    }
    if (!a.is_heap()) return a.identical(b);
    if (a.object() == b.object()) return true;
    const auto* comparable = a.as<Comparable>();
    return comparable && comparable->equals(b);
}

} // namespace kestrun::value::detail
