#include "io/stack_pool.hpp"

#include "io/fiber.hpp"
#include "io/fiber_windows.hpp"
#include "io/system_windows.hpp"

namespace kestrun::io {

namespace {

// What a pooled stack may have grown to; Windows never takes back a part of one.
constexpr std::size_t max_kept = std::size_t{256} << 10;
// What is there from the start.
constexpr std::size_t first_commit = std::size_t{16} << 10;
// The guard pages at the end, and what Windows wants to have left to tell of an overflow.
constexpr std::size_t guard = std::size_t{32} << 10;

WindowsFiber& fiber_of(const Stack& stack) noexcept { return *static_cast<WindowsFiber*>(stack.fiber); }

// From the bottom up there are: what is only reserved, the guard page, what is in use.
std::byte* lowest_committed(const Stack& stack) noexcept
{
    auto* at = static_cast<std::byte*>(fiber_of(stack).lowest);
    while (at < stack.top()) {
        MEMORY_BASIC_INFORMATION region{};
        if (::VirtualQuery(at, &region, sizeof region) == 0) break;
        bool usable = region.State == MEM_COMMIT && (region.Protect & (PAGE_GUARD | PAGE_NOACCESS)) == 0;
        if (usable) return at;
        at = static_cast<std::byte*>(region.BaseAddress) + region.RegionSize;
    }
    return stack.top();
}

} // namespace

std::size_t page_size() noexcept
{
    static const std::size_t size = [] {
        SYSTEM_INFO info;
        ::GetSystemInfo(&info);
        return static_cast<std::size_t>(info.dwPageSize);
    }();
    return size;
}

std::size_t StackPool::least_size() noexcept { return guard + 4 * page_size(); }

Stack StackPool::map_stack(std::size_t size) noexcept
{
    auto* fiber = new (std::nothrow) WindowsFiber;
    if (fiber == nullptr) return {};
    fiber->maker = ::GetCurrentFiber();
    fiber->handle = ::CreateFiberEx(first_commit, size, FIBER_FLAG_FLOAT_SWITCH, &WindowsFiber::run, fiber);
    if (fiber->handle == nullptr) {
        delete fiber;
        return {};
    }
    ::SwitchToFiber(fiber->handle);
    Stack stack;
    stack.base = static_cast<std::byte*>(fiber->lowest) + guard;
    stack.size = static_cast<std::size_t>(static_cast<std::byte*>(fiber->top) - stack.base);
    stack.fiber = fiber;
    fiber->reserved = size;
    fiber->first_committed = lowest_committed(stack);
    ++mapped_;
    return stack;
}

void StackPool::unmap_stack(Stack stack) noexcept
{
    WindowsFiber& fiber = fiber_of(stack);
    ::DeleteFiber(fiber.handle);
    delete &fiber;
    --mapped_;
}

void StackPool::release(Stack stack) noexcept
{
    const WindowsFiber& fiber = fiber_of(stack);
    std::byte* lowest = lowest_committed(stack);
    bool small = lowest >= stack.top() - max_kept || lowest >= fiber.first_committed;
    if (fiber.reserved != default_stack_size || !small || pool_is_full()) {
        unmap_stack(stack);
        return;
    }
    keep(stack);
}

// The pages stay committed, because the system's idea of where the stack ends would be wrong otherwise; but what they hold need not be
// kept.
void discard_stack_pages(const Stack& stack, const std::byte* keep_from) noexcept
{
    std::byte* lowest = lowest_committed(stack);
    if (lowest >= keep_from) return;
    std::size_t length = static_cast<std::size_t>(keep_from - lowest) / page_size() * page_size();
    if (length > 0) ::VirtualAlloc(lowest, length, MEM_RESET, PAGE_READWRITE);
}

} // namespace kestrun::io
