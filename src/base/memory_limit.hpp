#pragma once
// How much memory the program's heap may take, and what happens when that is not enough.
//
// operator new and delete count bytes in the running thread, which costs an addition and a compare; what a thread has counted is added to
// the program's sum a mebibyte at a time. A large allocation is checked before it is made and fails with OutOfMemory when the sum would go
// over the limit. Small ones never fail: code that cannot bear an exception makes them too. When the sum is over the limit after one of
// them, the thread's safepoint flag goes up, and the script that runs there looks at memory_due() and ends its statement with an error.
//
// A little over the limit, the error is for those who hold much: a request that has taken next to nothing is spared until the sum is an
// eighth above it. What a fiber has taken is counted with it, see MemoryAccount.
//
// Counted is what operator new gave, with the allocator's own overhead; stacks, and what C libraries take by malloc, is not.

#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <string_view>

namespace kestrun::base {

class OutOfMemory final : public std::bad_alloc
{
public:
    const char* what() const noexcept override { return "the memory limit is reached"; }
};

/// Bytes; 0 is none, as at the start of the program. Any thread.
void set_memory_limit(std::uint64_t bytes) noexcept;
std::uint64_t memory_limit() noexcept;
/// Bytes, but for up to a mebibyte a thread. Any thread.
std::uint64_t memory_in_use() noexcept;
/// Half of the machine's memory, or of what the process's control group may have when that is less.
std::uint64_t default_memory_limit();
/// "512MB", "2G", "1073741824"; "0" and "none" are 0. Units are powers of 1024.
std::optional<std::uint64_t> parse_memory_size(std::string_view text);

/// The running thread has gone over the limit since it was last asked; lowers the flag.
bool memory_due() noexcept;
/// Whether the running task is to give up what it does: the sum is over the limit, and this task one of those who hold much. Gives back to
/// the system what the allocator keeps for later, first.
bool over_memory_limit() noexcept;

/// While one lives, no allocation of this thread fails for the limit: for what must come to its end.
class MemoryExempt
{
public:
    MemoryExempt() noexcept;
    ~MemoryExempt();
    MemoryExempt(const MemoryExempt&) = delete;
    MemoryExempt& operator=(const MemoryExempt&) = delete;
};

/// Bytes that a fiber has taken and not given back. For schedulers: around each stretch that it runs.
class MemoryAccount
{
public:
    void enter() noexcept;
    void leave() noexcept;

private:
    std::int64_t held_ = 0;
};
/// Adds what this thread has counted to the sum: before it ends.
void settle_memory() noexcept;

} // namespace kestrun::base
