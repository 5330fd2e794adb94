#pragma once
// The C library's heap beyond malloc and free.

#include <cstddef>
#include <malloc.h>

namespace kestrun::base {

#if defined(_WIN32)
/// Bytes that a block from malloc has room for.
inline std::size_t usable_size(void* block) noexcept { return ::_msize(block); }
/// Gives free memory back to the system.
void trim_heap() noexcept;
#else
/// Bytes that a block from malloc has room for.
inline std::size_t usable_size(void* block) noexcept { return ::malloc_usable_size(block); }
/// Gives free memory back to the system.
inline void trim_heap() noexcept { ::malloc_trim(0); }
#endif

} // namespace kestrun::base
