#include "base/memory_limit.hpp"

#include "base/allocator.hpp"
#include "base/poll.hpp"
#include "base/process_facts.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <utility>

namespace kestrun::base {

namespace {

constexpr std::int64_t step = std::int64_t{1} << 20;
constexpr std::size_t large = std::size_t{64} << 10;
constexpr std::int64_t trim_step = std::int64_t{64} << 20;

struct ThreadAccount
{
    std::int64_t held = 0; // bytes this thread took more than it gave back
    std::int64_t high = step;
    std::int64_t low = -step;
    std::int64_t at_entry = 0; // of the fiber that runs: held - at_entry is its own
    int exempt = 0;
    bool due = false;
};

#if defined(__GNUC__) && !defined(_WIN32)
__attribute__((tls_model("initial-exec")))
#endif
constinit thread_local ThreadAccount account;

constinit std::atomic<std::int64_t> sum{0};
constinit std::atomic<std::int64_t> limit{INT64_MAX};
constinit std::atomic<std::int64_t> peak{0}; // of the sum since memory was last given back to the system

// What glibc's malloc takes for a block, so that those who know its size need not ask. Other allocators are asked.
std::int64_t charge(void* block, std::size_t size) noexcept
{
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
    if (size < large) return static_cast<std::int64_t>(std::max<std::size_t>(32, (size + 23) & ~std::size_t{15}));
#else
    static_cast<void>(size);
#endif
    return static_cast<std::int64_t>(usable_size(block) + 8);
}

void report() noexcept
{
    const std::int64_t change = account.held - (account.high - step);
    account.high = account.held + step;
    account.low = account.held - step;
    const std::int64_t now = sum.fetch_add(change, std::memory_order_relaxed) + change;
    if (change > 0) {
        if (now > peak.load(std::memory_order_relaxed)) peak.store(now, std::memory_order_relaxed);
        if (now > limit.load(std::memory_order_relaxed)) {
            account.due = true;
            detail::poll_state.requested.store(true, std::memory_order_relaxed);
        }
        return;
    }
    // Much has been freed: the system gets it.
    std::int64_t before = peak.load(std::memory_order_relaxed);
    if (before - now > std::max(trim_step, before / 2) && peak.compare_exchange_strong(before, now, std::memory_order_relaxed)) trim_heap();
}

bool over(std::int64_t size) noexcept
{
    const std::int64_t most = limit.load(std::memory_order_relaxed);
    const std::int64_t would = sum.load(std::memory_order_relaxed) + size;
    if (would <= most) return false;
    const std::int64_t own = account.held - account.at_entry + size;
    return own >= most / 64 || would > most + most / 8;
}

void* allocate(std::size_t size)
{
    if (size >= large) [[unlikely]] {
        if (size > static_cast<std::size_t>(PTRDIFF_MAX) || (account.exempt == 0 && over(static_cast<std::int64_t>(size))))
            throw OutOfMemory();
    }
    void* block = std::malloc(size != 0 ? size : 1);
    if (block == nullptr) throw OutOfMemory();
    account.held += charge(block, size);
    if (account.held >= account.high) [[unlikely]]
        report();
    return block;
}

void release(void* block, std::int64_t size) noexcept
{
    account.held -= size;
    if (account.held <= account.low) [[unlikely]]
        report();
    std::free(block);
}

} // namespace

void set_memory_limit(std::uint64_t bytes) noexcept
{
    limit.store(bytes == 0 || bytes > INT64_MAX / 2 ? INT64_MAX / 2 : static_cast<std::int64_t>(bytes), std::memory_order_relaxed);
}

std::uint64_t memory_limit() noexcept
{
    const std::int64_t most = limit.load(std::memory_order_relaxed);
    return most >= INT64_MAX / 2 ? 0 : static_cast<std::uint64_t>(most);
}

std::uint64_t memory_in_use() noexcept
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, sum.load(std::memory_order_relaxed)));
}

std::uint64_t default_memory_limit() { return physical_memory() / 2; }

std::optional<std::uint64_t> parse_memory_size(std::string_view text)
{
    if (ascii_iequals(text, "none")) return 0;
    std::uint64_t number = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
        if (number > UINT64_MAX / 20) return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(text[digits] - '0');
    }
    if (digits == 0) return std::nullopt;
    std::string_view unit = text.substr(digits);
    if (!unit.empty() && ascii_lower(unit.back()) == 'b') unit.remove_suffix(1);
    if (unit.empty()) return number;
    constexpr std::string_view units = "kmgt";
    const std::size_t power = units.find(ascii_lower(unit[0]));
    if (unit.size() != 1 || power == std::string_view::npos) return std::nullopt;
    const unsigned shift = 10 * static_cast<unsigned>(power + 1);
    if (number > UINT64_MAX >> shift) return std::nullopt;
    return number << shift;
}

bool memory_due() noexcept { return std::exchange(account.due, false); }

bool over_memory_limit() noexcept
{
    settle_memory();
    if (account.exempt != 0 || !over(0)) return false;
    // What is free inside the allocator is not counted, but this is the moment to do without it.
    trim_heap();
    return true;
}

void settle_memory() noexcept
{
    const std::int64_t change = account.held - (account.high - step);
    sum.fetch_add(change, std::memory_order_relaxed);
    account.high = account.held + step;
    account.low = account.held - step;
}

MemoryExempt::MemoryExempt() noexcept { ++account.exempt; }
MemoryExempt::~MemoryExempt() { --account.exempt; }

void MemoryAccount::enter() noexcept { account.at_entry = account.held - held_; }
void MemoryAccount::leave() noexcept
{
    held_ = account.held - account.at_entry;
    account.at_entry = 0;
}

} // namespace kestrun::base

// Aligned and nothrow forms: the library's nothrow forms call these; aligned ones are rare and not counted.
void* operator new(std::size_t size) { return kestrun::base::allocate(size); }
void* operator new[](std::size_t size) { return kestrun::base::allocate(size); }
// The forms that do not throw (std::stable_sort's buffer): nothing is what they give for no memory.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    try {
        return operator new(size);
    } catch (...) {
        return nullptr;
    }
}
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept { return operator new(size, tag); }
void operator delete(void* block) noexcept
{
    if (block != nullptr) kestrun::base::release(block, static_cast<std::int64_t>(kestrun::base::usable_size(block) + 8));
}
void operator delete[](void* block) noexcept { operator delete(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { operator delete(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { operator delete(block); }
void operator delete(void* block, std::size_t size) noexcept
{
    if (block != nullptr) kestrun::base::release(block, kestrun::base::charge(block, size));
}
void operator delete[](void* block, std::size_t size) noexcept { operator delete(block, size); }
