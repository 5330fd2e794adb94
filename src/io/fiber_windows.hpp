#pragma once
// A fiber of Windows, which owns its stack and is used for one of our fibers after the other.

#include <cstddef>

namespace kestrun::io {

class FiberContext;

struct WindowsFiber
{
    void* handle = nullptr;          // as SwitchToFiber() takes it
    void* maker = nullptr;           // the fiber that made it, until it has said where its stack lies
    FiberContext* context = nullptr; // what it runs now
    void* lowest = nullptr;          // of its stack, guard pages included
    void* top = nullptr;
    std::size_t reserved = 0;                   // bytes that were asked for
    const std::byte* first_committed = nullptr; // where the part in use ended when the fiber was made

    // What such a fiber does all its life; the parameter is the WindowsFiber.
    static void __stdcall run(void* self) noexcept;
};

} // namespace kestrun::io
