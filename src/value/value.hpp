// Value: what a script variable holds. 16 bytes:
//
//   byte 0     tag
//   byte 1     sub     DateTime: kind (0 unspecified, 1 UTC, 2 local)
//   bytes 4-7  aux     Enum: index of its EnumType; DateTimeOffset: offset in minutes
//   bytes 8-15 payload integers sign-extended to 64 bit; reals; ticks (100 ns); or one owned Object*
//
// Null is PowerShell's $null; Void is AutomationNull: the output of a pipeline that gave nothing. Everything treats Void as null except
// pipelines, which see no object at all.
#pragma once
#include "value/object.hpp"
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>

namespace kestrun::value {

class String;
class Array;

enum class Tag : uint8_t
{
    Null,
    Void,
    Bool,
    Char,
    SByte,
    Byte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
    DateTime,
    TimeSpan,
    DateTimeOffset,
    Enum,
    String, // from here on: owns an Object
    Array,
    Object,
    Cell, // engine only: the slot of a variable that has a type, attributes, options or references ([ref]); never seen by operators
};

enum class DateKind : uint8_t
{
    Unspecified,
    Utc,
    Local
};

class Value
{
public:
    constexpr Value() noexcept : head_{}, payload_(0) {}
    constexpr Value(std::nullptr_t) noexcept : Value() {}
    constexpr Value(bool b) noexcept : head_{Tag::Bool, 0, 0, 0}, payload_(b) {}
    constexpr Value(int32_t i) noexcept : head_{Tag::Int32, 0, 0, 0}, payload_(static_cast<uint64_t>(int64_t{i})) {}
    constexpr Value(int64_t i) noexcept : head_{Tag::Int64, 0, 0, 0}, payload_(static_cast<uint64_t>(i)) {}
    Value(double d) noexcept : head_{Tag::Double, 0, 0, 0}, payload_(std::bit_cast<uint64_t>(d)) {}
    explicit constexpr Value(char16_t c) noexcept : head_{Tag::Char, 0, 0, 0}, payload_(c) {}
    Value(std::string_view text); // makes a String
    Value(const char* text) : Value(std::string_view(text)) {}
    Value(const std::string& text) : Value(std::string_view(text)) {}
    Value(Object* object) noexcept;
    template <typename T>
    requires std::is_base_of_v<Object, T> Value(const Ref<T>& object)
    noexcept : Value(static_cast<Object*>(const_cast<std::remove_const_t<T>*>(object.get()))) {}
    Value(String* string) noexcept;
    Value(Array* array) noexcept;

    Value(const Value& other) noexcept : head_(other.head_), payload_(other.payload_)
    {
        if (is_heap()) object()->retain();
    }
    Value(Value&& other) noexcept : head_(other.head_), payload_(other.payload_) { other.head_ = {}; }
    Value& operator=(const Value& other) noexcept
    {
        Value copy(other);
        swap(copy);
        return *this;
    }
    Value& operator=(Value&& other) noexcept
    {
        if (!is_heap()) [[likely]] { // nothing to give up: two words move
            const Head head = other.head_;
            const uint64_t payload = other.payload_;
            other.head_ = {};
            head_ = head;
            payload_ = payload;
            return *this;
        }
        Value taken(std::move(other));
        swap(taken);
        return *this;
    }
    /// Becomes that number. Precondition: !is_heap().
    void set_int32(int32_t i) noexcept
    {
        head_ = {Tag::Int32, 0, 0, 0};
        payload_ = static_cast<uint64_t>(int64_t{i});
    }
    constexpr ~Value()
    {
        if (is_heap()) object()->release();
    }
    void swap(Value& other) noexcept
    {
        std::swap(head_, other.head_);
        std::swap(payload_, other.payload_);
    }

    /// An integer of any integral tag (Bool and Char included); the caller has checked the range.
    static constexpr Value integer(Tag tag, int64_t i) noexcept { return Value(Head{tag, 0, 0, 0}, static_cast<uint64_t>(i)); }
    static constexpr Value uint64(uint64_t u) noexcept { return Value(Head{Tag::UInt64, 0, 0, 0}, u); }
    static Value single(float f) noexcept { return Value(Head{Tag::Single, 0, 0, 0}, std::bit_cast<uint64_t>(double{f})); }
    /// ticks: 100 ns since 0001-01-01 in the local or universal day the kind says.
    static constexpr Value date_time(int64_t ticks, DateKind kind) noexcept
    {
        return Value(Head{Tag::DateTime, static_cast<uint8_t>(kind), 0, 0}, static_cast<uint64_t>(ticks));
    }
    static constexpr Value time_span(int64_t ticks) noexcept { return Value(Head{Tag::TimeSpan, 0, 0, 0}, static_cast<uint64_t>(ticks)); }
    /// ticks of the clock time there; offset in minutes.
    static constexpr Value date_time_offset(int64_t clock_ticks, int32_t offset_minutes) noexcept
    {
        return Value(Head{Tag::DateTimeOffset, 0, 0, static_cast<uint32_t>(offset_minutes)}, static_cast<uint64_t>(clock_ticks));
    }
    /// enum_index: Type::enum_index() of the enum's type.
    static constexpr Value enumeration(uint32_t enum_index, int64_t value) noexcept
    {
        return Value(Head{Tag::Enum, 0, 0, enum_index}, static_cast<uint64_t>(value));
    }
    /// AutomationNull.
    static constexpr Value nothing() noexcept { return Value(Head{Tag::Void, 0, 0, 0}, 0); }

    /// What a variable's slot holds before anything was assigned (reads as null everywhere else).
    static constexpr Value unset() noexcept { return Value(Head{Tag::Null, 0, 0, 1}, 0); }
    static Value cell(Object* object) noexcept
    {
        object->retain();
        return Value(Head{Tag::Cell, 0, 0, 0}, std::bit_cast<uint64_t>(object));
    }
    /// A SwitchParameter: a bool to everything but GetType().
    static constexpr Value switch_parameter(bool on) noexcept { return Value(Head{Tag::Bool, 0, 0, 1}, on ? 1U : 0U); }
    constexpr bool is_switch() const noexcept { return head_.tag == Tag::Bool && head_.aux == 1; }
    constexpr bool is_unset() const noexcept { return head_.tag == Tag::Null && head_.aux == 1; }
    constexpr bool is_cell() const noexcept { return head_.tag == Tag::Cell; }

    constexpr Tag tag() const noexcept { return head_.tag; }
    constexpr bool is_null() const noexcept { return head_.tag <= Tag::Void; }
    constexpr bool is_void() const noexcept { return head_.tag == Tag::Void; }
    constexpr bool is_bool() const noexcept { return head_.tag == Tag::Bool; }
    constexpr bool is_int32() const noexcept { return head_.tag == Tag::Int32; }
    constexpr bool is_double() const noexcept { return head_.tag == Tag::Double; }
    constexpr bool is_string() const noexcept { return head_.tag == Tag::String; }
    constexpr bool is_array() const noexcept { return head_.tag == Tag::Array; }
    constexpr bool is_heap() const noexcept { return head_.tag >= Tag::String; }
    /// SByte .. UInt64 (not Bool, Char or Enum).
    constexpr bool is_integral() const noexcept { return head_.tag >= Tag::SByte && head_.tag <= Tag::UInt64; }
    constexpr bool is_real() const noexcept { return head_.tag == Tag::Single || head_.tag == Tag::Double; }

    constexpr bool as_bool() const noexcept { return payload_ != 0; }
    constexpr char16_t as_char() const noexcept { return static_cast<char16_t>(payload_); }
    constexpr int32_t as_int32() const noexcept { return static_cast<int32_t>(payload_); }
    /// Payload of every integral tag, ticks, or an enum's number.
    constexpr int64_t as_int64() const noexcept { return static_cast<int64_t>(payload_); }
    constexpr uint64_t as_uint64() const noexcept { return payload_; }
    double as_double() const noexcept { return std::bit_cast<double>(payload_); }
    constexpr DateKind date_kind() const noexcept { return static_cast<DateKind>(head_.sub); }
    constexpr uint32_t aux() const noexcept { return head_.aux; }
    constexpr int32_t offset_minutes() const noexcept { return static_cast<int32_t>(head_.aux); }
    Object* object() const noexcept { return std::bit_cast<Object*>(payload_); }
    inline String& as_string() const noexcept; // string.hpp; precondition is_string()
    inline Array& as_array() const noexcept;   // array.hpp; precondition is_array()
    /// The object as T, or null when it is none. T names a concrete class or a base with virtual functions.
    template <typename T>
    T* as() const noexcept
    {
        if (!is_heap()) return nullptr;
        if constexpr (std::is_final_v<T> && std::is_base_of_v<Object, T>) { // one compare; the program holds one type_info per class
            const Object& there = *object();
            return &typeid(there) == &typeid(T) ? static_cast<T*>(object()) : nullptr;
        } else {
            return dynamic_cast<T*>(object());
        }
    }
    /// Same tag and same payload (reference equality for objects).
    constexpr bool identical(const Value& other) const noexcept
    {
        return head_.tag == other.head_.tag && head_.aux == other.head_.aux && payload_ == other.payload_;
    }

private:
    struct Head
    {
        Tag tag = Tag::Null;
        uint8_t sub = 0;
        uint16_t pad = 0;
        uint32_t aux = 0;
    };
    constexpr Value(Head head, uint64_t payload) noexcept : head_(head), payload_(payload) {}

    Head head_;
    uint64_t payload_;
};
static_assert(sizeof(Value) == 16);

inline void Tracer::visit(const Value& child)
{
    if (child.is_heap()) visit_object(*child.object());
}

/// The .NET type of a value; System.Object for null.
const Type& type_of(const Value& value);

/// Marks everything reachable from the value as shared between threads.
inline void share(const Value& value)
{
    if (value.is_heap()) share(*value.object());
}

} // namespace kestrun::value
