// What the tables of native types are written with: rows, arguments, results and errors. Included by types/*.cpp only.
#pragma once
#include "base/text.hpp"
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/error.hpp"
#include "value/letter_case.hpp"
#include "value/members.hpp"
#include "value/string.hpp"
#include "value/type.hpp"
#include <initializer_list>
#include <limits>

namespace kestrun::value {

constexpr MemberDef prop(const char* name, const char* type, NativeFn get, NativeFn set = nullptr)
{
    return {name, MemberKind::Property, "", type, get, set};
}
constexpr MemberDef sprop(const char* name, const char* type, NativeFn get, NativeFn set = nullptr)
{
    return {name, MemberKind::StaticProperty, "", type, get, set};
}
constexpr MemberDef meth(const char* name, const char* signature, const char* result, NativeFn fn)
{
    return {name, MemberKind::Method, signature, result, fn};
}
constexpr MemberDef smeth(const char* name, const char* signature, const char* result, NativeFn fn)
{
    return {name, MemberKind::StaticMethod, signature, result, fn};
}
constexpr MemberDef ctor(const char* signature, NativeFn fn) { return {"new", MemberKind::Constructor, signature, "", fn}; }
/// An indexed property; see MemberDef::signature.
constexpr MemberDef indexer(const char* name, const char* signature, const char* type, NativeFn get, NativeFn set = nullptr)
{
    return {name, MemberKind::Property, signature, type, get, set};
}
constexpr TypeDef enum_row(const char* name, std::span<const EnumMember> names, const char* underlying = "System.Int32")
{
    return {name, "System.Enum", TypeFlags::Enum | TypeFlags::ValueType | TypeFlags::Sealed, "", "", {}, names, underlying};
}
constexpr TypeDef flags_row(const char* name, std::span<const EnumMember> names, const char* underlying = "System.Int32")
{
    return {name,  "System.Enum", TypeFlags::Enum | TypeFlags::ValueType | TypeFlags::Sealed | TypeFlags::FlagsEnum, "", "", {},
            names, underlying};
}

// Arguments. The binder has converted them to the signature's types; a null text argument reads as empty.

inline bool is_null(const Call& c, size_t i) { return i >= c.args.size() || c.args[i].is_null(); }
inline std::string_view text(const Value& value) { return value.is_string() ? text_of(value) : std::string_view(); }
inline std::string_view text(const Call& c, size_t i) { return i < c.args.size() ? text(c.args[i]) : std::string_view(); }
inline std::string_view self_text(const Call& c) { return text(c.self); }
inline int32_t i32(const Call& c, size_t i) { return static_cast<int32_t>(c.args[i].as_int64()); }
inline int64_t i64(const Call& c, size_t i) { return c.args[i].as_int64(); }
inline double f64(const Call& c, size_t i) { return c.args[i].as_double(); }
inline bool flag(const Call& c, size_t i) { return i < c.args.size() && c.args[i].as_bool(); }
/// The number of an enum argument; 0 when it was left out.
inline int64_t enum_arg(const Call& c, size_t i) { return i < c.args.size() ? c.args[i].as_int64() : 0; }
/// The argument as that native object; throws ArgumentNullException when it is null or something else.
template <typename T>
T& object_arg(const Call& c, size_t i, std::string_view parameter)
{
    T* object = i < c.args.size() ? c.args[i].as<T>() : nullptr;
    if (!object) throw_argument("System.ArgumentNullException", "Value cannot be null.", parameter);
    return *object;
}
template <typename T>
T& self(const Call& c)
{
    return *static_cast<T*>(c.self.object());
}
/// Throws ArgumentNullException when the argument is null.
inline void require(const Call& c, size_t i, std::string_view parameter)
{
    if (is_null(c, i)) throw_argument("System.ArgumentNullException", "Value cannot be null.", parameter);
}
[[noreturn]] inline void throw_range(std::string message, std::string_view parameter)
{
    throw_argument("System.ArgumentOutOfRangeException", std::move(message), parameter);
}
/// "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')"
[[noreturn]] void throw_index(std::string_view parameter = "index");

/// The bytes of a byte[] argument (or of any array of bytes); throws ArgumentNullException for null.
std::string_view bytes_arg(const Call& c, size_t i, std::string_view parameter, std::string& storage);
/// The texts of a string[] argument or of any enumerable.
std::vector<std::string> texts(const Value& value);

// Results

inline Value nothing() { return Value::nothing(); }
/// A member of an enum type by its full name.
Value enum_value(std::string_view type, int64_t number);
/// An array of the element type.
Value typed_array(const Type& element, std::vector<Value> items);
Value string_array(std::vector<Value> items);
Value from_utf16(std::u16string_view units);

/// Calls a delegate argument (a script block) with these values.
Value call_delegate(const Value& delegate, std::initializer_list<Value> args);

// Text

enum class Case
{
    Upper,
    Lower
};
/// Simple case mapping of each character, as ToUpper / ToLower.
std::string change_case(std::string_view text, Case to, Casing casing = Casing::Invariant);
/// char.IsWhiteSpace.
bool is_white_space(char32_t c);
/// .NET's string.Trim(): white space at both ends.
std::string_view trim(std::string_view text);
using base::append_utf8;
using base::is_ascii;
using base::to_utf16;
using base::to_utf8;
/// The character at a byte position, which moves past it.
inline char32_t next_char(std::string_view text, size_t& position) { return base::decode_utf8(text, position); }

// Formatting and parsing with a culture: value/culture.hpp.

} // namespace kestrun::value
