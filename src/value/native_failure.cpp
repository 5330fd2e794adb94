#include "value/native_failure.hpp"
#include "base/memory_limit.hpp"
#include "value/error.hpp"
#include <new>
#include <stdexcept>

namespace kestrun::value {

namespace {
constexpr std::string_view out_of_memory = "System.OutOfMemoryException";
constexpr const char* too_long = "Array dimensions exceeded supported range.";
} // namespace

void check_array_length(uint64_t count)
{
    if (count > max_array_length) throw_native(out_of_memory, too_long);
}

void throw_native_failure(const std::exception& error)
{
    if (dynamic_cast<const base::OutOfMemory*>(&error))
        throw_native(out_of_memory, "Exception of type 'System.OutOfMemoryException' was thrown.");
    if (dynamic_cast<const std::bad_alloc*>(&error))
        throw_native(out_of_memory, "Insufficient memory to continue the execution of the program.");
    if (dynamic_cast<const std::length_error*>(&error)) throw_native(out_of_memory, too_long);
    throw_native("System.InvalidOperationException", error.what());
}

} // namespace kestrun::value
