#include "value/call_depth.hpp"
#include "value/error.hpp"

namespace kestrun::value {

namespace {
constexpr std::string_view exception_name = "System.Management.Automation.ScriptCallDepthException";
} // namespace

void throw_call_depth()
{
    throw_runtime("CallDepthOverflow", "The script failed due to call depth overflow.", ErrorCategory::InvalidOperation, {},
                  exception_name);
}

void pass_call_depth(const ExceptionObject& exception)
{
    static const Type& type = native_type(exception_name);
    if (&exception.type() == &type && exception.error_record()) throw ScriptError(exception.error_record());
}

} // namespace kestrun::value
