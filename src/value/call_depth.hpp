// Recursion of native code over what a script has built (nested arrays, nested commands) and of scripts through native code: before each
// level, so that it ends in PowerShell's error and not at the end of the stack.
#pragma once
#include "base/poll.hpp"

namespace kestrun::value {

class ExceptionObject;

/// CallDepthOverflow.
[[noreturn]] void throw_call_depth();

/// Throws it again when that is what the exception says: it is not wrapped by each of the thousands of calls it leaves.
void pass_call_depth(const ExceptionObject& exception);

/// `reserve`: bytes of stack that what comes before the next check may take.
inline void check_call_depth(std::size_t reserve = std::size_t{96} << 10)
{
    if (base::stack_exhausted(reserve)) [[unlikely]]
        throw_call_depth();
}

} // namespace kestrun::value
