// PowerShell's conversions (about_Type_Conversion; LanguagePrimitives): casts, typed variables and parameters, truth, text.
// All throw ScriptError with PowerShell's ids and texts when a value does not convert.
#pragma once
#include "value/value.hpp"
#include <optional>
#include <span>
#include <string>

namespace kestrun::value {

bool to_bool(const Value& value); // throws only for nothing; slow cases out of line
/// What [string]$x and "$x" give (invariant culture; collections joined by a blank or $OFS, see TextOptions).
std::string to_text(const Value& value);
Value to_string_value(const Value& value); // same, without a copy when it is a string already
/// .NET's ToString() of the value (collections give their type name; custom objects "").
std::string dotnet_text(const Value& value);

/// [type]$value: an explicit cast. Throws InvalidCast... errors whose ids and texts are PowerShell's.
Value convert(const Value& value, const Type& target);
/// Implicit conversion for parameters and arguments; nothing when it is not possible.
std::optional<Value> try_convert(const Value& value, const Type& target);
/// [ref] and overload resolution: how good a conversion is; 0 identity, larger is worse, negative impossible. Does not run it.
int conversion_rank(const Value& value, const Type& target);

int32_t to_int32(const Value& value);
int64_t to_int64(const Value& value);
double to_double(const Value& value);
/// Number a text stands for, as PowerShell reads it in an expression ('5' + 1 needs it): Int32, Int64, Double, Decimal... Throws
/// InvalidCastFromStringTo...
Value parse_number(std::string_view text);
/// $x -is [type]
bool is_instance(const Value& value, const Type& type);
/// Enum value from names "A, B", numbers or values; throws with PowerShell's list of possible names.
Value to_enum(const Value& value, const Type& enum_type);
std::string enum_text(const Value& value); // "Friday", "A, B" for flags, the number when unnamed

/// Per fiber options of text conversion: $OFS of the running scope, and calls into script code (ToString() of script classes, script
/// properties).
struct ConversionHost
{
    virtual ~ConversionHost() = default;
    virtual std::string ofs() = 0;
    /// Calls a script block (delegates, ScriptProperty getters, class methods). `self` becomes $this.
    virtual Value call_script(Object& script, const Value& self, std::span<Value> args) = 0;
    /// Calls a script block with $_ set to the item (-replace and -split with script blocks, .ForEach(), .Where()).
    virtual Value call_with_item(Object& script, const Value& item, std::span<Value> args) { return call_script(script, item, args); }
    virtual bool strict_mode(int version) = 0;
    virtual const Type* find_type(std::string_view name) = 0; // script classes in scope first
};
/// Of the running fiber; null outside script code.
ConversionHost* conversion_host();
void set_conversion_host(ConversionHost* host);

} // namespace kestrun::value
