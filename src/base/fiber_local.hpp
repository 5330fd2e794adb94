#pragma once
// What belongs to the running fiber rather than to its thread: one pointer for each part of the program that needs one. An event loop puts
// a fiber's own set in place while it runs it; a plain thread has one set.

#include <cstddef>
#include <cstdint>
#include <utility>

namespace kestrun::base {

enum class FiberSlot : std::uint8_t
{
    script_host, // value/convert.hpp: who answers for the running script
    log_context, // log/enricher.hpp: the innermost scope of pushed properties
    culture,     // value/culture.hpp: the cultures that the running script has set
    count,
};

struct FiberSlots
{
    void* at[static_cast<std::size_t>(FiberSlot::count)] = {};
};

namespace detail {

#if defined(__GNUC__)
__attribute__((tls_model("initial-exec")))
#endif
extern constinit thread_local FiberSlots fiber_slots;

} // namespace detail

// The running fiber's pointer; null at its start.
inline void*& fiber_slot(FiberSlot slot) noexcept { return detail::fiber_slots.at[static_cast<std::size_t>(slot)]; }

// For schedulers: around each stretch that a fiber runs.
inline void swap_fiber_slots(FiberSlots& with) noexcept { std::swap(with, detail::fiber_slots); }

} // namespace kestrun::base
