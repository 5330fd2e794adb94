#pragma once
// Switching between a loop's thread and a fiber's stack.

#include "io/stack_pool.hpp"

#include <cstddef>

namespace kestrun::io {

struct WindowsFiber;

// A fiber's saved registers and what has to travel with them: the exceptions being handled (a fiber may wait inside a catch block, and
// others throw meanwhile), and the sanitizers' view. All functions: the loop's thread.
class FiberContext
{
public:
    // Runs on the fiber's stack when it is first entered. When it returns, the fiber has left for ever.
    using Entry = void (*)(void* argument);

    void prepare(const Stack& stack, Entry entry, void* argument) noexcept;
    // On the thread's own stack: runs the fiber until it leaves.
    void enter() noexcept;
    // On the fiber: back to whoever entered.
    void leave() noexcept;
    // Windows only: what its fiber calls for each of ours.
    static void run_on(const WindowsFiber& fiber) noexcept;

private:
    // The Itanium C++ ABI's __cxa_eh_globals (section 2.2.2).
    struct ExceptionGlobals
    {
        void* caught = nullptr;
        unsigned uncaught = 0;
    };
    struct Trampoline;

    void* fiber_ = nullptr; // a boost fcontext_t, or what Windows' own fibers are known by
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

// While one lives, the thread may enter fibers: Windows wants to be told. Nests.
class FiberThread
{
public:
    // Throws std::system_error.
    FiberThread();
    ~FiberThread();
    FiberThread(const FiberThread&) = delete;
    FiberThread& operator=(const FiberThread&) = delete;

private:
    [[maybe_unused]] bool converted_ = false;
};

} // namespace kestrun::io
