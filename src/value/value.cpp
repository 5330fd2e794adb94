#include "value/value.hpp"
#include "value/array.hpp"
#include "value/string.hpp"
#include "value/type.hpp"

namespace kestrun::value {

namespace {

Tag tag_of(const Object& object) noexcept
{
    const std::type_info& kind = typeid(object);
    if (&kind == &typeid(String)) return Tag::String;
    if (&kind == &typeid(Array)) return Tag::Array;
    return Tag::Object;
}

} // namespace

Value::Value(std::string_view text)
    : head_{Tag::String, 0, 0, 0}, payload_(std::bit_cast<uint64_t>(static_cast<Object*>(String::make(text).detach())))
{
}

Value::Value(Object* object) noexcept : head_{}, payload_(0)
{
    if (!object) return;
    head_.tag = tag_of(*object);
    payload_ = std::bit_cast<uint64_t>(object);
    object->retain();
}

Value::Value(String* string) noexcept : head_{}, payload_(0)
{
    if (!string) return;
    head_.tag = Tag::String;
    payload_ = std::bit_cast<uint64_t>(static_cast<Object*>(string));
    string->retain();
}

Value::Value(Array* array) noexcept : head_{}, payload_(0)
{
    if (!array) return;
    head_.tag = Tag::Array;
    payload_ = std::bit_cast<uint64_t>(static_cast<Object*>(array));
    array->retain();
}

namespace {

const Type& type_of_tag(const Value& value)
{
    switch (value.tag()) {
    case Tag::Bool: return types::boolean();
    case Tag::Char: return types::character();
    case Tag::SByte: return types::sbyte();
    case Tag::Byte: return types::byte();
    case Tag::Int16: return types::int16();
    case Tag::UInt16: return types::uint16();
    case Tag::Int32: return types::int32();
    case Tag::UInt32: return types::uint32();
    case Tag::Int64: return types::int64();
    case Tag::UInt64: return types::uint64();
    case Tag::Single: return types::single();
    case Tag::Double: return types::real();
    case Tag::DateTime: return types::date_time();
    case Tag::TimeSpan: return types::time_span();
    case Tag::DateTimeOffset: return types::date_time_offset();
    case Tag::String: return types::string();
    default: return types::object();
    }
}

// Types of the tags that have just one, found the first time they are asked for.
constinit std::atomic<const Type*> tag_types[static_cast<size_t>(Tag::Object) + 2] = {};

} // namespace

const Type& type_of(const Value& value)
{
    switch (value.tag()) {
    case Tag::Array:
    case Tag::Object: return value.object()->type();
    case Tag::Enum: return enum_type(value.aux());
    case Tag::Bool:
        if (value.is_switch()) return types::switch_parameter();
        break;
    default: break;
    }
    std::atomic<const Type*>& known = tag_types[static_cast<size_t>(value.tag())];
    if (const Type* type = known.load(std::memory_order_acquire)) [[likely]]
        return *type;
    const Type& found = type_of_tag(value);
    known.store(&found, std::memory_order_release);
    return found;
}

} // namespace kestrun::value
