#include "value/dictionary_key.hpp"
#include "value/convert.hpp"
#include "value/members.hpp"
#include "value/string.hpp"

namespace kestrun::value::detail {

namespace {

uint32_t mix_bits(uint64_t bits) noexcept
{
    bits *= 0x9e3779b97f4a7c15;
    return static_cast<uint32_t>(bits >> 32);
}

/// A method a script's class overrides; null when the class leaves it as it is.
const MemberGroup* overridden(const Value& key, const Name& name)
{
    const Type& type = key.object()->type();
    if (!type.script_class()) return nullptr;
    const MemberGroup* group = type.instance_member(name);
    return group && !group->overloads.empty() && group->overloads[0]->script ? group : nullptr;
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
    static const Symbol hash_name("GetHashCode");
    if (overridden(key, hash_name)) return mix_bits(static_cast<uint64_t>(to_int64(invoke_method(key, hash_name, {}))));
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
    if (comparable) return comparable->equals(b);
    static const Symbol equals_name("Equals");
    if (!overridden(a, equals_name)) return false;
    Value argument = b;
    return to_bool(invoke_method(a, equals_name, {&argument, 1}));
}

} // namespace kestrun::value::detail
