// C++ exceptions of native code, as the .NET exceptions that scripts catch. They are turned where native code is called: members,
// commands, statements.
#pragma once
#include <cstdint>
#include <exception>
#include <utility>

namespace kestrun::value {

/// Throws System.OutOfMemoryException for std::bad_alloc and std::length_error, System.InvalidOperationException with the exception's text
/// for others.
[[noreturn]] void throw_native_failure(const std::exception& error);

/// .NET's limit on the elements of an array. Throws System.OutOfMemoryException for more, before anything is asked of the memory limit.
inline constexpr uint64_t max_array_length = 0x7fffffc7;
void check_array_length(uint64_t count);

/// Calls the function; costs nothing while it does not throw.
template <class F>
decltype(auto) with_native_failures(F&& function)
{
    try {
        return std::forward<F>(function)();
    } catch (const std::exception& error) {
        throw_native_failure(error);
    }
}

} // namespace kestrun::value
