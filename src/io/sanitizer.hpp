#pragma once
// What AddressSanitizer and ThreadSanitizer want to be told about fibers; nothing in other builds.

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define KESTRUN_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KESTRUN_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define KESTRUN_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define KESTRUN_TSAN 1
#endif
#endif

#if defined(KESTRUN_ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(KESTRUN_TSAN)
#include <sanitizer/tsan_interface.h>
#endif

namespace kestrun::io::sanitizer {

#if defined(KESTRUN_TSAN)
inline constexpr bool thread = true;
inline void* create_fiber() noexcept { return __tsan_create_fiber(0); }
inline void destroy_fiber(void* fiber) noexcept { __tsan_destroy_fiber(fiber); }
inline void* current_fiber() noexcept { return __tsan_get_current_fiber(); }
inline void switch_to_fiber(void* fiber) noexcept { __tsan_switch_to_fiber(fiber, 0); }
#else
inline constexpr bool thread = false;
inline void* create_fiber() noexcept { return nullptr; }
inline void destroy_fiber(void*) noexcept {}
inline void* current_fiber() noexcept { return nullptr; }
inline void switch_to_fiber(void*) noexcept {}
#endif

#if defined(KESTRUN_ASAN)
inline constexpr bool address = true;
inline void start_switch(void** fake_stack, const void* bottom, std::size_t size) noexcept
{
    __sanitizer_start_switch_fiber(fake_stack, bottom, size);
}
inline void finish_switch(void* fake_stack, const void** bottom, std::size_t* size) noexcept
{
    __sanitizer_finish_switch_fiber(fake_stack, bottom, size);
}
inline void unpoison(void* begin, std::size_t size) noexcept { __asan_unpoison_memory_region(begin, size); }
#else
inline constexpr bool address = false;
inline void start_switch(void**, const void*, std::size_t) noexcept {}
inline void finish_switch(void*, const void**, std::size_t*) noexcept {}
inline void unpoison(void*, std::size_t) noexcept {}
#endif

} // namespace kestrun::io::sanitizer
