// What the exception types have in common: usual constructors, default messages, HResults.
#pragma once
#include "value/types/native.hpp"

namespace kestrun::value {

struct ExceptionFact
{
    const char* type;
    const char* message; // "": "Exception of type '...' was thrown."
    int32_t hresult;
};
std::span<const ExceptionFact> exception_facts();
/// The message of `new T()`.
std::string default_exception_message(const Type& type);

// The usual constructors, for tables that add to them.
Value new_exception(Call& c);
Value new_exception_message(Call& c);
Value new_exception_inner(Call& c);
/// The exception object of a member call.
inline ExceptionObject& self_exception(const Call& c) { return *static_cast<ExceptionObject*>(c.self.object()); }
/// A property kept in ExceptionObject::properties(), null when it is not set.
Value extra_property(const ExceptionObject& exception, std::string_view name);
void set_extra_property(ExceptionObject& exception, std::string_view name, Value value);

inline constexpr MemberDef usual_exception_rows[] = {
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
};
constexpr TypeDef exception_row(const char* name, const char* base, TypeFlags flags = TypeFlags::None)
{
    return {name, base, flags, "", "", usual_exception_rows};
}

} // namespace kestrun::value
