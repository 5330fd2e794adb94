#pragma once
// Stacks for fibers: mapped lazily, with a guard page below, and kept for the next fiber.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kestrun::io {

struct Stack
{
    std::byte* base = nullptr; // lowest usable byte; the guard page lies below
    std::size_t size = 0;      // usable bytes; a multiple of the page size
    std::size_t top_gap = 0;   // unused at the top, different from stack to stack: see map_stack()
    void* fiber = nullptr;     // what Windows or ThreadSanitizer knows the fiber on it by

    explicit operator bool() const noexcept { return base != nullptr; }
    std::byte* top() const noexcept { return base + size - top_gap; }
};

// Belongs to one thread.
class StackPool
{
public:
    StackPool() = default;
    ~StackPool();
    StackPool(const StackPool&) = delete;
    StackPool& operator=(const StackPool&) = delete;

    // An empty one when the system gives no more memory or mappings.
    Stack acquire(std::size_t size) noexcept;
    // Nothing may run on it any more.
    void release(Stack stack) noexcept;

    std::size_t mapped() const noexcept { return mapped_; }
    std::size_t pooled() const noexcept { return free_.size(); }

private:
    // Of each system (stack_pool_posix.cpp, stack_pool_windows.cpp), as release() is.
    static std::size_t least_size() noexcept;
    Stack map_stack(std::size_t size) noexcept;
    void unmap_stack(Stack stack) noexcept;
    bool pool_is_full() const noexcept;
    void keep(const Stack& stack);

    std::vector<Stack> free_; // of the default size
    std::size_t mapped_ = 0;
    unsigned colour_ = 0;
};

// Gives the pages between the lowest byte of the stack and `keep_from` back to the system; what they held is lost.
void discard_stack_pages(const Stack& stack, const std::byte* keep_from) noexcept;

std::size_t page_size() noexcept;

} // namespace kestrun::io
