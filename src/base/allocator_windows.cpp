#include "base/allocator.hpp"

#include <cxxabi.h>

namespace kestrun::base {

void trim_heap() noexcept { ::_heapmin(); }

} // namespace kestrun::base

// Thread-local variables of this compiler live in memory that a thread-specific key of its run-time library frees, and are destroyed by
// another such key. Keys are cleaned in the order in which they were made, and the first is made with the first use of any thread-local
// variable: their destructors would run on memory that is free already (GCC bug 80816). So the other key is made here, before everything.
extern "C" int __cxa_thread_atexit(void (*destructor)(void*), void* object, void* module) noexcept;

namespace {
__attribute__((constructor(101))) void make_destructors_key_first()
{
    __cxa_thread_atexit([](void*) {}, nullptr, nullptr);
}
} // namespace
