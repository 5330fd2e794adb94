#include "io/stack_pool.hpp"

#include "io/fiber.hpp"
#include "io/sanitizer.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace kestrun::io {

namespace {

// What a pooled stack may keep of the memory it touched.
constexpr std::size_t max_kept = std::size_t{64} << 10;
// All stacks would have their hot ends at the same offset in a page, and so in the same few sets of the first-level cache.
constexpr unsigned colours = 16;
constexpr std::size_t colour_step = 256;

// The entry function never returned: its frame is still marked as in use.
void unmark(const Stack& stack) noexcept
{
    constexpr std::size_t marked = std::size_t{16} << 10;
    sanitizer::unpoison(stack.base + stack.size - marked, marked);
}

} // namespace

std::size_t page_size() noexcept
{
    static const std::size_t size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return size;
}

std::size_t StackPool::least_size() noexcept { return 4 * page_size(); }

Stack StackPool::map_stack(std::size_t size) noexcept
{
    std::size_t page = page_size();
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
#ifdef MAP_NORESERVE
    flags |= MAP_NORESERVE;
#endif
#ifdef MAP_STACK
    flags |= MAP_STACK;
#endif
    void* mapping = ::mmap(nullptr, size + page, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (mapping == MAP_FAILED) return {};
    if (::mprotect(mapping, page, PROT_NONE) != 0) {
        ::munmap(mapping, size + page);
        return {};
    }
    Stack stack;
    stack.base = static_cast<std::byte*>(mapping) + page;
    stack.size = size;
    stack.top_gap = (colour_++ % colours) * colour_step;
#ifdef MADV_NOHUGEPAGE
    // With transparent huge pages always on, the first touch would cost 2 MiB instead of 4 KiB.
    ::madvise(stack.base, size, MADV_NOHUGEPAGE);
#endif
    stack.fiber = sanitizer::create_fiber();
    ++mapped_;
    return stack;
}

void StackPool::unmap_stack(Stack stack) noexcept
{
    sanitizer::destroy_fiber(stack.fiber);
    std::size_t page = page_size();
    unmark(stack);
    ::munmap(stack.base - page, stack.size + page);
    --mapped_;
}

void StackPool::release(Stack stack) noexcept
{
    if (stack.size != default_stack_size || pool_is_full()) {
        unmap_stack(stack);
        return;
    }
    discard_stack_pages(stack, stack.base + stack.size - max_kept);
    unmark(stack);
    keep(stack);
}

// A stack is touched from the top down without gaps worth speaking of: when the page below the kept part was never touched, nothing below
// it was, and the look is cheaper than the system call that would free nothing.
void discard_stack_pages(const Stack& stack, const std::byte* keep_from) noexcept
{
    std::size_t page = page_size();
    std::size_t length = static_cast<std::size_t>(keep_from - stack.base) / page * page;
    if (keep_from <= stack.base || length == 0) return;
#if defined(__linux__)
    unsigned char resident = 1;
    if (::mincore(stack.base + length - page, page, &resident) == 0 && (resident & 1) == 0) return;
#endif
    ::madvise(stack.base, length, MADV_DONTNEED);
}

} // namespace kestrun::io
