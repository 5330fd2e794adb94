#pragma once
// Switching between a loop's thread and a fiber's stack.

#include "io/stack_pool.hpp"

#include <cstddef>

namespace kestrun::io {

// A fiber's saved registers and what has to travel with them: the exceptions being handled (a fiber may wait inside a catch block, and
// others throw meanwhile), and the sanitizers' view. All functions: the loop's thread.
class FiberContext
{
public:
    // Runs on the fiber's stack when it is first entered; has to end with leave_for_ever().
    using Entry = void (*)(void* argument);

    void prepare(const Stack& stack, Entry entry, void* argument) noexcept;
    // On the thread's own stack: runs the fiber until it leaves.
    void enter() noexcept;
    // On the fiber: back to whoever entered.
    void leave() noexcept;
    [[noreturn]] void leave_for_ever() noexcept;

private:
    // The Itanium C++ ABI's __cxa_eh_globals (section 2.2.2).
    struct ExceptionGlobals
    {
        void* caught = nullptr;
        unsigned uncaught = 0;
    };
    struct Trampoline;

    void* fiber_ = nullptr; // boost fcontext_t, of whichever side does not run
    void* thread_ = nullptr;
    Entry entry_ = nullptr;
    void* argument_ = nullptr;
    ExceptionGlobals exceptions_;
    const void* stack_bottom_ = nullptr;
    std::size_t stack_size_ = 0;
    // Sanitizers only.
    void* tsan_fiber_ = nullptr;
    void* tsan_thread_ = nullptr;
    void* fake_stack_ = nullptr;
    const void* thread_bottom_ = nullptr;
    std::size_t thread_size_ = 0;
};

} // namespace kestrun::io
