#include "io/stack_pool.hpp"

#include "io/fiber.hpp"

#include <algorithm>

namespace kestrun::io {

namespace {

// Stacks kept ready for the next burst; more than these go back to the system, page tables and all.
constexpr std::size_t max_pooled = 256;

} // namespace

StackPool::~StackPool()
{
    for (Stack& stack : free_) unmap_stack(stack);
}

Stack StackPool::acquire(std::size_t size) noexcept
{
    std::size_t page = page_size();
    size = std::max((size + page - 1) / page * page, least_size());
    if (size == default_stack_size && !free_.empty()) {
        Stack stack = free_.back();
        free_.pop_back();
        return stack;
    }
    return map_stack(size);
}

bool StackPool::pool_is_full() const noexcept { return free_.size() >= max_pooled; }

void StackPool::keep(const Stack& stack)
{
    if (free_.capacity() == 0) free_.reserve(max_pooled);
    free_.push_back(stack);
}

} // namespace kestrun::io
